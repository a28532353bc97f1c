import Feel

extension Explanation {
    /// A condition with its answer, in words.
    public struct Check: Sendable {
        public let truth: Trace.Truth
        public let text: String
        /// What it reads, each with its value; empty where it reads no facts.
        public let facts: String
        /// How far it is from holding, where that can be said.
        public let miss: String?
    }

    /// The conditions, in the order in which they are tested.
    public var checks: [Check] {
        let conditions = clause.orderedConditions
        return (assessment.trace?.conditions ?? []).compactMap { answer in
            guard conditions.indices.contains(answer.index) else { return nil }
            let condition = conditions[answer.index]
            return check(condition.text[wording.language], condition.test.expression, answer.truth)
        }
    }

    var conditions: [String] { checks.flatMap { lines($0) } + referred }

    /// What a target or a bound asks for, each with its figure.
    var tests: [String] {
        let tests = clause.grant.tests
        return (assessment.trace?.tests ?? []).flatMap { answer -> [String] in
            guard tests.indices.contains(answer.index) else { return [] }
            let test = tests[answer.index]
            return lines(check(test.text[wording.language], test.test.expression, answer.truth))
        }
    }

    /// The case that only a person can settle, with the facts that make it one.
    private var referred: [String] {
        guard case .refer(let reason, _) = assessment.outcome,
            let referral = clause.referrals.first(where: { $0.reason == reason })
        else { return [] }
        var line = "! \(referral.text[wording.language])"
        let facts = factsRead(by: referral.test.expression)
        if !facts.isEmpty { line += "    " + facts }
        let ceiling = referral.ceiling.map {
            "    " + wording.pick("上限：", "at most: ") + formulas.equation($0.expression)
        }
        return [line] + [ceiling].compactMap { $0 }
    }

    private func check(_ text: String, _ test: Expression, _ truth: Trace.Truth) -> Check {
        let miss = truth == .fails ? Misses(self).missed(test, in: scope) : nil
        return Check(truth: truth, text: text, facts: factsRead(by: test), miss: miss?.sentence)
    }

    private func lines(_ check: Check) -> [String] {
        let sign =
            switch check.truth {
            case .holds: "✓"
            case .fails: "✗"
            case .open: "?"
            case .passedOver: "–"
            }
        if check.truth == .passedOver {
            return ["\(sign) \(check.text)    \(wording.pick("未审查：", "not looked at: "))\(check.facts)"]
        }
        let line = "\(sign) \(check.text)" + (check.facts.isEmpty ? "" : "    " + check.facts)
        return [line] + (check.miss.map { ["    " + $0] } ?? [])
    }

    /// Tables are shown with the facts that choose from them, or by those facts alone.
    func factsRead(by expression: Expression, isWithTables: Bool = true) -> String {
        let known = Set(clause.facts.map(\.name) + clause.values.map(\.name) + clause.tables.map(\.name))
        var names = expression.names(among: known)
        for table in clause.tables where names.contains(table.name) { names.formUnion(table.facts(among: known)) }
        if !isWithTables { names.subtract(clause.tables.map(\.name)) }
        return rule.names.filter(names.contains).compactMap { name in
            // What has no words is a step on the way to something that has.
            guard let label = clause.label(of: name)?[wording.language] else { return nil }
            return "\(label) = \(value(of: name).map { said($0, name) } ?? "")"
        }.joined(separator: wording.pick("；", "; "))
    }
}

extension Explanation {
    /// Who claims is given by a word of the system, not of the text.
    private func said(_ value: Value, _ name: String) -> String {
        guard name == Claimant.fact, case .string(let text) = value, let kind = Claimant.Kind(rawValue: text) else {
            return wording.value(value, scope.types[name])
        }
        return switch kind {
        case .firm: wording.pick("企业", "a firm")
        case .county: wording.pick("旗县区", "a banner, county or district")
        case .city: wording.pick("盟市", "a league or city")
        }
    }
}

extension Table {
    /// The names that choose its parameter.
    func facts(among known: Set<String>) -> Set<String> {
        switch kind {
        case .rows(let names, _): Set(names)
        case .bands(let name, _): [name]
        case .cases(let cases):
            cases.reduce(into: []) { $0.formUnion($1.test.expression.names(among: known)) }
        }
    }
}
