import Agent
import Awards
import Commands

/// The calculator: what a claim is worth under a policy, and the tool of whoever writes policies.
@main
struct Main {
    private static let program = AgentProgram(
        .calculator, build: "0.1.0",
        stages: [
            StageOf<AssessDecider>(.assess) { task, offices in
                let decider = AssessDecider(task, offices)
                return (decider.specification, decider)
            },
            StageOf<RoundDecider>(.round) { task, offices in
                let decider = try RoundDecider(task, offices)
                return (decider.specification, decider)
            },
        ])

    static let command = Command(
        "calculator", "assesses claims under policies, and checks, explains, draws and tries policies",
        version: "0.1.0",
        subcommands: [
            program.run, PolicyCommand.command, GuideCommand.command, RoundCommand.command, HoldCommand.command,
            RecordCommand.command,
            ReviewsCommand.command,
            ReviewCommand.command, AssessCommand.command, AdjudicateCommand.command,
            CheckCommand.command, CoverageCommand.command, ExplainCommand.command, DrawCommand.command,
            SimulateCommand.command, FeelCommand.command,
        ])

    @MainActor
    static func main() async { await command.main() }
}
