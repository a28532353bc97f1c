import Decimals
import Messages

extension Adjudication {
    // MARK: What only a person can settle

    /// Claims that share what only a person can divide: one object claimed by several applicants, one project under
    /// several claims.
    mutating func referShared() {
        var owners: [[String: [Int]]] = Array(repeating: [:], count: clauses.count)
        for index in claims.indices where clause(of: index).clause.sameObject != nil && isPending(index) {
            owners[places[index]][claims[index].object ?? claims[index].applicant, default: []].append(index)
        }
        for (clause, owners) in zip(clauses, owners) {
            guard let rule = clause.clause.sameObject else { continue }
            for list in owners.values where list.count > 1 && Set(list.map { claims[$0].applicant }).count > 1 {
                refer(list, rule)
            }
        }
        guard let rule = programme.sameProject else { return }
        var projects: [Int: [Int]] = [:]
        for index in claims.indices where isPending(index) { projects[self.projects[index], default: []].append(index) }
        for list in projects.values where list.count > 1 { refer(list, rule) }
    }

    /// Not refused: an officer who is asked about it, or a fact that is awaited, may yet make it an award.
    private func isPending(_ claim: Int) -> Bool {
        switch standings[claim].assessment.outcome {
        case .award, .refer, .ask: true
        case .reject, .waitlist, .target, .bound: false
        }
    }

    private mutating func refer(_ list: [Int], _ rule: SharedClaim) {
        for index in list where standings[index].due != nil { end(index, .refer(reason: rule.reason, ceiling: nil)) }
    }

    // MARK: The highest only

    /// Of awards for one object or project the highest stays, less what was already paid for it.
    mutating func keepHighest() {
        guard let rule = programme.nonDuplication else { return }
        let competing = order.filter { standings[$0].due != nil && clause(of: $0).isCovered }
        // By group; who is alone has nobody to compare with.
        var highest: [Int: Int] = [:]
        for index in competing where !holders.isAlone(index) {
            let group = group(of: index)
            // Of equal amounts the one received first stays.
            if let best = highest[group], amount(of: index) <= amount(of: best) { continue }
            highest[group] = index
        }
        for index in competing where !holders.isAlone(index) {
            if let best = highest[group(of: index)], best != index { lose(index, to: best, rule) }
        }
        guard rule.joined == .object else { return }
        for index in competing { deduct(index, rule) }
    }

    private func group(of claim: Int) -> Int { holders.objects[claim] ?? projects[claim] }

    private func amount(of claim: Int) -> Decimal128 { standings[claim].due?.amount ?? .zero }

    private mutating func lose(_ index: Int, to best: Int, _ rule: NonDuplication) {
        let note = Trace.Note(
            text: rule.text, quote: rule.quote,
            facts: ["kept": .text(claims[best].id), "kept_amount": .number(amount(of: best))])
        record(.nonDuplication, of: index, from: amount(of: index), to: .zero, note)
        standings[index].kept = best
        end(index, .reject(reason: "lower_of_same_object", ceiling: nil))
    }

    /// A ladder has taken off what its own clause paid; a cap over time has not made the award any lower than what was
    /// paid for the object does.
    private mutating func deduct(_ index: Int, _ rule: NonDuplication) {
        let clause = clause(of: index)
        guard let due = standings[index].due else { return }
        var payments = paid.payments(for: clause.holder(of: claims[index]))
        if case .difference? = clause.clause.earlier?.kind {
            payments.removeAll { $0.clause == clause.clause.id }
        }
        let sum = payments.sum()
        guard sum > .zero else { return }
        let left = min(due.amount, (try? due.height - sum) ?? .zero)
        let note = Trace.Note(text: rule.text, quote: rule.quote, facts: ["paid_before": .number(sum)])
        record(.nonDuplication, of: index, from: due.amount, to: max(.zero, left), note)
        guard left > .zero else { return end(index, .reject(reason: "higher_already_paid", ceiling: nil)) }
        standings[index].due = RoundDue(amount: left, height: left)
    }
}
