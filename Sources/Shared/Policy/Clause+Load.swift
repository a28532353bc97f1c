import Awards
import Documents
import Feel

/// What a programme says for all clauses that grant money.
struct CommonParts {
    var parameters: [Parameter] = []
    var facts: [FactDeclaration] = []
    var conditions: [Condition] = []
    var claimant: Claimant?
    var shares: [Share] = []
    var validity: Programme.Validity
}

extension Clause {
    init?(_ reader: Reader, common: CommonParts) {
        let id = reader.required("clause")?.scalar()?.text
        let article = reader.required("article")?.text()
        let title = reader.required("title").flatMap { BilingualText($0) }
        let quote = reader.required("quote")?.text()
        let departments = reader.optional("departments")?.text()
        let object = reader.optional("object")?.text()
        let isAnnual = reader.optional("annual")?.flag() ?? false
        let claimant = reader.optional("claimant").flatMap { Claimant($0) }
        let facts = reader.optional("facts")?.entries { FactDeclaration(name: $0, $1) } ?? []
        let parameters = reader.optional("parameters")?.entries { Parameter(name: $0, $1) } ?? []
        let values = reader.optional("values")?.entries { NamedValue(name: $0, $1) } ?? []
        let tables = reader.optional("tables")?.entries { Table(name: $0, $1) } ?? []
        let conditions = reader.optional("conditions")?.elements { reader in
            Condition.load(reader, validity: common.validity)
        }
        let referrals = reader.optional("referrals")?.elements { Referral($0) } ?? []
        let grant = Grant.load(reader)
        let earlier = reader.optional("earlier").flatMap { EarlierRule($0) }
        let budget = reader.optional("budget").flatMap { Budget($0) }
        let shares = reader.optional("shares").map { Share.load($0) }
        let settlement = reader.optional("settlement").map { ClauseSettlement($0) }
        let coverage = reader.optional("covers").flatMap { PlacesCovered($0) }
        let seeAlso = reader.optional("see").flatMap { SeeAlso($0) }
        let sameObject = reader.optional("same_object").flatMap { SharedClaim($0) }
        guard let id, let article, let title, let quote, let grant else { return nil }
        let own = conditions?.flatMap { $0 } ?? []
        let grantsMoney = grant.isMoney
        let whoClaims = grantsMoney ? claimant ?? common.claimant : claimant
        let ownFacts = facts + (whoClaims?.fact(in: facts, at: reader) ?? [])
        self.init(
            id: id, article: article, title: title, quote: quote, departments: departments, object: object,
            isAnnual: isAnnual, claimant: whoClaims,
            facts: ownFacts
                + (grantsMoney ? common.facts.filter { fact in !facts.contains { $0.name == fact.name } } : []),
            parameters: parameters
                + common.parameters.filter { parameter in !parameters.contains { $0.name == parameter.name } },
            values: values, tables: tables, conditions: grantsMoney ? common.conditions + own : own,
            referrals: referrals, grant: grant, earlier: earlier, budget: budget,
            shares: shares ?? (grantsMoney ? common.shares : []), settlement: settlement, coverage: coverage,
            seeAlso: seeAlso,
            sameObject: sameObject, mark: reader.node.mark)
    }
}

extension Grant {
    var isMoney: Bool {
        switch self {
        case .award, .decision, .open: true
        case .target, .bound, .duty: false
        }
    }

    static func load(_ reader: Reader) -> Grant? {
        let award = reader.optional("award")
        let decision = reader.optional("decision")
        let open = reader.optional("open")
        let target = reader.optional("kpi")
        let bound = reader.optional("limit")
        let duty = reader.optional("duty")
        let given = [award, decision, open, target, bound, duty].compactMap { $0 }
        guard given.count == 1 else {
            reader.report(
                "a clause has exactly one of award, decision, open, kpi, limit and duty; here are \(given.count)")
            return nil
        }
        if let award { return AwardRule(award).map(Grant.award) }
        if let decision { return DecisionRule(decision).map(Grant.decision) }
        if let open {
            let reason = open.required("refer")?.reason()
            let ceiling = open.optional("ceiling")?.written()
            let text = BilingualText(open)
            guard let reason, let text else { return nil }
            return .open(reason: reason, ceiling: ceiling, text: text)
        }
        if let target { return target.elements { Test(target: $0) }.map(Grant.target) }
        if let bound { return bound.elements { Test($0) }.map(Grant.bound) }
        return duty.flatMap { BilingualText($0) }.map(Grant.duty)
    }
}

extension Grant.Test {
    init?(_ reader: Reader) {
        let test = reader.required("when")?.written()
        let text = BilingualText(reader)
        guard let test, let text else { return nil }
        self.init(test: test, text: text)
    }

    fileprivate init?(target reader: Reader) {
        let per = reader.optional("per")?.choice(EarlierRule.Period.self) ?? .programme
        self.init(reader)
        self.per = per
    }
}

extension AwardRule {
    init?(_ reader: Reader) {
        let formula = reader.optional("amount")
        let clause = reader.optional("amount_of")
        let cap = reader.optional("cap")?.written()
        let limits = reader.optional("limits")?.elements { Limit($0) } ?? []
        let parts = reader.optional("parts")?.written()
        let leftOver = reader.optional("left_over").flatMap { LeftOver($0) }
        let amount: Amount?
        switch (formula, clause) {
        case (let formula?, nil): amount = formula.written().map(Amount.formula)
        case (nil, let clause?): amount = clause.text().map(Amount.ofClause)
        case (nil, nil), (_?, _?):
            reader.report("an award has either an amount or the fact (amount_of) that names the clause it comes from")
            return nil
        }
        guard let amount else { return nil }
        self.init(amount: amount, cap: cap, limits: limits, parts: parts, leftOver: leftOver)
    }
}

extension AwardRule.Limit {
    init?(_ reader: Reader) {
        let atMost = reader.required("at_most")?.written()
        let text = BilingualText(reader)
        guard let atMost, let text else { return nil }
        self.init(atMost: atMost, text: text)
    }
}

extension AwardRule.LeftOver {
    init?(_ reader: Reader) {
        let name = reader.required("name")?.text()
        let formula = reader.required("is")?.written()
        guard let name, let formula else { return nil }
        self.init(name: name, formula: formula)
    }
}

extension DecisionRule {
    init?(_ reader: Reader) {
        let reason = reader.required("reason")?.reason()
        let ceiling = reader.optional("ceiling")?.written()
        let floor = reader.optional("floor").flatMap { Floor($0) }
        let text = BilingualText(reader)
        guard let reason, let text else { return nil }
        self.init(reason: reason, ceiling: ceiling, floor: floor, text: text)
    }
}

extension DecisionRule.Floor {
    init?(_ reader: Reader) {
        let amount = reader.required("amount")?.written()
        let reason = reader.required("else")?.reason()
        guard let amount, let reason else { return nil }
        self.init(amount: amount, reason: reason)
    }
}

extension Claimant {
    init?(_ reader: Reader) {
        let kind = reader.required("kind")?.choice(Kind.self)
        let reason = reader.required("else")?.reason()
        let text = BilingualText(reader)
        guard let kind, let reason, let text else { return nil }
        self.init(kind: kind, reason: reason, text: text)
    }

    /// The fact that says who lodges a claim: whom the clause asks for, unless the claim says otherwise.
    fileprivate func fact(in declared: [FactDeclaration], at reader: Reader) -> [FactDeclaration] {
        if declared.contains(where: { $0.name == Self.fact }) { return [] }
        let place = Expression.Place(line: 1, column: 1)
        let assumed = Written(
            text: kind.rawValue, expression: Expression(.string(kind.rawValue), at: place), mark: reader.node.mark,
            path: reader.path)
        let kinds = Kind.allCases.map(\.rawValue)
        return [
            FactDeclaration(
                name: Self.fact, type: .text(kinds), text: BilingualText(zh: "申报主体", en: "who lodges the claim"),
                source: "claim", absent: .assumed(assumed), isSigned: false, allowed: kinds, bound: nil, round: nil,
                fromFile: nil, rankedBy: nil, isOnlyInRound: false, isNeeded: false, addsGranted: false,
                mark: reader.node.mark)
        ]
    }
}

extension SharedClaim {
    init?(_ reader: Reader) {
        let reason = reader.required("refer")?.reason()
        let text = BilingualText(reader)
        guard let reason, let text else { return nil }
        self.init(reason: reason, text: text)
    }
}

extension NamedValue {
    init?(name: String, _ reader: Reader) {
        guard reader.isName(name) else { return nil }
        let formula = reader.required("is")?.written()
        let text = reader.optionalText()
        guard let formula else { return nil }
        self.init(name: name, formula: formula, text: text)
    }
}

extension Referral {
    init?(_ reader: Reader) {
        let test = reader.required("when")?.written()
        let reason = reader.required("refer")?.reason()
        let ceiling = reader.optional("ceiling")?.written()
        let text = BilingualText(reader)
        guard let test, let reason, let text else { return nil }
        self.init(test: test, reason: reason, ceiling: ceiling, text: text)
    }
}

extension EarlierRule {
    private enum Word: String, CaseIterable {
        case once, difference, cap
    }

    init?(_ reader: Reader) {
        let word = reader.required("rule")?.choice(Word.self)
        let cap = reader.optional("cap")
        let fact = reader.optional("fact")?.text()
        let within = reader.optional("within")?.choice(Period.self) ?? .programme
        let kind: Kind?
        switch word {
        case .once: kind = .once
        case .difference: kind = .difference
        case .cap: kind = (cap ?? reader.required("cap"))?.written().map(Kind.cap)
        case nil: kind = nil
        }
        if let word, word != .cap { cap?.report("only the rule cap has a cap") }
        guard let kind else { return nil }
        self.init(kind: kind, fact: fact, within: within)
    }
}

extension Budget {
    init?(_ reader: Reader) {
        let total = reader.required("total")?.written()
        let per = reader.required("per")?.choice(EarlierRule.Period.self)
        let committed = reader.optional("committed")?.text()
        let division = reader.required("divide")?.choice(Division.self)
        let piece = reader.optional("unit").flatMap { Piece($0) }
        let reason = reader.optional("else")?.reason()
        let text = BilingualText(reader)
        let outside = reader.optional("outside")?.texts() ?? []
        let isPassing = reader.optional("passing")?.flag() ?? false
        guard let total, let per, let division, let text else { return nil }
        if division == .queue, reason == nil { reader.report("a queue needs the reason (else) for those who wait") }
        self.init(
            total: total, per: per, committed: committed, division: division, piece: piece, reason: reason,
            text: text, outside: outside, isPassing: isPassing)
    }
}

extension Budget.Piece {
    init?(_ reader: Reader) {
        let price = reader.required("price")?.written()
        let waiting = reader.required("waiting")?.text()
        guard let price, let waiting else { return nil }
        self.init(price: price, waiting: waiting)
    }
}

extension Share {
    /// From `{city: city_part * award, county: rest}`, in the order in which the tiers' parts are cut.
    static func load(_ reader: Reader) -> [Share] {
        let shares = reader.entries { name, value -> Share? in
            guard let tier = Tier(rawValue: name) else {
                value.report("\(name) is no tier: \(Tier.allCases.map(\.rawValue).joined(separator: ", ")) are")
                return nil
            }
            if case .mapping = value.node.content {
                return value.required("returned")?.written().map { Share(tier: tier, part: .returned($0)) }
            }
            if value.scalar()?.text == "rest" { return Share(tier: tier, part: .rest) }
            return value.written().map { Share(tier: tier, part: .formula($0)) }
        }
        let rests = shares?.filter { if case .rest = $0.part { true } else { false } }.count ?? 0
        if rests > 1 { reader.report("only one tier can bear the rest") }
        return shares ?? []
    }
}

extension PlacesCovered {
    init?(_ reader: Reader) {
        let lists = reader.required("divisions")?.texts()
        let except = reader.optional("except")?.texts() ?? []
        guard let lists else { return nil }
        self.init(lists: lists, except: except, mark: reader.node.mark)
    }
}

extension SeeAlso {
    init?(_ reader: Reader) {
        let programme = reader.required("programme")?.text()
        let clause = reader.required("clause")?.scalar()?.text
        guard let programme, let clause else { return nil }
        self.init(programme: programme, clause: clause)
    }
}
