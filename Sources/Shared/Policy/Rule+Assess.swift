import Decimals
public import Feel

extension Rule {
    /// What the clause says on these facts, in their slots (`slots(of:)` fills them).
    ///
    /// Conditions are three-valued: one that is false, or null, refuses whatever else is missing; if none is and a
    /// fact is missing that the outcome needs, it is asked for.
    ///
    /// Throws when there can be no answer, whatever else is known.
    public func assess(_ slots: [Value], withTrace: Bool = false) throws(AssessmentError) -> Assessment {
        var evaluation = Evaluation(rule: self, slots: slots, trace: withTrace ? Trace() : nil)
        evaluation.derive()
        var assessment = Assessment(evaluation.refusal() ?? .ask([]))
        if case .ask = assessment.outcome {
            evaluation.passOver()
            assessment = evaluation.grant()
        }
        if let fault = evaluation.fault { throw fault }
        evaluation.record()
        assessment.trace = evaluation.trace
        return assessment
    }
}

/// One claim on its way through a rule.
struct Evaluation {
    let rule: Rule
    var slots: [Value]
    var trace: Trace?
    /// Facts that the outcome needs and nobody has given.
    private(set) var missing = Unknowns()
    /// The first reason why there can be no answer.
    private(set) var fault: AssessmentError?
    /// Facts that were taken as not there because nobody gave them.
    private var passed = Unknowns()

    /// What a round knows; nil for a clause by itself.
    let round: RoundView?
    /// In a round the amount before it is cut.
    private(set) var due: RoundDue?

    init(rule: Rule, slots: [Value], trace: Trace?, round: RoundView? = nil) {
        self.rule = rule
        self.slots = slots
        self.trace = trace
        self.round = round
    }

    // MARK: What follows from the facts

    mutating func derive() {
        for derivation in rule.derivations {
            slots[derivation.slot] = derived(derivation.kind)
        }
    }

    /// The conditions have passed over facts that an officer decides without; an amount takes them as not there.
    mutating func passOver() {
        if rule.passedOver.isEmpty { return }
        for slot in rule.passedOver.slots where slots[slot].unknowns != nil {
            slots[slot] = .null
            passed.formUnion(Unknowns(slot: slot) ?? [])
        }
        if !passed.isEmpty { derive() }
    }

    mutating func fail(_ error: AssessmentError) {
        if fault == nil { fault = error }
    }

    /// What a formula gives on these slots. One that takes too much is a fault, and never a null.
    mutating func value(of formula: Formula) -> Value {
        if let value = formula.result(slots) { return value }
        fail(.tooMuchWork)
        return .null
    }

    private mutating func derived(_ kind: Derivation.Kind) -> Value {
        switch kind {
        case .formula(let formula): return value(of: formula)
        case .rows(let facts, let keys, let values): return row(facts, keys, values)
        case .bands(let fact, let bands):
            guard case .number(let number) = slots[fact] else {
                return slots[fact].unknowns.map { .unknown($0) } ?? .null
            }
            return bands.first { $0.holds(number) }?.value ?? .null
        case .cases(let cases):
            for (test, value) in cases {
                switch self.value(of: test) {
                case .boolean(true): return value
                case .unknown(let unknowns): return .unknown(unknowns)
                default: continue
                }
            }
            return .null
        }
    }

    /// A row is out when one known key is another; so the answer can be known before every fact is.
    private func row(_ facts: [Int], _ keys: [[String]], _ values: [Value]) -> Value {
        var unknowns = Unknowns()
        for (row, value) in zip(keys, values) {
            var open = Unknowns()
            let isOut = zip(facts, row).contains { fact, key in
                switch slots[fact] {
                case .string(let text): return text != key
                case .unknown(let unknown):
                    open.formUnion(unknown)
                    return false
                default: return true
                }
            }
            if isOut { continue }
            if open.isEmpty { return value }
            unknowns.formUnion(open)
        }
        return unknowns.isEmpty ? .null : .unknown(unknowns)
    }

    // MARK: Conditions

    /// The first condition that fails, in the order of the law's sentence; else what was paid before, if it bars the
    /// award whatever its amount.
    mutating func refusal() -> Outcome? {
        var reason: String?
        for (index, condition) in rule.conditions.enumerated() {
            let truth = truth(of: condition.test, passing: rule.unused)
            trace?.conditions.append(Trace.Answer(index: index, truth: truth))
            if truth == .fails, reason == nil { reason = condition.reason }
            // Without a trace nobody asks how the later ones stand.
            if reason != nil, trace == nil { break }
        }
        if let reason { return .reject(reason: reason, ceiling: nil) }
        return paidBefore()
    }

    private mutating func truth(of test: Formula, passing passed: Unknowns) -> Trace.Truth {
        switch value(of: test) {
        case .boolean(true): return .holds
        case .unknown(let unknowns):
            let needed = unknowns.subtracting(passed)
            if needed.isEmpty { return .passedOver }
            missing.formUnion(needed)
            return .open
        default: return .fails
        }
    }

    private mutating func paidBefore() -> Outcome? {
        guard let earlier = rule.earlier, let paid = paidByThen(earlier) else { return nil }
        switch earlier.kind {
        case .once: return paid > .zero ? .reject(reason: "one_time_already_paid", ceiling: nil) : nil
        case .cap(let cap):
            if case .decision = rule.grant { return nil }
            guard let cap = number(cap) else { return nil }
            return paid >= cap ? .reject(reason: "cap_used_up", ceiling: nil) : nil
        case .difference: return nil
        }
    }

    private mutating func paidByThen(_ earlier: CompiledEarlier) -> Decimal128? {
        if let round { return round.paid }
        guard let slot = earlier.slot else { return nil }
        if case .number(let paid) = slots[slot] { return paid }
        missing.formUnion(slots[slot].unknowns ?? [])
        return nil
    }

    // MARK: Grants

    mutating func grant() -> Assessment {
        switch rule.grant {
        case .duty: return Assessment(.reject(reason: "no_award_in_clause", ceiling: nil))
        case .target(let tests): return Assessment(tested(tests).map { .target(isMet: $0) } ?? asked)
        case .bound(let tests): return Assessment(tested(tests).map { .bound(isKept: $0) } ?? asked)
        case .open(let reason, let ceiling): return referred() ?? decided(reason, ceiling: ceiling)
        case .decision(let decision): return referred() ?? decided(decision)
        case .award(let award): return referred() ?? awarded(award)
        }
    }

    /// The amount was given, so nothing that is missing matters.
    mutating func forgetMissing() { missing = [] }

    mutating func owe(_ due: RoundDue) { self.due = due }

    var asked: Outcome { .ask(missing.slots.map { rule.names[$0] }) }

    mutating func need(_ unknowns: Unknowns) { missing.formUnion(unknowns) }

    /// True when all hold, false as soon as one does not, nil while a fact is missing.
    private mutating func tested(_ tests: [Formula]) -> Bool? {
        var isOpen = false
        var isMet = true
        for (index, test) in tests.enumerated() {
            let truth = truth(of: test, passing: [])
            trace?.tests.append(Trace.Answer(index: index, truth: truth))
            switch truth {
            case .holds, .passedOver: continue
            case .fails: isMet = false
            case .open: isOpen = true
            }
            if !isMet, trace == nil { break }
        }
        return isMet ? (isOpen ? nil : true) : false
    }

    /// Where the amount was given a referral must hold on what is known.
    mutating func referred() -> Assessment? {
        for referral in rule.referrals where missing.isEmpty || round?.assessed != nil {
            switch truth(of: referral.test, passing: rule.unused) {
            case .holds: break
            case .passedOver where round?.assessed == nil: break
            case .passedOver, .fails, .open: continue
            }
            let ceiling = referral.ceiling.flatMap { number($0) }
            return Assessment(.refer(reason: referral.reason, ceiling: ceiling.flatMap { money($0) }))
        }
        return nil
    }

    /// The number that a formula gives; nil when it gives none, with the facts that it lacks noted.
    mutating func number(_ formula: Formula) -> Decimal128? {
        switch value(of: formula) {
        case .number(let number): return number
        case .unknown(let unknowns):
            missing.formUnion(unknowns)
            return nil
        default: return nil
        }
    }

    /// Facts that were passed over stand there as nobody gave them.
    mutating func record() {
        guard trace != nil else { return }
        for slot in passed.slots { slots[slot] = rule.template[slot] }
        trace?.slots = slots
        trace?.rule = rule
    }
}
