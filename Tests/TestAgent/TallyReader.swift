import Agent
import Log
import Messages
import TestSupport

/// Hears tallies and passes on each thousandth, so that what it has used of a long plan can be seen.
struct TallyReader: Decider, Sendable {
    let output: String

    func input(from record: Record) throws -> TallyRecorded? {
        try TallyRecorded(reading: record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0))
    }

    func decide(_ state: NoState, _ input: TallyRecorded) -> Decision<TallyRecorded> {
        input.number.isMultiple(of: 1_000) ? [input] : []
    }

    func evolve(_ state: inout NoState, _ change: Change<TallyRecorded, TallyRecorded>) {}

    func write(_ tally: TallyRecorded, to buffer: OutputBuffer) throws {
        try buffer.append(tally, id: "\(tally.key) \(tally.number)", key: tally.key, to: output, partition: 0)
    }

    func output(from record: Record) throws -> TallyRecorded {
        try TallyRecorded(reading: record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0))
    }
}
