import Decimals

/// One compilation: each part of an expression to a term of its kind, or nil when it has none here.
struct TypedCompiler {
    var layout: FrameLayout
    private(set) var used: UInt64 = 0

    init(layout: FrameLayout) { self.layout = layout }

    mutating func term(_ expression: Expression) -> TypedTerm? {
        switch expression.node {
        case .boolean(let value): return .boolean(.constant(value))
        case .number(let value): return .number(.constant(value))
        case .string(let text): return .text(.constant(layout.intern(text)))
        case .temporal(let text): return TypedTerm(text)
        case .name(let name): return named(name)
        case .negation(let operand): return negated(operand)
        case .arithmetic(let operation, let left, let right): return arithmetic(operation, left, right)
        case .comparison(let comparison, let left, let right):
            guard let first = term(left), let second = term(right) else { return nil }
            return compare(comparison, first, second).map(TypedTerm.boolean)
        case .conjunction(let left, let right): return logic(left, right, stoppingAt: false)
        case .disjunction(let left, let right): return logic(left, right, stoppingAt: true)
        case .between(let value, let low, let high):
            let bounds = Expression.RangeBounds(low: low, includesLow: true, high: high, includesHigh: true)
            return membership(value, [.expression(Expression(.range(bounds), at: expression.place))])
        case .membership(let value, let tests): return membership(value, tests)
        case .path(let value, let field): return part(field, of: value)
        case .call(let function, let arguments): return call(function, arguments)
        case .conditional(let condition, let then, let otherwise): return conditional(condition, then, otherwise)
        case .null, .instance, .filter, .list, .context, .range, .iteration, .quantified, .function: return nil
        }
    }

    private mutating func named(_ name: String) -> TypedTerm? {
        switch layout.constants[name] {
        case .number(let value): return .number(.constant(value))
        case .text(let text): return .text(.constant(layout.intern(text)))
        case .boolean(let value): return .boolean(.constant(value))
        case .day(let day): return .day(.constant(day))
        // The least has no opposite.
        case .days(let days): return days == .min ? nil : .days(days)
        case .months(let months): return months == .min ? nil : .months(months)
        case nil: break
        }
        guard let (slot, kind) = layout.place(of: name) else { return nil }
        used |= 1 << UInt64(slot)
        switch kind {
        case .number: return .number(.slot(slot))
        case .boolean: return .boolean(.slot(slot))
        case .day: return .day(.slot(slot))
        case .text: return .text(.slot(slot))
        }
    }

    private mutating func operand<Value: FrameValue>(_ expression: Expression) -> TypedOperand<Value>? {
        term(expression).flatMap(Value.operand)
    }

    // MARK: Numbers and dates

    private mutating func negated(_ operand: Expression) -> TypedTerm? {
        switch term(operand) {
        case .number(let number): Negating.over(number).map(TypedTerm.number)
        case .months(let months): .months(-months)
        case .days(let days): .days(-days)
        case .boolean, .day, .text, nil: nil
        }
    }

    private mutating func arithmetic(
        _ operation: Expression.Arithmetic, _ left: Expression, _ right: Expression
    ) -> TypedTerm? {
        guard let first = term(left), let second = term(right) else { return nil }
        switch (first, second) {
        case (.number(let first), .number(let second)):
            let result: TypedOperand<Decimal128>?
            switch operation {
            case .add: result = Adding.over(first, second)
            case .subtract: result = Subtracting.over(first, second)
            case .multiply: result = Multiplying.over(first, second)
            case .divide: result = Dividing.over(first, second)
            case .power: result = nil
            }
            return result.map(TypedTerm.number)
        case (.day(let day), let duration), (let duration, .day(let day)):
            guard let sign = sign(of: operation, dateFirst: Int32.operand(of: first) != nil) else { return nil }
            return moved(day, by: duration, sign: sign).map(TypedTerm.day)
        default: return nil
        }
    }

    private func sign(of operation: Expression.Arithmetic, dateFirst: Bool) -> Int32? {
        switch operation {
        case .add: 1
        case .subtract: dateFirst ? -1 : nil
        case .multiply, .divide, .power: nil
        }
    }

    private func moved(_ day: TypedOperand<Int32>, by duration: TypedTerm, sign: Int32) -> TypedOperand<Int32>? {
        switch duration {
        case .months(let months): AddingMonths.over(day, .constant(sign * months))
        case .days(let days): AddingDays.over(day, .constant(sign * days))
        case .number, .boolean, .day, .text: nil
        }
    }

    private mutating func part(_ field: String, of value: Expression) -> TypedTerm? {
        guard let day: TypedOperand<Int32> = operand(value) else { return nil }
        switch field {
        case "year": return YearOf.over(day).map(TypedTerm.number)
        case "month": return MonthOf.over(day).map(TypedTerm.number)
        case "day": return DayOf.over(day).map(TypedTerm.number)
        default: return nil
        }
    }

    // MARK: Functions

    private mutating func call(_ function: Expression, _ arguments: Expression.Arguments) -> TypedTerm? {
        guard case .name(let name) = function.node, case .positional(let values) = arguments,
            layout.constants[name] == nil, layout.place(of: name) == nil
        else { return nil }
        switch (name, values.count) {
        case ("min", 2...): return folded(values, from: nil, Least.over)
        case ("max", 2...): return folded(values, from: nil, Greatest.over)
        case ("sum", 2...): return folded(values, from: .constant(.zero), Adding.over)
        case ("floor", 1): return applied(values[0], Floor.self).map(TypedTerm.number)
        case ("ceiling", 1): return applied(values[0], Ceiling.self).map(TypedTerm.number)
        case ("abs", 1): return applied(values[0], Absolute.self).map(TypedTerm.number)
        case ("not", 1): return applied(values[0], Inverting.self).map(TypedTerm.boolean)
        case ("list contains", 2):
            guard case .list = values[0].node else { return nil }
            return membership(values[1], [.expression(values[0])])
        case ("date", 1), ("duration", 1): return literal(name, values[0])
        default: return nil
        }
    }

    private mutating func folded(
        _ values: [Expression], from start: TypedOperand<Decimal128>?,
        _ combine: (TypedOperand<Decimal128>, TypedOperand<Decimal128>) -> TypedOperand<Decimal128>?
    ) -> TypedTerm? {
        var result = start
        for value in values {
            guard let next: TypedOperand<Decimal128> = operand(value) else { return nil }
            guard let before = result else {
                result = next
                continue
            }
            guard let both = combine(before, next) else { return nil }
            result = both
        }
        return result.map(TypedTerm.number)
    }

    private mutating func applied<Function: TypedFunction>(_ value: Expression, _: Function.Type)
        -> TypedOperand<Function.Result>?
    {
        operand(value).flatMap { Function.over($0) }
    }

    /// `date("2024-03-01")`, `duration("P1Y")`.
    private func literal(_ function: String, _ value: Expression) -> TypedTerm? {
        guard case .string(let text) = value.node, let term = TypedTerm(text) else { return nil }
        switch term {
        case .day: return function == "date" ? term : nil
        case .months, .days: return function == "duration" ? term : nil
        case .number, .boolean, .text: return nil
        }
    }
}
