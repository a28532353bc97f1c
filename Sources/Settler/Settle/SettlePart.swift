import Agent
import Awards
import Messages

/// One half of a settler: ``Paying`` pays and calls back, ``YearEnd`` settles with the other tiers. Pure, as the decider
/// that is made of both.
protocol SettlePart {
    /// The orders that it answers.
    static var kinds: [OrderKind] { get }

    /// The records that the part writes.
    associatedtype Posted: SettleRecord

    /// What follows from an order of its kinds. A ``SettleRefusal`` refuses it; so does any other error.
    func answer(_ state: SettleState, _ order: OrderGiven, from origin: JournalEntry.Origin) throws
        -> Decision<SettleDecider.Output>

    /// What follows from any other input.
    func decide(_ state: SettleState, _ input: SettleInput) throws -> Decision<SettleDecider.Output>

    /// A row of a table.
    func evolve(_ state: inout SettleState, _ input: SettleInput)

    func evolve(_ state: inout SettleState, _ record: Posted)

    /// Of a plan whose subject is one of ``subjects``.
    func proceed(_ state: SettleState, with plan: Plan) throws -> PlanStep<SettleDecider.Output>

    func finish(_ state: inout SettleState, _ plan: Plan)

    /// The plans that it makes.
    static var subjects: [String] { get }
}

/// A record that a part writes.
protocol SettleRecord: Equatable {
    /// Nil for a record of another type.
    init?(type: String, _ payload: UnsafeRawBufferPointer) throws

    func write(to buffer: OutputBuffer, _ topics: SettleTopics) throws
}

/// Told to the officer who ordered it.
struct SettleRefusal: Error {
    let zh: String
    let en: String
}

/// The topics that a settler writes.
struct SettleTopics: Sendable {
    let payments: String
    let settlements: String
    let allotments: String
    let records: String

    init(_ division: Division) {
        payments = Stream.payments.topic(of: division)
        settlements = Stream.settlements.topic(of: division)
        allotments = Stream.allotments.topic(of: division)
        records = Stream.records.topic(of: division)
    }

    var all: [String] { [payments, settlements, allotments, records] }
}
