import Decimals
import Feel

/// How far a test that fails is from holding.
struct Misses {
    let explanation: Explanation
    private var clause: Clause { explanation.clause }
    private var wording: Wording { explanation.wording }

    init(_ explanation: Explanation) { self.explanation = explanation }

    /// In words, and where it can be said as a number that others can be compared with.
    struct Miss {
        let sentence: String
        var gap: Decimal128?
        var unit: Unit?
    }

    /// Nil for what has no distance.
    func missed(_ expression: Expression, in scope: ExplanationScope, isNaming: Bool = false) -> Miss? {
        if case .boolean(true) = scope.result(of: expression) { return nil }
        switch expression.node {
        case .comparison(.unequal, let left, let right):
            guard case .name(let name) = left.node, case .null = right.node else { return nil }
            return clause.tables.first { $0.name == name }.flatMap { missed($0, in: scope) }
        case .comparison(let comparison, let left, let right):
            return missed(comparison, left, right, in: scope, isNaming: isNaming)
        case .conjunction(let left, let right):
            let both = [left, right].compactMap { missed($0, in: scope, isNaming: true) }
            guard both.count == 2 else { return both.first }
            return Miss(sentence: both.map(\.sentence).joined(separator: wording.pick("，且", ", and ")))
        case .disjunction(let left, let right):
            return nearest([left, right].compactMap { missed($0, in: scope, isNaming: true) })
        case .membership(let value, let tests): return missed(value, in: tests, scope)
        case .quantified(.some, let bindings, let body) where bindings.count == 1:
            return nearest(scope.elements(of: bindings[0]).compactMap { missed(body, in: $0.scope) })
        case .call(let function, .positional(let values)):
            guard case .name("list contains") = function.node, values.count == 2,
                case .list(let allowed) = scope.result(of: values[0]), case .string = scope.result(of: values[1])
            else { return nil }
            return listed(allowed.map { wording.value($0, nil) })
        default: return nil
        }
    }

    private func listed(_ texts: [String]) -> Miss {
        Miss(sentence: wording.pick("列明的只有：", "named are only: ") + texts.joined(separator: wording.pick("、", ", ")))
    }

    /// The smallest of those in the same unit, else the first.
    private func nearest(_ misses: [Miss]) -> Miss? {
        guard let first = misses.first else { return nil }
        guard let unit = first.unit else { return misses.first { $0.gap != nil } ?? first }
        return misses.filter { $0.unit == unit }.min { ($0.gap ?? .zero) < ($1.gap ?? .zero) } ?? first
    }

    // MARK: Comparisons

    private func missed(
        _ comparison: Expression.Comparison, _ left: Expression, _ right: Expression, in scope: ExplanationScope,
        isNaming: Bool
    ) -> Miss? {
        switch (scope.result(of: left), scope.result(of: right)) {
        case (.number(let actual), .number(let needed)):
            let name = isNaming ? label(of: left) : nil
            return missed(comparison, actual, needed, scope.unit(of: left) ?? scope.unit(of: right), name)
        case (.date(let actual), .date(let needed)):
            let days = abs(actual.number - needed.number)
            switch right.node {
            case .name("programme_valid_from"): return early(days, before: needed)
            case .name("programme_valid_to"): return late(days, after: needed)
            default:
                return Miss(sentence: wording.pick("差 ", "") + count(days) + wording.pick("", " short"))
            }
        default: return nil
        }
    }

    private func missed(
        _ comparison: Expression.Comparison, _ actual: Decimal128, _ needed: Decimal128, _ unit: Unit?, _ name: String?
    ) -> Miss? {
        guard let gap = try? actual < needed ? needed - actual : actual - needed else { return nil }
        let said = gapText(gap, unit)
        let before = name.map { $0 + wording.pick("", ": ") } ?? ""
        let sentence: String
        switch comparison {
        case .atLeast, .greater:
            sentence =
                gap.isZero
                ? wording.pick("恰为界限，须超过", "exactly at the bound, and it must be above")
                : wording.pick("差 \(said)", "\(said) short")
        case .atMost, .less:
            sentence =
                gap.isZero
                ? wording.pick("恰为界限，须低于", "exactly at the bound, and it must be below")
                : wording.pick("超出 \(said)", "\(said) over")
        case .equal, .unequal: return nil
        }
        return Miss(sentence: before + sentence, gap: gap, unit: unit)
    }

    /// A distance is counted, also where its ends are places or years.
    private func gapText(_ gap: Decimal128, _ unit: Unit?) -> String {
        let gap = gap.normalized
        let isOne = gap == Decimal128(1)
        if unit == (try? Unit("ordinal")) { return wording.pick("\(gap) 位", isOne ? "1 place" : "\(gap) places") }
        return wording.quantity(gap, unit)
    }

    private func label(of expression: Expression) -> String? {
        guard case .name(let name) = expression.node else { return nil }
        return clause.label(of: name)?[wording.language]
    }

    // MARK: Days

    private func missed(_ value: Expression, in tests: [Expression.UnaryTest], _ scope: ExplanationScope) -> Miss? {
        guard tests.count == 1, case .expression(let test) = tests[0], case .range(let bounds) = test.node,
            let low = bounds.low, let high = bounds.high
        else { return nil }
        switch (scope.result(of: value), scope.result(of: low), scope.result(of: high)) {
        case (.date(let day), .date(let first), .date(let last)):
            return day.number < first.number
                ? early(first.number - day.number, before: first) : late(day.number - last.number, after: last)
        case (.number(let number), .number(let least), .number(let most)):
            let unit = scope.unit(of: value)
            return number < least
                ? missed(bounds.includesLow ? .atLeast : .greater, number, least, unit, nil)
                : missed(bounds.includesHigh ? .atMost : .less, number, most, unit, nil)
        default: return nil
        }
    }

    private func early(_ days: Int, before day: Day) -> Miss {
        Miss(
            sentence: wording.pick(
                "早 \(count(days))（自 \(day.text) 起）", "\(count(days)) early: it starts on \(day.text)"))
    }

    private func late(_ days: Int, after day: Day) -> Miss {
        Miss(sentence: wording.pick("晚 \(count(days))（至 \(day.text) 止）", "\(count(days)) late: it ends on \(day.text)"))
    }

    private func count(_ days: Int) -> String { wording.pick("\(days) 天", days == 1 ? "1 day" : "\(days) days") }

    // MARK: Tables

    /// To the nearest edge, the nearest case, or which rows there are.
    private func missed(_ table: Table, in scope: ExplanationScope) -> Miss? {
        switch table.kind {
        case .rows(_, let rows): return listed(rows.map { $0.keys.joined(separator: " ") })
        case .cases(let cases):
            return nearest(cases.compactMap { missed($0.test.expression, in: scope, isNaming: true) })
        case .bands(let name, let bands):
            guard case .number(let number)? = scope.value(of: name) else { return nil }
            let unit: Unit? = if case .number(let unit)? = scope.types[name] { unit } else { nil }
            return nearest(bands.flatMap { missed($0, number, unit) })
        }
    }

    private func missed(_ band: Table.Band, _ number: Decimal128, _ unit: Unit?) -> [Miss] {
        var misses: [Miss] = []
        if let low = band.low, case .number(let edge)? = clause.parameter(low.parameter)?.value, number <= edge {
            if let miss = missed(low.isIncluded ? .atLeast : .greater, number, edge, unit, nil) { misses.append(miss) }
        }
        if let high = band.high, case .number(let edge)? = clause.parameter(high.parameter)?.value, number >= edge {
            if let miss = missed(high.isIncluded ? .atMost : .less, number, edge, unit, nil) { misses.append(miss) }
        }
        return misses
    }
}
