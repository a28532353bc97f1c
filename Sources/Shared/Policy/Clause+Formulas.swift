extension Clause {
    /// Every expression of the clause, in the order of its stages.
    var formulas: [Written] {
        var all = values.map(\.formula)
        for table in tables {
            if case .cases(let cases) = table.kind { all += cases.map(\.test) }
        }
        all += facts.compactMap { if case .assumed(let written) = $0.absent { written } else { nil } }
        all += conditions.map(\.test)
        all += referrals.flatMap { [$0.test, $0.ceiling].compactMap { $0 } }
        all += grant.formulas
        if case .cap(let cap)? = earlier?.kind { all.append(cap) }
        all += [budget?.total, budget?.piece?.price].compactMap { $0 }
        for share in shares {
            switch share.part {
            case .formula(let written), .returned(let written): all.append(written)
            case .rest: break
            }
        }
        if let most = settlement?.upTo { all.append(most) }
        return all
    }

    /// Names that something in the clause uses, in an expression or by themselves.
    var usedNames: Set<String> {
        let known = Set(facts.map(\.name) + parameters.map(\.name) + values.map(\.name) + tables.map(\.name))
        var used = formulas.reduce(into: Set<String>()) { $0.formUnion($1.expression.names(among: known)) }
        for table in tables {
            switch table.kind {
            case .rows(let facts, let rows): used.formUnion(facts + rows.map(\.parameter))
            case .bands(let fact, let bands):
                used.insert(fact)
                used.formUnion(
                    bands.flatMap { [$0.low?.parameter, $0.high?.parameter, $0.parameter].compactMap { $0 } })
            case .cases(let cases): used.formUnion(cases.map(\.parameter))
            }
        }
        used.formUnion([earlier?.fact, budget?.committed].compactMap { $0 })
        used.formUnion(facts.compactMap(\.bound) + facts.compactMap(\.fromFile))
        used.formUnion(facts.compactMap(\.rankedBy))
        used.formUnion(facts.filter(\.isNeeded).map(\.name))
        used.formUnion(coverage?.lists ?? [])
        if case .decision = grant { used.insert("decided") }
        if case .open = grant { used.insert("decided") }
        if case .award(let rule) = grant, case .ofClause(let fact) = rule.amount { used.insert(fact) }
        if claimant != nil { used.insert(Claimant.fact) }
        return used
    }
}

extension Grant {
    var formulas: [Written] {
        switch self {
        case .award(let rule):
            var all = rule.limits.map(\.atMost)
            if case .formula(let written) = rule.amount { all.insert(written, at: 0) }
            return all + [rule.cap, rule.parts, rule.leftOver?.formula].compactMap { $0 }
        case .decision(let rule): return [rule.ceiling, rule.floor?.amount].compactMap { $0 }
        case .target(let tests), .bound(let tests): return tests.map(\.test)
        case .open(_, let ceiling, _): return [ceiling].compactMap { $0 }
        case .duty: return []
        }
    }
}
