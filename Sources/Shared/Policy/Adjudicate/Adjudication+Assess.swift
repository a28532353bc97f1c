import Awards
import Decimals
import Feel
import Messages

extension Adjudication {
    /// The most faults that are named at once.
    private static let mostFaults = 20

    /// Each claim by itself, in the order of receipt, for caps over time run on through the round.
    mutating func assess() throws(RoundErrors) {
        var granted = GrantedSoFar()
        var counts = Array(repeating: 0, count: clauses.count)
        var faults: [String] = []
        for index in order {
            let clause = clause(of: index)
            if let outcome = clause.barred(on: days[index], in: round, programme) {
                bar(index, outcome, clause.rule)
                continue
            }
            do throws(FactErrors) {
                try assess(index, clause, &granted, &counts[places[index]])
            } catch {
                faults += error.sentences.map { "claim \(claims[index].id): \($0)" }
                if faults.count >= Self.mostFaults { break }
            }
        }
        guard faults.isEmpty else { throw RoundErrors(sentences: faults) }
    }

    private mutating func bar(_ index: Int, _ outcome: Outcome, _ rule: Rule) {
        standings[index].assessment = Assessment(outcome)
        guard tracing == .whole else { return }
        var trace = Trace()
        trace.slots = rule.template
        trace.rule = rule
        standings[index].assessment.trace = trace
    }

    private mutating func assess(
        _ index: Int, _ clause: RoundClause, _ granted: inout GrantedSoFar, _ count: inout Int
    ) throws(FactErrors) {
        let claim = claims[index]
        let payments = arePaid[places[index]] ? paid.payments(clause.clause.id, clause.holder(of: claim)) : []
        let group = holders.objects[index].map { claims.count + $0 } ?? projects[index]
        let holder = holders.granted[index].map { GrantedSoFar.Holder(clause: places[index], number: $0) }
        let knowledge = RoundClause.Knowledge(
            day: days[index], rank: clause.rankedBy == nil ? nil : ranks[index], payments: payments, year: round.year,
            granted: count, paidObjects: clause.addsGranted ? paid.objects(of: clause.clause.id) : 0)
        let slots = try clause.slots(of: claim, knowledge)
        let before = holder.map { granted.amount($0, outside: group) } ?? .zero
        let view = view(of: claim, clause.clause.earlier, payments, before)
        var (assessment, due, trace) = try assessed(claim, clause, slots, view)
        if case .ask(let names) = assessment.outcome { assessment.outcome = .ask(clause.asked(names)) }
        if let trace {
            standings[index].steps = trace.steps
            if tracing == .whole { assessment.trace = trace }
        }
        standings[index].assessment = assessment
        standings[index].due = due
        guard let due else { return }
        if let holder { granted.add(due.amount, to: holder, in: group) }
        count += 1
        cut(index, by: clause)
    }

    private func assessed(
        _ claim: RoundClaim, _ clause: RoundClause, _ slots: [Value], _ view: RoundView
    ) throws(FactErrors) -> (Assessment, RoundDue?, Trace?) {
        do throws(AssessmentError) {
            guard clause.rule.namesClause, claim.assessed == nil else {
                return try clause.rule.due(slots, in: view, tracing)
            }
        } catch {
            throw FactErrors(sentences: [error.description])
        }
        return try named(claim, clause, slots)
    }

    /// A clause about other clauses: the amount of the one that the claim names.
    private func named(
        _ claim: RoundClaim, _ clause: RoundClause, _ slots: [Value]
    ) throws(FactErrors) -> (Assessment, RoundDue?, Trace?) {
        var facts = claim.facts
        for (slot, fact) in clause.clause.facts.enumerated() where fact.round != nil {
            switch slots[slot] {
            case .number(let number): facts[fact.name] = .number(number)
            case .date(let day): facts[fact.name] = .text(day.text)
            default: continue
            }
        }
        let rulebook = claim.division.map { self.rulebook.rulebook(at: $0) } ?? self.rulebook
        guard var assessment = try rulebook.assess(claim.clause, facts, withTrace: tracing != .none) else {
            return (Assessment(.ask([])), nil, nil)
        }
        let trace = assessment.trace
        assessment.trace = nil
        guard case .award(let award) = assessment.outcome else { return (assessment, nil, trace) }
        return (assessment, RoundDue(amount: award.yuan, height: award.yuan), trace)
    }

    /// What was paid, as the clause's rule counts it.
    private func view(
        of claim: RoundClaim, _ rule: EarlierRule?, _ payments: [PaidBefore.Payment], _ before: Decimal128
    ) -> RoundView {
        let assessed = claim.assessed?.yuan
        guard let rule else { return RoundView(paid: .zero, assessed: assessed) }
        let earlier = payments.sum { rule.within == .programme || $0.year == round.year }
        var view = RoundView(paid: PaidBefore.sum(earlier, before), assessed: assessed)
        if tracing == .whole {
            view.note = Trace.Note(facts: ["paid_before": .number(earlier), "granted_in_round": .number(before)])
        }
        return view
    }

    /// The year's budget may cut every amount; what was paid before and what a cap still holds are not cut.
    private mutating func cut(_ index: Int, by clause: RoundClause) {
        guard clause.isWithCoefficient else { return }
        let coefficient = round.guide.coefficient
        guard coefficient != Decimal128(1), let due = standings[index].due,
            let amount = try? due.amount * coefficient, let height = try? due.height * coefficient
        else { return }
        let note = Trace.Note(
            text: BilingualText(zh: "年度预算系数", en: "the coefficient of the year's budget"),
            quote: programme.guide?.quote, facts: ["coefficient": .number(coefficient)])
        record(.coefficient, of: index, from: due.amount, to: amount, note)
        standings[index].due = RoundDue(amount: amount, height: height)
    }
}
