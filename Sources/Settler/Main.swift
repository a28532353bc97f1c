import Agent
import Awards
import Commands

/// The settler: who pays, who bears, and what one tier owes another for a year.
@main
struct Main {
    private static let program = AgentProgram(
        .settler, build: "0.1.0",
        stages: [
            StageOf<SettleDecider>(.settle) { task, offices in
                let decider = try SettleDecider(task, offices)
                return (decider.specification, decider)
            }
        ])

    static let command = Command(
        "settler", "pays awards, and settles what one tier owes another for a year", version: "0.1.0",
        subcommands: [
            program.run, PayCommand.command, ReconcileCommand.command, StatementCommand.command, CloseCommand.command,
        ] + SettleCommands.all + [ReportCommand.command, SettleBench.command])

    @MainActor
    static func main() async { await command.main() }
}
