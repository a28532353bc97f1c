import Commands

@main
struct Main {
    static let command = Command(
        "notifier", "writes letters to applicants and sends them", version: "0.1.0", subcommands: [])

    @MainActor
    static func main() async { await command.main() }
}
