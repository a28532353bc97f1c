import Agent
import Awards
import Log
import Messages

/// Forwards the outbox, in order, to the office's claims.
///
/// It decides nothing: each record becomes one of the claims, in the partition of its applicant, with the same key and
/// payload. That it happens once is the loop's doing: how far the outbox was read stands in the progress record of the
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
        try buffer.append(copyOf: record, to: claims)
    }

    func output(from record: Record) -> Record { record }
}
