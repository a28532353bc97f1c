public import Messages

extension Rulebook {
    /// What a clause says on some facts, in words; nil when the programme has no such clause.
    ///
    /// A clause about other clauses is followed by the one that the facts name, with its own conditions and steps.
    public func explanation(
        of clause: String, _ facts: Facts, in language: Language
    ) throws(FactErrors) -> String? {
        guard let rule = rule(clause), let assessment = try assess(clause, facts, withTrace: true) else { return nil }
        guard case .award(let award) = rule.clause.grant, case .ofClause(let fact) = award.amount else {
            return Explanation(assessment, by: rule, of: programme, in: language).text
        }
        var own = Facts()
        var others = Facts()
        for entry in facts.entries {
            if rule.factSlots[entry.name] != nil {
                own[entry.name] = entry.value
            } else {
                others[entry.name] = entry.value
            }
        }
        let first = try rule.checked(try rule.slots(of: own), withTrace: true)
        var above = first
        // Its own conditions hold: the end is that of both together.
        if case .reject = first.outcome {} else { above.outcome = assessment.outcome }
        var explanation = Explanation(above, by: rule, of: programme, in: language)
        if case .reject = first.outcome { return explanation.text }
        guard case .text(let name)? = own[fact], let target = self.rule(name) else { return explanation.text }
        explanation.named = target.clause
        for name in target.factSlots.keys.sorted() where others[name] == nil { others[name] = own[name] }
        let named = try target.checked(try target.slots(of: others), withTrace: true)
        return explanation.text + "\n" + Explanation(named, by: target, of: programme, in: language).text
    }
}
