import Commands

/// The calculator: what a claim is worth under a policy, and the tool of whoever writes policies.
@main
struct Main {
    static let command = Command(
        "calculator", "assesses claims under policies, and checks, explains, draws and tries policies",
        version: "0.1.0",
        subcommands: [
            AssessCommand.command, CheckCommand.command, CoverageCommand.command, DrawCommand.command,
            ExplainCommand.command,
            FeelCommand.command, SimulateCommand.command,
        ])

    @MainActor
    static func main() async { await command.main() }
}
