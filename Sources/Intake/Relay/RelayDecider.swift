import Agent
import Awards
import Log
import Messages

/// Forwards the outbox, in order, to the office's claims.
///
/// It decides nothing: each record becomes one of the claims, in the partition of its applicant (of a marker of a round's
/// end in that which it speaks of), with the same key and payload. That it happens once is the loop's doing: how far the outbox was read stands in the progress record of the
/// very transaction that holds the claims.
struct RelayDecider: Decider, Sendable {
    typealias Input = Record
    typealias Output = Record
    typealias State = NoState

    let specification: TaskSpecification
    private let claims: String

    init(_ task: TaskName) {
        claims = Stream.claims.topic(of: task.division)
        let outbox = TopicPartition(Stream.outbox.topic(of: task.division), 0)
        specification = TaskSpecification(task, sources: [.init(outbox)], outputs: [claims])
    }

    func input(from record: Record) -> Record? { record }

    func decide(_ state: NoState, _ record: Record) -> Decision<Record> { [record] }

    func evolve(_ state: inout NoState, _ change: Change<Record, Record>) {}

    func write(_ record: Record, to buffer: OutputBuffer) throws {
        try buffer.append(copyOf: record, to: claims, partition: try markedPartition(record))
    }

    private func markedPartition(_ record: Record) throws -> Int32? {
        guard record.header(text: "ce_type") == IntakeComplete.type, let payload = record.payload else { return nil }
        return Int32(clamping: try IntakeComplete(reading: payload).partition)
    }

    func output(from record: Record) -> Record { record }
}
