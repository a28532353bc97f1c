import Decimals
import Messages
import TestSupport
import Testing

@testable import Policy

/// What holds of every clause whatever the facts are, tried on random ones.
struct PropertyTests {
    private static let seed = UInt64.random(in: .min ... .max)
    private static let rounds = 60

    /// Runs a body on random facts of every clause, and prints the seed.
    private static func tryAll(_ body: (Trial, Facts, inout SeededGenerator) throws -> Void) throws {
        print("seed \(seed)")
        let tables = Policies.names.map { "\($0).jsonl" } + ["golden.jsonl", "sample-county-2031.jsonl"]
        let examples = try tables.flatMap(WorkedCase.read)
        var generator = SeededGenerator(seed: seed)
        for rulebook in try Policies.all() + [Policies.sample()] {
            for clause in rulebook.programme.clauses {
                // Its facts are those of the clause that it names.
                if case .award(let award) = clause.grant, case .ofClause = award.amount { continue }
                let own = examples.filter { $0.programme == rulebook.programme.id && $0.clause == clause.id }
                let random = RandomFacts(
                    clause: clause, examples: own.filter { $0.expect["award"] != nil }.map(\.facts))
                for _ in 0..<rounds {
                    let facts = random.whole(&generator)
                    try body(Trial(rulebook: rulebook, clause: clause), facts, &generator)
                }
            }
        }
    }

    @Test func noAwardIsAboveItsCapAndTheSharesAddUp() throws {
        var awards = 0
        try Self.tryAll { trial, facts, _ in
            guard let assessment = try trial.assess(facts), case .award(let award) = assessment.outcome else { return }
            awards += 1
            let place: Comment = "\(trial.place) \(Fact.record(facts).json) seed \(Self.seed)"
            if let cap = trial.cap(assessment) { #expect(award.yuan <= cap, place) }
            #expect(award >= .zero, place)
            let shares = [assessment.shares.county, assessment.shares.city, assessment.shares.region]
            let parts = (shares + [assessment.shares.returned]).compactMap { $0 }
            #expect(parts.allSatisfy { $0 >= .zero }, place)
            if !parts.isEmpty { #expect(parts.map(\.fen).reduce(0, +) == award.fen, place) }
            let named = assessment.parts.map(\.amount.fen).reduce(0, +)
            if !assessment.parts.isEmpty { #expect(named == award.fen, place) }
        }
        #expect(awards > 500, "too few awards to say anything: \(awards)")
    }

    /// Typed closures and tagged values answer alike, with a fact left out or null too, with the trace and without.
    @Test func typedClosuresAnswerAsTaggedValuesDo() throws {
        var typed = 0
        try Self.tryAll { trial, facts, generator in
            guard let rule = trial.rulebook.rule(trial.clause.id) else { return }
            var facts = facts
            let names = facts.names
            if let name = names.randomElement(using: &generator) {
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: facts[name] = nil
                case 1: facts[name] = .null
                default: break
                }
            }
            guard let slots = try? rule.slots(of: facts) else { return }
            if rule.fast != nil { typed += 1 }
            var assessor = Assessor(rule)
            let place: Comment = "\(trial.place) \(Fact.record(facts).json) seed \(Self.seed)"
            for withTrace in [false, true] {
                let fast = Result { () throws(AssessmentError) in try assessor.assess(slots, withTrace: withTrace) }
                let slow = Result { () throws(AssessmentError) in try rule.assess(slots, withTrace: withTrace) }
                #expect(fast.map(Answer.init) == slow.map(Answer.init), place)
            }
        }
        #expect(typed > 500, "too few clauses are typed to say anything: \(typed)")
    }

    @Test func theLastStepOfTheTraceIsTheAward() throws {
        try Self.tryAll { trial, facts, _ in
            guard let assessment = try trial.assess(facts), case .award(let award) = assessment.outcome else { return }
            let steps = assessment.trace?.steps ?? []
            let place: Comment = "\(trial.place) \(Fact.record(facts).json) seed \(Self.seed)"
            if let last = steps.last { #expect(last.after == award.yuan, place) }
            for (step, next) in zip(steps, steps.dropFirst()) { #expect(step.after == next.before, place) }
            for step in steps.dropFirst() { #expect(step.after <= step.before, place) }
            if case .award = trial.clause.grant { #expect(!steps.isEmpty, place) }
        }
    }

    @Test func theOrderOfTheFactsDoesNotMatter() throws {
        try Self.tryAll { trial, facts, generator in
            var shuffled = Facts()
            for entry in facts.entries.shuffled(using: &generator) { shuffled[entry.name] = entry.value }
            let (first, second) = (try trial.assess(facts), try trial.assess(shuffled))
            #expect(first?.outcome == second?.outcome, "\(trial.place) \(Fact.record(facts).json) seed \(Self.seed)")
            #expect(first?.shares == second?.shares)
        }
    }

    /// Three-valued: what is known decides for good. What is assumed of a fact that is left out is no knowledge, so
    /// those facts are never left out here.
    @Test func whatIsRefusedStaysRefusedWhateverElseIsLearnt() throws {
        var refused = 0
        var given = 0
        try Self.tryAll { trial, facts, generator in
            let some = trial.some(of: facts, &generator)
            var others = some
            if Int.random(in: 0..<3, using: &generator) == 0 {
                for name in facts.names where some[name] == nil { others[name] = .null }
            } else {
                others = facts
            }
            guard let before = try trial.assess(some), let after = try? trial.assess(others) else { return }
            let place: Comment = """
                \(trial.place) \(Fact.record(some).json) is \(before.outcome); \
                \(Fact.record(others).json) is \(after.outcome); seed \(Self.seed)
                """
            if case .ask = after.outcome, others == facts { Issue.record(place) }
            switch before.outcome {
            case .reject:
                refused += 1
                guard case .reject = after.outcome else {
                    Issue.record(place)
                    return
                }
            case .award, .waitlist:
                given += 1
                // Facts that an officer decides without may still refuse; the others were not needed.
                if !trial.leavesOutOptional(some, others) { #expect(before.outcome == after.outcome, place) }
            case .target, .bound: #expect(before.outcome == after.outcome, place)
            case .refer, .ask: break
            }
        }
        #expect(refused > 100 && given > 100, "too few to say anything: \(refused) refused, \(given) given")
    }

    /// A fact that says there is none may refuse or ask, but never crashes and never gives more than the cap.
    @Test func nullsAreAnswered() throws {
        try Self.tryAll { trial, facts, generator in
            var facts = facts
            for name in facts.names where Int.random(in: 0..<4, using: &generator) == 0 { facts[name] = .null }
            guard let assessment = try? trial.assess(facts) else { return }
            let place: Comment = "\(trial.place) \(Fact.record(facts).json) seed \(Self.seed)"
            if case .ask(let names) = assessment.outcome { #expect(!names.isEmpty, place) }
            guard case .award(let award) = assessment.outcome, let cap = trial.cap(assessment) else { return }
            #expect(award.yuan <= cap, place)
        }
    }

    /// Where more means at least as much. Not so by their nature: what was paid or contributed before (`fiscal_prev`,
    /// `turnover_prev`, `prior_awards`), ranks and years, days (a later application moves the window of nm39 17), what
    /// is taken off parcels, and `decided`, which is refused above the ceiling. Of Qianjiang's 4 the ratio rises with
    /// the turnover, so for one contribution it never falls.
    static let monotone: [(programme: String, clause: String, fact: String)] = [
        ("baotou-2022", "6", "stations"), ("baotou-2022", "7-1", "local_sales"), ("baotou-2022", "7-1", "area_m2"),
        ("baotou-2022", "8", "local_physical_retail"), ("baotou-2022", "8", "rate"),
        ("baotou-2022", "11-1", "turnover_usd"), ("baotou-2022", "11-1", "fiscal_cur"),
        ("baotou-2022", "11-2", "online_turnover_usd"), ("baotou-2022", "11-2", "served_firms"),
        ("baotou-2022", "13", "city_retained"), ("baotou-2022", "20", "banner_pays"),
        ("nm39-2022", "2-1", "completed_investment"), ("nm39-2022", "10-2", "service_cost"), ("nm39-2022", "13", "pot"),
        ("nm-cb7-2023", "2", "trips"), ("nm-cb7-2023", "3-3", "platform_turnover_usd"),
        ("nm-cb7-2023", "3-4", "turnover_cur"), ("qianjiang-2023draft", "1-1", "brand_sales"),
        ("qianjiang-2023draft", "1-2", "investment_of_year"), ("qianjiang-2023draft", "1-3", "physical_retail"),
        ("qianjiang-2023draft", "1-4", "actual_cost"), ("qianjiang-2023draft", "2-1", "eligible_investment"),
        ("qianjiang-2023draft", "2-3", "park_investment"), ("qianjiang-2023draft", "3-1", "taxable_online_sales"),
        ("qianjiang-2023draft", "3-2", "local_contribution"), ("qianjiang-2023draft", "4", "local_contribution"),
        ("qianjiang-2023draft", "4", "turnover"), ("qianjiang-2023draft", "5-1", "eligible_investment"),
        ("qianjiang-2023draft", "6", "livestream_turnover"), ("qianjiang-2023draft", "6", "taxable_online_sales"),
        ("qianjiang-2023draft", "7", "transformation_investment"), ("qianjiang-2023draft", "8-1", "turnover_usd"),
        ("qianjiang-2023draft", "8-2", "online_turnover_usd"), ("qianjiang-2023draft", "10", "person_times"),
        ("sample-county-2031", "1", "heads"), ("sample-county-2031", "2", "retail"),
        ("sample-county-2031", "4", "exports_usd"),
    ]

    @Test func moreNeverYieldsLess() throws {
        var compared = 0
        try Self.tryAll { trial, facts, generator in
            for row in Self.monotone
            where row.programme == trial.rulebook.programme.id && row.clause == trial.clause.id {
                guard case .number(let first)? = facts[row.fact] else { continue }
                var more = facts
                let factor = Decimal128([1, 2, 3, 10, 100].randomElement(using: &generator) ?? 1)
                let sum = try first * factor + Decimal128(row.fact == "rate" ? 0 : 1)
                more[row.fact] = .number(row.fact == "rate" ? Decimal128(10) : sum)
                let (low, high) = (try trial.amount(facts), try trial.amount(more))
                compared += high > .zero ? 1 : 0
                #expect(
                    low <= high, "\(trial.place) \(row.fact) to \(sum) of \(Fact.record(facts).json) seed \(Self.seed)")
            }
        }
        #expect(compared > 200, "too few awards to say anything: \(compared)")
    }
}
