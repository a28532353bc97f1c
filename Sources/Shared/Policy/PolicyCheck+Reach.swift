import Decimals
import Documents
import Feel

extension PolicyCheck {
    /// Conditions of the shape `fact >= parameter` that can never fail, or never hold, after those before them.
    mutating func checkReach(of clause: Clause, _ programme: Programme) {
        var ranges: [String: Range] = [:]
        for condition in clause.conditions where !condition.test.isMade {
            guard let (fact, range) = Range.of(condition.test.expression, in: clause) else { continue }
            let before = ranges[fact] ?? Range()
            let after = before.intersection(range)
            if after.isEmpty {
                report(
                    "\"\(condition.test.text)\" can never hold after the conditions before it", at: condition.test.mark,
                    in: programme, path: condition.test.path)
            } else if after == before {
                report(
                    "\"\(condition.test.text)\" can never fail after the conditions before it, so nobody is refused as "
                        + condition.reason, at: condition.test.mark, in: programme, path: condition.test.path)
            }
            ranges[fact] = after
        }
    }

    /// Numbers between two bounds, each in it or not; nil is without bound.
    struct Range: Equatable {
        var low: Decimal128?
        var includesLow = false
        var high: Decimal128?
        var includesHigh = false

        var isEmpty: Bool {
            guard let low, let high else { return false }
            return high < low || (high == low && !(includesLow && includesHigh))
        }

        func intersection(_ other: Range) -> Range {
            var result = self
            if let low = other.low, result.low.map({ $0 < low || ($0 == low && !other.includesLow) }) ?? true {
                (result.low, result.includesLow) = (low, other.includesLow)
            }
            if let high = other.high, result.high.map({ $0 > high || ($0 == high && !other.includesHigh) }) ?? true {
                (result.high, result.includesHigh) = (high, other.includesHigh)
            }
            return result
        }

        static func of(_ expression: Expression, in clause: Clause) -> (fact: String, range: Range)? {
            guard case .comparison(let comparison, let left, let right) = expression.node,
                case .name(let first) = left.node, case .name(let second) = right.node
            else { return nil }
            if clause.fact(first) != nil, case .number(let edge)? = clause.parameter(second)?.value {
                return Range(comparison, edge).map { (first, $0) }
            }
            if clause.fact(second) != nil, case .number(let edge)? = clause.parameter(first)?.value {
                return Range(comparison.reversed, edge).map { (second, $0) }
            }
            return nil
        }

        init() {}

        private init?(_ comparison: Expression.Comparison, _ edge: Decimal128) {
            switch comparison {
            case .less: high = edge
            case .atMost: (high, includesHigh) = (edge, true)
            case .greater: low = edge
            case .atLeast: (low, includesLow) = (edge, true)
            case .equal: (low, includesLow, high, includesHigh) = (edge, true, edge, true)
            case .unequal: return nil
            }
        }
    }
}

extension Expression.Comparison {
    fileprivate var reversed: Expression.Comparison {
        switch self {
        case .equal, .unequal: self
        case .less: .greater
        case .atMost: .atLeast
        case .greater: .less
        case .atLeast: .atMost
        }
    }
}
