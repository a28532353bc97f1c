import Agent
import Log
import Messages
import Synchronization

/// What a plan of a round carries out, as its id and cursor say.
enum RoundPlan {
    /// The adjudication of a round that closes.
    case close(round: String)
    /// An order that takes an adjudication of the whole round: an objection, or a correction.
    case order(OrderGiven)

    static let subject = "adjudicate"

    init?(_ plan: Plan) {
        if plan.subject == Self.subject {
            guard let mark = plan.id.lastIndex(of: "#") else { return nil }
            self = .close(round: String(plan.id[..<mark]))
        } else {
            guard let order = try? OrderGiven(reading: Array(PlanCursor(plan).rest.utf8)) else { return nil }
            self = .order(order)
        }
    }
}

/// How far a plan is: the line of the adjudication that is to be written next, and, for an order, the order itself, for
/// the state does not know orders that are not carried out.
struct PlanCursor {
    var line: Int
    let rest: Substring

    init(_ plan: Plan) {
        let end = plan.cursor.firstIndex(of: " ") ?? plan.cursor.endIndex
        line = Int(plan.cursor[..<end]) ?? 0
        rest = plan.cursor[end...].dropFirst()
    }

    init(_ order: OrderGiven) {
        // Who gave it was looked at before.
        var kept = order
        kept.officer = ""
        line = 0
        rest = String(decoding: kept.bytes, as: UTF8.self)[...]
    }

    var text: String { rest.isEmpty ? "\(line)" : "\(line) \(rest)" }
}

/// What a plan writes, worked out from the state that it was begun on.
struct PlannedWork: Sendable {
    /// Written before all proposals.
    let head: [RoundDecider.Output]
    /// Nil where nothing is proposed anew.
    var changes: RoundChanges?

    init(_ head: [RoundDecider.Output], _ changes: RoundChanges? = nil) {
        self.head = head
        self.changes = changes
    }
}

/// The work that a plan is writing, kept so that it is not done again for each of its pieces. It follows from the state,
/// which does not change while the plan is written, and belongs to that fold of it.
final class RoundWorks: Sendable {
    private let kept = Mutex<(plan: String, fold: UInt64, work: PlannedWork)?>(nil)
    /// Of the plan that was decided on last.
    private let roll = Mutex<(plan: String, fold: UInt64, roll: RoundRoll)?>(nil)

    func use<Result: Sendable>(
        _ plan: Plan, _ fold: UInt64, making make: () -> PlannedWork, in body: (inout PlannedWork) -> Result
    ) -> Result {
        kept.withLock { kept in
            // In its place, for a copy is as long as the round.
            if kept?.plan == plan.id, kept?.fold == fold, let result = kept.change({ body(&$0.work) }) { return result }
            var work = make()
            let result = body(&work)
            kept = (plan.id, fold, work)
            return result
        }
    }

    func forget() {
        kept.withLock { $0 = nil }
        roll.withLock { $0 = nil }
    }

    /// Keeps the roll by which a plan is decided on, so that it is not called again when it begins.
    func keep(_ roll: RoundRoll, for plan: Plan, _ fold: UInt64) { self.roll.withLock { $0 = (plan.id, fold, roll) } }

    func takeRoll(for plan: Plan, _ fold: UInt64) -> RoundRoll? {
        roll.withLock { kept in
            defer { kept = nil }
            guard let kept, kept.plan == plan.id, kept.fold == fold else { return nil }
            return kept.roll
        }
    }
}

extension Optional {
    /// Changes the value in its place, where there is one.
    fileprivate mutating func change<Result>(_ body: (inout Wrapped) -> Result) -> Result? {
        switch self {
        case .none: nil
        case .some: body(&self!)
        }
    }
}
