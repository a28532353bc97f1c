import Decimals
import Seals
import Testing

@testable import Awards

struct JournalEntryTests {
    static let county = Division("150223")!
    static let city = Division("150200")!
    static let matter = Matter(programme: "sample-2031", clause: "1", year: 2031)

    static func origin(_ id: String) -> JournalEntry.Origin {
        JournalEntry.Origin(id: id, digest: SHA256.digest(of: Array(id.utf8)))
    }

    private static func line(_ office: Division, _ item: LedgerAccount.Item, _ fen: Int64) -> JournalEntry.Line {
        JournalEntry.Line(LedgerAccount(office, item, matter), Money(fen: fen))
    }

    /// Lines that make no entry, and words of the sentence that says so.
    static let refused: [(lines: [JournalEntry.Line], says: String)] = [
        ([], "moves nothing"),
        ([line(county, .borne, 1)], "150223 add up to 1 fen"),
        ([line(county, .borne, 100), line(county, .claimants, -99)], "150223 add up to 1 fen"),
        // They balance together, but neither office's books do.
        ([line(county, .borne, 100), line(city, .treasury, -100)], "150200 add up to -100 fen"),
        ([line(county, .borne, 0), line(county, .claimants, 0)], "a line of zero"),
        ([line(county, .borne, 5), line(county, .borne, -5)], "an account twice"),
        (
            [line(county, .borne, .max), line(county, .treasury, .max), line(county, .claimants, 2)],
            "150223 add up to 18446744073709551616 fen"
        ),
    ]

    @Test(arguments: refused.indices) func anEntryThatDoesNotBalanceCannotBeMade(_ index: Int) {
        let item = Self.refused[index]
        let error = #expect(throws: JournalError.self) {
            try JournalEntry(.payment, from: Self.origin("p-1"), item.lines)
        }
        #expect(error?.description.contains(item.says) ?? false, "\(error?.description ?? "")")
        #expect(error?.description.contains("p-1") ?? false)
    }

    @Test func theSameFactIsTheSameEntry() throws {
        let lines = [Self.line(Self.county, .borne, 7), Self.line(Self.county, .claimants, -7)]
        let entry = try JournalEntry(.awardConfirmed, from: Self.origin("a"), lines)
        #expect(try JournalEntry(.awardConfirmed, from: Self.origin("a"), lines.reversed()) == entry)
        #expect(try JournalEntry(.awardConfirmed, from: Self.origin("a"), lines.reversed()).id == entry.id)
        // Another record, kind, digest or amount is another fact.
        let forged = JournalEntry.Origin(id: "a", digest: SHA256.digest(of: []))
        let more = [Self.line(Self.county, .borne, 8), Self.line(Self.county, .claimants, -8)]
        let others = [
            try JournalEntry(.awardConfirmed, from: Self.origin("b"), lines),
            try JournalEntry(.payment, from: Self.origin("a"), lines),
            try JournalEntry(.awardConfirmed, from: forged, lines),
            try JournalEntry(.awardConfirmed, from: Self.origin("a"), more),
        ]
        #expect(Set(others.map(\.id) + [entry.id]).count == 5)
    }

    /// Texts that run together differ in their lengths.
    @Test func noTwoEntriesShareAnId() throws {
        let ids = try [("1", "11"), ("11", "1"), ("1:1", "1"), ("", "111")].map { programme, clause in
            let matter = Matter(programme: programme, clause: clause, year: 2031)
            return try JournalEntry.payment(Money(fen: 1), by: Self.county, of: matter, from: Self.origin("p")).id
        }
        #expect(Set(ids).count == ids.count)
    }

    /// From the award to the last fen of its settlement, by hand: 3.01 yuan, of which the city bears 1.50.
    @Test func anAwardRunsItsCourse() throws {
        let (county, city, matter, amount, share) = (
            Self.county, Self.city, Self.matter, Money(fen: 301), Money(fen: 150)
        )
        func balance(_ office: Division, _ item: LedgerAccount.Item) -> Int128 {
            ledger.balance(of: LedgerAccount(office, item, matter))
        }
        var ledger = Ledger()
        try ledger.post(.awardConfirmed(amount, by: county, of: matter, from: Self.origin("a")))
        try ledger.post(.shares(of: county, borneBy: [(city, share)], of: matter, from: Self.origin("a")))
        #expect(balance(county, .borne) == 151)
        #expect(balance(city, .borne) == 150)
        #expect(balance(county, .claimants) == -301)
        try ledger.post(.payment(amount, by: county, of: matter, from: Self.origin("p")))
        try ledger.post(.returned(amount, to: county, of: matter, from: Self.origin("r")))
        #expect(balance(county, .treasury) == 0)
        #expect(balance(county, .claimants) == -301)
        try ledger.post(.payment(amount, by: county, of: matter, from: Self.origin("p2")))
        #expect(balance(county, .treasury) == -301)
        #expect(balance(city, .owedTo(county)) == -150)
        try ledger.post(.settlementProposed(share, by: city, to: county, of: matter, from: Self.origin("s")))
        #expect(balance(city, .owedTo(county)) == 0)
        #expect(balance(city, .proposedTo(county)) == -150)
        try ledger.post(.settlementAgreed(share, by: county, with: city, of: matter, from: Self.origin("g")))
        #expect(balance(county, .owedBy(city)) == 0)
        #expect(balance(county, .agreedBy(city)) == 150)
        try ledger.post(.settlementPaid(share, by: city, to: county, of: matter, from: Self.origin("t")))
        #expect(
            ledger.accounts.map { "\($0.account): \($0.fen)" } == [
                "150200 borne, sample-2031 1 2031: 150", "150200 treasury, sample-2031 1 2031: -150",
                "150223 borne, sample-2031 1 2031: 151", "150223 treasury, sample-2031 1 2031: -151",
            ])
    }

    /// Baotou 三, 十三: the county is the payee, the city bears all of it.
    @Test func anAwardOfAnOfficeIsOwedToIt() throws {
        let ledger = Ledger([
            try .awardConfirmed(
                Money(fen: 100), by: Self.city, to: Self.county, of: Self.matter, from: Self.origin("a"))
        ])
        #expect(ledger.balance(of: LedgerAccount(Self.city, .owedTo(Self.county), Self.matter)) == -100)
        #expect(ledger.balance(of: LedgerAccount(Self.county, .owedBy(Self.city), Self.matter)) == 100)
        #expect(ledger.balance(of: LedgerAccount(Self.county, .received, Self.matter)) == -100)
    }

    @Test func anAmountThatCannotMoveIsRefused() {
        let largest = Money(fen: .min)
        #expect(throws: JournalError.tooLarge("a")) {
            try JournalEntry.awardConfirmed(largest, by: Self.county, of: Self.matter, from: Self.origin("a"))
        }
        for fen: Int64 in [0, -1] {
            #expect(throws: JournalError.amount("p", Money(fen: fen))) {
                try JournalEntry.payment(Money(fen: fen), by: Self.county, of: Self.matter, from: Self.origin("p"))
            }
        }
        #expect(throws: JournalError.empty("s")) {
            try JournalEntry.shares(
                of: Self.county, borneBy: [(Self.city, .zero)], of: Self.matter, from: Self.origin("s"))
        }
        #expect(throws: JournalError.self) {
            try JournalEntry.shares(
                of: Self.county, borneBy: [(Self.city, Money(fen: 1)), (Self.city, Money(fen: 2))], of: Self.matter,
                from: Self.origin("s"))
        }
    }
}
