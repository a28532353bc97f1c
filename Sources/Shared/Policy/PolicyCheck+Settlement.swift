import Awards
import Documents

extension PolicyCheck {
    /// Who settles has counties that pay, and a clause says of its settlement only what its shares leave open.
    mutating func checkSettlement(of programme: Programme, _ sources: SourceTexts?) {
        if let rule = programme.settlement {
            checkQuote(rule.quote, of: "settlement", at: rule.mark, programme, sources)
            if programme.tiers.pays != .county {
                report(
                    "\(rule.city) settles with counties, but the \(programme.tiers.pays.rawValue) pays",
                    at: rule.mark, in: programme, path: "settlement")
            }
            if programme.divisions.isEmpty {
                report(
                    "name the counties that are settled with under divisions", at: rule.mark, in: programme,
                    path: "settlement")
            }
        }
        for clause in programme.clauses {
            guard let settlement = clause.settlement else { continue }
            if programme.settlement == nil {
                report(
                    "clause \(clause.id) is settled, but the programme has no rule of settlement", at: settlement.mark,
                    in: programme)
            }
            checkFacts(settlement.facts, of: clause, at: settlement.mark, programme)
        }
    }

    private mutating func checkFacts(
        _ names: [String], of clause: Clause, at mark: Mark, _ programme: Programme
    ) {
        for name in names {
            guard let fact = clause.fact(name) else {
                let hint = Spelling.hint(for: name, among: clause.facts.map(\.name))
                report("settlement: clause \(clause.id) has no fact \(name)\(hint)", at: mark, in: programme)
                continue
            }
            if fact.type != .money {
                report("settlement: \(name) is \(fact.type), no amount in yuan", at: mark, in: programme)
            }
        }
    }
}
