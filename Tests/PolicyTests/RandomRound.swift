import Awards
import Decimals
import Messages
import TestSupport

@testable import Policy

/// Rounds at random: few applicants and objects, so that claims meet.
struct RandomRound {
    let rulebook: Rulebook
    let examples: [WorkedCase]

    private var clauses: [Clause] {
        rulebook.programme.clauses.filter { clause in
            switch clause.grant {
            case .award(let rule): if case .ofClause = rule.amount { false } else { true }
            case .decision, .open: true
            case .target, .bound, .duty: false
            }
        }
    }

    func next(_ generator: inout SeededGenerator) -> Round {
        let year = Int.random(in: 2022...2024, using: &generator)
        let day = CivilDate(daysSince1970: Int.random(in: 19_300...20_400, using: &generator))
        guard let day else { preconditionFailure("the calendar ends before \(year)") }
        let count = Int.random(in: 1...40, using: &generator)
        let chosen = clauses.shuffled(using: &generator).prefix(Int.random(in: 1...6, using: &generator))
        var claims: [RoundClaim] = []
        for index in 0..<count {
            guard let clause = chosen.randomElement(using: &generator) else { continue }
            claims.append(claim(index, clause, year, &generator))
        }
        for index in claims.indices.dropFirst() where Int.random(in: 0..<8, using: &generator) == 0 {
            claims[index].sameAs = [claims[Int.random(in: 0..<index, using: &generator)].id]
        }
        var round = Round(year: year, asOf: day, claims: claims)
        round.isTrial = true
        if Bool.random(using: &generator) {
            round.guide.coefficient = Money(fen: .random(in: 1...100, using: &generator)).yuan
        }
        for clause in chosen {
            if Bool.random(using: &generator) { round.reserved.clauses[clause.id] = money(&generator) }
            if clause.budget != nil, Bool.random(using: &generator) { round.pots[clause.id] = money(&generator) }
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                round.earlier.append(paid(clause, year, &generator))
            }
        }
        round.reserved.total = Money(fen: .random(in: 0...1_000_000_000, using: &generator))
        return round
    }

    private func claim(
        _ index: Int, _ clause: Clause, _ year: Int, _ generator: inout SeededGenerator
    ) -> RoundClaim {
        var claim = RoundClaim(id: "c\(index)", applicant: applicant(&generator), clause: clause.id)
        claim.object = object(&generator)
        if Bool.random(using: &generator) {
            let hour = Int.random(in: 10...23, using: &generator)
            claim.received = Moment("\(year)-11-0\(Int.random(in: 1...3, using: &generator))T\(hour):00:00+08:00")
        }
        if Int.random(in: 0..<3, using: &generator) > 0 {
            claim.assessed = money(&generator)
        } else {
            let own = examples.filter { $0.clause == clause.id && $0.expect["award"] != nil }.map(\.facts)
            var facts = RandomFacts(clause: clause, examples: own).whole(&generator)
            for fact in clause.facts where fact.round != nil { facts[fact.name] = nil }
            claim.facts = facts
        }
        return claim
    }

    private func paid(_ clause: Clause, _ year: Int, _ generator: inout SeededGenerator) -> EarlierAward {
        let isOwn = Int.random(in: 0..<4, using: &generator) > 0
        var award = EarlierAward(
            applicant: applicant(&generator), policy: isOwn ? rulebook.programme.id : "other", clause: clause.id,
            year: year - Int.random(in: 0...2, using: &generator), amount: money(&generator),
            tier: Tier.allCases.randomElement(using: &generator) ?? .city)
        award.object = object(&generator)
        return award
    }

    private func applicant(_ generator: inout SeededGenerator) -> String {
        ["甲", "乙", "丙", "丁", "呼和浩特", "赤峰"].randomElement(using: &generator) ?? "甲"
    }

    private func object(_ generator: inout SeededGenerator) -> String? {
        [nil, nil, "o1", "o2", "o3", "o4"].randomElement(using: &generator) ?? nil
    }

    /// Often the same, so that there are ties.
    private func money(_ generator: inout SeededGenerator) -> Money {
        Bool.random(using: &generator)
            ? Money(fen: [1_000_000, 20_000_000, 30_000_001].randomElement(using: &generator) ?? 1)
            : Money(fen: .random(in: 0...600_000_000, using: &generator))
    }
}
