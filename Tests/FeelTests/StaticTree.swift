import Decimals
import Feel

/// Expressions built by hand.
enum Tree {
    typealias Tree = Feel.Expression

    static func make(_ node: Tree.Node, column: Int = 1) -> Tree {
        Tree(node, at: Tree.Place(line: 1, column: column))
    }

    static func name(_ name: String, column: Int = 1) -> Tree { make(.name(name), column: column) }
    static func text(_ text: String, column: Int = 1) -> Tree { make(.string(text), column: column) }
    static func boolean(_ value: Bool) -> Tree { make(.boolean(value)) }
    static func temporal(_ text: String) -> Tree { make(.temporal(text)) }
    static func list(_ elements: Tree...) -> Tree { make(.list(elements)) }
    static let null = make(.null)

    static func number(_ text: String) throws -> Tree { make(.number(try Decimal128(text))) }

    static func arithmetic(_ operation: Tree.Arithmetic, _ left: Tree, _ right: Tree, column: Int = 1) -> Tree {
        make(.arithmetic(operation, left, right), column: column)
    }

    static func compare(_ comparison: Tree.Comparison, _ left: Tree, _ right: Tree, column: Int = 1) -> Tree {
        make(.comparison(comparison, left, right), column: column)
    }

    static func and(_ left: Tree, _ right: Tree) -> Tree { make(.conjunction(left, right)) }
    static func or(_ left: Tree, _ right: Tree) -> Tree { make(.disjunction(left, right)) }

    static func call(_ function: String, _ arguments: Tree..., column: Int = 1) -> Tree {
        make(.call(name(function, column: column), .positional(arguments)), column: column)
    }

    static func when(_ condition: Tree, _ then: Tree, _ otherwise: Tree) -> Tree {
        make(.conditional(condition, then: then, otherwise: otherwise))
    }

    static func path(_ value: Tree, _ field: String) -> Tree { make(.path(value, field)) }
    static func filter(_ list: Tree, _ condition: Tree) -> Tree { make(.filter(list, condition)) }

    static func member(_ value: Tree, _ tests: Tree.UnaryTest...) -> Tree { make(.membership(value, tests)) }

    static func range(_ low: Tree?, _ high: Tree?, includesLow: Bool = true, includesHigh: Bool = true) -> Tree {
        make(.range(Tree.RangeBounds(low: low, includesLow: includesLow, high: high, includesHigh: includesHigh)))
    }

    static func each(_ name: String, in domain: Tree, _ body: Tree) -> Tree {
        make(.iteration([Tree.Binding(name: name, domain: domain, end: nil)], body))
    }

    static func every(_ name: String, in domain: Tree, _ body: Tree) -> Tree {
        make(.quantified(.every, [Tree.Binding(name: name, domain: domain, end: nil)], body))
    }
}
