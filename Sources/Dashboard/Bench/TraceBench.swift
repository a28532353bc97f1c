import Agent
import Awards
import Commands
import Glibc
import Log
import Messages
import Pages
import Seals
import Web

/// `dashboard bench`: how long tracing a claim takes among many.
enum TraceBench {
    private static let count = Option(
        "claims", "N", "claims that the index holds", .integer(1...10_000_000), default: 1_000_000)
    private static let questions = Option(
        "questions", "N", "pages that are drawn", .integer(1...1_000_000), default: 2_000)
    private static let folder = Option(
        "folder", "FOLDER", "where the index is made, and left", .file, default: "bench-index")

    static let command = Command(
        "bench", "measures how long a claim's trace takes among many", [count, questions, folder],
        details: """
            It folds claims, each with its verification and assessment, into an index, and draws pages of claims by \
            chance, by id and by the firm's code; it prints how fast it folds, and the 50th, 95th and 99th percentile \
            of the pages' times.
            """
    ) { values in
        try run(claims: values[count], questions: values[questions], folder: values[folder])
    }

    private static func run(claims: Int, questions: Int, folder: String) throws {
        try Folder.make(folder)
        guard let division = Division("150200") else { return }
        let path = "\(folder)/bench.sqlite"
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
        let index = try InstallationIndex(path: path, own: division, log: "bench")
        let began = MachineClock.monotonicMs
        let piece = 5_000
        for start in stride(from: 0, to: claims, by: piece) {
            let records = (start..<min(start + piece, claims)).flatMap(records)
            let reached = [TopicPartition("150223.claims", 0): Int64(start + piece)]
            _ = try index.fold(records, reached: reached, nowMs: 0)
        }
        let foldMs = max(1, MachineClock.monotonicMs - began)
        Console.standard.write(
            "Folded \(claims) claims, \(3 * claims) records, in \(foldMs) ms: \(Int64(3 * claims) * 1_000 / foldMs)/s.\n"
        )
        var generator = SystemRandomNumberGenerator()
        var times: [Int64] = []
        for question in 0..<questions {
            let number = Int.random(in: 0..<claims, using: &generator)
            let name = question % 2 == 0 ? claim(number) : applicant(number)
            let start = microseconds()
            let found = try index.claims(named: name)
            guard let first = found.first else { continue }
            let steps = try index.trace(first.claim)
            _ = try index.letters(ofKey: first.applicant)
            precondition(steps.count == 3, "\(name) has \(steps.count) steps")
            times.append(microseconds() - start)
        }
        times.sort()
        func percentile(_ percent: Int) -> String {
            let value = times[min(times.count - 1, times.count * percent / 100)]
            return "\(value / 1_000).\(String(1_000 + value % 1_000).dropFirst()) ms"
        }
        Console.standard.write(
            "\(times.count) traces: p50 \(percentile(50)), p95 \(percentile(95)), p99 \(percentile(99)).\n")
    }

    private static func microseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }

    private static func claim(_ number: Int) -> String {
        let hex = SHA256.digest(of: Array("claim \(number)".utf8)).hex
        return "7-1-2023-" + hex.prefix(24)
    }

    private static func applicant(_ number: Int) -> String {
        "91150223MA" + String(String(100_000_000 + number / 2).suffix(8))
    }

    /// A claim's three records.
    private static func records(_ number: Int) -> [Record] {
        var submitted = ClaimSubmitted()
        submitted.id = claim(number)
        submitted.office = "150223"
        submitted.programme = "baotou-2022"
        submitted.clause = "7-1"
        submitted.period = "2023"
        submitted.applicant = applicant(number)
        submitted.applicantName = "示例电子商务有限公司"
        submitted.facts = ["local_sales": .text("21000000"), "active_anchors": .text("12"), "rooms": .text("3")]
        var verified = ClaimVerified()
        verified.of = ClaimVersion(of: submitted)
        verified.facts = submitted.facts
        var assessed = ClaimAssessed()
        assessed.of = verified.of
        assessed.outcome = .award
        assessed.awardFen = 21_000_000
        assessed.facts = submitted.facts
        return [
            record(submitted, "150223.claims", number), record(verified, "150200.verifications", number),
            record(assessed, "150200.assessments", number),
        ]
    }

    private static func record(_ message: some Message, _ topic: String, _ number: Int) -> Record {
        let outgoing = OutgoingRecord(
            topic: topic, key: nil, payload: message.bytes,
            headers: [Header("ce_type", type(of: message).type), Header("ce_time", "2024-03-01T09:00:00+08:00")])
        let position = Position(TopicPartition(topic, 0), Int64(number))
        return Record(outgoing, at: position, timestampMs: 1_709_258_400_000 + Int64(number))
    }
}
