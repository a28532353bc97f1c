public import Decimals

/// A FEEL expression as it was written (OMG DMN 1.5, chapter 10.3.1.2, "FEEL grammar"), with its place in the text.
public struct Expression: Sendable {
    public let node: Node
    public let place: Place

    public init(_ node: Node, at place: Place) {
        self.node = node
        self.place = place
    }

    /// Where something stands in the text of an expression; both count from 1, columns in characters.
    public struct Place: Hashable, Sendable {
        public let line: Int
        public let column: Int

        public init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    public indirect enum Node: Sendable {
        case null
        case boolean(Bool)
        case number(Decimal128)
        case string(String)
        /// A literal such as `@"2024-03-01"`: the text between the quotes.
        case temporal(String)
        /// A variable, a function of the language, or in a filter a field of the element.
        case name(String)
        case negation(Expression)
        case arithmetic(Arithmetic, Expression, Expression)
        case comparison(Comparison, Expression, Expression)
        case conjunction(Expression, Expression)
        case disjunction(Expression, Expression)
        case between(Expression, low: Expression, high: Expression)
        /// `value in test`, or `value in (test, test …)`: true as soon as one test is.
        case membership(Expression, [UnaryTest])
        case instance(Expression, of: TypeName)
        case path(Expression, String)
        case filter(Expression, Expression)
        case call(Expression, Arguments)
        case list([Expression])
        case context([Entry])
        case range(RangeBounds)
        case conditional(Expression, then: Expression, otherwise: Expression)
        case iteration([Binding], Expression)
        case quantified(Quantifier, [Binding], Expression)
        case function([Parameter], Expression)
    }

    public enum Arithmetic: String, Sendable, CaseIterable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case power = "**"
    }

    public enum Comparison: String, Sendable, CaseIterable {
        case equal = "="
        case unequal = "!="
        case less = "<"
        case atMost = "<="
        case greater = ">"
        case atLeast = ">="
    }

    public enum Quantifier: String, Sendable {
        case some
        case every
    }

    public enum Arguments: Sendable {
        case positional([Expression])
        case named([(name: String, value: Expression)])
    }

    /// What stands behind `in`: `< 5`, `[1..3]`, `5`, a list, or an expression over `?`.
    public indirect enum UnaryTest: Sendable {
        case comparison(Comparison, Expression)
        case expression(Expression)
        case any
    }

    /// `[low..high]`, either end open; a missing end (nil) is without limit, as in `(< 5)`.
    public struct RangeBounds: Sendable {
        public let low: Expression?
        public let includesLow: Bool
        public let high: Expression?
        public let includesHigh: Bool

        public init(low: Expression?, includesLow: Bool, high: Expression?, includesHigh: Bool) {
            self.low = low
            self.includesLow = includesLow
            self.high = high
            self.includesHigh = includesHigh
        }
    }

    public struct Entry: Sendable {
        public let key: String
        public let value: Expression

        public init(key: String, value: Expression) {
            self.key = key
            self.value = value
        }
    }

    /// `name in domain`, in `for`, `some` and `every`; with `end` the domain runs from one number or date to another.
    public struct Binding: Sendable {
        public let name: String
        public let domain: Expression
        public let end: Expression?

        public init(name: String, domain: Expression, end: Expression?) {
            self.name = name
            self.domain = domain
            self.end = end
        }
    }

    public struct Parameter: Sendable {
        public let name: String
        public let type: TypeName?

        public init(name: String, type: TypeName?) {
            self.name = name
            self.type = type
        }
    }

    /// A type as it is written behind `instance of` or beside a parameter.
    public indirect enum TypeName: Hashable, Sendable {
        case named(String)
        case list(TypeName)
        case range(TypeName)
        case context([Field])
        case function([TypeName], TypeName)

        public struct Field: Hashable, Sendable {
            public let name: String
            public let type: TypeName

            public init(name: String, type: TypeName) {
                self.name = name
                self.type = type
            }
        }
    }
}
