import Agent
import Commands
import FoundationEssentials
import Glibc
import Log
import Messages
import Seals

/// `duixian bench close`: a round is closed by the calculator's own process, which is killed on the way.
enum CloseBench {
    private static let address = Option(required: "log", "LOG", "the log to measure: kafka:HOST:PORT, or a SQLite file")
    private static let counts = Option(
        "claims", "N,…", "how many claims, of each run", .text, default: "1000,10000,100000,500000")
    private static let kills = Option("kills", "N", "how often it is killed on the way", .integer(0...20), default: 2)
    private static let fold = Flag("fold", "a killed one has no snapshot either, and reads all of the log again")
    private static let policy = Option(
        "policy", "FILE", "the file of baotou-2022", .file, default: "deploy/policies/baotou-2022.yaml")
    private static let seed = Option("seed", "N", "of the random claims", .integer(1...Int.max), default: 20_220_826)
    private static let folder = Option(
        "folder", "FOLDER", "where snapshots and the worker's lines go, and are removed", .text, default: "/var/tmp")

    static let command = Command(
        "close", "closing whole rounds, the process killed on the way, beside one that is not",
        [address, counts, kills, fold, policy, seed, folder],
        details: """
            Makes a city of its own on the log for each run, whose assessments are read before the round is closed. \
            What is measured is from the officer's order to the last proposal; what a killed run says must be what the \
            other says, byte for byte.
            """
    ) { values in
        for text in values[counts].split(separator: ",") {
            guard let count = Int(text), count > 0 else {
                throw CommandFailure(.usage, "\(text) is no number of claims.")
            }
            let run = CloseRun(
                address: LogAddress(values[address]), policy: values[policy], count: count,
                seed: UInt64(values[seed]), withSnapshots: !values[fold], folder: values[folder])
            let quiet = try run.measure(kills: 0)
            Console.standard.write("\(count) claims\n  \(quiet.line(of: count, kills: 0))\n")
            guard values[kills] > 0 else { continue }
            let killed = try run.measure(kills: values[kills])
            Console.standard.write("  \(killed.line(of: count, kills: values[kills]))\n")
            guard quiet.digest == killed.digest else { throw BenchError.notTheSame }
        }
    }
}

/// One round, from its order on.
private struct CloseRun {
    let address: LogAddress
    let policy: String
    let count: Int
    let seed: UInt64
    let withSnapshots: Bool
    let folder: String

    struct Measured {
        var intake = 0.0
        var seconds = 0.0
        var processorSeconds = 0.0
        var mebibytes = 0
        var closed = RoundClosed()
        var digest: SHA256Digest?

        func line(of count: Int, kills: Int) -> String {
            func rounded(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
            return "killed \(kills) times: \(rounded(seconds)) s, \(rounded(processorSeconds)) s of a processor, "
                + "\(rounded(seconds * 1_000_000 / Double(count))) µs a claim; at most \(mebibytes) MiB; "
                + "\(closed.awards) awards, \(digest?.hex.prefix(12) ?? "") (assessments read in \(rounded(intake)) s)"
        }
    }

    func measure(kills: Int) throws -> Measured {
        let scratch = try ScratchFolder(in: folder)
        defer { scratch.remove() }
        let city = try CloseInstallation(address, folder: scratch.path, policy: policy)
        defer { city.end() }
        var measured = Measured()
        var use = try city.start()
        try city.furnish()
        guard let opened = try city.find(RoundOpened.self) else { throw BenchError.notTheSame }
        let claims = CloseClaims(
            count: count, seed: seed, counties: city.counties, policy: opened.policy)
        let clock = ContinuousClock()
        var start = clock.now
        try city.assess(claims)
        try city.wait(for: "end of the assessments") { try city.hasReadAll() }
        measured.intake = (clock.now - start) / .seconds(1)
        use.look()
        let before = use.processorSeconds
        try city.order(["round", "close", CloseInstallation.round, "--as-of", "2024-02-29"])
        guard let closing = try city.find(RoundClosing.self) else { throw BenchError.notTheSame }
        try city.mark(closing, claims)
        start = clock.now
        for kill in 0..<kills {
            let enough = Int64(count * (kill + 1) / (kills + 1))
            try city.wait(for: "proposal") {
                use.look()
                return (try city.log.ends(of: [city.awards])[city.awards]?.highWatermark ?? 0) >= enough
            }
            measured.add(use)
            city.end(with: SIGKILL)
            if !withSnapshots { city.forgetSnapshots() }
            use = try city.start()
        }
        let from = try city.log.ends(of: [city.rounds])[city.rounds]?.start ?? 0
        try city.wait(for: "round that is closed") {
            use.look()
            guard let closed = try city.find(RoundClosed.self, from: from) else { return false }
            measured.closed = closed
            return true
        }
        measured.seconds = (clock.now - start) / .seconds(1)
        use.look()
        measured.add(use)
        measured.processorSeconds -= before
        measured.digest = try city.digestOfProposals()
        return measured
    }
}

extension CloseRun.Measured {
    /// What a process took, once it is at its end.
    fileprivate mutating func add(_ use: ProcessUse) {
        processorSeconds += use.processorSeconds
        mebibytes = max(mebibytes, ResidentMemory.peakMebibytes(of: use.process) ?? use.residentMebibytes)
    }
}
