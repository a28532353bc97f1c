import Agent
import Awards
import Decimals
import Glibc
import Messages
import TestSupport
import Testing

@testable import Settler

/// Whatever officers, the bank and the arbiter do in whatever order, the money is right after each step.
struct PayingPropertyTests {
    private static let round = "baotou-2022/2023/all"
    private static let other = "baotou-2022/2023/second"
    private static let claims = ["a", "b", "c"]

    @Test func anyHistoryKeepsTheMoneyRight() throws {
        var random = SeededGenerator(name: "anyHistoryKeepsTheMoneyRight")
        let decider = try PayFixture.decider("150223")
        var first = try PayFixture("150223", decider)
        try first.take(CityRecords([.init(claim: "a", fen: 1)]).all)
        // All 10,000 with TEST_HISTORIES=10000.
        let count = getenv("TEST_HISTORIES").flatMap { Int(String(cString: $0)) } ?? 1_000
        for _ in 0..<count {
            var history = try History(&random, decider, isCompiled: true)
            try history.run(steps: 10, &random)
            try history.restartsTheSame()
        }
    }

    @Test func whichRoundArrivesFirstChangesNothing() throws {
        var random = SeededGenerator(name: "whichRoundArrivesFirstChangesNothing")
        let decider = try PayFixture.decider("150223")
        for _ in 0..<200 {
            let history = try History(&random, decider)
            var streams = [
                history.first.programmes, history.first.rounds + history.second.rounds,
                history.first.proposals + history.second.proposals,
            ]
            var office = try PayFixture("150223", decider)
            while let index = streams.indices.filter({ !streams[$0].isEmpty }).randomElement(using: &random) {
                try office.take(streams[index].removeFirst())
            }
            let ids = office.written.map(\.id).sorted()
            #expect(ids == history.office.written.map(\.id).sorted())
            #expect(try office.ledger == history.office.ledger)
        }
    }

    /// One office with two rounds, and random steps.
    private struct History {
        let first: CityRecords
        let second: CityRecords
        var office: PayFixture
        private var amounts: [AwardKey: (fen: Int64, number: Int64)] = [:]

        init(_ random: inout SeededGenerator, _ decider: SettleDecider, isCompiled: Bool = false) throws {
            func awards(_ names: [String]) -> [CityRecords.Award] {
                names.map { name in
                    let fen = Int64.random(in: 1...1_000, using: &random)
                    return .init(claim: name, fen: fen, cityFen: .random(in: 0...fen, using: &random))
                }
            }
            first = try CityRecords(awards(["a", "b"]))
            second = try CityRecords(awards(["c"]), round: PayingPropertyTests.other)
            office = try PayFixture("150223", decider)
            let streams = first.rounds + first.proposals + second.rounds + second.proposals
            try office.take([isCompiled ? CityRecords.known : first.programmes[0]] + streams)
            for records in [first, second] {
                for award in records.awards { amounts[AwardKey(records.round, award.claim)] = (award.fen, 0) }
            }
        }

        private func round(of claim: String) -> String {
            claim == "c" ? PayingPropertyTests.other : PayingPropertyTests.round
        }

        mutating func run(steps: Int, _ random: inout SeededGenerator) throws {
            for _ in 0..<steps {
                try step(&random)
                try check()
            }
        }

        private mutating func step(_ random: inout SeededGenerator) throws {
            let claim = PayingPropertyTests.claims.randomElement(using: &random) ?? "a"
            let name = AwardName(round(of: claim), claim)
            switch Int.random(in: 0..<8, using: &random) {
            case 0, 1:
                try office.prepare(claim, round: name.round)
                if Bool.random(using: &random), office.prepared != nil { try office.approve() }
            case 2: if office.prepared != nil { try office.approve() }
            case 3:
                let lines = office.written.compactMap { record -> PaymentSent? in
                    if case .sent(let sent) = record { sent } else { nil }
                }
                guard let line = lines.randomElement(using: &random) else { return }
                let outcome = Bool.random(using: &random) ? "paid" : "returned"
                let amount = "\(Money(fen: Int.random(in: 0..<5, using: &random) == 0 ? line.fen + 1 : line.fen))"
                try office.answer([PayFixture.row(line.reference, amount, outcome, "销户")])
            case 4:
                var body = ReissuePaymentOrder()
                body.reference = office.row(claim, name.round)?.returned ?? "none"
                try office.order(.paymentReissue, body)
            case 5:
                guard let known = amounts[AwardKey(name)] else { return }
                let now = Int64.random(in: 0...1_200, using: &random)
                let records = claim == "c" ? second : first
                try office.take(records.corrected(claim, from: known.fen, to: now, number: known.number + 1))
                amounts[AwardKey(name)] = (now, known.number + 1)
            case 6:
                var body = RecoveryOrder()
                body.award = name
                body.fen = .random(in: 1...500, using: &random)
                try office.order(.recoveryPaid, body)
            default:
                var body = RecoveryOrder()
                body.award = name
                let other = PayingPropertyTests.claims.randomElement(using: &random) ?? "b"
                body.against = AwardName(round(of: other), other)
                try office.order(.recoverySetOff, body)
            }
        }

        struct Wrong: Error, CustomStringConvertible {
            let description: String
        }

        /// Without an expectation a sum: a million of them take longer than all that is tested.
        private func check() throws {
            func require(_ isSo: Bool, _ what: @autoclosure () -> String) throws {
                if !isSo { throw Wrong(description: what()) }
            }
            let ledger = try office.ledger
            try require(ledger.sum == 0, "the ledger's sum is \(ledger.sum)")
            var (owed, recoverable): (Int64, Int64) = (0, 0)
            for (key, amount) in amounts {
                guard let row = office.state.pay.awards[key]?.content else {
                    throw Wrong(description: "\(key.claim) is not posted")
                }
                let sum = row.owedFen + row.paidFen - row.recoverableFen - row.recoveredFen
                try require(row.awardFen == amount.fen && sum == amount.fen, "\(amount.fen) are not those of \(row)")
                try require(row.owedFen >= 0 && row.paidFen >= 0 && row.recoverableFen >= 0, "below zero: \(row)")
                owed += row.owedFen
                recoverable += row.recoverableFen
            }
            func total(_ item: LedgerAccount.Item) -> Int128 {
                ledger.sum { $0.office.code == "150223" && $0.item == item }
            }
            try require(total(.claimants) == Int128(-owed), "\(owed) are owed, not \(total(.claimants))")
            try require(total(.recoverable) == Int128(recoverable), "\(recoverable) are called back")
        }

        /// A process that died anywhere makes the same state again, and goes on the same.
        mutating func restartsTheSame() throws {
            let before = amounts.keys.sorted().map { office.state.pay.awards[$0]?.content }
            var restarted = office
            restarted.restart()
            #expect(amounts.keys.sorted().map { restarted.state.pay.awards[$0]?.content } == before)
            let name = amounts.keys.min() ?? AwardKey("", "")
            #expect(
                try restarted.prepare(name.claim, round: name.round) == office.prepare(name.claim, round: name.round))
        }
    }
}
