import Decimals

extension Compiler {
    // MARK: for

    mutating func iteration(_ bindings: [Expression.Binding], _ body: Expression) throws(FeelError) -> Code {
        let partial = newLocal()
        let outerUse = used.remove("partial") != nil
        let (loops, code) = try with([]) { compiler throws(FeelError) in
            let loops = try compiler.loops(bindings)
            compiler.scope.append(Variable(name: "partial", index: partial, isElement: false))
            return (loops, try compiler.code(body))
        }
        let usesPartial = used.contains("partial")
        if outerUse { used.insert("partial") }
        return { evaluation in
            var results: [Value] = []
            let missing = Loop.run(loops[...], &evaluation) { evaluation in
                if usesPartial {
                    guard evaluation.spend(results.count) else { return false }
                    evaluation.locals[partial] = .list(results)
                }
                results.append(code(&evaluation))
                return true
            }
            return missing ?? evaluation.made(.list(results))
        }
    }

    /// Their variables stay in scope: the caller takes them out.
    private mutating func loops(_ bindings: [Expression.Binding]) throws(FeelError) -> [Loop] {
        var loops: [Loop] = []
        for binding in bindings {
            let domain = try code(binding.domain)
            var end: Code?
            if let last = binding.end { end = try code(last) }
            let index = newLocal()
            scope.append(Variable(name: binding.name, index: index, isElement: false))
            loops.append(Loop(index: index, domain: domain, end: end))
        }
        return loops
    }

    // MARK: some, every

    /// As `or`, or `and`, over what the condition is for each: one that decides, decides.
    mutating func quantified(
        _ quantifier: Expression.Quantifier, _ bindings: [Expression.Binding], _ body: Expression
    ) throws(FeelError) -> Code {
        let (loops, code) = try with([]) { compiler throws(FeelError) in
            (try compiler.loops(bindings), try compiler.code(body))
        }
        let isSome = quantifier == .some
        return { evaluation in
            var result = Value.boolean(!isSome)
            let missing = Loop.run(loops[...], &evaluation) { evaluation in
                let holds = code(&evaluation)
                result = isSome ? Logic.or(result, holds) : Logic.and(result, holds)
                if case .boolean(isSome) = result { return false }
                return true
            }
            return missing ?? result
        }
    }

    // MARK: Filters

    /// By a number the element at that place, from 1, or from the end with -1; by a condition those for which it holds.
    mutating func filter(_ list: Expression, _ condition: Expression) throws(FeelError) -> Code {
        let list = try code(list)
        let item = newLocal()
        let variable = Variable(name: "item", index: item, isElement: true)
        let code = try with([variable]) { compiler throws(FeelError) in try compiler.code(condition) }
        return { evaluation in
            let value = list(&evaluation)
            if value.isNull || value.unknowns != nil { return value }
            let elements = value.elements
            if elements.isEmpty {
                if case .number = code(&evaluation) { return .null }
                return .list([])
            }
            return evaluation.made(Self.filtered(elements, item, code, &evaluation))
        }
    }

    private static func filtered(
        _ elements: List, _ item: Int, _ code: Code, _ evaluation: inout Evaluation
    ) -> Value {
        var kept: [Value] = []
        var missing = Missing()
        for (place, element) in elements.enumerated() {
            guard evaluation.spend(1) else { return .null }
            evaluation.locals[item] = element
            switch code(&evaluation) {
            case .boolean(true): kept.append(element)
            case .boolean(false), .null: break
            case .unknown(let unknowns): missing.add(.unknown(unknowns))
            case .number(let number) where place == 0: return elements.element(at: number)
            default: return .null
            }
        }
        return missing.unknowns.map { .unknown($0) } ?? .list(kept)
    }

    // MARK: in

    mutating func membership(_ value: Expression, _ tests: [Expression.UnaryTest]) throws(FeelError) -> Code {
        let value = try code(value)
        let place = newLocal()
        let variable = Variable(name: "?", index: place, isElement: false)
        var made: [Code] = []
        for test in tests {
            made.append(
                try with([variable]) { compiler throws(FeelError) in try compiler.test(test, of: place) })
        }
        let codes = made
        return { evaluation in
            evaluation.locals[place] = value(&evaluation)
            var result = Value.boolean(false)
            for code in codes {
                result = Logic.or(result, code(&evaluation))
                if case .boolean(true) = result { return result }
            }
            return result
        }
    }

    private mutating func test(_ test: Expression.UnaryTest, of place: Int) throws(FeelError) -> Code {
        switch test {
        case .any: return { _ in .boolean(true) }
        case .comparison(let comparison, let operand):
            let operand = try code(operand)
            return { Ordering.compare($0.locals[place], comparison, operand(&$0)) }
        case .expression(let expression):
            let outerUse = used.remove("?") != nil
            let code = try self.code(expression)
            let isCondition = used.contains("?")
            if outerUse { used.insert("?") }
            if isCondition { return code }
            return { evaluation in
                let test = code(&evaluation)
                guard evaluation.charge(test) else { return .null }
                return Membership.holds(evaluation.locals[place], in: test)
            }
        }
    }
}

/// `value in test`, where the test is a value: in a range, among a list's elements, or equal.
enum Membership {
    static func holds(_ value: Value, in test: Value) -> Value {
        switch test {
        case .unknown(let unknowns): .unknown(unknowns.union(value.unknowns ?? []))
        case .range(let range): range.contains(value)
        case .list(let list): holds(value, among: list)
        case .null, .boolean, .number, .string, .date, .time, .dateTime, .days, .months, .context, .function:
            Equality.equal(value, test)
        }
    }

    /// A list is true to its word also when it equals the value, and an element may be a range.
    private static func holds(_ value: Value, among list: List) -> Value {
        var result = Value.boolean(false)
        if case .list = value { result = Equality.equal(value, .list(list)) }
        for element in list {
            if case .boolean(true) = result { return result }
            var same = Equality.equal(value, element)
            if case .range(let range) = element {
                if case .range = value {} else { same = range.contains(value) }
            }
            result = Logic.or(result, same.isNull ? .boolean(false) : same)
        }
        return result
    }
}

/// One `name in domain` of a loop.
struct Loop: Sendable {
    let index: Int
    let domain: Code
    let end: Code?

    /// Sets the variables to each combination in turn, the last the fastest, until the body says false.
    ///
    /// - Returns: what there is instead of a result, null or unknown, when a domain is no list or not known.
    static func run(
        _ loops: ArraySlice<Loop>, _ evaluation: inout Evaluation, _ body: (inout Evaluation) -> Bool
    ) -> Value? {
        var instead: Value?
        _ = run(loops, &evaluation, &instead, body)
        return instead
    }

    private static func run(
        _ loops: ArraySlice<Loop>, _ evaluation: inout Evaluation, _ instead: inout Value?,
        _ body: (inout Evaluation) -> Bool
    ) -> Bool {
        guard let loop = loops.first else { return body(&evaluation) }
        let first = loop.domain(&evaluation)
        let domain = loop.end.map { Domain(from: first, to: $0(&evaluation)) } ?? Domain(of: first)
        if case .none(let value) = domain {
            instead = value
            return false
        }
        for place in 0..<domain.count {
            guard evaluation.spend(1) else { return false }
            evaluation.locals[loop.index] = domain[place]
            guard run(loops.dropFirst(), &evaluation, &instead, body) else { return false }
        }
        return true
    }
}

/// What a loop runs over, without making a list of it.
enum Domain {
    case list(List)
    case numbers(from: Decimal128, count: Int, step: Int64)
    case days(from: Int, count: Int, step: Int)
    /// No list: null, or unknown.
    case none(Value)

    init(of value: Value) {
        switch value {
        case .list(let list): self = .list(list)
        case .null, .unknown: self = .none(value)
        case .range(let range): self = Domain(of: range)
        default: self = .list(List([value]))
        }
    }

    /// A range as it counts upward; only of whole steps from its lower end.
    private init(of range: Interval) {
        let missing = range.unknowns
        guard missing.isEmpty else {
            self = .none(.unknown(missing))
            return
        }
        guard let low = range.low, let high = range.high,
            case .boolean(true) = Ordering.compare(low, .atMost, high)
        else {
            self = .none(.null)
            return
        }
        let domain = Domain(from: low, to: high)
        let last = domain.count - 1
        guard last >= 0 else {
            self = domain
            return
        }
        let endsOnHigh = Equality.isEqual(domain[last], high)
        let dropsLow = range.includesLow ? 0 : 1
        let dropsHigh = !range.includesHigh && endsOnHigh ? 1 : 0
        self = domain.dropping(dropsLow, dropsHigh)
    }

    /// Upward or downward, both ends included; numbers and dates only.
    init(from first: Value, to last: Value) {
        if let missing = Missing.among([first, last]) {
            self = first.isNull || last.isNull ? .none(.null) : .none(missing)
            return
        }
        switch (first, last) {
        case (.number(let from), .number(let to)):
            // A loop of more steps than a run may make ends there anyway.
            let most = Int64(Evaluation.mostWork) + 1
            let distance = (try? to - from).map { $0.magnitude.truncated(toPlaces: 0) }
            let steps = distance.map { $0 > Decimal128(most) ? most : $0.int64 ?? most } ?? most
            self = .numbers(from: from, count: Int(steps) + 1, step: to < from ? -1 : 1)
        case (.date(let from), .date(let to)):
            self = .days(from: from.number, count: abs(to.number - from.number) + 1, step: to < from ? -1 : 1)
        default: self = .none(.null)
        }
    }

    private func dropping(_ first: Int, _ last: Int) -> Domain {
        switch self {
        case .numbers(let from, let count, let step):
            let start = (try? from + Decimal128(step * Int64(first))) ?? from
            return .numbers(from: start, count: max(0, count - first - last), step: step)
        case .days(let from, let count, let step):
            return .days(from: from + step * first, count: max(0, count - first - last), step: step)
        case .list, .none: return self
        }
    }

    var count: Int {
        switch self {
        case .list(let list): list.count
        case .numbers(_, let count, _), .days(_, let count, _): count
        case .none: 0
        }
    }

    subscript(place: Int) -> Value {
        switch self {
        case .list(let list): list[place]
        case .numbers(let from, _, let step):
            .computed { () throws(DecimalError) in try from + Decimal128(Int64(place) * step) }
        case .days(let from, _, let step): Day(number: from + place * step).map { .date($0) } ?? .null
        case .none(let value): value
        }
    }
}

extension Value {
    /// A list's elements; of another value a list of it alone.
    var elements: List {
        if case .list(let list) = self { return list }
        return List([self])
    }
}

extension List {
    /// From 1, or from the end with -1; null where there is none.
    func element(at place: Decimal128) -> Value {
        guard let place = place.int64.flatMap({ Int(exactly: $0) }), let index = index(at: place), index < count else {
            return .null
        }
        return self[index]
    }

    /// The index of a place that counts from 1 or from -1; nil before the beginning. One behind the end is possible.
    func index(at place: Int) -> Int? {
        if place > 0 { return place - 1 }
        return place < 0 && place >= -count ? count + place : nil
    }
}
