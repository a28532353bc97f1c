import Commands

/// `dashboard bench`: figures of this machine.
enum BenchCommand {
    static let command = Command(
        "bench", "measures traces, pages and live tails on this machine",
        subcommands: [TraceBench.command, PagesBench.command, TailBench.command])
}
