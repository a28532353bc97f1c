import Agent
import Awards
import Log
import Messages
import Policy
import Testing

@testable import Settler

/// A log whose money is right has no differences; whatever is altered in a copy of it is named.
struct ReconciliationTests {
    /// What a banner wrote of two awards: one paid, returned and paid again, one corrected after it was paid.
    private struct Story {
        var office: PayFixture
        let city: CityRecords

        init() throws {
            office = try PayFixture()
            city = try CityRecords([
                .init(claim: "a", fen: 30_000_000), .init(claim: "b", fen: 1_000_001), .init(claim: "c", fen: 0),
            ])
            try office.take(city.all)
            try office.prepare("a", "b")
            try office.approve()
            let lines = try #require(office.prepared?.lines)
            try office.answer([
                PayFixture.row(lines[0].reference, "300000.00", "returned", "销户", number: 2),
                PayFixture.row(lines[1].reference, "10000.01", "paid", number: 3),
                PayFixture.row("nobody", "1.00", "paid", number: 4),
            ])
            var reissue = ReissuePaymentOrder()
            reissue.reference = lines[0].reference
            try office.order(.paymentReissue, reissue)
            try office.pay("a")
            try office.take(city.corrected("b", from: 1_000_001, to: 400_000))
            var recovery = RecoveryOrder()
            recovery.award = AwardName(city.round, "b")
            recovery.fen = 100_000
            try office.order(.recoveryPaid, recovery)
        }

        /// The streams as they would stand on a log, with the banner's payments as `alter` leaves them.
        func log(_ alter: (inout [PayRecord]) throws -> Void = { _ in }) throws -> any EventLog {
            var written = office.written
            try alter(&written)
            let log = try SQLiteLog()
            let topics = [
                "150200.programmes", "150200.rounds", "150200.awards", "150223.orders", "150223.payments",
            ]
            _ = try log.create(topics.map { TopicDefinition($0, partitions: 1) })
            try log.append(city.all.map(\.copy) + [city.corrected("b", from: 1_000_001, to: 400_000).copy])
            try log.append(office.orderRecords.map(\.copy))
            try log.append(written.map { CityRecords.outgoing($0, on: "150223.payments") })
            return log
        }
    }

    /// Compiled once.
    private static let rulebooks = Rulebooks()

    private func differences(_ log: any EventLog) throws -> [Difference] {
        try Reconciliation(try Offices.load(path: "deploy/offices.yaml"), log, Self.rulebooks).differences
    }

    @Test func whatTheSettlerWroteHasNoDifferences() throws {
        let found = try Reconciliation(try Offices.load(path: "deploy/offices.yaml"), try Story().log())
        #expect(found.differences == [])
        #expect(try found.text.contains("no differences"))
    }

    /// Alters the first record of a kind.
    private func altered(_ body: (inout PayRecord) -> Bool) throws -> (id: String, found: [Difference]) {
        var id = ""
        let log = try Story().log { records in
            for index in records.indices where id.isEmpty {
                let name = records[index].id
                if body(&records[index]) { id = name }
            }
        }
        #expect(!id.isEmpty)
        return (id, try differences(log))
    }

    @Test func anAlteredPostingIsNamed() throws {
        let (id, found) = try altered { record in
            guard case .sent(var sent) = record else { return false }
            sent.entries[0].lines[0].fen += 1
            record = .sent(sent)
            return true
        }
        #expect(found.contains { $0.record == id && $0.office == "150223" && $0.en.contains("does not balance") })
    }

    @Test func anAlteredPairThatStillBalancesIsNamed() throws {
        let (id, found) = try altered { record in
            guard case .owed(var owed) = record else { return false }
            owed.entries[0].lines[0].fen += 100
            owed.entries[0].lines[1].fen -= 100
            record = .owed(owed)
            return true
        }
        #expect(found.contains { $0.record == id && $0.en.contains("does not follow") }, "\(found)")
    }

    @Test func anAlteredAmountWithAllThatFollowsFromItIsNamed() throws {
        let (id, found) = try altered { record in
            guard case .owed(var owed) = record else { return false }
            owed.fen += 100
            owed.awardFen += 100
            for index in owed.entries[0].lines.indices {
                owed.entries[0].lines[index].fen += owed.entries[0].lines[index].fen > 0 ? 100 : -100
            }
            record = .owed(owed)
            return true
        }
        #expect(found.contains { $0.record == id })
    }

    @Test func aRecordThatIsMissingIsNamed() throws {
        for index in try Story().office.written.indices {
            let record = try Story().office.written[index]
            if case .answerRefused = record { continue }
            // What the bank said of a paid line moves nothing.
            if case .answered(let answered) = record, answered.outcome == .paid { continue }
            if case .recovered = record { continue }
            if case .reissued = record { continue }
            let found = try differences(try Story().log { $0.remove(at: index) })
            #expect(!found.isEmpty, "\(record.id)")
        }
    }

    @Test func aRecordThatStandsThereTwiceIsNamed() throws {
        let story = try Story()
        for record in story.office.written {
            let found = try differences(try story.log { $0.append(record) })
            #expect(found.contains { $0.record == record.id && $0.en.contains("twice") }, "\(record.id)")
        }
    }

    @Test func anAwardInASecondPaymentIsNamed() throws {
        let log = try Story().log { records in
            guard let index = records.firstIndex(where: { if case .prepared = $0 { true } else { false } }),
                case .prepared(var prepared) = records[index]
            else { return }
            prepared.payment += "-again"
            records.insert(.prepared(prepared), at: index + 1)
        }
        #expect(try differences(log).contains { $0.en.contains("in two payments") })
    }

    @Test func anOrderThatSaysElseIsNamed() throws {
        let log = try Story().log { records in
            for index in records.indices {
                guard case .sent(var sent) = records[index] else { continue }
                sent.follows.digest = "sha256:" + String(repeating: "0", count: 64)
                records[index] = .sent(sent)
                return
            }
        }
        #expect(try differences(log).contains { $0.en.contains("is not there, or says else") })
    }

    @Test func anAlteredAwardIsNamed() throws {
        let story = try Story()
        let log = try story.log()
        let other = try CityRecords([.init(claim: "a", fen: 31_000_000)])
        // A later record of the same award, as if it had been there.
        try log.append([CityRecords.outgoing(try other.revised(2), "x", on: "150200.awards")])
        #expect(try differences(log).isEmpty, "what comes after the confirmed adjudication says nothing")
        try log.append([CityRecords.outgoing(try other.revised(1, claim: "z"), "y", on: "150200.awards")])
        #expect(try differences(log).contains { $0.record == "\(story.city.round).confirmed" })
    }
}

extension CityRecords {
    fileprivate static func outgoing(_ record: PayRecord, on topic: String) -> OutgoingRecord {
        switch record {
        case .owed(let message): outgoing(message, record.id, on: topic)
        case .asked(let message): outgoing(message, record.id, on: topic)
        case .recovered(let message): outgoing(message, record.id, on: topic)
        case .prepared(let message): outgoing(message, record.id, on: topic)
        case .approved(let message): outgoing(message, record.id, on: topic)
        case .cancelled(let message): outgoing(message, record.id, on: topic)
        case .sent(let message): outgoing(message, record.id, on: topic)
        case .answered(let message): outgoing(message, record.id, on: topic)
        case .answerRefused(let message): outgoing(message, record.id, on: topic)
        case .reissued(let message): outgoing(message, record.id, on: topic)
        }
    }

    /// Its only award, as another adjudication would say it.
    fileprivate func revised(_ revision: Int64, claim: String? = nil) throws -> AwardProposed {
        var proposed = try AwardProposed(reading: try #require(proposals.first?.payload))
        proposed.revision = revision
        proposed.of.claim = claim ?? proposed.of.claim
        return proposed
    }
}
