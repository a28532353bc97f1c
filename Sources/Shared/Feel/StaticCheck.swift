import Decimals
import Documents

/// The type of an expression, and every mistake of units and types in it.
///
/// A mistake has the type ``StaticType/any``, so that it is told once and not again by all that surrounds it.
public struct StaticCheck: Sendable {
    public let type: StaticType
    /// In the order of the text's parts.
    public let errors: [StaticError]

    /// `names` are the facts, parameters and other values that the expression may use.
    public init(_ expression: Expression, names: [String: StaticType]) {
        var walk = StaticWalk(names: names)
        type = walk.type(of: expression)
        errors = walk.errors
    }
}

/// One walk over an expression. Its parts are in this file; operators and functions have their own.
struct StaticWalk {
    var names: [String: StaticType]
    /// Inside a filter over what has no type any name may be a field.
    private var isOpen = false
    private(set) var errors: [StaticError] = []

    init(names: [String: StaticType]) { self.names = names }

    @discardableResult
    mutating func fail(_ message: String, at expression: Expression) -> StaticType {
        errors.append(StaticError(place: expression.place, message: message))
        return .any
    }

    mutating func type(of expression: Expression) -> StaticType {
        switch expression.node {
        case .null: .null
        case .boolean: .boolean
        case .number(let value): .number(value.isZero ? nil : .ratio)
        case .string(let text): .text([text])
        case .temporal(let text): Self.type(ofTemporal: text)
        case .name(let name): type(ofName: name, at: expression)
        case .negation(let operand): type(ofNegated: operand)
        case .arithmetic(let operation, let left, let right): arithmetic(operation, left, right, at: expression)
        case .comparison(let comparison, let left, let right):
            compare(comparison, type(of: left), type(of: right), at: expression)
        case .conjunction(let left, let right): logic("and", left, right)
        case .disjunction(let left, let right): logic("or", left, right)
        case .between(let value, let low, let high): between(value, low, high)
        case .membership(let value, let tests): membership(value, tests)
        case .instance(let value, of: _): boolean(after: type(of: value))
        case .path(let value, let field): path(type(of: value), field, at: expression)
        case .filter(let list, let condition): filter(list, condition)
        case .call(let function, let arguments): call(function, arguments, at: expression)
        case .list(let elements): .list(unified(elements, in: "a list"))
        case .context(let entries): record(entries)
        case .range(let bounds): range(bounds, holding: .null, at: expression)
        case .conditional(let condition, let then, let otherwise): conditional(condition, then, otherwise)
        case .iteration(let bindings, let body): iteration(bindings, body)
        case .quantified(let quantifier, let bindings, let body): quantified(quantifier, bindings, body)
        case .function(let parameters, let body): function(parameters.map { ($0.name, .any) }, body)
        }
    }

    private func boolean(after _: StaticType) -> StaticType { .boolean }

    static func type(ofTemporal text: String) -> StaticType {
        switch TypedTemporal(text) {
        case .day: .date
        case .days: .daysDuration
        case .months: .monthsDuration
        case nil: .any
        }
    }

    private mutating func type(ofName name: String, at place: Expression) -> StaticType {
        if let type = names[name] { return type }
        if isOpen || StaticFunction.named[name] != nil { return .any }
        return fail("unknown name \(name)\(Spelling.hint(for: name, among: names.keys.sorted()))", at: place)
    }

    /// Checks `body` with more names; what they hid comes back afterwards.
    mutating func scoped(_ added: [(String, StaticType)], open: Bool = false, _ body: (inout Self) -> StaticType)
        -> StaticType
    {
        let (outer, wasOpen) = (names, isOpen)
        for (name, type) in added { names[name] = type }
        isOpen = isOpen || open
        defer { (names, isOpen) = (outer, wasOpen) }
        return body(&self)
    }

    // MARK: Lists and records

    mutating func unified(_ elements: [Expression], in place: String) -> StaticType {
        var result = StaticType.null
        for element in elements {
            let next = type(of: element)
            if let both = result.unified(with: next) {
                result = both
            } else {
                result = fail("cannot put \(next) and \(result) into \(place)", at: element)
            }
        }
        return result
    }

    private mutating func record(_ entries: [Expression.Entry]) -> StaticType {
        let outer = names
        defer { names = outer }
        var fields: [StaticType.Field] = []
        for entry in entries {
            let type = type(of: entry.value)
            fields.append(StaticType.Field(name: entry.key, type: type))
            names[entry.key] = type
        }
        return .record(fields)
    }

    private mutating func path(_ type: StaticType, _ name: String, at place: Expression) -> StaticType {
        let fields: [StaticType.Field]
        switch type {
        case .any, .null: return .any
        case .record(let known): fields = known
        case .list(let element):
            let projected = path(element, name, at: place)
            return projected == .any ? .any : .list(projected)
        case .date: fields = Self.dateFields
        case .daysDuration: fields = Self.daysFields
        case .monthsDuration: fields = Self.monthsFields
        case .number, .text, .boolean: return fail("\(type) has no field \(name)", at: place)
        }
        if let field = fields.first(where: { $0.name == name }) { return field.type }
        return fail(
            "\(type) has no field \(name)\(Spelling.hint(for: name, among: fields.map(\.name)))", at: place)
    }

    private static let dateFields = fields(["year", "month", "day", "weekday"])
    private static let daysFields = fields(["days", "hours", "minutes", "seconds"])
    private static let monthsFields = fields(["years", "months"])

    /// Each counts what it is called.
    private static func fields(_ names: [String]) -> [StaticType.Field] {
        names.map { StaticType.Field(name: $0, type: .number(Unit(word: $0))) }
    }

    private mutating func filter(_ list: Expression, _ condition: Expression) -> StaticType {
        let type = type(of: list)
        let element = type.element
        var added = [("item", element)]
        if case .record(let fields) = element { added += fields.map { ($0.name, $0.type) } }
        let test = scoped(added, open: element == .any) { $0.type(of: condition) }
        switch test {
        case .boolean: return type == .any ? .any : .list(element)
        case .number(let unit):
            if let unit, !unit.isRatio, unit != Unit(word: "count"), unit != Unit(word: "ordinal") {
                return fail("a position in a list cannot be \(test)", at: condition)
            }
            return element
        case .any, .null: return .any
        case .text, .date, .daysDuration, .monthsDuration, .list, .record:
            return fail("a filter needs a condition or a position, not \(test)", at: condition)
        }
    }

    // MARK: Control

    private mutating func conditional(_ condition: Expression, _ then: Expression, _ otherwise: Expression)
        -> StaticType
    {
        expectBoolean(condition, by: "if")
        let (first, second) = (type(of: then), type(of: otherwise))
        if let both = first.unified(with: second) { return both }
        return fail("the branches of if cannot be \(first) and \(second)", at: otherwise)
    }

    private mutating func bind(_ bindings: [Expression.Binding]) {
        for binding in bindings { names[binding.name] = elements(of: binding) }
    }

    private mutating func elements(of binding: Expression.Binding) -> StaticType {
        if let end = binding.end {
            let (first, last) = (type(of: binding.domain), type(of: end))
            compare(.less, first, last, at: end)
            return first.unified(with: last) ?? .any
        }
        if case .range(let bounds) = binding.domain.node {
            return bounds.low.map { type(of: $0) }.flatMap { low in
                bounds.high.map { type(of: $0) }.flatMap(low.unified)
            } ?? .any
        }
        return type(of: binding.domain).element
    }

    private mutating func iteration(_ bindings: [Expression.Binding], _ body: Expression) -> StaticType {
        scoped([("partial", .any)]) { walk in
            walk.bind(bindings)
            return .list(walk.type(of: body))
        }
    }

    private mutating func quantified(
        _ quantifier: Expression.Quantifier, _ bindings: [Expression.Binding], _ body: Expression
    ) -> StaticType {
        scoped([]) { walk in
            walk.bind(bindings)
            walk.expectBoolean(body, by: quantifier.rawValue)
            return .boolean
        }
    }

    mutating func function(_ parameters: [(String, StaticType)], _ body: Expression) -> StaticType {
        scoped(parameters) { walk in
            _ = walk.type(of: body)
            return .any
        }
    }
}

extension StaticType {
    /// Of a list its elements; another value stands for a list of itself.
    var element: StaticType {
        if case .list(let element) = self { return element }
        return self
    }
}
