import Documents
import Feel

extension PolicyCheck {
    /// What a round fills in must have the type that it has there, and what it counts by must be there.
    mutating func checkRound(of clause: Clause, _ programme: Programme) {
        for fact in clause.facts {
            if let role = fact.round { checkRole(role, fact, clause, programme) }
            if fact.addsGranted, fact.type != .number(try? Unit("count")) {
                report(
                    "\(fact.name): only a count (unit: count) adds the claims that a round grants", at: fact.mark,
                    in: programme)
            }
            if fact.rankedBy != nil, fact.round != .rank {
                report("\(fact.name): only a rank (round: rank) is counted by a figure", at: fact.mark, in: programme)
            }
        }
    }

    private mutating func checkRole(
        _ role: FactDeclaration.RoundKnowledge, _ fact: FactDeclaration, _ clause: Clause, _ programme: Programme
    ) {
        if fact.type != role.type {
            report(
                "\(fact.name) is \(fact.type); what a round knows as \(role.rawValue) is \(role.type)", at: fact.mark,
                in: programme)
        }
        switch role {
        case .rank:
            guard let name = fact.rankedBy else {
                return report(
                    "\(fact.name): a rank needs the fact that it is counted by (by: …)", at: fact.mark, in: programme)
            }
            guard case .number? = clause.fact(name)?.type else {
                let hint = Spelling.hint(for: name, among: clause.facts.map(\.name))
                return report(
                    "\(fact.name) is counted by \(name), which is no fact with a number\(hint)", at: fact.mark,
                    in: programme)
            }
        case .pot:
            guard let name = fact.fromFile, case .number? = clause.parameter(name)?.value else {
                return report(
                    "\(fact.name): a pot needs the parameter that holds its sum (from_file: …)", at: fact.mark,
                    in: programme)
            }
        case .appliedOn, .year, .validTo, .committed, .applicant, .paid, .paidThisYear, .paidInEarlierYears,
            .yearsPaid:
            return
        }
    }

    /// Rules of the whole programme name what its clauses have.
    mutating func checkRounds(of programme: Programme) {
        let start = programme.clauses.first?.mark ?? Mark(line: 1, column: 1)
        let objects = Set(programme.clauses.compactMap(\.object))
        for object in programme.applicants where !objects.contains(object) {
            let hint = Spelling.hint(for: object, among: objects.sorted())
            report("applicants: no clause rewards a \(object)\(hint)", at: start, in: programme)
        }
        for id in programme.nonDuplication?.clauses ?? [] {
            guard let clause = programme.clause(id), !clause.grant.isMoney else { continue }
            report("non_duplication: clause \(id) gives no money", at: clause.mark, in: programme)
        }
    }
}

extension FactDeclaration.RoundKnowledge {
    /// Of a fact that a round fills in.
    fileprivate var type: StaticType {
        switch self {
        case .appliedOn, .validTo: .date
        case .year: .number(try? Unit("year"))
        case .rank: .number(try? Unit("ordinal"))
        case .pot, .committed, .paid, .paidThisYear, .paidInEarlierYears: .money
        case .applicant: .text(nil)
        case .yearsPaid: .list(.number(try? Unit("year")))
        }
    }
}
