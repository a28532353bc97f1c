import Agent
import Awards
import Commands

/// The intake: where claims come in, and from where they are forwarded.
@main
struct Main {
    private static let program = AgentProgram(
        .intake, build: "0.1.0", stages: [RelayStage()], edge: IntakeEdge.ofWorker)

    static let command = Command(
        "intake", "takes claims in at a county and forwards them", version: "0.1.0",
        subcommands: [
            program.run, IntakeEdge.serve, ClaimCommands.submit, ClaimCommands.status, ClaimCommands.withdraw,
            ClaimCommands.evidence, CompleteCommand.command, ImportCommands.importing, ImportCommands.template,
            ReportCommand.command,
        ])

    @MainActor
    static func main() async { await command.main() }
}
