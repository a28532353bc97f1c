import Commands

/// The settler: who pays, who bears, and what one tier owes another for a year.
@main
struct Main {
    static let command = Command(
        "settler", "settles what one tier owes another for the awards of a year", version: "0.1.0",
        subcommands: [StatementCommand.command, CloseCommand.command])

    @MainActor
    static func main() async { await command.main() }
}
