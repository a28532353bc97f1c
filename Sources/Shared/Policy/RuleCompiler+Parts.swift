import Awards
import Decimals
import Documents
import Feel

extension RuleCompiler {
    // MARK: Tables and values

    /// Tables and named values, each after those that it depends on.
    mutating func derivations() -> [Derivation] {
        let pending = clause.tables.map(Source.table) + clause.values.map(Source.value)
        let derived = Set(pending.map(\.name))
        var open = pending
        var done: Set<String> = []
        var result: [Derivation] = []
        while !open.isEmpty {
            guard let index = open.firstIndex(where: { $0.needs(among: derived).isSubset(of: done) }) else {
                let names = open.map(\.name).joined(separator: ", ")
                fail("these values depend on each other in a circle: \(names)", at: open[0].mark)
                // Each gets some type, so that no error follows from this one.
                for source in open { declare(source.name, .any, .null, at: source.mark) }
                break
            }
            let source = open.remove(at: index)
            done.insert(source.name)
            switch source {
            case .table(let table): if let made = compiled(table) { result.append(made) }
            case .value(let value):
                let found = type(of: value.formula)
                let compiled = formula(value.formula, as: nil)
                let place = declare(value.name, found, .null, at: value.formula.mark)
                if let compiled { result.append(Derivation(slot: place, kind: .formula(compiled))) }
            }
        }
        reserveAward()
        return result
    }

    private enum Source {
        case table(Table)
        case value(NamedValue)

        var name: String {
            switch self {
            case .table(let table): table.name
            case .value(let value): value.name
            }
        }

        var mark: Mark {
            switch self {
            case .table(let table): table.mark
            case .value(let value): value.formula.mark
            }
        }

        func needs(among known: Set<String>) -> Set<String> {
            switch self {
            case .value(let value): value.formula.expression.names(among: known)
            case .table(let table):
                switch table.kind {
                case .rows(let names, _): known.intersection(names)
                case .bands(let name, _): known.intersection([name])
                case .cases(let cases):
                    cases.reduce(into: []) { $0.formUnion($1.test.expression.names(among: known)) }
                }
            }
        }
    }

    private mutating func compiled(_ table: Table) -> Derivation? {
        let kind: Derivation.Kind?
        let parameters: [String]
        switch table.kind {
        case .rows(let facts, let rows):
            parameters = rows.map(\.parameter)
            let slots = facts.compactMap { slot($0, for: table.name, at: table.mark) }
            let values = rows.compactMap { value(of: $0.parameter, at: table.mark) }
            kind =
                slots.count == facts.count && values.count == rows.count
                ? .rows(facts: slots, rows.map(\.keys), values) : nil
        case .bands(let fact, let bands):
            parameters = bands.map(\.parameter)
            let compiled = bands.compactMap { band($0, of: fact) }
            let place = slot(fact, for: table.name, at: table.mark)
            kind = compiled.count == bands.count ? place.map { .bands(fact: $0, compiled) } : nil
        case .cases(let cases):
            parameters = cases.map(\.parameter)
            let compiled = cases.compactMap { item -> (Formula, Value)? in
                let chosen = value(of: item.parameter, at: item.test.mark)
                guard let test = formula(item.test, as: .boolean), let chosen else { return nil }
                return (test, chosen)
            }
            kind = compiled.count == cases.count ? .cases(compiled) : nil
        }
        let type = unified(parameters, in: table)
        let place = declare(table.name, type, .null, at: table.mark)
        return kind.map { Derivation(slot: place, kind: $0) }
    }

    private mutating func unified(_ parameters: [String], in table: Table) -> StaticType {
        var type = StaticType.null
        for name in parameters {
            guard let next = clause.parameter(name)?.type else { continue }
            guard let both = type.unified(with: next) else {
                fail("\(table.name) mixes \(type) and \(next)", at: table.mark)
                return .any
            }
            type = both
        }
        return type
    }

    private mutating func band(_ band: Table.Band, of fact: String) -> CompiledBand? {
        func edge(_ edge: Table.Edge?, _ compiler: inout RuleCompiler) -> (Decimal128, Bool)?? {
            guard let edge else { return .some(nil) }
            guard let parameter = compiler.clause.parameter(edge.parameter), case .number(let number) = parameter.value
            else {
                compiler.fail("\(edge.parameter) is no parameter with a number", at: band.mark)
                return nil
            }
            if let type = compiler.types[fact], type != parameter.type {
                compiler.fail("\(fact) is in \(type), its edge \(edge.parameter) in \(parameter.type)", at: band.mark)
            }
            return .some((number, edge.isIncluded))
        }
        guard let low = edge(band.low, &self), let high = edge(band.high, &self),
            let value = value(of: band.parameter, at: band.mark)
        else { return nil }
        return CompiledBand(low: low, high: high, value: value)
    }

    private mutating func value(of parameter: String, at mark: Mark) -> Value? {
        if let known = clause.parameter(parameter) { return known.value.value }
        if isPartial { return nil }
        let hint = Spelling.hint(for: parameter, among: clause.parameters.map(\.name))
        fail("\(parameter) is no parameter of clause \(clause.id)\(hint)", at: mark)
        return nil
    }

    mutating func slot(_ name: String, for what: String, at mark: Mark) -> Int? {
        if let slot = slot(name) { return slot }
        if isPartial { return nil }
        fail("\(what) needs \(name), which is no fact\(Spelling.hint(for: name, among: names))", at: mark)
        return nil
    }

    /// The same for every payment, so it may name parameters only.
    mutating func settledUpTo() -> Money? {
        guard let written = clause.settlement?.upTo, let formula = formula(written, as: .money) else { return nil }
        guard case .number(let yuan) = formula.value(template), let most = try? Money(truncatingYuan: yuan),
            most >= .zero
        else {
            fail(
                "what is settled at most is no sum: name parameters (in \"\(written.text)\")",
                at: written.mark, path: written.path)
            return nil
        }
        return most
    }

    // MARK: What a clause gives

    mutating func earlier(_ rule: EarlierRule) -> CompiledEarlier? {
        let place = rule.fact.flatMap { slot($0, for: "earlier", at: clause.mark) }
        if rule.fact != nil, place == nil { return nil }
        switch rule.kind {
        case .once: return CompiledEarlier(kind: .once, slot: place)
        case .difference: return CompiledEarlier(kind: .difference, slot: place)
        case .cap(let written):
            return formula(written, as: .money).map { CompiledEarlier(kind: .cap($0), slot: place) }
        }
    }

    mutating func budget(_ budget: Budget) -> CompiledBudget? {
        let committed = budget.committed.flatMap { slot($0, for: "budget", at: clause.mark) }
        let piece = budget.piece.flatMap { piece in
            formula(piece.price, as: nil).map { (price: $0, waiting: piece.waiting) }
        }
        return formula(budget.total, as: .money).map {
            CompiledBudget(
                total: $0, committed: committed, division: budget.division, piece: piece,
                reason: budget.reason ?? "budget_exceeded")
        }
    }

    mutating func grant() -> CompiledGrant? {
        switch clause.grant {
        case .award(let rule): return award(rule).map(CompiledGrant.award)
        case .decision(let rule):
            guard let place = slot("decided", for: "a decision", at: clause.mark) else { return nil }
            let floor = rule.floor.flatMap { floor in
                formula(floor.amount, as: .money).map { (amount: $0, reason: floor.reason) }
            }
            return .decision(
                CompiledDecision(
                    slot: place, reason: rule.reason, ceiling: rule.ceiling.flatMap { formula($0, as: .money) },
                    floor: floor))
        case .open(let reason, let ceiling, _):
            return .open(reason: reason, ceiling: ceiling.flatMap { formula($0, as: .money) })
        case .target(let tests): return .target(tests.compactMap { formula($0.test, as: .boolean) })
        case .bound(let tests): return .bound(tests.compactMap { formula($0.test, as: .boolean) })
        case .duty: return .duty
        }
    }

    private mutating func award(_ rule: AwardRule) -> CompiledAward? {
        let amount: Formula?
        var clauseSlot: Int?
        switch rule.amount {
        case .formula(let written): amount = formula(written, as: .money)
        case .ofClause(let fact):
            amount = nil
            clauseSlot = slot(fact, for: "amount_of", at: clause.mark)
        }
        return CompiledAward(
            amount: amount, clauseSlot: clauseSlot, cap: rule.cap.flatMap { formula($0, as: .money) },
            limits: rule.limits.compactMap { formula($0.atMost, as: .money) },
            parts: rule.parts.flatMap { formula($0, as: nil) },
            leftOver: rule.leftOver.flatMap { left in
                formula(left.formula, as: nil).map { (name: left.name, formula: $0) }
            })
    }
}
