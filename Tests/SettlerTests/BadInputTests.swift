import Agent
import Awards
import Log
import Messages
import Seals
import Testing

@testable import Settler

/// What nobody may say of money: refused with a sentence, which is on the log.
struct BadInputTests {
    private static let awards = [
        YearWorld.Award(claim: "A", county: "150223", fen: 301, city: 150),
        YearWorld.Award(claim: "B", county: "150202", fen: 900, city: 450),
    ]
    private static let statement = "150200-150223/2023/1"

    /// A year whose statements are out; both counties have read theirs, if they are to.
    private static func stated(answered: Bool = true) throws -> YearWorld {
        let world = try YearWorld()
        world.open()
        world.award(awards)
        world.confirm(awards)
        for award in awards { world.pay(award) }
        try world.settle()
        try #require(try world.year(.settleClose).accepted)
        if answered { try world.settle() }
        return world
    }

    // MARK: Other offices' records

    /// A record that an office should not have written, and what is said of it.
    struct Forgery: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Whose settler refuses it.
        let by: String
        let sentence: String
        let world: @Sendable () throws -> YearWorld
    }

    static let records = [
        Forgery(
            testDescription: "a statement from the wrong office", by: "150223",
            sentence: "150202 made it, and 150200 wrote it"
        ) {
            let world = try YearWorld()
            world.append(forged(from: "150202", to: "150223", 1), id: "forged", "150200.settlements")
            return world
        },
        Forgery(
            testDescription: "a request from the office above", by: "150223", sentence: "it is the wrong office"
        ) {
            let world = try YearWorld()
            var request = forged(from: "150200", to: "150223", 1)
            request.kind = .request
            world.append(request, id: "forged", "150200.settlements")
            return world
        },
        Forgery(
            testDescription: "a statement that is older than the last", by: "150223",
            sentence: "comes after 150200-150223/2023/1"
        ) {
            let world = try stated()
            world.append(forged(from: "150200", to: "150223", 0), id: "forged", "150200.settlements")
            return world
        },
        Forgery(
            testDescription: "an agreement to a statement of a year that is closed", by: "150200",
            sentence: "The year 2023 is settled already"
        ) {
            let world = try stated()
            try #require(world.closed.count == 1)
            world.append(try #require(world.answers.first { $0.by == "150223" }), id: "forged", "150223.settlements")
            return world
        },
        Forgery(
            testDescription: "an agreement to a superseded statement", by: "150200",
            sentence: "is superseded; nobody can agree to it any more"
        ) {
            let world = try stated(answered: false)
            // The city reads a payment come back before any answer, and states anew.
            world.pay(YearWorld.Award(claim: "A", county: "150223", fen: -301))
            while try world.read("150223.payments", at: "150200") {}
            try #require(try world.year(.settleClose).accepted)
            var late = SettlementAnswered()
            late.statement = statement
            late.by = "150223"
            late.totalFen = world.statements.first { $0.statement == statement }?.totalFen ?? 0
            late.digest = world.statements.first { $0.statement == statement }?.digest ?? ""
            late.follows = RecordReference(JournalEntry.Origin(id: statement, digest: SHA256.digest(of: [])))
            world.append(late, id: "forged", "150223.settlements")
            return world
        },
        Forgery(
            testDescription: "an answer of another county", by: "150200", sentence: "is for 150223 to answer, not for"
        ) {
            let world = try stated(answered: false)
            var answered = SettlementAnswered()
            answered.statement = statement
            answered.by = "150223"
            answered.digest = world.statements.first { $0.statement == statement }?.digest ?? ""
            answered.follows = RecordReference(JournalEntry.Origin(id: statement, digest: SHA256.digest(of: [])))
            world.append(answered, id: "forged", "150202.settlements")
            return world
        },
        Forgery(
            testDescription: "a negative allotment", by: "150200", sentence: "is below zero"
        ) {
            let world = try YearWorld()
            world.append(allotment(-1, from: "150000"), id: "forged", "150000.allotments")
            return world
        },
        Forgery(
            testDescription: "an allotment from the wrong office", by: "150200",
            sentence: "says that 150223 made it, and 150000 wrote it"
        ) {
            let world = try YearWorld()
            world.append(allotment(1, from: "150223"), id: "forged", "150000.allotments")
            return world
        },
    ]

    @Test(arguments: records) func aRecordThatNobodyMayWriteIsRefusedAndRecorded(_ record: Forgery) throws {
        let world = try record.world()
        try world.settle()
        // It is said once, and on the log.
        let said = try (world.topics["\(record.by).settlements"] ?? []).compactMap { written -> SettlementRefused? in
            guard written.header(text: "ce_type") == SettlementRefused.type, let payload = written.payload else {
                return nil
            }
            return try SettlementRefused(reading: payload)
        }.filter { $0.record == "forged" }
        #expect(said.count == 1, "\(world.refusals)")
        #expect(said.first?.sentence.en.contains(record.sentence) == true, "\(said)")
        #expect(said.first?.sentence.zh.isEmpty == false)
    }

    private static func forged(from: String, to: String, _ number: Int64) -> SettlementProposed {
        var forged = SettlementProposed()
        forged.statement = StatementName.id("\(from == "150202" ? "150200" : from)-\(to)", 2023, number)
        (forged.from, forged.to, forged.year, forged.number) = (from, to, 2023, number)
        forged.digest = "\(SHA256.digest(of: []))"
        forged.order = "o-9"
        forged.follows = RecordReference(JournalEntry.Origin(id: "o-9", digest: SHA256.digest(of: [])))
        return forged
    }

    private static func allotment(_ fen: Int64, from: String) -> AllotmentMade {
        var made = AllotmentMade()
        (made.from, made.to, made.programme, made.year) = (from, "150200", "baotou-2022", 2023)
        (made.number, made.amountFen, made.order) = (1, fen, "o-9")
        made.follows = RecordReference(JournalEntry.Origin(id: "o-9", digest: SHA256.digest(of: [])))
        return made
    }

    // MARK: Orders

    /// An order that is refused: its answer on the log says why.
    struct Order: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sentence: String
        let give: @Sendable (YearWorld) throws -> OrderAnswered
    }

    static let orders = [
        Order(testDescription: "to close a year that is closed", sentence: "The year 2023 is settled already") {
            try $0.year(.settleClose)
        },
        Order(testDescription: "to override in a year that is closed", sentence: "The year 2023 is settled already") {
            var override = OverrideOrder()
            (override.year, override.name) = (2023, "150223")
            return try $0.order(.settleOverride, override)
        },
        Order(testDescription: "to agree when the year is closed", sentence: "The year 2023 is settled already") {
            var agree = StatementOrder()
            agree.statement = statement
            return try $0.order(.settleAgree, agree, at: "150223")
        },
        Order(testDescription: "an allotment above the superior's budget", sentence: "above the budget of 150000") {
            _ = try $0.order(.allotMake, budget("150000", 100), at: "150000")
            return try $0.order(.allotMake, budget("150200", 101), at: "150000")
        },
        Order(testDescription: "an allotment without a budget", sentence: "150000 has no budget") {
            try $0.order(.allotMake, budget("150200", 1), at: "150000")
        },
        Order(testDescription: "a negative allotment", sentence: "An allotment cannot be below zero") {
            try $0.order(.allotMake, budget("150000", -1), at: "150000")
        },
        Order(testDescription: "negative funds for requests", sentence: "cannot be below zero") {
            let awards = [
                YearWorld.Award(
                    claim: "P", county: "150223", clause: "1", fen: 9, region: 9, programme: "nm-cb7-2023")
            ]
            $0.open("nm-cb7-2023/2023/all", "nm-cb7-2023", at: "150000")
            $0.award(awards, "nm-cb7-2023/2023/all", at: "150000")
            $0.confirm(awards, "nm-cb7-2023/2023/all", at: "150000")
            try $0.settle()
            _ = try $0.year(.settleRequest)
            try $0.settle()
            var grant = GrantOrder()
            grant.year = 2023
            var funds = AvailableFunds()
            (funds.programme, funds.clause, funds.fen) = ("nm-cb7-2023", "1", -1)
            grant.available = [funds]
            return try $0.order(.settleGrant, grant, at: "150000")
        },
    ]

    @Test(arguments: orders) func anOrderThatCannotBeIsRefusedAndAnswered(_ order: Order) throws {
        let world = try Self.stated()
        try #require(world.closed.count == 1)
        let count = world.records.count
        let told = try order.give(world)
        #expect(!told.accepted && told.sentence.en.contains(order.sentence), "\(told.sentence.en)")
        #expect(!told.sentence.zh.isEmpty)
        // Nothing follows from it but its answer.
        guard case .answer(told)? = world.written.last?.output else {
            Issue.record("the answer is not the last that was written: \(world.records.dropFirst(count))")
            return
        }
    }

    private static func budget(_ to: String, _ fen: Int64) -> AllotOrder {
        var order = AllotOrder()
        (order.to, order.programme, order.year, order.amountFen) = (to, "baotou-2022", 2023, fen)
        return order
    }

    // MARK: The bank's file

    /// Rows of one file, of which the last is refused.
    struct Rows: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sentence: String
        let rows: @Sendable (_ sent: String) -> [AnswerRow]
    }

    static let files = [
        Rows(testDescription: "an unknown payee", sentence: "No line nobody-1 was sent: the payee is unknown") { _ in
            [PayFixture.row("nobody-1", "3000.00", "paid", number: 2)]
        },
        Rows(testDescription: "a wrong sum", sentence: "was sent with 3000.00 yuan, the answer says 3000.01") {
            [PayFixture.row($0, "3000.01", "paid", number: 2)]
        },
        Rows(testDescription: "a negative amount", sentence: "-3000.00 is no amount above zero") {
            [PayFixture.row($0, "-3000.00", "paid", number: 2)]
        },
        Rows(testDescription: "the same line twice", sentence: "stands there twice") {
            [PayFixture.row($0, "3000.00", "paid", number: 2), PayFixture.row($0, "3000.00", "paid", number: 3)]
        },
    ]

    @Test(arguments: files) func aRowThatCannotBeIsRefusedAndRecorded(_ file: Rows) throws {
        var office = try PayFixture()
        try office.take(try CityRecords([.init(claim: "a", fen: 300_000)]).all)
        let rows = file.rows(try office.pay("a"))
        let answer = try office.answer(rows)
        guard case .answerRefused(let refused)? = office.written.last else {
            Issue.record("nothing was refused: \(answer.sentence.en)")
            return
        }
        #expect(refused.row == rows.last?.row)
        #expect(refused.sentence.en.contains(file.sentence), "\(refused.sentence.en)")
        #expect(answer.sentence.en.contains("\(rows.count - 1) paid, 0 returned, 1 rows refused"))
        #expect(office.row("a")?.paidFen == 300_000)
    }
}
