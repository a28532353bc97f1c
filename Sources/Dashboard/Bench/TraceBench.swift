import Agent
import Awards
import Commands
import Glibc
import Log
import Messages
import Pages
import Seals
import Web

/// `dashboard bench trace`: how long tracing a claim takes among many.
enum TraceBench {
    private static let count = Option(
        "claims", "N", "claims that the index holds", .integer(1...10_000_000), default: 1_000_000)
    private static let questions = Option(
        "questions", "N", "pages that are drawn", .integer(1...1_000_000), default: 2_000)
    private static let folder = Option(
        "folder", "FOLDER", "where the index is made, and left", .file, default: "bench-index")
    private static let seed = Option("seed", "N", "of the choice of claims", .integer(0...Int.max), default: 1)

    static let command = Command(
        "trace", "measures how long a claim's trace takes among many", [count, questions, folder, seed],
        details: """
            It folds claims, each with its verification and assessment, and a thousand dead letters into an index, and \
            draws pages of claims by chance, by id and by the firm's code; it prints how fast it folds, what it takes of \
            memory and disk, and the 50th, 95th and 99th percentile of the pages' times.
            """
    ) { values in
        try run(
            claims: values[count], questions: values[questions], folder: values[folder], seed: UInt64(values[seed]))
    }

    private static func run(claims: Int, questions: Int, folder: String, seed: UInt64) throws {
        let installation = try BenchInstallation(folder: folder, topics: 1)
        let path = "\(folder)/bench.sqlite"
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
        let index = try InstallationIndex(path: path, own: try installation.office().division, log: "bench")
        let began = MachineClock.monotonicMs
        let piece = 5_000
        for start in stride(from: 0, to: claims, by: piece) {
            let records = (start..<min(start + piece, claims)).flatMap(records)
            let reached = [TopicPartition("150201.claims", 0): Int64(start + piece)]
            _ = try index.fold(records, reached: reached, nowMs: 0)
        }
        _ = try index.fold((0..<1_000).map(letter), reached: [:], nowMs: 0)
        let foldMs = max(1, MachineClock.monotonicMs - began)
        Console.standard.write(
            "Folded \(claims) claims, \(3 * claims) records, in \(foldMs) ms: \(Int64(3 * claims) * 1_000 / foldMs)/s; "
                + "the index takes \(size(path)) MiB.\n")
        let site = try installation.site(try SQLiteLog(), index)
        var generator = SmallGenerator(state: seed)
        var times: [(name: String, times: BenchTimes)] = [
            ("by id", BenchTimes()), ("by the firm's code", BenchTimes()), ("that nobody has", BenchTimes()),
        ]
        for question in 0..<questions {
            let claim = BenchInstallation.claim(Int.random(in: 0..<claims, using: &generator), office: "150201")
            let kind = question % times.count
            let text = [claim.id, claim.applicant, "none-\(question)"][kind]
            let page = BenchInstallation.page(site, "/trace", query: ["q": [text]])
            let answer = try times[kind].times.measure { try TracePage.show(page) }
            guard kind == 2 || String(decoding: answer.body, as: UTF8.self).contains(claim.id) else {
                throw CommandFailure(.software, "The trace of \(text) does not show the claim.")
            }
        }
        for (name, times) in times { Console.standard.write("\(times.count) traces \(name): \(times.text).\n") }
        Console.standard.write("The process holds \(BenchMemory.residentMebibytes) MiB.\n")
    }

    private static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) >> 20 : 0
    }

    /// A claim's three records.
    private static func records(_ number: Int) -> [Record] {
        let submitted = BenchInstallation.claim(number, office: "150201")
        var verified = ClaimVerified()
        verified.of = ClaimVersion(of: submitted)
        verified.facts = submitted.facts
        var assessed = ClaimAssessed()
        assessed.of = verified.of
        assessed.outcome = .award
        assessed.awardFen = 21_000_000
        assessed.facts = submitted.facts
        return [
            record(submitted, "150201.claims", number), record(verified, "150200.verifications", number),
            record(assessed, "150200.assessments", number),
        ]
    }

    private static func letter(_ number: Int) -> Record {
        var letter = DeadLetter()
        letter.id = "letter-\(number)"
        (letter.office, letter.stage, letter.task) = ("150200", "verify", "150200.verify.0")
        letter.originTopic = "150201.claims"
        letter.recordDigest = "\(SHA256.digest(of: []))"
        letter.key = BenchInstallation.claim(number, office: "150201").applicant
        return record(letter, "150200.dead-letters", number)
    }

    private static func record(_ message: some Message, _ topic: String, _ number: Int) -> Record {
        let outgoing = BenchInstallation.record(message, topic, key: "\(number)")
        let position = Position(TopicPartition(topic, 0), Int64(number))
        return Record(outgoing, at: position, timestampMs: 1_709_258_400_000 + Int64(number))
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same choice at each run.
struct SmallGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
