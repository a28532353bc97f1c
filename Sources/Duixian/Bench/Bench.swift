import Commands

/// `duixian bench`: what the parts do, beside what they are compared with, in the same run.
enum Bench {
    private static let messages = Command("messages", "reading and writing a claim, beside Foundation's coder") { _ in
        try MessagesBench.run()
    }

    static let command = Command(
        "bench", "measures the parts beside what they are compared with",
        subcommands: [
            CopyBench.command, LatencyBench.command, StateBench.command, AssessBench.command,
            AdjudicateBench.command, IntakeBench.command, PipelineBench.command, CloseBench.command, messages,
        ])
}
