import Decimals

extension TypedCompiler {
    /// Comparisons of one kind; text and booleans only with `=` and `!=`.
    func compare(_ comparison: Expression.Comparison, _ left: TypedTerm, _ right: TypedTerm) -> TypedOperand<Bool>? {
        switch left {
        case .number(let first): Decimal128.operand(of: right).flatMap { compare(comparison, first, $0) }
        case .boolean(let first): Bool.operand(of: right).flatMap { compare(comparison, first, $0) }
        case .day(let first): Int32.operand(of: right).flatMap { compare(comparison, first, $0) }
        case .text(let first): TextCode.operand(of: right).flatMap { compare(comparison, first, $0) }
        case .months, .days: nil
        }
    }

    private func compare<Value: FrameValue>(
        _ comparison: Expression.Comparison, _ left: TypedOperand<Value>, _ right: TypedOperand<Value>
    ) -> TypedOperand<Bool>? {
        switch comparison {
        case .equal: Equal<Value>.over(left, right)
        case .unequal: Unequal<Value>.over(left, right)
        case .less: Value.isOrdered ? Less<Value>.over(left, right) : nil
        case .atMost: Value.isOrdered ? AtMost<Value>.over(left, right) : nil
        case .greater: Value.isOrdered ? Less<Value>.over(right, left) : nil
        case .atLeast: Value.isOrdered ? AtMost<Value>.over(right, left) : nil
        }
    }

    /// `and` stops at false, `or` at true.
    mutating func logic(_ left: Expression, _ right: Expression, stoppingAt stop: Bool) -> TypedTerm? {
        guard let first = term(left).flatMap(Bool.operand), let second = term(right).flatMap(Bool.operand) else {
            return nil
        }
        return .boolean(logic(first, second, stoppingAt: stop))
    }

    private func logic(_ left: TypedOperand<Bool>, _ right: TypedOperand<Bool>, stoppingAt stop: Bool)
        -> TypedOperand<Bool>
    {
        if case .constant(let value) = left { return value == stop ? left : right }
        let (first, second) = (left.closure, right.closure)
        return .computed { frame in
            let word = first(&frame)
            return Bool(word) == stop ? word : second(&frame)
        }
    }

    mutating func conditional(_ condition: Expression, _ then: Expression, _ otherwise: Expression) -> TypedTerm? {
        guard let test = term(condition).flatMap(Bool.operand), let first = term(then), let second = term(otherwise)
        else { return nil }
        return switch first {
        case .number(let first): Decimal128.operand(of: second).map { .number(choice(test, first, $0)) }
        case .boolean(let first): Bool.operand(of: second).map { .boolean(choice(test, first, $0)) }
        case .day(let first): Int32.operand(of: second).map { .day(choice(test, first, $0)) }
        case .text(let first): TextCode.operand(of: second).map { .text(choice(test, first, $0)) }
        case .months, .days: nil
        }
    }

    private func choice<Value: FrameValue>(
        _ test: TypedOperand<Bool>, _ first: TypedOperand<Value>, _ second: TypedOperand<Value>
    ) -> TypedOperand<Value> {
        if case .constant(let value) = test { return value ? first : second }
        let test = test.closure
        if case (.constant(let first), .constant(let second)) = (first, second) {
            let (then, otherwise) = (first.word, second.word)
            return .computed { Bool(test(&$0)) ? then : otherwise }
        }
        let (then, otherwise) = (first.closure, second.closure)
        return .computed { Bool(test(&$0)) ? then(&$0) : otherwise(&$0) }
    }

    // MARK: Membership

    mutating func membership(_ value: Expression, _ tests: [Expression.UnaryTest]) -> TypedTerm? {
        let result: TypedOperand<Bool>? =
            switch term(value) {
            case .number(let value): membership(value, tests)
            case .day(let value): membership(value, tests)
            case .text(let value): membership(value, tests)
            // A truth behind `in` may be a value to equal or a test that holds.
            case .boolean, .months, .days, nil: nil
            }
        return result.map(TypedTerm.boolean)
    }

    /// One test behind `in`, with its operands compiled.
    private enum Test<Value: FrameValue> {
        case compare(Expression.Comparison, TypedOperand<Value>)
        case within(Bound<Value>, Bound<Value>)
    }

    private struct Bound<Value: FrameValue> {
        let operand: TypedOperand<Value>
        let isIncluded: Bool
    }

    private mutating func membership<Value: FrameValue>(
        _ value: TypedOperand<Value>, _ tests: [Expression.UnaryTest]
    ) -> TypedOperand<Bool>? {
        var compiled: [Test<Value>] = []
        for test in tests {
            guard let more: [Test<Value>] = self.compiled(test) else { return nil }
            compiled += more
        }
        let constants = compiled.compactMap { test -> Value? in
            if case .compare(.equal, .constant(let value)) = test { value } else { nil }
        }
        if constants.count == compiled.count, constants.count > 1 { return among(constants, value) }
        // Several tests of something computed would compute it anew for each.
        if case .computed = value, compiled.count > 1 { return nil }
        var result = TypedOperand<Bool>.constant(false)
        for test in compiled {
            guard let next = applied(test, to: value) else { return nil }
            result = logic(result, next, stoppingAt: true)
        }
        return result
    }

    private mutating func compiled<Value: FrameValue>(_ test: Expression.UnaryTest) -> [Test<Value>]? {
        switch test {
        case .any: return nil
        case .comparison(let comparison, let operand):
            return term(operand).flatMap(Value.operand).map { [.compare(comparison, $0)] }
        case .expression(let expression):
            switch expression.node {
            case .range(let bounds): return compiled(bounds).map { [$0] }
            case .list(let elements):
                var tests: [Test<Value>] = []
                for element in elements {
                    guard let operand = term(element).flatMap(Value.operand) else { return nil }
                    tests.append(.compare(.equal, operand))
                }
                return tests
            case .null, .boolean, .number, .string, .temporal, .name, .negation, .arithmetic, .comparison,
                .conjunction, .disjunction, .between, .membership, .instance, .path, .filter, .call, .context,
                .conditional, .iteration, .quantified, .function:
                return term(expression).flatMap(Value.operand).map { [.compare(.equal, $0)] }
            }
        }
    }

    private mutating func compiled<Value: FrameValue>(_ bounds: Expression.RangeBounds) -> Test<Value>? {
        let low = bounds.low.map { term($0).flatMap(Value.operand) }
        let high = bounds.high.map { term($0).flatMap(Value.operand) }
        guard Value.isOrdered else { return nil }
        switch (low, high) {
        case (let low??, let high??):
            return .within(
                Bound(operand: low, isIncluded: bounds.includesLow),
                Bound(operand: high, isIncluded: bounds.includesHigh))
        case (let low??, .none): return .compare(bounds.includesLow ? .atLeast : .greater, low)
        case (.none, let high??): return .compare(bounds.includesHigh ? .atMost : .less, high)
        case (.some(.none), _), (_, .some(.none)), (.none, .none): return nil
        }
    }

    private func applied<Value: FrameValue>(_ test: Test<Value>, to value: TypedOperand<Value>) -> TypedOperand<Bool>? {
        switch test {
        case .compare(let comparison, let operand): return compare(comparison, value, operand)
        case .within(let low, let high):
            let (value, first, last) = (value.closure, low.operand.closure, high.operand.closure)
            let (includesLow, includesHigh) = (low.isIncluded, high.isIncluded)
            return .computed { frame in
                let value = Value(value(&frame))
                let low = Value(first(&frame))
                guard includesLow ? !Value.isLess(value, low) : Value.isLess(low, value) else { return false.word }
                let high = Value(last(&frame))
                return (includesHigh ? !Value.isLess(high, value) : Value.isLess(value, high)).word
            }
        }
    }

    private func among<Value: FrameValue>(_ constants: [Value], _ value: TypedOperand<Value>) -> TypedOperand<Bool> {
        let closure = value.closure
        return .computed { frame in
            let value = Value(closure(&frame))
            for constant in constants where Value.isEqual(value, constant, &frame.failed) { return true.word }
            return false.word
        }
    }
}
