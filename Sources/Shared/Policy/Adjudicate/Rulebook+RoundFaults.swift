import Decimals
import Documents
import Messages

extension Rulebook {
    private static let mostFaults = 20

    /// What is wrong with a round before any claim is looked at: names that are not there, sums that cannot be.
    func faults(of round: Round) -> [String] {
        var faults: [String] = []
        let known = programme.clauses.map(\.id)
        func check(_ clause: String, _ place: String) {
            guard rule(clause) == nil else { return }
            faults.append(
                "\(place): \(programme.id) has no clause \(clause)\(Spelling.hint(for: clause, among: known))")
        }
        for id in round.guide.closedClauses.sorted() { check(id, "guide.closed_clauses") }
        for (id, sum) in round.reserved.clauses.sorted(by: { $0.key < $1.key }) {
            check(id, "committed")
            if sum < .zero { faults.append("committed, \(id): \(sum) is below zero") }
        }
        if round.reserved.total < .zero { faults.append("committed, *: \(round.reserved.total) is below zero") }
        for (id, sum) in round.pots.sorted(by: { $0.key < $1.key }) {
            if id != Round.wholeProgramme { check(id, "pots") }
            if sum < .zero { faults.append("pots, \(id): \(sum) is below zero") }
        }
        let coefficient = round.guide.coefficient
        if coefficient <= .zero || coefficient > Decimal128(1) {
            faults.append("guide.coefficient: \(coefficient) is not above 0 and at most 1")
        }
        for name in round.guide.facts.names where !programme.clauses.contains(where: { $0.fact(name) != nil }) {
            faults.append("guide.facts: no clause of \(programme.id) asks for \(name)")
        }
        for clause in programme.clauses {
            guard let rule = rule(clause.id) else { continue }
            do throws(FactErrors) {
                _ = try rule.slots(of: round.guide.facts(for: clause))
            } catch {
                faults.append("guide, clause \(clause.id): \(error.description)")
            }
        }
        for award in round.earlier where award.policy == programme.id {
            if let clause = award.clause { check(clause, "earlier") }
        }
        return Array((faults + self.faults(of: round.claims)).prefix(Self.mostFaults))
    }

    private func faults(of claims: [RoundClaim]) -> [String] {
        var faults: [String] = []
        // Whoever hands them over in the order of their ids has no two of one id, and needs no set of them.
        let isInOrder = claims.indices.dropFirst().allSatisfy { claims[$0 - 1].id < claims[$0].id }
        let namesOthers = claims.indices.contains { !claims[$0].sameAs.isEmpty }
        var ids: Set<String> = []
        for index in claims.indices {
            let id = claims[index].id
            if !isInOrder || namesOthers, !ids.insert(id).inserted { faults.append("the claim \(id) stands twice") }
            if rule(claims[index].clause) == nil {
                faults.append("claim \(id): there is no clause \(claims[index].clause)")
            }
            if let assessed = claims[index].assessed, assessed < .zero {
                faults.append("claim \(id): assessed is below zero")
            }
        }
        guard namesOthers else { return faults }
        for claim in claims {
            for other in claim.sameAs where other == claim.id || !ids.contains(other) {
                faults.append("claim \(claim.id): same_as names \(other), which is no other claim of the round")
            }
        }
        return faults
    }
}
