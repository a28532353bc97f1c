import Awards
import Decimals
import Feel
import Messages
import Policy

/// What a clause says of a claim as far as it is filled in: the evaluation that the calculator makes, on declared facts
/// that nobody has verified. Pure.
struct ClaimPreview {
    /// What is known of the claim.
    struct Given {
        var facts: Facts
        var period = ""
        var applicant = ""
        var guide: GuideSet?
        /// Today.
        var day: CivilDate?
    }

    enum Amount: Equatable {
        case award(Money)
        /// As long as the round finds that nothing was paid or reserved before.
        case awardIfFirst(Money)
        case refused(reason: String)
        case officer(reason: String, ceiling: Money?)
        /// Facts to fill in, as the clause names them.
        case needs([String])
        /// The year's guide does not say them yet.
        case needsGuide([String])
        /// Only a round can tell: a rank, a pot.
        case pendingRound([String])
        case unknown(String)
    }

    let rulebook: Rulebook
    let clause: Clause
    let amount: Amount
    /// Nil where the facts allow no evaluation.
    private let assessment: Assessment?
    private let facts: Facts

    /// Nil where the programme has no such clause.
    init?(_ rulebook: Rulebook, _ clause: String, _ given: Given) {
        guard let found = rulebook.programme.clause(clause) else { return nil }
        self.rulebook = rulebook
        self.clause = found
        var facts = Self.facts(found, given)
        do throws(FactErrors) {
            guard var assessment = try rulebook.assess(clause, facts, withTrace: true) else { return nil }
            var amount = Self.amount(assessment.outcome, found)
            if case .pendingRound(let names) = amount, let first = Self.nothingBefore(names, found) {
                for entry in first.entries { facts[entry.name] = entry.value }
                if let second = try rulebook.assess(clause, facts, withTrace: true) {
                    assessment = second
                    amount = Self.amount(second.outcome, found)
                    if case .award(let award) = amount { amount = .awardIfFirst(award) }
                }
            }
            self.assessment = assessment
            self.amount = amount
        } catch {
            assessment = nil
            amount = .unknown(error.sentences.first ?? "")
        }
        self.facts = facts
    }

    /// With the guide's facts before them, and what the claim itself says of its day and year, as the calculator has it.
    private static func facts(_ clause: Clause, _ given: Given) -> Facts {
        var facts = given.facts
        for entry in given.guide?.facts.entries ?? [] where clause.fact(entry.name) != nil {
            facts[entry.name] = entry.value
        }
        for fact in clause.facts where facts[fact.name] == nil {
            switch fact.round {
            case .appliedOn?: facts[fact.name] = given.day.map { .text($0.description) }
            case .year?: facts[fact.name] = Int64(given.period).map { .number(Decimal128($0)) }
            case .applicant? where !given.applicant.isEmpty: facts[fact.name] = .text(given.applicant)
            case .applicant?, .validTo?, .rank?, .pot?, .committed?, .paid?, .paidThisYear?, .paidInEarlierYears?,
                .yearsPaid?, nil:
                continue
            }
        }
        if clause.fact("decided") != nil { facts["decided"] = .null }
        return facts
    }

    private static func amount(_ outcome: Outcome, _ clause: Clause) -> Amount {
        switch outcome {
        case .award(let award): .award(award)
        case .reject(let reason, _): .refused(reason: reason)
        case .refer(let reason, let ceiling): .officer(reason: reason, ceiling: ceiling)
        case .waitlist(let reason, _): .refused(reason: reason)
        case .ask(let names): asked(names, clause)
        case .target, .bound: .refused(reason: "no_award_in_clause")
        }
    }

    private static func asked(_ names: [String], _ clause: Clause) -> Amount {
        let own = names.filter { clause.fact($0)?.isDeclared ?? true }
        if !own.isEmpty { return .needs(own) }
        let others = names.filter { clause.fact($0)?.round == nil }
        return others.isEmpty ? .pendingRound(names) : .needsGuide(others)
    }

    /// That nothing was paid or reserved before; nil where something else is missing too.
    private static func nothingBefore(_ names: [String], _ clause: Clause) -> Facts? {
        var facts = Facts()
        for name in names {
            switch clause.fact(name)?.round {
            case .committed?, .paid?, .paidThisYear?, .paidInEarlierYears?: facts[name] = .number(.zero)
            case .yearsPaid?: facts[name] = .list([])
            case .appliedOn?, .year?, .validTo?, .rank?, .pot?, .applicant?, nil: return nil
            }
        }
        return facts
    }
}

// MARK: In words

extension ClaimPreview {
    private func explanation(_ language: Policy.Language) -> Explanation? {
        guard let assessment, let rule = rulebook.rule(clause.id) else { return nil }
        return Explanation(assessment, by: rule, of: rulebook.programme, in: language)
    }

    /// Each condition with its answer; of a clause about another its own, then those of the other.
    func checks(_ language: Policy.Language) -> [Explanation.Check] {
        guard let named else { return explanation(language)?.checks ?? [] }
        return [clause, named].flatMap { clause -> [Explanation.Check] in
            guard let rule = rulebook.rule(clause.id),
                let assessment = try? rule.assess(rule.slots(of: facts.known(to: clause)), withTrace: true)
            else { return [] }
            return Explanation(assessment, by: rule, of: rulebook.programme, in: language).checks
        }
    }

    /// How the amount comes about, and who bears it.
    func sections(_ language: Policy.Language) -> [Explanation.Section] {
        explanation(language)?.sections.filter { section in
            switch section.kind {
            case .rules, .tests, .decision, .amount, .budget, .shares, .leftOver: true
            case .conditions, .readings: false
            }
        } ?? []
    }

    /// What only the round knows and is not reckoned with here.
    var leftToRound: [BilingualText] {
        let programme = rulebook.programme
        var texts = clause.facts.filter { fact in
            switch fact.round {
            case .rank?, .pot?, .committed?, .paid?, .paidThisYear?, .paidInEarlierYears?, .yearsPaid?: true
            case .appliedOn?, .year?, .applicant?, .validTo?, nil: false
            }
        }.map(\.text)
        if let rule = programme.nonDuplication, rule.clauses.contains(clause.id) { texts.append(rule.text) }
        if let budget = clause.budget { texts.append(budget.text) }
        if let guide = programme.guide, guide.hasCoefficient, !guide.withoutCoefficient.contains(clause.id) {
            texts.append(BilingualText(zh: "年度预算系数", en: "the year's budget coefficient"))
        }
        return texts
    }

    func label(of fact: String) -> BilingualText {
        named?.fact(fact)?.text ?? clause.fact(fact)?.text ?? BilingualText(zh: fact, en: fact)
    }

    /// The clause whose amount this one gives.
    private var named: Clause? { rulebook.programme.clauseNamed(in: facts, by: clause) }
}

extension Facts {
    /// Those that a clause has.
    fileprivate func known(to clause: Clause) -> Facts {
        var known = Facts()
        for entry in entries where clause.fact(entry.name) != nil { known[entry.name] = entry.value }
        return known
    }
}

extension Programme {
    /// The clause whose amount a clause about other clauses gives, where the facts name one.
    func clauseNamed(in facts: Facts, by clause: Clause) -> Clause? {
        guard case .award(let award) = clause.grant, case .ofClause(let name) = award.amount,
            case .text(let id)? = facts[name]
        else { return nil }
        return self.clause(id)
    }
}
