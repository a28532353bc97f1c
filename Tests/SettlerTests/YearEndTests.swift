import Awards
import Messages
import TestSupport
import Testing

@testable import Agent
@testable import Settler

/// A year's settlement between a city and its counties.
struct YearEndTests {
    private static let awards = [
        YearWorld.Award(claim: "A", county: "150223", fen: 301, city: 150),
        YearWorld.Award(claim: "B", county: "150202", fen: 900, city: 450),
        YearWorld.Award(claim: "C", county: "150223", clause: "8", fen: 100, city: 50),
    ]

    /// Confirmed, and paid but for the claims named.
    private func world(unpaid: Set<String> = []) throws -> YearWorld {
        let world = try YearWorld()
        world.open()
        world.award(Self.awards)
        world.confirm(Self.awards)
        for award in Self.awards where !unpaid.contains(award.claim) { world.pay(award) }
        try world.settle()
        return world
    }

    @Test func aCityOwesItsCountiesWhatTheyPaidForIt() throws {
        let world = try world()
        let told = try world.year(.settleClose)
        #expect(told.accepted, "\(told.sentence.en)")
        try world.settle()
        #expect(world.statements.map(\.to) == ["150202", "150223"])
        #expect(world.statements.map(\.totalFen) == [450, 200])
        #expect(world.statements[1].matters.map(\.clause) == ["7-1", "8"])
        #expect(world.answers.map(\.outcome) == [.agreed, .agreed], "\(world.answers)")
        let closed = try #require(world.closed.first)
        #expect(world.closed.count == 1)
        #expect(closed.totalFen == 650 && closed.statements.count == 2)
        #expect(try world.ledger().sum == 0)
    }

    @Test func aSecondCloseIsRefusedAndPostsNothing() throws {
        let world = try world()
        #expect(try world.year(.settleClose).accepted)
        // While the counties have not answered, the same statements stand.
        try world.settle()
        let count = world.records.count
        let again = try world.year(.settleClose)
        #expect(!again.accepted)
        #expect(again.sentence.en.contains("settled already"))
        try world.settle()
        #expect(world.records.count == count)
    }

    @Test func anUnpaidAwardIsLeftToALaterYear() throws {
        let world = try world(unpaid: ["B"])
        #expect(try world.year(.settleClose).accepted)
        try world.settle()
        #expect(world.statements.map(\.to) == ["150223"])
        #expect(world.closed.count == 1)
        world.pay(Self.awards[1])
        try world.settle()
        try world.day("2025-01-01")
        #expect(try world.year(.settleClose, 2024).accepted)
        try world.settle()
        #expect(world.statements.last?.to == "150202" && world.statements.last?.totalFen == 450)
        #expect(world.closed.map(\.year) == [2023, 2024])
    }

    @Test func aRoundThatIsNotConfirmedBlocksUntilAnOfficerLetsItGo() throws {
        let world = try world()
        world.open("baotou-2022/2023/late")
        try world.settle()
        let told = try world.year(.settleClose)
        #expect(!told.accepted && told.sentence.en.contains("baotou-2022/2023/late"), "\(told.sentence.en)")
        var override = OverrideOrder()
        override.year = 2023
        override.subject = .round
        override.name = "baotou-2022/2023/late"
        #expect(try world.order(.settleOverride, override).accepted)
        #expect(try world.year(.settleClose).accepted)
        try world.settle()
        #expect(world.closed.count == 1)
    }

    /// The county has read a payment come back that the city has not.
    private func disputed() throws -> YearWorld {
        let world = try world()
        let returned = YearWorld.Award(claim: "A", county: "150223", fen: -301)
        #expect(try world.year(.settleClose).accepted)
        world.pay(returned)
        // The city has read it too, but its statement is out.
        try world.settle()
        return world
    }

    @Test func aDifferenceIsDisputedByNameAndBlocksTheClose() throws {
        let world = try disputed()
        let dispute = try #require(world.answers.first { $0.by == "150223" })
        #expect(dispute.outcome == .disputed && dispute.count == 1)
        #expect(dispute.disputes.first?.cause == .unpaid)
        #expect(dispute.disputes.first?.claim == "A")
        #expect(dispute.disputes.first?.statedFen == 150 && dispute.disputes.first?.ownFen == 0)
        #expect(world.closed.isEmpty)
        #expect(try world.ledger().sum == 0)
    }

    @Test func aStatementIsMadeAnewOnceItsCauseIsMended() throws {
        let world = try disputed()
        #expect(try world.year(.settleClose).accepted)
        try world.settle()
        let new = try #require(world.statements.last)
        #expect(new.statement == "150200-150223/2023/2" && new.supersedes == "150200-150223/2023/1")
        #expect(new.totalFen == 50)
        // The county that had agreed is not asked again.
        #expect(world.statements.count { $0.to == "150202" } == 1)
        #expect(world.closed.first?.totalFen == 500)
        #expect(try world.ledger().sum == 0)
        let old = try #require(Division("150200"))
        let banner = try #require(Division("150223"))
        let proposed = try world.ledger().sum { $0.office == old && $0.item == .proposedTo(banner) }
        #expect(proposed == 0)
    }

    @Test func aCloseThatChangesNothingNamesWhoHasNotAgreed() throws {
        let world = try disputed()
        var line = StatementOrder()
        (line.statement, line.round, line.claim) = ("150200-150202/2023/1", YearWorld.round, "B")
        #expect(try world.order(.settleDispute, line, at: "150202").accepted)
        // The other county's statement is made anew, and it agrees.
        #expect(try world.year(.settleClose).accepted)
        try world.settle()
        let told = try world.year(.settleClose)
        #expect(
            !told.accepted && told.sentence.en.contains("150202 disputes 1 line of 150200-150202/2023/1"), "\(told)")
        #expect(!told.sentence.en.contains("150223") && world.closed.isEmpty)
        #expect(try world.order(.settleAgree, line, at: "150202").accepted)
        try world.settle()
        #expect(world.closed.map(\.year) == [2023])
    }

    @Test func ofAStatementOfWhichNothingIsLeftOneWithoutLinesTakesThePlace() throws {
        let world = try disputed()
        world.pay(YearWorld.Award(claim: "C", county: "150223", clause: "8", fen: -100))
        try world.settle()
        #expect(try world.year(.settleClose).accepted)
        try world.settle()
        let new = try #require(world.statements.last)
        #expect(new.statement == "150200-150223/2023/2" && new.supersedes == "150200-150223/2023/1")
        #expect(new.lines == 0 && new.totalFen == 0)
        #expect(world.answers.last?.outcome == .agreed, "\(world.answers)")
        #expect(world.closed.map(\.totalFen) == [450])
        #expect(try world.ledger().sum == 0)
        #expect(try !world.year(.settleClose).accepted)
    }

    @Test func nobodyAgreesToASupersededStatement() throws {
        let world = try disputed()
        #expect(try world.year(.settleClose).accepted)
        try world.settle()
        var late = try #require(world.answers.first { $0.statement == "150200-150223/2023/1" })
        late.outcome = .agreed
        late.disputes = []
        world.append(late, id: "late", "150223.settlements")
        try world.settle()
        #expect(world.refusals.map(\.office) == ["150223"])
        #expect(world.refusals.first?.sentence.en.contains("superseded") == true)
        var body = StatementOrder()
        body.statement = "150200-150223/2023/1"
        let told = try world.order(.settleAgree, body, at: "150223")
        #expect(!told.accepted && told.sentence.en.contains("superseded"))
    }

    @Test func anOfficerAgreesToWhatTheFiguresDispute() throws {
        let world = try disputed()
        var body = StatementOrder()
        body.statement = "150200-150223/2023/1"
        body.round = YearWorld.round
        body.claim = "A"
        #expect(try world.order(.settleAgree, body, at: "150223").accepted)
        try world.settle()
        #expect(world.closed.first?.totalFen == 650)
        let told = try world.order(.settleAgree, body, at: "150223")
        #expect(!told.accepted)
    }

    /// A county that has agreed to all, and an officer of it who then looks at a line.
    private func agreed(_ claim: String) throws -> (world: YearWorld, line: StatementOrder) {
        let world = try world()
        #expect(try world.year(.settleClose).accepted)
        // The other county has not read its statement yet.
        while world.answers.isEmpty { try world.read("150200.settlements", at: "150223") }
        var body = StatementOrder()
        body.statement = "150200-150223/2023/1"
        body.round = YearWorld.round
        body.claim = claim
        return (world, body)
    }

    @Test func anOfficerDisputesWhatTheFiguresDoNot() throws {
        var (world, line) = try agreed("Z")
        #expect(try !world.order(.settleDispute, line, at: "150223").accepted)
        line.claim = "A"
        #expect(try world.order(.settleDispute, line, at: "150223").accepted)
        try world.settle()
        #expect(world.answers.map(\.outcome) == [.agreed, .disputed, .agreed])
        #expect(world.closed.isEmpty)
        #expect(try world.order(.settleAgree, line, at: "150223").accepted)
        try world.settle()
        #expect(world.closed.first?.totalFen == 650)
        #expect(try world.ledger().sum == 0)
    }

    /// The city reads that a county disputes a line again only when the year is settled.
    @Test func aDisputeThatComesTooLateIsRecordedAndChangesNothing() throws {
        let (world, line) = try agreed("A")
        try world.read("150223.settlements", at: "150200")
        // The dispute lies behind the other county's agreement.
        #expect(try world.order(.settleDispute, line, at: "150223").accepted)
        while world.answers.count < 3 { try world.read("150200.settlements", at: "150202") }
        while world.closed.isEmpty { try world.read("150202.settlements", at: "150200") }
        try world.settle()
        #expect(world.refusals.map(\.office) == ["150223"])
        #expect(world.refusals.first?.sentence.en == "The year 2023 is settled already.")
        // The county has read that, and takes the statement as it stands: it neither disputes nor agrees any more.
        for kind in [OrderKind.settleAgree, .settleDispute] {
            let told = try world.order(kind, line, at: "150223")
            #expect(!told.accepted && told.sentence.en.contains("settled already"), "\(told.sentence.en)")
        }
        #expect(world.closed.map(\.totalFen) == [650])
        // What is paid back later is settled as if there had been no dispute.
        var less = Self.awards[0]
        (less.fen, less.city) = (101, 50)
        world.correct(Self.awards[0], to: less)
        try world.settle()
        try world.day("2024-12-31")
        #expect(try world.year(.settleClose, 2024).accepted)
        try world.settle()
        #expect(world.statements.last?.totalFen == -100)
        #expect(world.answers.last?.outcome == .agreed, "\(world.answers)")
        #expect(world.closed.map(\.year) == [2023, 2024])
    }

    /// An officer let the year be settled without a county that disputed; then the county accepts.
    @Test func anAgreementAfterTheYearIsSettledIsRefused() throws {
        let world = try disputed()
        var override = OverrideOrder()
        (override.year, override.name) = (2023, "150223")
        var line = StatementOrder()
        (line.statement, line.round, line.claim) = ("150200-150223/2023/1", YearWorld.round, "A")
        #expect(try world.order(.settleOverride, override).accepted)
        // Neither office has read what the other did: the county's own order is carried out, and comes too late.
        #expect(try world.order(.settleAgree, line, at: "150223").accepted)
        try world.settle()
        #expect(world.closed.map(\.totalFen) == [650])
        #expect(world.refusals.map(\.office) == ["150223"])
        #expect(world.refusals.first?.sentence.en.contains("settled already") == true)
        // Once the county knows, the order itself is refused.
        let told = try world.order(.settleAgree, line, at: "150223")
        #expect(!told.accepted && told.sentence.en.contains("settled already"), "\(told.sentence.en)")
        #expect(world.refusals.count == 1)
    }

    @Test func aSilentCountyIsOverriddenOnlyByAnOrder() throws {
        let world = try disputed()
        var override = OverrideOrder()
        override.year = 2023
        override.name = "150299"
        #expect(try !world.order(.settleOverride, override).accepted)
        override.name = "150223"
        #expect(try world.order(.settleOverride, override, reason: "年底须结清").accepted)
        try world.settle()
        #expect(world.closed.first?.totalFen == 650)
        guard
            case .overridden(let record)? = world.records.first(where: {
                if case .overridden = $0 { true } else { false }
            })
        else { return #expect(Bool(false), "nothing was overridden") }
        #expect(record.reason == "年底须结清")
        #expect(try world.ledger().sum == 0)
    }

    @Test func aStatementFromTheWrongOfficeIsRefusedAndRecorded() throws {
        let world = try world()
        var forged = SettlementProposed()
        forged.statement = "150200-150223/2023/1"
        forged.from = "150202"
        forged.to = "150223"
        forged.year = 2023
        forged.digest = "sha256:" + String(repeating: "0", count: 64)
        forged.order = "o-9"
        forged.follows = RecordReference()
        forged.follows.id = "o-9"
        forged.follows.digest = forged.digest
        world.append(forged, id: "forged", "150200.settlements")
        try world.settle()
        #expect(world.refusals.count == 1)
        #expect(world.refusals.first?.sentence.en.contains("150202 made it, and 150200 wrote it") == true)
        #expect(world.answers.isEmpty)
    }

    @Test func aRecoveryAfterTheCloseIsALineOfTheNextYear() throws {
        let world = try world()
        #expect(try world.year(.settleClose).accepted)
        try world.settle()
        var less = Self.awards[0]
        less.fen = 101
        less.city = 50
        world.correct(Self.awards[0], to: less)
        try world.settle()
        try world.day("2024-12-31")
        #expect(try world.year(.settleClose, 2024).accepted)
        try world.settle()
        let last = try #require(world.statements.last)
        #expect(last.totalFen == -100)
        #expect(world.answers.last?.outcome == .agreed, "\(world.answers)")
        #expect(world.closed.last?.totalFen == -100)
        #expect(try world.ledger().sum == 0)
    }

    @Test func whatWasSettledIsPaidOnce() throws {
        let world = try world()
        var body = StatementOrder()
        body.statement = "150200-150202/2023/1"
        #expect(try !world.order(.settlePaid, body).accepted)
        #expect(try world.year(.settleClose).accepted)
        try world.settle()
        #expect(try world.order(.settlePaid, body).accepted)
        let told = try world.order(.settlePaid, body)
        #expect(!told.accepted && told.sentence.en.contains("paid already"))
        let city = try #require(Division("150200"))
        #expect(try world.ledger().sum { $0.office == city && $0.item == .treasury } == -450)
    }

    @Test func aCountyDoesNotCloseAYear() throws {
        let told = try world().year(.settleClose, at: "150223")
        #expect(!told.accepted && told.sentence.en.contains("no city"))
    }
}
