import Commands

/// The operator's command.
@main
struct Main {
    static let command = Command(
        "duixian", "runs, watches and asks an installation of Duixian", version: "0.1.0",
        subcommands: [
            UpCommand.command, ProvisionCommand.command, TailCommand.command, LagCommand.command, ClockCommand.command,
            OrderCommand.command, SchemaCommand.command, TraceCommand.command, ReplayCommand.command,
            AuditCommand.command, Bench.command,
        ])

    @MainActor
    static func main() async { await command.main() }
}
