import Decimals
import Feel
import Policy

/// Computes a clause by walking the tree of its expressions each time: what compiling saves. It knows as much of FEEL as
/// the livestream clause needs.
struct TreeWalk {
    private let conditions: [Expression]
    private let amount: Expression?
    private let cap: Expression?
    private let places: [String: Int]

    init(_ rule: Rule) {
        conditions = rule.clause.orderedConditions.map(\.test.expression)
        places = Dictionary(rule.names.enumerated().map { ($1, $0) }) { first, _ in first }
        if case .award(let award) = rule.clause.grant, case .formula(let written) = award.amount {
            (amount, cap) = (written.expression, award.cap?.expression)
        } else {
            (amount, cap) = (nil, nil)
        }
    }

    func fen(_ slots: [Value]) -> Int64 {
        for condition in conditions {
            guard case .boolean(true) = value(condition, slots) else { return 0 }
        }
        guard let amount, let cap, case .number(let product) = value(amount, slots),
            case .number(let most) = value(cap, slots)
        else { return 0 }
        return (try? Money(truncatingYuan: min(product, most)).fen) ?? 0
    }

    private func value(_ expression: Expression, _ slots: [Value]) -> Value {
        switch expression.node {
        case .name(let name): return places[name].map { slots[$0] } ?? .null
        case .arithmetic(let operation, let left, let right):
            switch (operation, value(left, slots), value(right, slots)) {
            case (.multiply, .number(let left), .number(let right)):
                return (try? left * right).map { .number($0) } ?? .null
            case (.add, .date(let day), .months(let duration)):
                return day.adding(months: duration.months).map { .date($0) } ?? .null
            default: return .null
            }
        case .comparison(let comparison, let left, let right):
            switch (value(left, slots), value(right, slots)) {
            case (.number(let left), .number(let right)): return .boolean(Self.compare(comparison, left, right))
            case (.date(let left), .date(let right)): return .boolean(Self.compare(comparison, left, right))
            default: return .null
            }
        case .call(let function, .positional(let values)):
            guard case .name("list contains") = function.node, values.count == 2,
                case .list(let list) = value(values[0], slots), case .string(let text) = value(values[1], slots)
            else { return .null }
            return .boolean(list.contains { if case .string(text) = $0 { true } else { false } })
        default: return .null
        }
    }

    private static func compare<Operand: Comparable>(
        _ comparison: Expression.Comparison, _ left: Operand, _ right: Operand
    ) -> Bool {
        switch comparison {
        case .equal: left == right
        case .unequal: left != right
        case .less: left < right
        case .atMost: left <= right
        case .greater: left > right
        case .atLeast: left >= right
        }
    }
}
