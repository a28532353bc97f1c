import Agent
import Log
import Messages
import TestSupport

/// What a tally must come to: the checker of all these tests.
///
/// It knows nothing of transactions. It compares what can be read with what the inputs make of it: each once, in the
/// order of the inputs of its partition, and each key's count as if nothing had happened.
struct ExactlyOnce {
    let lines: [Line]
    /// What each partition must hold.
    private(set) var expected: [[String]]

    /// So many inputs with an id each, over keys that a seed draws.
    init(_ count: Int, partitions: Int, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var lines: [Line] = []
        var expected = [[String]](repeating: [], count: partitions)
        var counts: [Int: Int] = [:]
        lines.reserveCapacity(count)
        for number in 0..<count {
            let applicant = Int.random(in: 0..<1_000, using: &generator)
            let key = "applicant-\(applicant)"
            let partition = Partitioner.partition(of: Array(key.utf8), among: Int32(partitions))
            let tally = (counts[applicant] ?? 0) + 1
            counts[applicant] = tally
            lines.append(Line(partition: partition, key: key, text: "add id-\(number)"))
            expected[Int(partition)].append("\(key) \(tally) id-\(number)")
        }
        self.lines = lines
        self.expected = expected
    }

    struct Verdict: Equatable, CustomStringConvertible {
        /// Inputs without an output, with several, and outputs that no input explains.
        var lost = 0
        var twice = 0
        var strange = 0
        /// Outputs that stand elsewhere than they should, or with another count.
        var displaced = 0

        var isExact: Bool { self == Verdict() }
        var description: String { "lost \(lost), twice \(twice), strange \(strange), displaced \(displaced)" }
    }

    func verdict(on bureau: Bureau) throws -> Verdict {
        try verdict(on: bureau.partitions("tallies").map { try bureau.log.tallies(in: $0) })
    }

    /// - Parameter found: what each partition holds.
    func verdict(on found: [[String]]) -> Verdict {
        var verdict = Verdict()
        for (expected, found) in zip(expected, found) where expected != found {
            var copies = Dictionary(expected.map { (Self.id($0), 0) }) { first, _ in first }
            for text in found {
                if let count = copies[Self.id(text)] {
                    copies[Self.id(text)] = count + 1
                } else {
                    verdict.strange += 1
                }
            }
            verdict.lost += copies.values.count { $0 == 0 }
            verdict.twice += copies.values.count { $0 > 1 }
            verdict.displaced += zip(expected, found).count { $0 != $1 }
        }
        return verdict
    }

    private static func id(_ text: String) -> Substring { text.split(separator: " ").last ?? "" }
}

extension EventLog {
    /// Everything that is committed in a partition now, as text.
    func tallies(in partition: TopicPartition) throws -> [String] {
        try map(partition) { record in
            let tally = try TallyRecorded(reading: record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0))
            return "\(tally.key) \(tally.number) \(tally.text)"
        }
    }

    func payloads(in partition: TopicPartition) throws -> [[UInt8]] {
        try map(partition) { record in record.payload.map { payload in Array(payload) } ?? [] }
    }

    /// Something of every record that is committed in a partition now.
    func map<Value>(_ partition: TopicPartition, _ body: (Record) throws -> Value) throws -> [Value] {
        let end = try ends(of: [partition])[partition]?.highWatermark ?? 0
        let reader = try reader(for: .folding)
        defer { reader.close() }
        try reader.assign([partition: 0])
        var found: [Value] = []
        try eventually("\(partition) can be read up to \(end)") {
            found.append(contentsOf: try reader.poll(PollLimits()).map(body))
            return (reader.reached[partition] ?? 0) >= end
        }
        return found
    }
}

/// Follows what is committed to the tallies, as any reader of them does.
final class Follower {
    private let reader: any LogReader
    private var count = 0
    private var newest: Int64 = 0

    init(_ bureau: Bureau) throws {
        reader = try bureau.log.reader(for: .following)
        try reader.assign(Dictionary(uniqueKeysWithValues: bureau.partitions("tallies").map { ($0, 0) }))
    }

    deinit { reader.close() }

    /// How many records have come; waits a moment for more.
    func look() throws -> Int {
        for record in try reader.poll(PollLimits(firstWaitMs: 5, moreWaitMs: 0)) {
            count += 1
            newest = max(newest, record.timestampMs)
        }
        return count
    }

    /// When the newest record that has come was written, in milliseconds since 1970; waits a moment for more.
    func newestMs() throws -> Int64 {
        _ = try look()
        return newest
    }
}
