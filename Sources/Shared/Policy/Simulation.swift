public import Decimals
public import Messages

/// The same claims under two sets of rules: what is, and what is tried.
public struct Simulation: Sendable {
    public let before: [String: Rulebook]
    public let after: [String: Rulebook]

    /// Clauses that nothing has changed: one assessment serves both sides.
    private let unchanged: Set<SimulationReport.ClauseName>

    /// Programmes by their ids.
    public init(before: [String: Rulebook], after: [String: Rulebook]) {
        self.before = before
        self.after = after
        var unchanged: Set<SimulationReport.ClauseName> = []
        for (id, old) in before {
            guard let new = after[id] else { continue }
            for clause in old.programme.clauses where old.isSame(clause.id, as: new) {
                unchanged.insert(SimulationReport.ClauseName(programme: id, clause: clause.id))
            }
        }
        self.unchanged = unchanged
    }

    /// What becomes of a claim on either side; throws where neither can read it.
    public func outcomes(of claim: SimulationClaim) throws(SimulationError) -> SimulatedOutcomes {
        let (old, new) = (before[claim.programme], after[claim.programme])
        guard old != nil || new != nil else {
            let known = Set(before.keys).union(after.keys).sorted().joined(separator: ", ")
            throw SimulationError("there is no programme \(claim.programme); there are \(known)")
        }
        let (oldRule, newRule) = (old?.rule(claim.clause), new?.rule(claim.clause))
        guard oldRule != nil || newRule != nil else {
            throw SimulationError("\(claim.programme) has no clause \(claim.clause)")
        }
        let first = try Self.assess(claim, oldRule, in: old, beside: newRule)
        let name = SimulationReport.ClauseName(programme: claim.programme, clause: claim.clause)
        if unchanged.contains(name) { return SimulatedOutcomes(before: first, after: first) }
        return SimulatedOutcomes(
            before: first, after: try Self.assess(claim, newRule, in: new, beside: oldRule))
    }

    /// Nil where the clause is not there. A fact that only the other side knows is left out; a guide's value that is
    /// above the bound of this side follows it.
    private static func assess(
        _ claim: SimulationClaim, _ rule: Rule?, in rulebook: Rulebook?, beside other: Rule?
    ) throws(SimulationError) -> Assessment? {
        guard let rulebook, let rule else { return nil }
        do throws(FactErrors) {
            return try rulebook.assess(claim.clause, claim.facts)
        } catch {
            guard let other, let fitted = fitted(claim.facts, to: rule, beside: other) else {
                throw SimulationError(error.description)
            }
            do throws(FactErrors) {
                return try rulebook.assess(claim.clause, fitted)
            } catch {
                throw SimulationError(error.description)
            }
        }
    }

    private static func fitted(_ facts: Facts, to rule: Rule, beside other: Rule) -> Facts? {
        var fitted = facts
        for entry in facts.entries {
            guard let fact = rule.clause.fact(entry.name) else {
                if other.clause.fact(entry.name) != nil { fitted[entry.name] = nil }
                continue
            }
            guard let bound = fact.bound, case .number(let most)? = rule.clause.parameter(bound)?.value,
                case .number(let number) = entry.value, number > most,
                case .number(let otherMost)? = other.clause.parameter(bound)?.value, number <= otherMost
            else { continue }
            fitted[entry.name] = .number(most)
        }
        return fitted == facts ? nil : fitted
    }
}

/// A claim of a simulation: `{"programme", "clause", "facts"}`, and if they are known "id", "applicant" and "county".
public struct SimulationClaim: Sendable {
    public let programme: String
    public let clause: String
    public let facts: Facts
    public let id: String?
    public let applicant: String?
    public let county: String?

    public init(
        programme: String, clause: String, facts: Facts, id: String? = nil, applicant: String? = nil,
        county: String? = nil
    ) {
        self.programme = programme
        self.clause = clause
        self.facts = facts
        self.id = id
        self.applicant = applicant
        self.county = county
    }

    /// From a line of JSON.
    public init(json: [UInt8]) throws(SimulationError) {
        let fact: Fact
        do throws(MessageError) {
            fact = try Fact(json: json)
        } catch {
            throw SimulationError("\(error)")
        }
        guard case .record(let record) = fact else { throw SimulationError("expected an object, found another value") }
        var texts: [String: String] = [:]
        var facts: Facts?
        for entry in record.entries {
            switch (entry.name, entry.value) {
            case ("facts", .record(let given)): facts = given
            case ("programme", .text(let text)), ("clause", .text(let text)), ("id", .text(let text)),
                ("applicant", .text(let text)), ("county", .text(let text)):
                texts[entry.name] = text
            case ("id", .null), ("applicant", .null), ("county", .null): continue
            case ("facts", _): throw SimulationError("facts: an object is missing")
            case ("programme", _), ("clause", _), ("id", _), ("applicant", _), ("county", _):
                throw SimulationError("\(entry.name): expected a text")
            default:
                throw SimulationError(
                    "unknown key \(entry.name); known are programme, clause, facts, id, applicant, county")
            }
        }
        guard let programme = texts["programme"] else { throw SimulationError("programme: a text is missing") }
        guard let clause = texts["clause"] else { throw SimulationError("clause: a text is missing") }
        guard let facts else { throw SimulationError("facts: an object is missing") }
        self.programme = programme
        self.clause = clause
        self.facts = facts
        (id, applicant, county) = (texts["id"], texts["applicant"], texts["county"])
    }
}

/// Why a claim is left out, in a sentence.
public struct SimulationError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}

/// What became of one claim; nil where a side has no such clause.
public struct SimulatedOutcomes: Sendable {
    public let before: Assessment?
    public let after: Assessment?

    public init(before: Assessment?, after: Assessment?) {
        self.before = before
        self.after = after
    }

    public var change: SimulatedChange {
        let (old, new) = (before?.outcome, after?.outcome)
        if old?.isQuestion == true || new?.isQuestion == true { return .asks }
        let (less, more) = (amountBefore, amountAfter)
        switch (less > .zero, more > .zero) {
        case (true, true): return more > less ? .more : more < less ? .less : .same
        case (false, true): return .newlyAwarded
        case (true, false): return new?.isForAPerson == true ? .other : .newlyRefused
        case (false, false):
            if old == new { return .same }
            return old?.isRefusal != false && new?.isRefusal != false ? .same : .other
        }
    }

    public var amountBefore: Money { before?.amount ?? .zero }
    public var amountAfter: Money { after?.amount ?? .zero }
}

/// How a claim fares under what is tried.
public enum SimulatedChange: Int, CaseIterable, Sendable {
    case newlyAwarded, newlyRefused, more, less, same
    /// A fact is missing, so the two cannot be compared.
    case asks
    /// To or from an officer, a queue or a target.
    case other

    public var id: String {
        switch self {
        case .newlyAwarded: "newly_awarded"
        case .newlyRefused: "newly_refused"
        case .more: "more"
        case .less: "less"
        case .same: "same"
        case .asks: "asks"
        case .other: "other"
        }
    }

    public func text(_ language: Language) -> String {
        let (zh, en) =
            switch self {
            case .newlyAwarded: ("新获奖补", "newly awarded")
            case .newlyRefused: ("不再奖补", "newly refused")
            case .more: ("增加", "more")
            case .less: ("减少", "less")
            case .same: ("不变", "same")
            case .asks: ("待补充", "asks")
            case .other: ("其他变化", "other")
            }
        return language == .zh ? zh : en
    }
}

extension Rulebook {
    /// Whether a clause decides alike in both: all that it says is equal, and the programme's validity. Said of fewer
    /// clauses than could be, where lines have moved.
    fileprivate func isSame(_ clause: String, as other: Rulebook) -> Bool {
        guard let rule = rule(clause), let new = other.rule(clause) else { return false }
        // It is about other clauses, too.
        if case .award(let award) = rule.grant, award.clauseSlot != nil { return false }
        return String(reflecting: rule.clause) == String(reflecting: new.clause)
            && String(reflecting: programme.validity) == String(reflecting: other.programme.validity)
    }
}

extension Assessment {
    public var amount: Money { if case .award(let award) = outcome { award } else { .zero } }
}

extension Outcome {
    fileprivate var isQuestion: Bool { if case .ask = self { true } else { false } }
    fileprivate var isRefusal: Bool { if case .reject = self { true } else { false } }

    fileprivate var isForAPerson: Bool {
        switch self {
        case .refer, .waitlist: true
        case .award, .reject, .ask, .target, .bound: false
        }
    }
}
