import Awards
import Decimals
public import Feel

/// Assesses many claims under one rule, one after the other, without allocating where the clause allows it.
public struct Assessor: ~Copyable {
    public let rule: Rule
    private var frame = Frame()
    private let refusals: [Assessment]

    public init(_ rule: Rule) {
        self.rule = rule
        refusals = rule.conditions.map { Assessment(.reject(reason: $0.reason, ceiling: nil)) }
    }

    /// The same answer as ``Rule/assess(_:withTrace:)`` on the same slots.
    public mutating func assess(
        _ slots: [Value], withTrace: Bool = false
    ) throws(AssessmentError) -> Assessment {
        // A trace shows what is derived from the facts too, which the closures do not keep.
        guard let fast = rule.fast, !withTrace || rule.derivations.isEmpty, fill(fast, from: slots) else {
            return try rule.assess(slots, withTrace: withTrace)
        }
        if withTrace {
            var trace = Trace()
            if var answer = traced(fast, &trace) {
                trace.slots = slots
                answer.trace = trace
                return answer
            }
        } else if let answer = answer(fast) {
            return answer
        }
        return try rule.assess(slots, withTrace: withTrace)
    }

    /// False when a value is missing that is needed, or of a kind that a frame does not hold.
    private mutating func fill(_ fast: FastRule, from slots: [Value]) -> Bool {
        frame.clear()
        for index in fast.places.indices {
            guard let place = fast.places[index] else { continue }
            switch slots[index] {
            case .number(let number): frame.set(number, at: place)
            case .boolean(let value): frame.set(value, at: place)
            case .string(let text): frame.set(fast.layout.code(of: text), at: place)
            case .date(let day):
                guard let number = Int32(exactly: day.number) else { return false }
                frame.set(day: number, at: place)
            case .null: frame.setNull(at: place)
            case .unknown, .time, .dateTime, .days, .months, .list, .context, .range, .function: continue
            }
        }
        return frame.holds(fast.used)
    }

    /// Nil where a formula had no finite result, and the other way must say what follows.
    private mutating func answer(_ fast: FastRule) -> Assessment? {
        let failing = fast.conditions.firstFalse(&frame)
        if frame.failed { return nil }
        if failing < refusals.count { return refusals[failing] }
        // What was paid before is rare, and the other way knows what it changes.
        if let place = fast.paidPlace, !frame.number(at: place).isZero { return nil }
        var amount = fast.amount.number(&frame)
        if let cap = fast.cap { amount = min(amount, cap.number(&frame)) }
        for limit in fast.limits { amount = min(amount, limit.number(&frame)) }
        return settled(amount, fast)
    }

    private mutating func settled(_ amount: Decimal128, _ fast: FastRule) -> Assessment? {
        guard !frame.failed, let award = try? Money(truncatingYuan: max(amount, .zero)) else { return nil }
        frame.set(award.yuan, at: fast.awardPlace)
        var assessment = Assessment(.award(award))
        assessment.shares = shares(of: award, fast)
        return frame.failed ? nil : assessment
    }

    /// The same with every condition's answer and every step.
    private mutating func traced(_ fast: FastRule, _ trace: inout Trace) -> Assessment? {
        var failing: Int?
        trace.conditions.reserveCapacity(fast.tests.count)
        for index in fast.tests.indices {
            let holds = fast.tests[index].boolean(&frame)
            trace.conditions.append(Trace.Answer(index: index, truth: holds ? .holds : .fails))
            if !holds, failing == nil { failing = index }
        }
        if frame.failed { return nil }
        if let failing { return refusals[failing] }
        if let place = fast.paidPlace, !frame.number(at: place).isZero { return nil }
        var amount = fast.amount.number(&frame)
        trace.steps.append(Trace.Step(stage: .amount, before: .zero, after: amount, index: 0))
        if let cap = fast.cap { lower(&amount, to: cap.number(&frame), .cap, 0, &trace) }
        for index in fast.limits.indices {
            lower(&amount, to: fast.limits[index].number(&frame), .limit, index, &trace)
        }
        guard let assessment = settled(amount, fast), case .award(let award) = assessment.outcome else { return nil }
        if award.yuan != amount {
            trace.steps.append(Trace.Step(stage: .truncated, before: amount, after: award.yuan, index: 0))
        }
        return assessment
    }

    private func lower(
        _ amount: inout Decimal128, to bound: Decimal128, _ stage: Trace.Stage, _ index: Int, _ trace: inout Trace
    ) {
        guard bound < amount else { return }
        trace.steps.append(Trace.Step(stage: stage, before: amount, after: bound, index: index))
        amount = bound
    }

    private mutating func shares(of award: Money, _ fast: FastRule) -> Shares {
        var shares = Shares()
        var left = award
        var rest: Tier?
        for share in fast.shares {
            guard let formula = share.formula else {
                rest = share.tier
                continue
            }
            guard let part = try? Money(truncatingYuan: formula.number(&frame)), let others = try? left - part else {
                frame.failed = true
                return shares
            }
            left = others
            if share.isReturned { shares.returned = part } else { shares[share.tier] = part }
        }
        // The other way says what that means.
        if left < .zero { frame.failed = true }
        if let rest { shares[rest] = max(.zero, left) }
        return shares
    }
}
