import Agent
import Awards
import Decimals
import Messages
import Testing

@testable import Settler

/// Given awards that were confirmed, when officers and the bank say what they say, then this is paid, and no more.
struct PayingTests {
    private static let round = "baotou-2022/2023/all"
    private var office: PayFixture
    private let city: CityRecords

    init() throws {
        office = try PayFixture()
        city = try CityRecords([
            .init(claim: "a", fen: 30_000_000), .init(claim: "b", fen: 1_000_001), .init(claim: "c", fen: 0),
            .init(claim: "d", fen: 500, office: "150221"),
        ])
        try office.take(city.all)
    }

    private func balance(_ division: String, _ item: LedgerAccount.Item, clause: String = "7-1") throws -> Int128 {
        let matter = Matter(programme: "baotou-2022", clause: clause, year: 2023)
        return try office.ledger.balance(of: LedgerAccount(try #require(Division(division)), item, matter))
    }

    private func city(_ body: (Division) -> LedgerAccount.Item) throws -> LedgerAccount.Item {
        body(try #require(Division("150200")))
    }

    // MARK: Awards

    @Test func awardsOfItsOwnCountyArePostedWithTheirShares() throws {
        #expect(office.written.count == 2)
        #expect(try balance("150223", .claimants) == -31_000_001)
        #expect(try balance("150223", .owedBy(try #require(Division("150200")))) == 15_500_000)
        #expect(try balance("150223", .borne) == 15_500_001)
        #expect(try balance("150200", .owedTo(try #require(Division("150223")))) == -15_500_000)
        #expect(try office.ledger.sum == 0)
    }

    @Test(arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
    func whateverStreamComesFirstTheSameIsPosted(order: [Int]) throws {
        var other = try PayFixture()
        let streams = [city.programmes, city.rounds, city.proposals]
        for index in order { try other.take(streams[index]) }
        #expect(other.written == office.written)
    }

    @Test func aProposalThatIsNotOfTheConfirmedDigestPostsNothing() throws {
        var other = try PayFixture()
        let wrong = try CityRecords([
            .init(claim: "a", fen: 1_000_001), .init(claim: "b", fen: 30_000_000), .init(claim: "c", fen: 0),
            .init(claim: "d", fen: 500, office: "150221"),
        ])
        // The same count and the same sum.
        try other.take(city.programmes + city.rounds + wrong.proposals)
        #expect(other.written.isEmpty)
    }

    @Test func anAwardToTheBannerItselfIsOwedByTheCity() throws {
        var banner = try PayFixture()
        let round = try CityRecords([
            .init(claim: "base", fen: 100_000_000, clause: "3", applicant: "11150223000000000A", cityFen: 100_000_000)
        ])
        try banner.take(round.all)
        guard case .owed(let owed)? = banner.written.first else {
            Issue.record("nothing is owed")
            return
        }
        #expect(owed.payee == "150223")
        let matter = Matter(programme: "baotou-2022", clause: "3", year: 2023)
        let own = try #require(Division("150223"))
        let above = try #require(Division("150200"))
        #expect(try banner.ledger.balance(of: LedgerAccount(own, .owedBy(above), matter)) == 100_000_000)
        #expect(try banner.ledger.balance(of: LedgerAccount(above, .borne, matter)) == 100_000_000)
        #expect(try !banner.prepare("base").accepted)
    }

    @Test func ofAnAwardThatSeveralCountiesPayEachPostsItsPart() throws {
        func part(_ county: String, _ fen: Int64) -> AwardPart {
            var part = AwardPart()
            part.name = county
            part.county = county
            part.amountFen = fen
            part.shares = ShareAmounts()
            part.shares?.city = fen / 2
            part.shares?.county = fen - fen / 2
            return part
        }
        let round = try CityRecords([
            .init(claim: "parcels", fen: 1_001, clause: "14", parts: [part("150223", 700), part("150221", 301)])
        ])
        var total: Int64 = 0
        for division in ["150223", "150221", "150222"] {
            var county = try PayFixture(division)
            try county.take(round.all)
            #expect(try county.ledger.sum == 0)
            total += county.row("parcels")?.owedFen ?? 0
        }
        #expect(total == 1_001)
    }

    // MARK: Payments

    @Test mutating func aPaymentTakesTwoOfficers() throws {
        #expect(try office.prepare("a", "b").accepted)
        #expect(office.prepared?.totalFen == 31_000_001)
        let own = try office.approve(by: PayFixture.payer)
        #expect(!own.accepted)
        #expect(own.sentence.en.contains("another officer"), "\(own.sentence.en)")
        #expect(try !office.approve(digest: "sha256:" + String(repeating: "0", count: 64)).accepted)
        #expect(try balance("150223", .treasury) == 0)
        #expect(try office.approve().accepted)
        #expect(try balance("150223", .treasury) == -31_000_001)
        #expect(try balance("150223", .claimants) == 0)
        #expect(try !office.approve().accepted)
    }

    @Test mutating func anAwardIsInOnePaymentOnly() throws {
        #expect(try !office.prepare("a", "a").accepted)
        #expect(try office.prepare("a").accepted)
        let again = try office.prepare("a")
        #expect(!again.accepted)
        #expect(again.sentence.en.contains("is in the payment"), "\(again.sentence.en)")
        try office.approve()
        #expect(try !office.prepare("a").accepted)
        #expect(try !office.prepare("d").accepted)
        #expect(try !office.prepare("c").accepted)
    }

    @Test mutating func aCancelledPaymentFreesItsAwards() throws {
        try office.prepare("a")
        var body = CancelPaymentOrder()
        body.payment = try #require(office.prepared?.payment)
        #expect(try office.order(.paymentCancel, body).accepted)
        #expect(try !office.approve().accepted)
        #expect(try office.prepare("a").accepted)
        #expect(try office.approve().accepted)
        #expect(try !office.order(.paymentCancel, body).accepted)
    }

    @Test mutating func theSameOrderTwiceIsCarriedOutOnce() throws {
        var body = PreparePaymentOrder()
        var award = AwardToPay()
        award.round = Self.round
        award.claim = "a"
        body.awards = [award]
        let order = office.record(.paymentPrepare, body)
        try office.take(order)
        let count = office.written.count
        #expect(try office.take(order).isEmpty)
        #expect(office.written.count == count)
    }

    // MARK: The bank

    @Test(
        arguments: [
            ("x", "300000.00", "paid", nil, "unknown"), ("", "299999.99", "paid", nil, "was sent with"),
            ("", "-300000.00", "paid", nil, "no amount above zero"), ("", "三十万", "paid", nil, "no amount"),
            ("", "300000.00", "maybe", nil, "neither paid nor returned"),
            ("", "300000.00", "returned", nil, "needs its reason"),
        ] as [(String, String, String, String?, String)])
    mutating func aRowOfTheBankThatCannotBeIsRefusedAndRecorded(
        reference: String, amount: String, outcome: String, reason: String?, says: String
    ) throws {
        let sent = try office.pay("a")
        let answer = try office.answer([
            PayFixture.row(reference.isEmpty ? sent : reference, amount, outcome, reason, number: 7)
        ])
        guard case .answerRefused(let refused)? = office.written.last else {
            Issue.record("nothing was refused")
            return
        }
        #expect(refused.row == 7)
        #expect(refused.sentence.en.contains(says), "\(refused.sentence.en)")
        #expect(answer.sentence.en.contains("Row 7"))
        #expect(office.row("a")?.paidFen == 30_000_000)
    }

    @Test mutating func theSameLineTwiceIsTakenOnce() throws {
        let sent = try office.pay("a")
        let row = PayFixture.row(sent, "300000.00", "已付")
        #expect(try office.answer([row, row]).sentence.en.hasPrefix("1 paid, 0 returned, 1 rows refused"))
        #expect(try office.answer([row]).sentence.en.hasPrefix("0 paid, 0 returned, 1 rows refused"))
    }

    @Test mutating func whatCameBackIsPaidAgainOnceReissued() throws {
        let sent = try office.pay("a")
        try office.answer([PayFixture.row(sent, "300000", "退回", "账号不符")])
        #expect(try balance("150223", .treasury) == 0)
        #expect(try balance("150223", .claimants) == -31_000_001)
        let early = try office.prepare("a")
        #expect(!early.accepted)
        #expect(early.sentence.en.contains("reissued"), "\(early.sentence.en)")
        var body = ReissuePaymentOrder()
        body.reference = sent
        #expect(try office.order(.paymentReissue, body).accepted)
        #expect(try !office.order(.paymentReissue, body).accepted)
        let second = try office.pay("a")
        #expect(second != sent)
        #expect(try office.answer([PayFixture.row(second, "300000", "paid")]).sentence.en.hasPrefix("1 paid"))
        #expect(try office.answer([PayFixture.row(sent, "300000", "paid")]).sentence.en.hasPrefix("0 paid"))
        #expect(try balance("150223", .treasury) == -30_000_000)
    }

    // MARK: Corrections

    @Test mutating func whatIsLessIsNotPaidOrCalledBack() throws {
        try office.pay("a")
        try office.take(city.corrected("a", from: 30_000_000, to: 20_000_000))
        #expect(try balance("150223", .recoverable) == 10_000_000)
        #expect(try balance("150223", .owedBy(try #require(Division("150200")))) == 10_500_000)
        try office.take(city.corrected("b", from: 1_000_001, to: 1))
        #expect(office.row("b")?.owedFen == 1)
        #expect(try balance("150223", .recoverable) == 10_000_000)
        // The same correction again is none.
        #expect(try office.take(city.corrected("b", from: 1_000_001, to: 1)).isEmpty)
        var body = RecoveryOrder()
        body.award = AwardName(Self.round, "a")
        body.fen = 10_000_001
        #expect(try !office.order(.recoveryPaid, body).accepted)
        body.fen = 4_000_000
        #expect(try office.order(.recoveryPaid, body).accepted)
        body.fen = nil
        body.against = AwardName(Self.round, "b")
        #expect(try office.order(.recoverySetOff, body).accepted)
        #expect(office.row("b")?.owedFen == 0)
        #expect(office.row("a")?.recoverableFen == 5_999_999)
        #expect(try office.ledger.sum == 0)
        #expect(try balance("150223", .recoverable) == 5_999_999)
    }

    @Test mutating func aCorrectionBeforeItsRoundWaits() throws {
        var other = try PayFixture()
        try other.take(city.corrected("a", from: 30_000_000, to: 10_000_000))
        #expect(other.written.isEmpty)
        try other.take(city.all)
        #expect(other.row("a")?.owedFen == 10_000_000)
    }

    @Test mutating func aPreparedPaymentThatWasCorrectedIsNotApproved() throws {
        try office.prepare("a", "b")
        try office.take(city.corrected("a", from: 30_000_000, to: 40_000_000))
        let answer = try office.approve()
        #expect(!answer.accepted)
        #expect(answer.sentence.en.contains("corrected since"), "\(answer.sentence.en)")
    }

    @Test mutating func whatCameBackIsSetOffAgainstWhatWasCalledBack() throws {
        let sent = try office.pay("a")
        try office.take(city.corrected("a", from: 30_000_000, to: 20_000_000))
        try office.answer([PayFixture.row(sent, "300000.00", "returned", "销户")])
        #expect(office.row("a")?.owedFen == 20_000_000)
        #expect(office.row("a")?.recoverableFen == 0)
        #expect(try balance("150223", .claimants) == -21_000_001)
    }

    // MARK: Holds

    @Test(
        arguments: [
            (HoldSet.Subject.enterprise, "91150223MA0EXAMP1X"), (.clause, "baotou-2022/7-1"),
            (.round, "baotou-2022/2023/all"),
        ])
    mutating func whatIsHeldIsNotPaidUntilItIsLifted(subject: HoldSet.Subject, name: String) throws {
        try office.prepare("b")
        var hold = HoldSet()
        hold.hold = "hold-1"
        hold.subject = subject
        hold.name = name
        hold.reason = "正在核查"
        hold.order = "o-hold"
        try office.take(CityRecords.record(hold, "o-hold.hold", on: "150200.programmes"))
        for answer in [try office.prepare("a"), try office.approve()] {
            #expect(!answer.accepted)
            #expect(answer.sentence.en.contains("hold-1"), "\(answer.sentence.en)")
        }
        var lifted = HoldLifted()
        lifted.hold = "hold-1"
        lifted.order = "o-lift"
        try office.take(CityRecords.record(lifted, "o-lift.lifted", on: "150200.programmes"))
        #expect(try office.approve().accepted)
        #expect(try office.prepare("a").accepted)
    }
}
