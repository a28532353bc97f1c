import Decimals
import Log
import Messages
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Intake

/// Given what an outbox holds, when these requests come, then these versions are there.
struct OutboxTests {
    private func lodge(
        _ outbox: Outbox, _ requests: [OutboxRequest], atMs: Int64 = Samples.nowMs
    ) throws -> [Result<OutboxReceipt, OutboxRefusal>] {
        try outbox.lodge(requests) { atMs }
    }

    @Test("the same content again changes nothing and answers with the same claim and version")
    func idempotent() throws {
        let outbox = try Samples.outbox()
        let first = try lodge(outbox, [.claim(Samples.draft())])[0].get()
        let again = try lodge(outbox, [.claim(Samples.draft())], atMs: Samples.nowMs + 5)[0].get()
        #expect(first.isNew && first.version == 1 && !again.isNew)
        #expect(again.claim == first.claim && again.version == 1 && again.lodged == first.lodged)
        #expect(try Samples.records(outbox.log, outbox.partition).count == 1)
        var sameObject = Samples.draft()
        sameObject.object = sameObject.applicant
        sameObject.facts = ["active_anchors": .number(Decimal128(12)), "local_sales": .number(Decimal128(30_000_000))]
        #expect(try !lodge(outbox, [.claim(sameObject)])[0].get().isNew)
    }

    @Test("a corrected claim is a new version that keeps the first receipt, and the clock never runs back")
    func correction() throws {
        let outbox = try Samples.outbox()
        let first = try lodge(outbox, [.claim(Samples.draft())])[0].get()
        let second = try lodge(outbox, [.claim(Samples.draft(sales: 7))], atMs: Samples.nowMs - 1_000)[0].get()
        #expect(second.version == 2 && second.claim == first.claim)
        #expect(second.received == first.received && second.lodged == first.lodged)
        let third = try lodge(outbox, [.claim(Samples.draft(sales: 8))], atMs: Samples.nowMs + 1_000)[0].get()
        #expect(third.version == 3 && third.received == first.received && third.lodged > first.lodged)
        let versions = try outbox.versions(of: first.claim)
        let stored = try #require(try outbox.content(of: versions[1]))
        #expect(stored.supersedes == 1 && stored.version == 2 && stored.id == first.claim)
        // What was said in an earlier version is said again only by who names the last one.
        #expect(try !lodge(outbox, [.claim(Samples.draft())])[0].get().isNew)
        var back = Samples.draft()
        back.supersedes = 3
        #expect(try lodge(outbox, [.claim(back)])[0].get().version == 4)
        #expect(try !lodge(outbox, [.claim(back)])[0].get().isNew)
        back.supersedes = 2
        #expect(
            try lodge(outbox, [.claim(back)])[0]
                == .failure(.notTheLast(claim: first.claim, named: 2, last: 4)))
    }

    @Test("a withdrawal that names its version takes no later one back, however often it is said")
    func withdrawalOfVersion() throws {
        let outbox = try Samples.outbox()
        let claim = Samples.draft().claimID
        let withdrawal = OutboxRequest.withdrawal(claim: claim, reason: nil, version: 1)
        _ = try lodge(outbox, [.claim(Samples.draft())])[0].get()
        #expect(try lodge(outbox, [withdrawal])[0].get().version == 2)
        _ = try lodge(outbox, [.claim(Samples.draft(sales: 7))])[0].get()
        let again = try lodge(outbox, [withdrawal])[0].get()
        #expect(again.version == 2 && again.isWithdrawal && !again.isNew)
        #expect(try outbox.versions(of: claim).map(\.isWithdrawal) == [false, true, false])
        #expect(
            try lodge(outbox, [.withdrawal(claim: claim, reason: nil, version: 2)])[0]
                == .failure(.notTheLast(claim: claim, named: 2, last: 3)))
        #expect(try lodge(outbox, [.withdrawal(claim: claim, reason: nil, version: 3)])[0].get().version == 4)
    }

    @Test("a withdrawal is a version of its own, once")
    func withdrawal() throws {
        let outbox = try Samples.outbox()
        let claim = Samples.draft().claimID
        #expect(try lodge(outbox, [.withdrawal(claim: claim, reason: nil)])[0] == .failure(.unknownClaim(claim)))
        let results = try lodge(
            outbox,
            [
                .claim(Samples.draft()), .withdrawal(claim: claim, reason: "重复"),
                .withdrawal(claim: claim, reason: nil),
            ])
        #expect(try results.map { try $0.get().version } == [1, 2, 2])
        #expect(try results.map { try $0.get().isNew } == [true, true, false])
        let records = try Samples.records(outbox.log, outbox.partition)
        let withdrawn = try ClaimWithdrawn(reading: Array(records[1].utf8))
        #expect(withdrawn.of.version == 2 && withdrawn.of.claim == claim && withdrawn.reason == "重复")
        #expect(try !lodge(outbox, [.claim(Samples.draft())])[0].get().isNew)
        #expect(try lodge(outbox, [.claim(Samples.draft(sales: 9))])[0].get().version == 3)
    }

    @Test("sent in any groups, with any repetitions, the log is the same", arguments: 0..<20 as Range<UInt64>)
    func anyGroups(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // Of each claim the versions come in their order; everything else is free.
        let contents = (0..<12).flatMap { claim in (0..<3).map { (claim, Int64($0 + 1) * 1_000) } }
        let quiet = try Samples.outbox()
        for (claim, sales) in contents { _ = try lodge(quiet, [.claim(Samples.draft(claim, sales: sales))]) }
        let outbox = try Samples.outbox()
        var sent: [OutboxRequest] = []
        var group: [OutboxRequest] = []
        for (claim, sales) in contents {
            group.append(.claim(Samples.draft(claim, sales: sales)))
            sent.append(group[group.count - 1])
            while Int.random(in: 0..<3, using: &random) == 0 {
                group.append(sent[Int.random(in: sent.indices, using: &random)])
            }
            if Int.random(in: 0..<4, using: &random) == 0 {
                _ = try lodge(outbox, group)
                group = []
            }
        }
        _ = try lodge(outbox, group)
        #expect(
            try Samples.records(outbox.log, outbox.partition) == Samples.records(quiet.log, quiet.partition),
            "seed \(seed)")
    }

    @Test("two processes that write at the same moment take turns, and a lost index is made again")
    func processes() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("outbox")
        try together(4) { writer in
            let outbox = try Outbox.open(path, of: Samples.office)
            for number in 0..<25 {
                // Of each claim two of the four send the same, and all send an own one.
                let shared = Samples.draft(number + 1_000 * (writer / 2))
                let own = Samples.draft(9_000 + number, sales: Int64(writer + 1))
                _ = try outbox.lodge([.claim(shared), .claim(own)]) { Samples.nowMs }
            }
        }
        let outbox = try Outbox.open(path, of: Samples.office)
        let records = try Samples.records(outbox.log, outbox.partition)
        #expect(records.count == 50 + 100)
        let claim = Samples.draft(9_003).claimID
        let versions = try outbox.versions(of: claim)
        #expect(versions.map(\.number) == [1, 2, 3, 4])
        let again = try Outbox(Samples.office, SQLiteLog(file: path), OutboxIndex(.memory))
        #expect(try again.versions(of: claim) == versions)
    }

    @Test("requests of many threads share transactions, and each hears of its own")
    func queue() throws {
        let outbox = try Samples.outbox()
        let queue = OutboxQueue(outbox) { Samples.nowMs }
        let wrong = Mutex(0)
        try together(16) { thread in
            for number in 0..<50 {
                let draft = Samples.draft(thread * 100 + number)
                let receipt = try? queue.lodge(.claim(draft))
                if receipt?.claim != draft.claimID || receipt?.isNew != true { wrong.withLock { $0 += 1 } }
            }
        }
        #expect(wrong.withLock { $0 } == 0)
        #expect(try Samples.records(outbox.log, outbox.partition).count == 800)
        #expect(throws: OutboxRefusal.unknownClaim("nobody")) {
            try queue.lodge(.withdrawal(claim: "nobody", reason: nil))
        }
    }
}
