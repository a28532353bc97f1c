import Awards
import Decimals
import Feel

extension Evaluation {
    /// An officer decides, at most the ceiling where the text names a base that no support can exceed.
    mutating func decided(_ reason: String, ceiling: Formula?) -> Assessment {
        guard let slot = rule.factSlots["decided"], case .number(let amount) = slots[slot] else {
            return Assessment(missing.isEmpty ? .refer(reason: reason, ceiling: nil) : asked)
        }
        if let most = ceiling.flatMap({ number($0) }), amount > most {
            return Assessment(.reject(reason: "decision_exceeds_ceiling", ceiling: money(most)))
        }
        return settled(amount)
    }

    /// An officer decides between a floor and a ceiling; a decision outside them is refused, never bent.
    mutating func decided(_ decision: CompiledDecision) -> Assessment {
        var ceiling = decision.ceiling.flatMap { number($0) }
        if case .cap(let cap) = rule.earlier?.kind, let cap = number(cap) {
            let left = max(.zero, subtracting(paid ?? .zero, from: cap))
            ceiling = ceiling.map { min($0, left) } ?? left
        }
        let most = ceiling.flatMap { money($0) }
        if let unknowns = slots[decision.slot].unknowns { need(unknowns) }
        if !missingIsEmpty { return Assessment(asked) }
        guard case .number(let amount) = slots[decision.slot] else {
            return Assessment(.refer(reason: decision.reason, ceiling: most))
        }
        if let formula = decision.ceiling, ceiling == nil { return withoutNulls([formula]) }
        if let floor = decision.floor, let least = number(floor.amount), amount < least {
            return Assessment(.reject(reason: floor.reason, ceiling: nil))
        }
        if let ceiling, amount > ceiling {
            return Assessment(.reject(reason: "decision_exceeds_ceiling", ceiling: most))
        }
        return settled(amount)
    }

    private var missingIsEmpty: Bool { if case .ask(let names) = asked { names.isEmpty } else { true } }

    /// What the earlier rule's fact holds.
    private var paid: Decimal128? {
        if let round { return round.paid }
        guard let slot = rule.earlier?.slot, case .number(let paid) = slots[slot] else { return nil }
        return paid
    }

    mutating func awarded(_ award: CompiledAward) -> Assessment {
        if !rule.needed.isEmpty { for slot in rule.needed.slots { needValue(in: slot) } }
        if let slot = award.clauseSlot { needValue(in: slot) }
        guard let formula = award.amount else { return Assessment(asked) }
        let amount = number(formula)
        let cap = award.cap.flatMap { number($0) }
        let limits = award.limits.map { number($0) }
        let empty = needForShares()
        guard missingIsEmpty else { return Assessment(asked) }
        // Null: something is known not to be there that the amount needs, or its bound, or who bears it.
        let isBounded = (award.cap == nil || cap != nil) && !limits.contains(nil)
        guard let amount, isBounded, empty.isEmpty else {
            return withoutNulls([formula, award.cap].compactMap { $0 } + award.limits + empty)
        }
        step(.amount, from: .zero, to: amount)
        var current = amount
        if let cap { lower(&current, to: cap, .cap) }
        let capped = current
        if let refusal = lowerByEarlier(&current) { return Assessment(refusal) }
        for (index, limit) in limits.enumerated() {
            if let limit { lower(&current, to: limit, .limit, index: index) }
        }
        var assessment = settled(current, height: height(capped, current, limits))
        if let parts = award.parts, case .award(let whole) = assessment.outcome {
            assessment.parts = self.parts(parts, of: whole)
        }
        if let (name, formula) = award.leftOver, let count = number(formula), count > .zero {
            assessment.leftOver = Assessment.Remainder(name: name, count: count)
        }
        return assessment
    }

    /// The amount without a cap over time, which other awards for the same object are compared with.
    private func height(_ capped: Decimal128, _ current: Decimal128, _ limits: [Decimal128?]) -> Decimal128 {
        guard case .cap? = rule.earlier?.kind else { return current }
        return limits.compactMap { $0 }.reduce(capped) { min($0, $1) }
    }

    /// Neither missing nor null will do.
    private mutating func needValue(in slot: Int) {
        need(slots[slot].isNull ? Unknowns(slot: slot) ?? [] : slots[slot].unknowns ?? [])
    }

    /// An amount that cannot be told because of facts that are null asks for them; nothing else may come of it.
    private mutating func withoutNulls(_ formulas: [Formula]) -> Assessment {
        for (slot, fact) in rule.clause.facts.enumerated() where fact.isAsked || fact.isAssumed {
            if slots[slot].holdsNull { slots[slot] = .unknown(Unknowns(slot: slot) ?? []) }
        }
        derive()
        slots[rule.awardSlot] = .number(.zero)
        for formula in formulas { _ = number(formula) }
        if missingIsEmpty { fail(.noAmount) }
        return Assessment(asked)
    }

    /// Facts that only the shares and the budget need are asked for together with the others. The formulas that give
    /// nothing although nothing is missing.
    private mutating func needForShares() -> [Formula] {
        let known = slots[rule.awardSlot]
        slots[rule.awardSlot] = .number(.zero)
        let formulas = rule.shares.compactMap(\.formula) + [rule.budget?.total].compactMap { $0 }
        let empty = formulas.filter { number($0) == nil }
        slots[rule.awardSlot] = known
        if let slot = rule.budget?.committed { need(slots[slot].unknowns ?? []) }
        return empty
    }

    mutating func lowerByEarlier(_ amount: inout Decimal128) -> Outcome? {
        guard let earlier = rule.earlier, let paid else { return nil }
        switch earlier.kind {
        case .once: return nil
        case .cap(let cap):
            guard let cap = number(cap) else { return nil }
            lower(&amount, to: subtracting(paid, from: cap), .earlier)
        case .difference:
            if paid.isZero { return nil }
            if amount == paid { return .reject(reason: "one_time_already_paid", ceiling: nil) }
            if amount < paid { return .reject(reason: "higher_already_paid", ceiling: nil) }
            lower(&amount, to: subtracting(paid, from: amount), .earlier)
        }
        return nil
    }

    // MARK: Steps

    mutating func step(_ stage: Trace.Stage, from before: Decimal128, to after: Decimal128, index: Int = 0) {
        guard trace != nil else { return }
        var step = Trace.Step(stage: stage, before: before, after: after, index: index)
        if case .earlier = stage, let round { step.note = round.note }
        trace?.steps.append(step)
    }

    mutating func lower(
        _ amount: inout Decimal128, to bound: Decimal128, _ stage: Trace.Stage, index: Int = 0
    ) {
        guard bound < amount else { return }
        step(stage, from: amount, to: bound, index: index)
        amount = bound
    }

    /// Both are far below what 34 digits hold; an amount that is not goes out of range when it is cut.
    private func subtracting(_ paid: Decimal128, from amount: Decimal128) -> Decimal128 {
        (try? amount - paid) ?? .zero
    }

    // MARK: From the exact amount to the award

    /// Cuts to the fen, reserves from the budget, and says who bears what.
    mutating func settled(_ exact: Decimal128, height: Decimal128? = nil) -> Assessment {
        guard let whole = money(max(exact, .zero)) else { return Assessment(asked) }
        if round != nil {
            if trace?.steps.isEmpty ?? false { step(.amount, from: .zero, to: exact) }
            owe(RoundDue(amount: max(exact, .zero), height: height ?? exact))
            return Assessment(.award(whole))
        }
        if whole.yuan != exact { step(.truncated, from: exact, to: whole.yuan) }
        var assessment = Assessment(.award(whole))
        if let budget = rule.budget { reserve(whole, budget, &assessment) }
        guard case .award(let award) = assessment.outcome else { return assessment }
        if award != whole { step(.budget, from: whole.yuan, to: award.yuan) }
        slots[rule.awardSlot] = .number(award.yuan)
        assessment.shares = shares(of: award)
        return assessment
    }

    private mutating func reserve(_ award: Money, _ budget: CompiledBudget, _ assessment: inout Assessment) {
        guard let total = number(budget.total), let most = money(total) else { return fail(.noAmount) }
        var available = most
        if let slot = budget.committed, case .number(let committed) = slots[slot] {
            available = money(max(.zero, subtracting(committed, from: most.yuan))) ?? .zero
        }
        guard award > available else { return }
        switch budget.division {
        case .proRata: assessment.outcome = .award(available)
        case .none: assessment.outcome = .reject(reason: budget.reason, ceiling: nil)
        case .queue:
            assessment.outcome = .waitlist(reason: budget.reason, available: available)
            guard let (price, name) = budget.piece, let price = number(price), let each = money(price), each > .zero,
                available >= each
            else { return }
            let (fit, all) = (available.fen / each.fen, award.fen / each.fen)
            assessment.outcome = .award(Money(fen: fit * each.fen))
            assessment.waiting = Assessment.Remainder(name: name, count: Decimal128(all - fit))
        }
    }

    /// Each part is cut to the fen; the tier that bears the rest bears the odd fen too, so the parts add up.
    mutating func shares(of award: Money) -> Shares {
        var shares = Shares()
        var left = award
        var rest: Share?
        for share in rule.shares {
            guard let formula = share.formula else {
                rest = share.tier
                continue
            }
            guard let exact = number(formula), let part = money(exact), let others = try? left - part else {
                fail(.noAmount)
                return shares
            }
            left = others
            if case .returned = share.tier.part { shares.returned = part } else { shares[share.tier.tier] = part }
        }
        // What is given back may be more than the award, where the text is read so; what is borne may not.
        if left < .zero, shares.returned == nil { fail(.sharesAboveAward) }
        if let rest { shares[rest.tier] = max(.zero, left) }
        return shares
    }

    /// Each part is cut to the fen; the last one takes the fen that are left, so that the parts add up to the award.
    private mutating func parts(_ formula: Formula, of award: Money) -> [Assessment.Part] {
        guard case .list(let records) = value(of: formula) else {
            fail(.noAmount)
            return []
        }
        var names: [String] = []
        var amounts: [String: Decimal128] = [:]
        for case .context(let record) in records {
            guard case .string(let name)? = record["name"], case .number(let amount)? = record["amount"],
                let sum = try? amounts[name, default: .zero] + amount
            else {
                fail(.noAmount)
                return []
            }
            if amounts.updateValue(sum, forKey: name) == nil { names.append(name) }
        }
        var left = award.fen
        return names.enumerated().compactMap { index, name in
            guard let cut = amounts[name].flatMap({ money($0) }) else { return nil }
            let part = index == names.count - 1 ? Money(fen: left) : cut
            left -= part.fen
            return Assessment.Part(name: name, amount: part)
        }
    }

    /// Cut to the fen; nil, and a fault, where it is more than any amount can be.
    mutating func money(_ yuan: Decimal128) -> Money? {
        let money = try? Money(truncatingYuan: yuan)
        if money == nil { fail(.outOfRange) }
        return money
    }
}

extension Shares {
    subscript(tier: Tier) -> Money? {
        get {
            switch tier {
            case .county: county
            case .city: city
            case .region: region
            }
        }
        set {
            switch tier {
            case .county: county = newValue
            case .city: city = newValue
            case .region: region = newValue
            }
        }
    }
}

extension Value {
    /// Null, or with a null somewhere in its elements and fields.
    fileprivate var holdsNull: Bool {
        switch self {
        case .null: true
        case .list(let list): list.contains { $0.holdsNull }
        case .context(let context): context.entries.contains { $0.value.holdsNull }
        case .boolean, .number, .string, .date, .time, .dateTime, .days, .months, .range, .function, .unknown: false
        }
    }
}
