import Commands

/// `duixian bench`: what the parts do, beside what they are compared with, in the same run.
enum Bench {
    static let command = Command(
        "bench", "measures the parts beside what they are compared with", subcommands: [CopyBench.command])
}
