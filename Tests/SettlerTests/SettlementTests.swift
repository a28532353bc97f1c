import Awards
import Decimals
import Log
import Messages
import TestSupport
import Testing

@testable import Settler

/// Statements of a city from the records of its rounds.
struct SettlementTests {
    private static let round = "sample-2031/2031/all"
    private static let digest = "sha256:" + String(repeating: "0", count: 64)

    private static func award(
        _ claim: String, _ fen: Int64?, city: Int64? = nil, returned: Int64? = nil, at office: String = "150223",
        revision: Int64 = 1, outcome: AwardProposed.Outcome = .award, round: String = round
    ) -> AwardProposed {
        var award = AwardProposed()
        award.round = round
        award.revision = revision
        award.of.claim = claim
        award.of.office = office
        award.of.programme = "sample-2031"
        award.of.clause = "1"
        award.of.period = "2031"
        award.of.applicant = "91150207MA0Q0A0AXU"
        award.outcome = outcome
        award.awardFen = fen
        if city != nil || returned != nil {
            var shares = ShareAmounts()
            shares.city = city
            shares.returned = returned
            award.shares = shares
        }
        return award
    }

    private static func correction(_ of: AwardProposed, _ number: Int64, _ fen: Int64, city: Int64?) -> AwardCorrected {
        var correction = AwardCorrected()
        correction.round = of.round
        correction.of = of.of
        correction.order = "o-3"
        correction.number = number
        correction.afterFen = fen
        if let city {
            correction.shares = ShareAmounts()
            correction.shares?.city = city
        }
        return correction
    }

    private static func opened(_ round: String = round, _ period: String = "2031") -> RoundOpened {
        var opened = RoundOpened()
        opened.round = round
        opened.period = period
        opened.programme = "sample-2031"
        opened.policy = digest
        opened.order = "o-1"
        return opened
    }

    private static func confirmed(_ awards: Int64, _ fen: Int64, revision: Int64 = 1) -> RoundConfirmed {
        var confirmed = RoundConfirmed()
        confirmed.round = round
        confirmed.digest = digest
        confirmed.order = "o-2"
        confirmed.revision = revision
        confirmed.awards = awards
        confirmed.totalFen = fen
        return confirmed
    }

    private func settlement(
        _ confirmed: RoundConfirmed, _ awards: [AwardProposed], _ corrections: [AwardCorrected] = []
    )
        -> Settlement
    {
        var settlement = Settlement(year: "2031")
        settlement.take(Self.opened())
        settlement.take(confirmed)
        for award in awards { settlement.take(award) }
        for correction in corrections { settlement.take(correction) }
        return settlement
    }

    private func shown(_ settlement: Settlement) -> [String] {
        settlement.lines.map { "\($0.county) \($0.name.claim) \($0.award) \($0.owed) \($0.correction)" }
    }

    @Test func aLineIsWhatTheCityBearsOrGivesBack() {
        let awards = [
            Self.award("A", 301, city: 150), Self.award("B", 700, returned: 400, at: "150204"),
            Self.award("C", nil, outcome: .reject), Self.award("D", 90),
        ]
        let settlement = settlement(Self.confirmed(3, 1091), awards)
        #expect(shown(settlement) == ["150204 B 7.00 4.00 0", "150223 A 3.01 1.50 0"])
        #expect(settlement.blockers == [])
    }

    @Test func theConfirmedRevisionCounts() {
        let awards = [
            Self.award("A", 300, city: 150), Self.award("B", 100, city: 50),
            Self.award("B", 200, city: 100, revision: 2), Self.award("A", nil, revision: 2, outcome: .reject),
            Self.award("B", 900, city: 450, revision: 3),
            // The same claim at another office, which does not stand.
            Self.award("B", nil, at: "150204", revision: 2, outcome: .duplicate),
        ]
        let settlement = settlement(Self.confirmed(1, 200, revision: 2), awards)
        #expect(shown(settlement) == ["150223 B 2.00 1.00 0"])
        #expect(settlement.blockers == [])
    }

    @Test func theLastCorrectionStands() {
        let (first, second) = (Self.award("A", 300, city: 150), Self.award("B", 500, city: 250))
        let corrections = [
            Self.correction(first, 1, 200, city: 100), Self.correction(first, 2, 100, city: 50),
            Self.correction(second, 1, 0, city: nil),
        ]
        let settlement = settlement(Self.confirmed(2, 800), [first, second], corrections.reversed())
        #expect(shown(settlement) == ["150223 A 1.00 0.50 2", "150223 B 0.00 0.00 1"])
        #expect(settlement.blockers == [])
    }

    @Test func whatBlocksTheCloseIsNamed() {
        var settlement = settlement(Self.confirmed(2, 300), [Self.award("A", 300, city: 150)])
        settlement.take(Self.opened("sample-2031/2031/other"))
        settlement.take(Self.opened("sample-2031/2030/all", "2030"))
        #expect(
            settlement.blockers == [
                "The round sample-2031/2031/other is not confirmed.",
                "The round \(Self.round) was confirmed with 2 awards, 3.00 yuan; its records hold 1, 3.00 yuan.",
            ])
    }

    @Test func aClaimInTwoRoundsIsNamed() {
        var settlement = settlement(Self.confirmed(1, 300), [Self.award("A", 300, city: 150)])
        var other = Self.confirmed(1, 300)
        other.round = "sample-2031/2031/other"
        settlement.take(other)
        settlement.take(Self.award("A", 300, city: 150, round: other.round))
        #expect(
            settlement.blockers == ["The claim A is awarded in \(Self.round) and sample-2031/2031/other."])
    }

    @Test func theOrderOfRecordsChangesNothing() {
        var generator = SeededGenerator(name: "SettlementTests")
        var awards: [AwardProposed] = []
        var corrections: [AwardCorrected] = []
        for number in 0..<40 {
            let (fen, office) = (Int64(number) * 100, number % 2 == 0 ? "150223" : "150204")
            let revision: Int64 = number < 20 ? 1 : 2
            awards.append(
                Self.award("C\(number % 20)", fen, city: fen / 2, at: office, revision: revision))
        }
        for number in 0..<20 {
            let last = Int64(number % 2) + 1
            corrections.append(Self.correction(awards[number / 2], last, Int64(number), city: 0))
        }
        let confirmed = Self.confirmed(20, 59_000, revision: 2)
        let first = settlement(confirmed, awards, corrections)
        #expect(first.lines.count == 20)
        for _ in 0..<100 {
            let next = settlement(
                confirmed, awards.shuffled(using: &generator), corrections.shuffled(using: &generator))
            #expect(next.lines == first.lines)
            #expect(next.blockers == first.blockers)
        }
    }

    /// As an agent writes them, read back from a log.
    @Test func itIsReadFromTheCitysTopics() throws {
        let city = try #require(Division("150200"))
        let log = try SQLiteLog()
        _ = try log.create(["rounds", "awards"].map { TopicDefinition("150200.\($0)", partitions: 1) })
        let award = Self.award("A", 301, city: 150)
        try log.append([
            Self.record(award, to: "awards"), Self.record(Self.opened(), to: "rounds"),
            Self.record(Self.confirmed(1, 301), to: "rounds"),
            Self.record(Self.correction(award, 1, 300, city: 150), to: "awards"),
        ])
        let settlement = try Settlement.read("2031", of: city, log)
        #expect(shown(settlement) == ["150223 A 3.00 1.50 1"])
        #expect(try Settlement.read("2030", of: city, log).lines == [])
    }

    private static func record(_ message: some Message, to stream: String) -> OutgoingRecord {
        OutgoingRecord(
            topic: "150200.\(stream)", partition: 0, key: nil, payload: message.bytes,
            headers: [Header("ce_type", type(of: message).type)])
    }
}
