import Commands

@main
struct Main {
    static let command = Command(
        "dashboard", "shows the topics, the agents and the money of an installation", version: "0.1.0", subcommands: [])

    @MainActor
    static func main() async { await command.main() }
}
