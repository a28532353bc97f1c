import Agent
import Log

/// Copies each record to a topic: the least that a stage can do, so that all that is measured is the loop.
struct CopyDecider: Decider, Sendable {
    let topic: String

    func input(from record: Record) -> Record? { record }

    func decide(_ state: NoState, _ input: Record) -> Decision<Record> { [input] }

    func evolve(_ state: inout NoState, _ change: Change<Record, Record>) {}

    func write(_ output: Record, to buffer: OutputBuffer) throws { try buffer.append(copyOf: output, to: topic) }

    func output(from record: Record) -> Record { record }
}
