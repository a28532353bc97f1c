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
    public mutating func assess(_ slots: [Value], withTrace: Bool = false) -> Assessment {
        if !withTrace, let fast = rule.fast, fill(fast, from: slots), let answer = answer(fast) { return answer }
        return rule.assess(slots, withTrace: withTrace)
    }

    /// False when a value is missing that is needed, or of a kind that a frame does not hold.
    private mutating func fill(_ fast: FastRule, from slots: [Value]) -> Bool {
        frame.clear()
        for (index, place) in fast.places.enumerated() {
            guard let place else { continue }
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
        guard !frame.failed, let award = try? Money(truncatingYuan: max(amount, .zero)) else { return nil }
        frame.set(award.yuan, at: fast.awardPlace)
        var assessment = Assessment(.award(award))
        assessment.shares = shares(of: award, fast)
        return frame.failed ? nil : assessment
    }

    private mutating func shares(of award: Money, _ fast: FastRule) -> Shares {
        var shares = Shares()
        var left = award
        var rest: Tier?
        for (share, formula) in zip(rule.clause.shares, fast.shares) {
            guard let formula else {
                rest = share.tier
                continue
            }
            guard let part = try? Money(truncatingYuan: formula.number(&frame)), let others = try? left - part else {
                frame.failed = true
                return shares
            }
            left = others
            if case .returned = share.part { shares.returned = part } else { shares[share.tier] = part }
        }
        if let rest { shares[rest] = max(.zero, left) }
        return shares
    }
}
