import Awards
import Glibc
import Messages
import Seals
import TestSupport
import Testing

@testable import Agent
@testable import Settler

/// What holds for every history of awards, payments, corrections, disputes and crashes.
struct YearPropertyTests {
    /// All 10,000 with TEST_HISTORIES=10000.
    private static let worlds = getenv("TEST_HISTORIES").flatMap { Int(String(cString: $0)) } ?? 30

    /// What happened before the close, in an order that keeps each topic's own.
    private struct History {
        var awards: [YearWorld.Award] = []
        var corrections: [(YearWorld.Award, YearWorld.Award)] = []
        var paid: [YearWorld.Award] = []

        init(_ random: inout SeededGenerator) {
            for place in 0..<Int.random(in: 1...7, using: &random) {
                let fen = Int64.random(in: 1...9_999, using: &random)
                let award = YearWorld.Award(
                    claim: "C\(place)", county: YearWorld.counties.randomElement(using: &random) ?? "",
                    clause: Bool.random(using: &random) ? "7-1" : "8", fen: fen, city: fen / 2)
                awards.append(award)
                var now = award
                if Int.random(in: 0..<4, using: &random) == 0 {
                    now.fen = Int64.random(in: 0...9_999, using: &random)
                    now.city = now.fen / 2
                    corrections.append((award, now))
                }
                if Int.random(in: 0..<4, using: &random) > 0 { paid.append(award) }
                if now.fen > award.fen, Bool.random(using: &random) {
                    var rest = award
                    rest.fen = now.fen - award.fen
                    paid.append(rest)
                }
            }
        }

        /// What the city owes in the end.
        var due: Int64 {
            awards.reduce(0) { sum, award in
                let now = corrections.first { $0.0 == award }?.1 ?? award
                let paid = paid.filter { $0.claim == award.claim }.reduce(0) { $0 + $1.fen }
                let part = paid >= now.fen ? now.city ?? 0 : (now.city ?? 0) * paid / now.fen
                return sum + part
            }
        }
    }

    private func run(
        _ history: History, _ name: String, _ random: inout SeededGenerator, crashing: Bool
    ) throws -> YearWorld {
        let world = try YearWorld(name: name)
        world.isFragile = crashing
        world.open()
        world.award(history.awards.shuffled(using: &random))
        world.confirm(history.awards)
        for (award, now) in history.corrections.shuffled(using: &random) { world.correct(award, to: now) }
        for paid in history.paid.shuffled(using: &random) { world.pay(paid) }
        try world.settle(&random, crashing: crashing)
        let told = try world.year(.settleClose)
        #expect(told.accepted, "\(told.sentence.en)")
        try world.settle(&random, crashing: crashing)
        return world
    }

    /// What statements say, whatever the order in which they came.
    private func said(_ world: YearWorld) -> [[UInt8]] {
        world.statements.sorted { $0.statement < $1.statement }.map(\.bytes)
    }

    @Test func everyHistoryAddsUpAndClosesOnce() throws {
        var random = SeededGenerator(name: "everyHistoryAddsUpAndClosesOnce")
        for _ in 0..<Self.worlds {
            let history = History(&random)
            let world = try run(history, "sums", &random, crashing: false)
            #expect(world.statements.reduce(0) { $0 + $1.totalFen } == history.due)
            #expect(world.closed.map(\.totalFen) == [history.due])
            #expect(try world.ledger().sum == 0)
            let count = world.records.count
            #expect(try !world.year(.settleClose).accepted)
            try world.settle(&random)
            guard world.records.count == count else {
                Issue.record("a second close posts something: \(world.records.suffix(2))")
                return
            }
        }
    }

    /// The same rows in two orders give the same statements, which add up; what both agreed to is not stated again.
    @Test func statementsFollowFromWhatWasReadAlone() throws {
        var random = SeededGenerator(name: "statementsFollowFromWhatWasReadAlone")
        let cast = try YearWorld.Cast.shared.get()
        let office = try #require(Division(YearWorld.city).flatMap { cast.offices[$0] })
        let task = TaskName(division: office.division, stage: .settle, number: 0)
        let yearEnd = YearEnd(office, cast.offices, OrderInbox(of: task, partitions: 4))
        for _ in 0..<10_000 {
            let history = History(&random)
            var state = SettleState(StateStore())
            let first = fold(history, cast, yearEnd, &state, &random)
            var other = SettleState(StateStore())
            let second = fold(history, cast, yearEnd, &other, &random)
            guard first.drafts.map(\.proposed.bytes) == second.drafts.map(\.proposed.bytes),
                first.drafts.reduce(0, { $0 + $1.proposed.totalFen }) == history.due,
                first.drafts.allSatisfy({ addsUp($0, first) })
            else {
                Issue.record("\(history): \(first.drafts) is not \(second.drafts), or not \(history.due)")
                return
            }
        }
    }

    private func addsUp(_ draft: StatementBook.Draft, _ book: StatementBook) -> Bool {
        let lines = draft.range.map(book.line)
        return draft.proposed.totalFen == lines.reduce(0) { $0 + $1.owedFen }
            && draft.proposed.totalFen == draft.proposed.matters.reduce(0) { $0 + $1.owedFen }
            && lines.allSatisfy { $0.dueFen <= $0.awardFen }
    }

    /// Awards before their corrections, as their stream has them; all else in any order.
    private func fold(
        _ history: History, _ cast: YearWorld.Cast, _ yearEnd: YearEnd, _ state: inout SettleState,
        _ random: inout SeededGenerator
    ) -> StatementBook {
        var confirmed = RoundConfirmed()
        confirmed.round = YearWorld.round
        confirmed.digest = cast.policies[0].digest
        confirmed.order = "o-2"
        state.confirmed[YearWorld.round] = Recorded(confirmed)
        state.year.policies["baotou-2022"] = cast.policies[0].digest
        state.policies[cast.policies[0].digest] = String(decoding: cast.policies[0].bytes.bytes, as: UTF8.self)
        var rows: [SettleInput.Content] = history.awards.shuffled(using: &random).map {
            .proposed(YearWorld.proposal($0, YearWorld.round))
        }
        rows += history.corrections.shuffled(using: &random).map { .corrected(YearWorld.correction($0, to: $1, 1)) }
        for paid in history.paid {
            let payment = YearInput.payment(round: YearWorld.round, claim: paid.claim, fen: paid.fen)
            rows.insert(.year(payment), at: Int.random(in: 0...rows.count, using: &random))
        }
        for row in rows { yearEnd.evolve(&state, input(row, history, yearEnd.office.division)) }
        return StatementBook(.settlement, 2023, state, yearEnd.office, yearEnd.routes(state))
    }

    private func input(_ content: SettleInput.Content, _ history: History, _ city: Division) -> SettleInput {
        var office = city
        if case .year(.payment(_, let claim, _)) = content {
            office = history.awards.first { $0.claim == claim }.flatMap { Division($0.county) } ?? city
        }
        return SettleInput(
            content: content, office: office,
            origin: JournalEntry.Origin(id: "", digest: SHA256.digest(of: [])))
    }

    @Test func neitherOrderNorCrashesChangeAnything() throws {
        var random = SeededGenerator(name: "neitherOrderNorCrashesChangeAnything")
        for _ in 0..<Self.worlds {
            let history = History(&random)
            let quiet = try run(history, "order", &random, crashing: false)
            let other = try run(history, "order", &random, crashing: true)
            guard said(quiet) == said(other), quiet.closed == other.closed else {
                Issue.record("\(history): \(quiet.statements) is not \(other.statements)")
                return
            }
        }
    }
}
