import Commands

@main
struct Main {
    @MainActor
    static func main() async {
        await Command("duixian", "the operator's command", version: "0.1.0", subcommands: [Bench.command]).main()
    }
}
