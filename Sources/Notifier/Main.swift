import Agent
import Awards
import Commands

/// The notifier: writes letters to the applicants of its office, and sends them.
@main
struct Main {
    private static let program = AgentProgram(
        .notifier, build: "0.1.0", stages: [NotifyStage()], edge: SendingEdge.ofWorker)

    static let command = Command(
        "notifier", "writes letters to applicants and sends them", version: "0.1.0",
        subcommands: [
            program.run, LetterCommands.check, LetterCommands.values, LetterCommands.preview,
            LetterCommands.deliveries, LetterCommands.resend,
        ])

    @MainActor
    static func main() async { await command.main() }
}
