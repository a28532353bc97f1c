import Decimals
import Seals
import TestSupport
import Testing

@testable import Awards

/// Random histories of awards, payments, recoveries and settlements.
struct LedgerPropertyTests {
    static let histories = 10_000

    @Test func historiesBalanceWhateverTheirOrder() throws {
        var generator = SeededGenerator(name: "LedgerPropertyTests")
        var posted = 0
        for number in 0..<Self.histories {
            let history = try RandomHistory(number, &generator)
            var ledger = Ledger()
            for entry in history.entries {
                let isNew = ledger.post(entry)
                #expect(isNew && ledger.sum == 0, "history \(number)")
            }
            posted += history.entries.count
            let faults = history.faults(in: ledger)
            #expect(faults.isEmpty, "history \(number): \(faults)")
            // A second posting changes nothing, and neither does another order with repetitions.
            var again = ledger
            let second = history.entries.filter { again.post($0) }
            #expect(second.isEmpty && again == ledger, "history \(number)")
            let repeated = history.entries + history.entries.prefix(3)
            #expect(Ledger(repeated.shuffled(using: &generator)) == ledger, "history \(number)")
            if faults.isEmpty == false || again != ledger { return }
        }
        #expect(posted > 5 * Self.histories)
    }
}

/// What happened, and what must be seen of it, counted without a ledger.
struct RandomHistory {
    private(set) var entries: [JournalEntry] = []
    private var expected: [LedgerAccount: Int128] = [:]
    /// Of each clause: what was awarded less what was called back.
    private var granted: [Matter: Int128] = [:]
    private var names = 0
    private let number: Int

    private static let city = Division("150200")!
    private static let region = Division("150000")!
    private static let counties = ["150204", "150223", "150271"].compactMap { Division($0) }

    init(_ number: Int, _ generator: inout SeededGenerator) throws {
        self.number = number
        for _ in 0..<Int.random(in: 1...4, using: &generator) { try award(&generator) }
        if Bool.random(using: &generator) { try allot(&generator) }
    }

    private mutating func origin() -> JournalEntry.Origin {
        names += 1
        return JournalEntry.Origin(id: "\(number)-\(names)", digest: SHA256.digest(of: [UInt8(names & 255)]))
    }

    private mutating func expect(_ office: Division, _ item: LedgerAccount.Item, _ matter: Matter, _ fen: Int64) {
        expected[LedgerAccount(office, item, matter), default: 0] += Int128(fen)
    }

    private mutating func award(_ generator: inout SeededGenerator) throws {
        let county = Self.counties.randomElement(using: &generator) ?? Self.city
        let matter = Matter(
            programme: "sample", clause: "\(Int.random(in: 1...3, using: &generator))",
            year: Int.random(in: 2031...2032, using: &generator))
        let fen = Int64.random(in: 1...[10, 1_000_000, 1 << 50].randomElement(using: &generator)!, using: &generator)
        let share = fen * Int64.random(in: 0...100, using: &generator) / 100
        let (amount, record) = (Money(fen: fen), origin())
        entries.append(try .awardConfirmed(amount, by: county, of: matter, from: record))
        granted[matter, default: 0] += Int128(fen)
        expect(county, .claimants, matter, -fen)
        try bear(share, for: county, matter, record)
        guard Bool.random(using: &generator) else { return }
        try pay(amount, by: county, matter, &generator)
        if share > 0, Bool.random(using: &generator) { try settle(Money(fen: share), with: county, matter, &generator) }
        if Int.random(in: 0..<4, using: &generator) == 0 {
            try callBack(Int64.random(in: 1...fen, using: &generator), share, of: fen, county, matter, &generator)
        }
    }

    private mutating func bear(
        _ share: Int64, for county: Division, _ matter: Matter, _ record: JournalEntry.Origin
    ) throws {
        guard share != 0 else { return }
        let borne = [(office: Self.city, amount: Money(fen: share))]
        entries.append(try .shares(of: county, borneBy: borne, of: matter, from: record))
        expect(Self.city, .borne, matter, share)
        expect(Self.city, .owedTo(county), matter, -share)
        expect(county, .owedBy(Self.city), matter, share)
    }

    private mutating func pay(
        _ amount: Money, by county: Division, _ matter: Matter, _ generator: inout SeededGenerator
    ) throws {
        entries.append(try .payment(amount, by: county, of: matter, from: origin()))
        if Int.random(in: 0..<4, using: &generator) == 0 {
            entries.append(try .returned(amount, to: county, of: matter, from: origin()))
            entries.append(try .payment(amount, by: county, of: matter, from: origin()))
        }
        expect(county, .claimants, matter, amount.fen)
        expect(county, .treasury, matter, -amount.fen)
    }

    private mutating func settle(
        _ share: Money, with county: Division, _ matter: Matter, _ generator: inout SeededGenerator
    ) throws {
        let city = Self.city
        entries.append(try .settlementProposed(share, by: city, to: county, of: matter, from: origin()))
        expect(city, .owedTo(county), matter, share.fen)
        expect(city, .proposedTo(county), matter, -share.fen)
        guard Bool.random(using: &generator) else { return }
        entries.append(try .settlementAgreed(share, by: county, with: city, of: matter, from: origin()))
        entries.append(try .settlementPaid(share, by: city, to: county, of: matter, from: origin()))
        expect(city, .proposedTo(county), matter, share.fen)
        expect(county, .owedBy(city), matter, -share.fen)
        expect(city, .treasury, matter, -share.fen)
        expect(county, .treasury, matter, share.fen)
    }

    /// The city gets back its part of what is called back.
    private mutating func callBack(
        _ fen: Int64, _ share: Int64, of whole: Int64, _ county: Division, _ matter: Matter,
        _ generator: inout SeededGenerator
    ) throws {
        let record = origin()
        entries.append(try .recovery(Money(fen: fen), by: county, of: matter, from: record))
        granted[matter, default: 0] -= Int128(fen)
        expect(county, .recoverable, matter, fen)
        try bear(-Int64(Int128(share) * Int128(fen) / Int128(whole)), for: county, matter, record)
        guard Bool.random(using: &generator) else { return }
        entries.append(try .recoveryPaid(Money(fen: fen), by: county, of: matter, from: origin()))
        expect(county, .recoverable, matter, -fen)
        expect(county, .treasury, matter, fen)
    }

    private mutating func allot(_ generator: inout SeededGenerator) throws {
        let matter = Matter(programme: "sample", clause: "1", year: 2031)
        let amount = Money(fen: Int64.random(in: 1...1_000_000, using: &generator))
        let (city, region) = (Self.city, Self.region)
        entries.append(try .needRequested(amount, by: city, from: region, of: matter, from: origin()))
        entries.append(try .budgetAllotted(amount, by: region, to: city, of: matter, from: origin()))
        expect(city, .requestedFrom(region), matter, amount.fen)
        expect(city, .need, matter, -amount.fen)
        expect(region, .allottedTo(city), matter, amount.fen)
        expect(region, .budget, matter, -amount.fen)
        expect(city, .budget, matter, amount.fen)
        expect(city, .allottedBy(region), matter, -amount.fen)
    }

    /// What a ledger of it has against it.
    func faults(in ledger: Ledger) -> [String] {
        var faults: [String] = []
        for (account, fen) in expected.sorted(by: { $0.key < $1.key }) where ledger.balance(of: account) != fen {
            faults.append("\(account): \(ledger.balance(of: account)), not \(fen)")
        }
        // The shares of all tiers are the awards, to the fen.
        for (matter, fen) in granted {
            let borne = ledger.sum { $0.matter == matter && $0.item == .borne }
            if borne != fen { faults.append("\(matter): \(borne) borne of \(fen)") }
        }
        for office in Self.counties + [Self.city, Self.region] {
            let sum = ledger.sum { $0.office == office }
            if sum != 0 { faults.append("\(office): the books are off by \(sum)") }
        }
        // What each is owed the other owes.
        for county in Self.counties {
            let owed = ledger.sum {
                $0.office == county && [.owedBy(Self.city), .agreedBy(Self.city)].contains($0.item)
            }
            let owes = ledger.sum {
                $0.office == Self.city
                    && [.owedTo(county), .proposedTo(county), .agreedTo(county)].contains($0.item)
            }
            if owed + owes != 0 { faults.append("\(county) is owed \(owed), the city owes \(-owes)") }
        }
        return faults
    }
}
