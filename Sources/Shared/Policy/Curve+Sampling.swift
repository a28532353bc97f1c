import Decimals
import Feel
import Messages

/// Asks a clause for its answer at one number after another, counted in the smallest difference ("ticks").
struct CurveSampler {
    let rulebook: Rulebook
    let rule: Rule
    let facts: Facts
    let path: FactPath
    let quantity: CurveQuantity

    struct Point {
        let ticks: Int64
        let result: Curve.Result
        let signature: Signature
    }

    /// All that may change from one stretch of the curve to the next.
    struct Signature: Hashable {
        var kind: Curve.Result?
        var conditions: [Trace.Truth] = []
        var causes: [Curve.Cause] = []
        var tables: [Decimal128?] = []
    }

    func point(_ ticks: Int64) -> Point {
        let number = Fact.number(quantity.number(ticks))
        do throws(FactErrors) {
            let facts = path.setting(number, in: facts)
            guard let assessment = try rulebook.assess(rule.clause.id, facts, withTrace: true) else {
                return invalid(ticks, "")
            }
            return Point(ticks: ticks, result: Curve.Result(assessment.outcome), signature: signature(assessment))
        } catch {
            return invalid(ticks, error.description)
        }
    }

    private func invalid(_ ticks: Int64, _ sentence: String) -> Point {
        Point(ticks: ticks, result: .invalid(sentence), signature: Signature(kind: .invalid("")))
    }

    private func signature(_ assessment: Assessment) -> Signature {
        var signature = Signature()
        if case .award = assessment.outcome {} else { signature.kind = Curve.Result(assessment.outcome).kind }
        guard let trace = assessment.trace else { return signature }
        signature.conditions = trace.conditions.map(\.truth)
        for step in trace.steps {
            switch step.stage {
            case .cap: signature.causes.append(.cap)
            case .earlier: signature.causes.append(.earlier)
            case .limit: signature.causes.append(.limit(step.index))
            case .budget: signature.causes.append(.budget)
            case .amount, .truncated, .assessed, .coefficient, .nonDuplication: continue
            }
        }
        signature.tables = rule.clause.tables.map { table in
            guard let slot = rule.names.firstIndex(of: table.name), trace.slots.indices.contains(slot),
                case .number(let number) = trace.slots[slot]
            else { return nil }
            return number
        }
        return signature
    }

    // MARK: Where it changes

    /// Neighbours (one tick apart) between which the signature changes, from `left` to `right`.
    func changes(from left: Point, to right: Point) -> [(left: Point, right: Point)] {
        guard left.signature != right.signature else { return [] }
        let (gap, overflow) = right.ticks.subtractingReportingOverflow(left.ticks)
        guard !overflow, gap > 1 else { return overflow ? [] : [(left, right)] }
        let middle = point(left.ticks + gap / 2)
        return changes(from: left, to: middle) + changes(from: middle, to: right)
    }

    /// Neighbours between which the award jumps by more than `least` although nothing else changes, as of stairs.
    func jumps(from left: Point, to right: Point, least: Int64, budget: inout Int) -> [(left: Point, right: Point)] {
        guard left.signature == right.signature, budget > 0,
            (right.result.amount.fen - left.result.amount.fen).magnitude > least.magnitude
        else { return [] }
        budget -= 1
        let gap = right.ticks - left.ticks
        guard gap > 1 else { return [(left, right)] }
        let middle = point(left.ticks + gap / 2)
        if isStraight(left, middle, right) { return [] }
        return jumps(from: left, to: middle, least: least, budget: &budget)
            + jumps(from: middle, to: right, least: least, budget: &budget)
    }

    /// The middle lies on the line between the ends, up to the fen that are cut off.
    private func isStraight(_ left: Point, _ middle: Point, _ right: Point) -> Bool {
        let rise = Decimal128(right.result.amount.fen - left.result.amount.fen)
        let part = Decimal128(middle.ticks - left.ticks)
        guard let product = try? rise * part, let share = try? product / Decimal128(right.ticks - left.ticks),
            let gap = try? Decimal128(middle.result.amount.fen - left.result.amount.fen) - share
        else { return true }
        return gap.magnitude <= Decimal128(2)
    }
}

extension Curve.Result {
    init(_ outcome: Outcome) {
        switch outcome {
        case .award(let award): self = .award(award)
        case .reject(let reason, _): self = .refused(reason: reason)
        case .refer(let reason, let ceiling): self = .referred(reason: reason, ceiling: ceiling)
        case .waitlist(let reason, _): self = .waits(reason: reason)
        case .ask(let names): self = .asks(names)
        case .target(let isMet), .bound(let isMet): self = .tested(isMet: isMet)
        }
    }

    /// The same for all results that are drawn alike.
    var kind: Curve.Result {
        switch self {
        case .award: .award(.zero)
        case .referred(let reason, _): .referred(reason: reason, ceiling: nil)
        case .invalid: .invalid("")
        case .refused, .waits, .asks, .tested: self
        }
    }
}
