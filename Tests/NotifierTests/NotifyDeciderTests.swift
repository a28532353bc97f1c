import Agent
import Awards
import Feel
import Log
import Messages
import TestSupport
import Testing

@testable import Notifier

/// Given what the county and the city have recorded, these letters are due, and no others.
@Suite struct NotifyDeciderTests {
    private let hotel = NotifyFixture.claim("5-2023-aaaa")

    // MARK: While claims come in

    @Test func aClaimIsAcknowledgedOnce() throws {
        let notify = try NotifyFixture.open()
        let written = try notify.take(NotifyFixture.lodged(hotel))
        #expect(written.map(\.kind) == [.receipt])
        let receipt = try #require(written.first)
        #expect(receipt.recipient == hotel.applicant)
        #expect(receipt.text("deadline") == "2024年7月1日0:00")
        #expect(receipt.text("title") == "星级饭店、旅游民宿奖励")
        // The same record again.
        #expect(try notify.take(NotifyFixture.lodged(hotel)).isEmpty)
    }

    @Test func aCorrectedVersionTakesThePlaceOfTheReceipt() throws {
        let notify = try NotifyFixture.open()
        let first = try #require(try notify.take(NotifyFixture.lodged(hotel)).first)
        let second = try notify.take(NotifyFixture.lodged(NotifyFixture.claim("5-2023-aaaa", version: 2)))
        #expect(second.map(\.supersedes) == [first.id])
        #expect(second.first?.values["is_correction"] == .boolean(true))
    }

    @Test func aWithdrawalIsAcknowledgedAndEndsTheRest() throws {
        let notify = try NotifyFixture.open()
        try notify.take(NotifyFixture.lodged(hotel))
        var withdrawn = ClaimWithdrawn()
        withdrawn.of = ClaimVersion(of: hotel)
        withdrawn.of.version = 2
        let written = try notify.take(NotifyFixture.record(withdrawn, on: "150203.claims"))
        #expect(written.map(\.kind) == [.receipt])
        #expect(written.first?.values["is_withdrawal"] == .boolean(true))
        // The verifier passes it on; and what it had refused is nobody's concern any more.
        #expect(try notify.take(NotifyFixture.record(withdrawn, on: "150200.verifications")).isEmpty)
        #expect(try notify.take(NotifyFixture.refused(hotel)).isEmpty)
    }

    @Test func noContactAndNoAccountStandsInALetter() throws {
        let notify = try NotifyFixture.open()
        var claim = hotel
        var account = Account()
        account.number = "6200000000000001"
        claim.account = account
        let written = try notify.take(NotifyFixture.lodged(claim))
        let text = String(decoding: try #require(written.first).bytes, as: UTF8.self)
        for personal in ["wang@example.cn", "13900000001", "王示例", "6200000000000001"] {
            #expect(!text.contains(personal))
        }
    }

    @Test func withoutThePolicyALetterWaits() throws {
        let notify = try NotifyFixture()
        #expect(try notify.take(NotifyFixture.lodged(hotel)).isEmpty)
        let written = try notify.terms().flatMap { try notify.take($0) }
        #expect(written.map(\.kind) == [.receipt])
    }

    @Test func aRefusalIsToldOnceWhileItCanBePutRight() throws {
        let notify = try NotifyFixture.open()
        try notify.take(NotifyFixture.lodged(hotel))
        let written = try notify.take(NotifyFixture.refused(hotel))
        #expect(written.map(\.kind) == [.request])
        #expect(written.first?.date == "2024-02-21")
        // Verified again on newer rows, with the same end.
        #expect(try notify.take(NotifyFixture.refused(hotel, number: 2)).isEmpty)
        #expect(try notify.take(NotifyFixture.refused(hotel, number: 3, reasons: ["not_active"])).count == 1)
        try notify.take(NotifyFixture.closing())
        #expect(try notify.take(NotifyFixture.refused(hotel, number: 4, reasons: ["other"])).isEmpty)
    }

    @Test func aMissingFactIsAskedForByItsName() throws {
        let notify = try NotifyFixture.open()
        try notify.take(NotifyFixture.lodged(hotel))
        let written = try notify.take(NotifyFixture.assessed(hotel, .ask, asks: ["grade"]))
        #expect(written.map(\.kind) == [.request])
        #expect(written.first?.values["asks"] == .list([.both("等级", "grade")]))
        // What only an inspection or the round can tell is asked of nobody.
        let other = try NotifyFixture.open()
        try other.take(NotifyFixture.lodged(hotel))
        #expect(try other.take(NotifyFixture.assessed(hotel, .pendingRound, asks: ["rank"])).isEmpty)
    }

    @Test func anotherOfficesClaimsAreNotOurs() throws {
        let notify = try NotifyFixture.open()
        var foreign = hotel
        foreign.office = "150204"
        #expect(try notify.take(NotifyFixture.assessed(foreign)).isEmpty)
        #expect(try notify.take(NotifyFixture.refused(foreign)).isEmpty)
        #expect(try notify.take(NotifyFixture.proposed(foreign, fen: 100)).isEmpty)
        #expect(try notify.take(NotifyFixture.published()).isEmpty)
        #expect(notify.letters.isEmpty)
    }

    // MARK: Rounds

    /// A claim that was lodged, assessed and proposed.
    private func adjudicated(_ steps: [AwardStep] = []) throws -> NotifyFixture {
        let notify = try NotifyFixture.open()
        for record in [
            NotifyFixture.lodged(hotel), NotifyFixture.assessed(hotel), NotifyFixture.closing(),
            NotifyFixture.proposed(hotel, fen: 50_000_000, steps: steps), NotifyFixture.closed(),
        ] { try notify.take(record) }
        #expect(notify.letters.map(\.kind) == [.receipt])
        return notify
    }

    @Test func theResultIsToldWithEachStepWhenTheRoundIsPublished() throws {
        let pot = Text(zh: "资金池", en: "the pot")
        let notify = try adjudicated([
            NotifyFixture.step("amount", 0, "100000"), NotifyFixture.step("budget", 100_000, "83333.33", pot),
        ])
        let written = try notify.take(NotifyFixture.published())
        #expect(written.map(\.kind) == [.notice, .result])
        let result = try #require(written.last)
        #expect(
            result.values["steps"]
                == .list([
                    .record([
                        "words": .both("按条款计算的金额", "the amount by the clause's formula"), "before": .null,
                        "after": .both("100,000.00 元", "100,000.00 yuan"),
                    ]),
                    .record([
                        "words": .both("资金池", "the pot"), "before": .both("100,000.00 元", "100,000.00 yuan"),
                        "after": .both("83,333.33 元", "83,333.33 yuan"),
                    ]),
                ]))
        #expect(result.text("award") == "500,000.00 元")
        #expect(result.text("quote")?.contains("新评定为五星级") == true)
        let text = String(decoding: result.bytes, as: UTF8.self)
        #expect(text.contains("✓ 列明的等级"))
        #expect(text.contains("A-06"))
        // Published again, and read again.
        #expect(try notify.take(NotifyFixture.published()).isEmpty)
    }

    @Test func aLoserNamesTheClaimThatWasKept() throws {
        let notify = try NotifyFixture.open()
        let other = NotifyFixture.claim("5-2023-bbbb")
        for record in [
            NotifyFixture.lodged(hotel), NotifyFixture.lodged(other), NotifyFixture.assessed(hotel),
            NotifyFixture.assessed(other), NotifyFixture.proposed(hotel, fen: 50_000_000),
            NotifyFixture.proposed(other, fen: nil, reason: "lower_of_same_object", kept: hotel.id),
        ] { try notify.take(record) }
        let written = try notify.take(NotifyFixture.published())
        let loser = try #require(written.first { $0.claim == other.id })
        #expect(loser.text("kept") == hotel.id)
        #expect(loser.text("kept_award") == "500,000.00 元")
        #expect(loser.text("reason") == "同一获评对象就高不重复，另一项更高")
    }

    @Test func anAwardIsDecidedOnceWhenItIsConfirmed() throws {
        let notify = try adjudicated()
        try notify.take(NotifyFixture.published())
        let written = try notify.take(NotifyFixture.confirmed())
        #expect(written.map(\.kind) == [.decision])
        #expect(written.first?.date == "2024-07-12")
        #expect(try notify.take(NotifyFixture.confirmed()).isEmpty)
    }

    @Test func anObjectionThatIsUpheldShowsBoth() throws {
        let notify = try adjudicated()
        let before = try #require(try notify.take(NotifyFixture.published()).last)
        #expect(try notify.take(NotifyFixture.resolved(hotel, isUpheld: true)).isEmpty)
        let written = try notify.take(NotifyFixture.proposed(hotel, fen: 100_000_000, revision: 2))
        #expect(written.map(\.kind) == [.objection])
        let letter = try #require(written.first)
        #expect(letter.text("award_before") == "500,000.00 元")
        #expect(letter.text("award") == "1,000,000.00 元")
        #expect(letter.supersedes == before.id)
        #expect(String(decoding: letter.bytes, as: UTF8.self).contains("等级 = 五星级"))
        try notify.take(NotifyFixture.closed(revision: 2, digest: "22"))
        // On notice again: the page is new, and the applicant knows already.
        #expect(try notify.take(NotifyFixture.published(revision: 2)).map(\.kind) == [.notice])
    }

    @Test func whoseAwardShiftsIsToldAnew() throws {
        let notify = try adjudicated()
        let before = try #require(try notify.take(NotifyFixture.published()).last)
        // Another county's objection.
        try notify.take(NotifyFixture.proposed(hotel, fen: 40_000_000, revision: 2))
        try notify.take(NotifyFixture.closed(revision: 2, digest: "22"))
        let written = try notify.take(NotifyFixture.published(revision: 2))
        #expect(written.map(\.kind) == [.notice, .result])
        #expect(written.last?.supersedes == before.id)
    }

    @Test func anObjectionThatIsNotUpheldChangesNothing() throws {
        let notify = try adjudicated()
        try notify.take(NotifyFixture.published())
        let written = try notify.take(NotifyFixture.resolved(hotel, isUpheld: false))
        #expect(written.map(\.kind) == [.objection])
        #expect(written.first?.text("award") == "500,000.00 元")
        #expect(written.first?.text("award_before") == "500,000.00 元")
    }

    @Test func aCorrectionTellsTheDifference() throws {
        let notify = try adjudicated()
        try notify.take(NotifyFixture.published())
        let decided = try #require(try notify.take(NotifyFixture.confirmed()).first)
        let written = try notify.take(NotifyFixture.corrected(hotel, from: 50_000_000, to: 30_000_000))
        #expect(written.map(\.kind) == [.correction])
        #expect(written.first?.text("difference") == "200,000.00 元")
        #expect(written.first?.values["direction"] == .text("less"))
        #expect(written.first?.supersedes == decided.id)
        let again = try notify.take(NotifyFixture.corrected(hotel, number: 2, from: 30_000_000, to: 0))
        #expect(again.first?.supersedes == written.first?.id)
    }

    @Test func whatComesBehindItsNoticeIsToldWhenItComes() throws {
        let notify = try NotifyFixture.open()
        try notify.take(NotifyFixture.closed())
        #expect(try notify.take(NotifyFixture.published()).isEmpty)
        #expect(try notify.take(NotifyFixture.proposed(hotel, fen: 50_000_000)).isEmpty)
        #expect(try notify.take(NotifyFixture.assessed(hotel)).isEmpty)
        #expect(try notify.take(NotifyFixture.lodged(hotel)).map(\.kind) == [.receipt, .result])
        // The page of the notice at the latest with the next day.
        var day = DayBegan()
        day.date = "2024-07-04"
        #expect(try notify.take(NotifyFixture.record(day, on: "150203.days")).map(\.kind) == [.notice])
        #expect(try notify.take(NotifyFixture.record(day, on: "150203.days")).isEmpty)
    }

    /// Topics overtake each other; what is decided is told all the same, with the same words.
    @Test(arguments: 1...40)
    func theOrderOfTopicsDoesNotMatter(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let claims = (0..<5).map { NotifyFixture.claim("5-2023-\($0)", applicant: "91150203MA0Q0010\($0)X") }
        let terms = try NotifyFixture().terms()
        var topics: [[Record]] = [
            Array(terms.prefix(2)),
            [terms[2], NotifyFixture.closed(), NotifyFixture.published(), NotifyFixture.confirmed()],
            claims.map(NotifyFixture.lodged), claims.map { NotifyFixture.assessed($0) },
            claims.enumerated().map { NotifyFixture.proposed($1, fen: $0 == 3 ? nil : 5_000_000) }
                + [NotifyFixture.corrected(claims[1], from: 5_000_000, to: 4_000_000)],
        ]
        func decided(_ fixture: NotifyFixture) -> [String: Facts] {
            let kinds: [LetterWritten.Kind] = [.result, .decision, .correction]
            return Dictionary(
                uniqueKeysWithValues: fixture.letters.filter { kinds.contains($0.kind) }.map { ($0.id, $0.values) })
        }
        let quiet = try NotifyFixture()
        for record in topics.joined() { try quiet.take(record) }
        let shuffled = try NotifyFixture()
        while topics.contains(where: { !$0.isEmpty }) {
            let open = topics.indices.filter { !topics[$0].isEmpty }
            let topic = try #require(open.randomElement(using: &random))
            try shuffled.take(topics[topic].removeFirst())
        }
        #expect(decided(quiet).count == 10)
        #expect(decided(shuffled) == decided(quiet), "seed \(seed)")
        #expect(Set(shuffled.letters.map(\.id)).count == shuffled.letters.count, "seed \(seed)")
    }

    // MARK: Money

    @Test func whatWasPaidAndWhatIsCalledBackIsToldOnce() throws {
        let notify = try adjudicated()
        try notify.take(NotifyFixture.published())
        try notify.take(NotifyFixture.confirmed())
        var paid = PaymentAnswered()
        paid.payment = "P-1"
        paid.reference = "P-1-7"
        paid.round = NotifyFixture.round
        paid.of = ClaimVersion(of: hotel)
        paid.order = "order-answers"
        paid.follows.digest = "sha256:\(String(repeating: "ab", count: 32))"
        paid.follows.id = "P-1-7"
        paid.fen = 50_000_000
        paid.day = "2024-08-02"
        let payment = try notify.take(NotifyFixture.record(paid, on: "150203.payments"))
        #expect(payment.map(\.kind) == [.payment])
        #expect(payment.first?.date == "2024-08-02")
        #expect(payment.first?.text("amount") == "500,000.00 元")
        #expect(try notify.take(NotifyFixture.record(paid, on: "150203.payments")).isEmpty)
        // What came back was not paid.
        paid.reference = "P-1-8"
        paid.outcome = .returned
        #expect(try notify.take(NotifyFixture.record(paid, on: "150203.payments")).isEmpty)

        try notify.take(NotifyFixture.corrected(hotel, from: 50_000_000, to: 30_000_000))
        var called = RecoveryAsked()
        called.round = NotifyFixture.round
        called.of = ClaimVersion(of: hotel)
        called.number = 1
        called.follows.digest = "sha256:\(String(repeating: "ab", count: 32))"
        called.follows.id = "order-amend-1"
        called.fen = 20_000_000
        called.reason = "评定更正"
        let recovery = try notify.take(NotifyFixture.record(called, on: "150203.payments"))
        #expect(recovery.map(\.kind) == [.recovery])
        #expect(recovery.first?.text("award") == "300,000.00 元")
        #expect(recovery.first?.text("amount") == "200,000.00 元")
        #expect(try notify.take(NotifyFixture.record(called, on: "150203.payments")).isEmpty)
        for letter in [payment, recovery].joined() {
            #expect(Set(letter.values.names) == Set(LetterFields.of(letter.kind).map(\.name)))
        }
    }

    // MARK: Notice

    @Test func theNoticeMasksAHouseholdsBusiness() throws {
        let notify = try NotifyFixture.open()
        let household = NotifyFixture.claim("5-2023-cccc", applicant: "92150203MA0Q00200X", name: "王小明小吃店")
        for record in [
            NotifyFixture.lodged(hotel), NotifyFixture.lodged(household), NotifyFixture.assessed(hotel),
            NotifyFixture.assessed(household), NotifyFixture.proposed(hotel, fen: 50_000_000),
            NotifyFixture.proposed(household, fen: 30_000_000), NotifyFixture.closed(),
        ] { try notify.take(record) }
        let page = try #require(try notify.take(NotifyFixture.published()).first)
        let text = String(decoding: page.bytes, as: UTF8.self)
        #expect(page.kind == .notice)
        #expect(page.recipient == nil)
        #expect(text.contains("昆都仑区示例酒店（虚构）"))
        #expect(text.contains("王****店"))
        #expect(!text.contains("王小明"))
        #expect(!text.contains("92150203MA0Q00200X"))
        #expect(page.text("total") == "800,000.00 元")
    }

    /// Each office shows its own applicants: the pages of two offices are two letters.
    @Test func theNoticesOfTwoOfficesHaveIdsOfTheirOwn() throws {
        func notice(of office: String) throws -> [LetterWritten] {
            let notify = try NotifyFixture.open(office)
            var claim = NotifyFixture.claim("5-2023-\(office)")
            claim.office = office
            for record in [
                NotifyFixture.record(claim, on: "\(office).claims"), NotifyFixture.assessed(claim),
                NotifyFixture.proposed(claim, fen: 50_000_000), NotifyFixture.closed(),
            ] { try notify.take(record) }
            try notify.take(NotifyFixture.published())
            // On notice again: its page takes the place of the one before.
            try notify.take(NotifyFixture.published(revision: 2))
            return notify.letters.filter { $0.kind == .notice }
        }
        let offices = ["150202", "150203"]
        let notices = try offices.map { try notice(of: $0) }
        #expect(notices.map(\.count) == [2, 2])
        #expect(Set(notices.joined().map(\.id)).count == 4)
        for pages in notices { #expect(pages.last?.supersedes == pages.first?.id) }
        #expect(try notice(of: offices[0]).map(\.id) == notices[0].map(\.id))
    }

    // MARK: Orders

    @Test func aLetterIsSentAgainByOrder() throws {
        let notify = try NotifyFixture.open()
        let receipt = try #require(try notify.take(NotifyFixture.lodged(hotel)).first)
        #expect(try notify.resend(receipt.id).accepted)
        #expect(try notify.resend(receipt.id).accepted)
        #expect(notify.resent.map(\.number) == [1, 2])
        #expect(try !notify.resend("L-unknown").accepted)
        #expect(notify.resent.count == 2)
    }

    // MARK: What a letter holds

    @Test func everyLetterHasTheValuesThatTemplatesMayName() throws {
        let notify = try adjudicated()
        try notify.take(NotifyFixture.published())
        try notify.take(NotifyFixture.resolved(hotel, isUpheld: false))
        try notify.take(NotifyFixture.confirmed())
        try notify.take(NotifyFixture.corrected(hotel, from: 50_000_000, to: 30_000_000))
        let other = NotifyFixture.claim("5-2023-dddd")
        try notify.take(NotifyFixture.lodged(other))
        let kinds = Set(notify.letters.map(\.kind))
        #expect(kinds == [.receipt, .result, .notice, .objection, .decision, .correction])
        for letter in notify.letters {
            let named = Set(LetterFields.of(letter.kind).map(\.name))
            #expect(Set(letter.values.names) == named, "\(letter.kind)")
        }
        // Written and read back, the same.
        for letter in notify.letters { #expect(try LetterWritten(reading: letter.bytes) == letter) }
    }
}
