import Decimals
import Documents

/// Turns an expression into closures, once.
struct Compiler {
    struct Variable {
        let name: String
        let index: Int
        /// Of a filter: a name is first looked for among the entries of the element.
        let isElement: Bool
    }

    private let slots: [String: Int]
    let hasClock: Bool
    var scope: [Variable] = []
    /// Places for variables that a run needs.
    private(set) var localCount = 0
    /// Names that were used, of those that the language itself introduces: `?` and `partial`.
    var used: Set<String> = []

    init(slots: [String], hasClock: Bool) {
        self.slots = Dictionary(slots.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        self.hasClock = hasClock
    }

    /// A place for a variable, its own in the whole formula.
    mutating func newLocal() -> Int {
        defer { localCount += 1 }
        return localCount
    }

    mutating func with<Result>(
        _ variables: [Variable], _ body: (inout Compiler) throws(FeelError) -> Result
    ) throws(FeelError) -> Result {
        let count = scope.count
        scope += variables
        defer { scope.removeLast(scope.count - count) }
        return try body(&self)
    }

    /// Cut by kinds, each of its functions taking the parts of one kind, so that nested expressions take little of the
    /// stack.
    mutating func code(_ expression: Expression) throws(FeelError) -> Code {
        switch expression.node {
        case .null, .boolean, .number, .string, .temporal: try literal(expression)
        case .name, .path, .filter, .call: try reference(expression)
        case .negation, .arithmetic, .comparison, .conjunction, .disjunction: try operation(expression)
        case .between, .membership, .instance, .conditional: try decision(expression)
        case .list, .context, .range, .iteration, .quantified, .function: try structure(expression)
        }
    }

    private mutating func reference(_ expression: Expression) throws(FeelError) -> Code {
        if case .name(let name) = expression.node { return try variable(name, at: expression.place) }
        if case .path(let value, let name) = expression.node { return try path(value, name) }
        if case .filter(let list, let condition) = expression.node { return try filter(list, condition) }
        guard case .call(let callee, let arguments) = expression.node else { return Self.nothing }
        return try call(callee, arguments, at: expression.place)
    }

    private mutating func operation(_ expression: Expression) throws(FeelError) -> Code {
        switch expression.node {
        case .negation(let operand): try negation(operand)
        case .arithmetic(let operation, let left, let right): try arithmetic(operation, left, right)
        case .comparison(let comparison, let left, let right): try self.comparison(comparison, left, right)
        case .conjunction(let left, let right): try conjunction(left, right)
        case .disjunction(let left, let right): try disjunction(left, right)
        default: Self.nothing
        }
    }

    private mutating func decision(_ expression: Expression) throws(FeelError) -> Code {
        switch expression.node {
        case .between(let value, let low, let high): try between(value, low, high)
        case .membership(let value, let tests): try membership(value, tests)
        case .instance(let value, let type): try instance(value, type, at: expression.place)
        case .conditional(let condition, let then, let otherwise): try conditional(condition, then, otherwise)
        default: Self.nothing
        }
    }

    private mutating func structure(_ expression: Expression) throws(FeelError) -> Code {
        switch expression.node {
        case .list(let elements): try list(elements)
        case .context(let entries): try context(entries)
        case .range(let bounds): try range(bounds)
        case .iteration(let bindings, let body): try iteration(bindings, body)
        case .quantified(let quantifier, let bindings, let body): try quantified(quantifier, bindings, body)
        case .function(let parameters, let body): try function(parameters, body)
        default: Self.nothing
        }
    }

    /// For what `code` never hands on.
    private static let nothing: Code = { _ in .null }

    private func literal(_ expression: Expression) throws(FeelError) -> Code {
        let value: Value
        switch expression.node {
        case .boolean(let boolean): value = .boolean(boolean)
        case .number(let number): value = .number(number)
        case .string(let text): value = .string(text)
        case .temporal(let text):
            guard let temporal = TemporalReader.value(text) else {
                throw FeelError(
                    "@\"\(text.prefix(40))\" is no date, time or duration; write @\"2024-03-01\", @\"09:30:00\", "
                        + "@\"2024-03-01T09:30:00\", @\"P1D\" or @\"P1Y\".", at: expression.place)
            }
            value = temporal
        default: value = .null
        }
        return { _ in value }
    }

    // MARK: Names

    private mutating func variable(_ name: String, at place: Expression.Place) throws(FeelError) -> Code {
        var elements: [Int] = []
        for variable in scope.reversed() {
            if variable.isElement {
                if name == "item" {
                    return element(name, in: elements + [variable.index], else: Self.local(variable.index))
                }
                elements.append(variable.index)
            } else if variable.name == name {
                if name == "?" || name == "partial" { used.insert(name) }
                return element(name, in: elements, else: Self.local(variable.index))
            }
        }
        if let index = slots[name] {
            return element(name, in: elements) { $0.slots.indices.contains(index) ? $0.slots[index] : .null }
        }
        if let builtin = Builtin.named[name] {
            let function = Value.function(Function(.builtin(try checked(builtin, at: place))))
            return element(name, in: elements) { _ in function }
        }
        guard !elements.isEmpty else { throw unknown(name, at: place) }
        return element(name, in: elements) { _ in .null }
    }

    private static func local(_ index: Int) -> Code { { $0.locals[index] } }

    /// The entry of that name in the innermost element that has it, else what the name means outside.
    private func element(_ name: String, in elements: [Int], else outside: @escaping Code) -> Code {
        if elements.isEmpty { return outside }
        return { evaluation in
            for index in elements {
                switch evaluation.locals[index] {
                case .context(let context): if let value = context[name] { return value }
                case .unknown(let unknowns): if name != "item" { return .unknown(unknowns) }
                default: break
                }
            }
            return outside(&evaluation)
        }
    }

    func checked(_ builtin: Builtin, at place: Expression.Place) throws(FeelError) -> Builtin {
        if builtin.readsClock && !hasClock {
            throw FeelError("There is no clock here, so '\(builtin.name)' has no value: use a fact.", at: place)
        }
        return builtin
    }

    /// True when a name means the language's function, which nothing hides.
    func isBuiltin(_ name: String) -> Bool {
        slots[name] == nil && !scope.contains { $0.name == name && !$0.isElement } && Builtin.named[name] != nil
    }

    private func unknown(_ name: String, at place: Expression.Place) -> FeelError {
        let names = scope.filter { !$0.isElement }.map(\.name) + slots.keys.sorted() + Builtin.names
        let hint = Spelling.nearest(to: name, among: names).map { " Is '\($0)' meant?" } ?? ""
        return FeelError("There is no '\(name)' here.\(hint)", at: place)
    }
}
