import Log
import Messages

/// Who answers the city's reviews, as far as anybody does.
final class Officer {
    private let log: any EventLog
    private let world: World
    private let partitions: [TopicPartition]
    private var next: [TopicPartition: Int64] = [:]

    init(_ log: any EventLog, _ world: World, partitions count: Int) {
        self.log = log
        self.world = world
        partitions = ["verifications", "assessments"].flatMap { stream in
            (0..<Int32(count)).map { TopicPartition("\(World.city).\(stream)", $0) }
        }
    }

    /// Whether there is anything that nobody has read.
    func hasMail(upTo ends: [TopicPartition: Int64]) -> Bool {
        partitions.contains { (next[$0] ?? 0) < ends[$0] ?? 0 }
    }

    /// Reads on, and says what is to be ordered.
    func read(upTo ends: [TopicPartition: Int64]) throws -> [OutgoingRecord] {
        var answers: [OutgoingRecord] = []
        for partition in partitions where (next[partition] ?? 0) < ends[partition] ?? 0 {
            let records = try Records.read(log, partition, from: next[partition] ?? 0, to: ends[partition] ?? 0)
            for record in records where record.type == ReviewRequested.type {
                let review = try ReviewRequested(reading: record.payload)
                let firm = review.of.applicant
                let isAttested = review.subject == .facts && world.inspected.contains(firm)
                // Where a round closes, an amount that is decided in time and one that is not would be two awards.
                if world.close != nil, review.subject == .amount { continue }
                if !isAttested, !world.neglected.contains(firm) { answers.append(Orders.answer(to: review)) }
            }
            next[partition] = ends[partition]
        }
        return answers
    }

    /// Reads to the end.
    func read() throws -> [OutgoingRecord] { try read(upTo: log.ends(of: partitions).mapValues(\.lastStable)) }
}
