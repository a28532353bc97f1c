import Awards
import Decimals
import Messages
import TestSupport
import Testing

@testable import Policy

/// What holds of every round whatever its claims are, tried on random ones.
struct AdjudicationPropertyTests {
    private static let seed = UInt64.random(in: .min ... .max)
    private static let rounds = 150

    private struct Case {
        let rulebook: Rulebook
        let round: Round
        let outcomes: [RoundOutcome]
        let place: Comment

        var programme: Programme { rulebook.programme }

        func award(_ index: Int) -> Money? {
            if case .award(let award) = outcomes[index].assessment.outcome { award } else { nil }
        }

        func sum(where counts: (RoundClaim) -> Bool) -> Int64 {
            round.claims.indices.reduce(0) { $0 + (counts(round.claims[$1]) ? award($1)?.fen ?? 0 : 0) }
        }
    }

    private static func tryAll(_ body: (Case, inout SeededGenerator) throws -> Void) throws {
        print("seed \(seed)")
        let examples = try ["golden.jsonl", "baotou-2022.jsonl", "qianjiang-2023draft.jsonl"].flatMap(WorkedCase.read)
        var generator = SeededGenerator(seed: seed)
        let sixth = try Rulebook(Programme.load(path: WorkedCase.path("sample-rounds-2032.yaml")))
        for rulebook in try Policies.all() + [sixth] {
            let random = RandomRound(
                rulebook: rulebook, examples: examples.filter { $0.programme == rulebook.programme.id })
            for number in 0..<rounds {
                let round = random.next(&generator)
                let outcomes = try rulebook.adjudicate(round, tracing: .whole)
                let place: Comment = "\(rulebook.programme.id) round \(number) seed \(seed)"
                try body(Case(rulebook: rulebook, round: round, outcomes: outcomes, place: place), &generator)
            }
        }
    }

    @Test func noAwardIsAboveWhatItsClauseOrItsCapGives() throws {
        var awards = 0
        try Self.tryAll { item, _ in
            for (index, claim) in item.round.claims.enumerated() {
                guard let award = item.award(index) else { continue }
                awards += 1
                #expect(award >= .zero, item.place)
                if let assessed = claim.assessed { #expect(award <= assessed, item.place) }
            }
            for (holder, cap, paid) in Self.caps(of: item) {
                let granted = item.sum { Self.holder(of: $0, item) == holder }
                #expect(paid.fen + granted <= max(cap.fen, paid.fen), item.place)
            }
        }
        #expect(awards > 1_000, "too few awards to say anything: \(awards)")
    }

    /// Caps over time that are plain parameters, and what was paid under them.
    private static func caps(of item: Case) -> [(PaidBefore.Holder, Money, Money)] {
        let paid = PaidBefore(item.round.earlier, of: item.programme, year: item.round.year)
        return Set(item.round.claims.map { holder(of: $0, item) }).compactMap { holder in
            guard let clause = item.programme.clause(holder.clause), let rule = clause.earlier,
                case .cap(let written) = rule.kind,
                case .number(let cap)? = clause.parameter(written.text)?.value,
                let cap = try? Money(truncatingYuan: cap)
            else { return nil }
            let payments = paid.payments(holder.clause, holder.name)
            let sum = payments.sum { rule.within == .programme || $0.year == item.round.year }
            return (try? Money(truncatingYuan: sum)).map { (holder, cap, $0) }
        }
    }

    private static func holder(of claim: RoundClaim, _ item: Case) -> PaidBefore.Holder {
        let clause = item.programme.clause(claim.clause)
        return PaidBefore.Holder(
            clause: claim.clause,
            name: item.programme.holder(of: clause, applicant: claim.applicant, object: claim.object))
    }

    @Test func whatIsPaidOnceIsPaidOnce() throws {
        try Self.tryAll { item, _ in
            let paid = PaidBefore(item.round.earlier, of: item.programme, year: item.round.year)
            var granted: [PaidBefore.Holder: Int] = [:]
            for (index, claim) in item.round.claims.enumerated() {
                guard let clause = item.programme.clause(claim.clause), let rule = clause.earlier,
                    case .once = rule.kind, let award = item.award(index), award > .zero
                else { continue }
                granted[Self.holder(of: claim, item), default: 0] += 1
            }
            for (holder, count) in granted {
                #expect(count == 1, item.place)
                let within = item.programme.clause(holder.clause)?.earlier?.within
                let sum = paid.payments(holder.clause, holder.name).sum {
                    within == .programme || $0.year == item.round.year
                }
                #expect(sum.isZero, item.place)
            }
        }
    }

    @Test func sumsStayWithinPotsAndAnnualTotals() throws {
        var bound = 0
        try Self.tryAll { item, _ in
            let paid = PaidBefore(item.round.earlier, of: item.programme, year: item.round.year)
            for clause in item.programme.clauses {
                guard let budget = clause.budget else { continue }
                let name = clause.fact(budget.total.text)?.fromFile ?? budget.total.text
                guard case .number(let file)? = clause.parameter(name)?.value else { continue }
                var left = item.round.pots[clause.id]?.yuan ?? file
                left = try left - (item.round.reserved.clauses[clause.id] ?? .zero).yuan
                if budget.per == .programme { left = try left - paid.total(of: clause.id) }
                let sum = item.sum { $0.clause == clause.id }
                #expect(sum <= max(0, try Money(truncatingYuan: left).fen), item.place)
                if sum > 0 { bound += 1 }
            }
            if let budget = item.programme.budget, let total = item.rulebook.total {
                let left = try Money(truncatingYuan: total) - item.round.reserved.total
                #expect(item.sum { !budget.outside.contains($0.clause) } <= max(0, left.fen), item.place)
            }
        }
        #expect(bound > 50, "too few budgets to say anything: \(bound)")
    }

    @Test func equalClaimsOfACutGetEqualAmounts() throws {
        var cuts = 0
        try Self.tryAll { item, _ in
            var parts: [String: Decimal128] = [:]
            for (index, claim) in item.round.claims.enumerated() {
                guard let clause = item.programme.clause(claim.clause), clause.budget?.division == .proRata,
                    item.programme.budget == nil, item.award(index) != nil,
                    let step = item.outcomes[index].assessment.trace?.steps.last, step.stage == .budget
                else { continue }
                cuts += 1
                let key = "\(claim.clause) \(step.before)"
                #expect(parts[key] ?? step.after == step.after, item.place)
                parts[key] = step.after
            }
        }
        #expect(cuts > 50, "too few cuts to say anything: \(cuts)")
    }

    @Test func everyLoserNamesTheClaimThatWasKept() throws {
        var losers = 0
        try Self.tryAll { item, _ in
            for (index, outcome) in item.outcomes.enumerated() {
                guard case .reject("lower_of_same_object", _) = outcome.assessment.outcome else {
                    #expect(outcome.kept == nil, item.place)
                    continue
                }
                losers += 1
                let kept = item.outcomes.first { $0.id == outcome.kept }
                guard let kept, kept.id != item.outcomes[index].id else {
                    Issue.record("\(outcome.id) names \(outcome.kept ?? "nobody"): \(item.place)")
                    continue
                }
                if case .reject("lower_of_same_object", _) = kept.assessment.outcome {
                    Issue.record("\(outcome.id) lost to \(kept.id), which lost itself: \(item.place)")
                }
            }
        }
        #expect(losers > 50, "too few losers to say anything: \(losers)")
    }

    @Test func theTraceEndsInTheAwardAndSharesAddUp() throws {
        try Self.tryAll { item, _ in
            for (index, outcome) in item.outcomes.enumerated() {
                guard let award = item.award(index) else { continue }
                let steps = outcome.assessment.trace?.steps ?? []
                #expect(steps.last?.after == award.yuan, item.place)
                for (step, next) in zip(steps, steps.dropFirst()) { #expect(step.after == next.before, item.place) }
                let shares = outcome.assessment.shares
                let borne = [shares.county, shares.city, shares.region, shares.returned].compactMap { $0 }
                if !borne.isEmpty { #expect(borne.map(\.fen).reduce(0, +) == award.fen, item.place) }
                let parts = outcome.assessment.parts
                if !parts.isEmpty { #expect(parts.map(\.amount.fen).reduce(0, +) == award.fen, item.place) }
            }
        }
    }

    @Test func neitherOrderNorRepetitionNorTheTraceChangesAnything() throws {
        try Self.tryAll { item, generator in
            var shuffled = item.round
            shuffled.claims.shuffle(using: &generator)
            shuffled.earlier.shuffle(using: &generator)
            let other = try item.rulebook.adjudicate(shuffled)
            let first = Self.answers(item.outcomes)
            #expect(first == Self.answers(other), item.place)
            #expect(first == Self.answers(try item.rulebook.adjudicate(item.round)), item.place)
        }
    }

    private static func answers(_ outcomes: [RoundOutcome]) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: outcomes.map { outcome in
                let assessment = outcome.assessment
                let rest = "\(assessment.shares) \(assessment.parts) \(String(describing: assessment.waiting))"
                return (outcome.id, "\(assessment.outcome) \(outcome.kept ?? "") \(rest)")
            })
    }
}
