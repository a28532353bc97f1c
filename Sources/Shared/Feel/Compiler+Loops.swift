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
