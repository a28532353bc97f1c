import Agent
import Messages

/// What a settler knows for a year's settlement: the awards below it and above it, and the statements between offices.
struct YearState {
    var awards: Agent.Table<CountyAward, AwardStanding>
    /// The counties that pay a claim's award, where several do, by `round/claim`.
    var parts: Agent.Table<String, [String]>
    /// The office whose round it is; of rounds that were opened.
    var deciders: Agent.Table<String, String>
    /// The newest policy's digest, by programme.
    var policies: Agent.Table<String, String>
    var years: Agent.Table<Int64, YearLife>
    /// By id, those that this office made and those that it checks.
    var statements: Agent.Table<String, StatementLife>
    /// The last statement between two offices, as `from-to`.
    var latest: Agent.Table<String, String>
    /// Statements that both agreed to, or that stand by an officer's order, by `from-to/number`.
    var agreed: Agent.Table<String, Bool>
    /// Records that cannot be used, until that is said: by the record's id.
    var refusals: Agent.Table<String, Recorded<SettlementRefused>>
    /// Under the one key `day`.
    var today: Agent.Table<String, String>
    /// The newest allotment, by ``AllotmentName``.
    var allotments: Agent.Table<AllotmentName, Recorded<AllotmentMade>>
    /// Of statements that are checked: lines and their sum so far, by id.
    var read: Agent.Table<String, [Int64]>

    init(_ store: StateStore) {
        awards = Agent.Table(store, 60)
        parts = Agent.Table(store, 61)
        deciders = Agent.Table(store, 62)
        policies = Agent.Table(store, 63)
        years = Agent.Table(store, 65)
        statements = Agent.Table(store, 66)
        latest = Agent.Table(store, 67)
        agreed = Agent.Table(store, 68)
        refusals = Agent.Table(store, 69)
        today = Agent.Table(store, 70)
        allotments = Agent.Table(store, 71)
        read = Agent.Table(store, 72)
    }

    var day: String? { today["day"] }

    func isAgreed(_ pair: String, _ number: Int64) -> Bool { agreed["\(pair)/\(number)"] ?? false }

    /// The newest statement between two offices.
    func latest(_ pair: String) -> StatementLife? { latest[pair].flatMap { statements[$0] } }
}

/// A year's settlement with the offices below; of a county, by the office above.
struct YearLife: StateValue, Equatable {
    var isProposed = false
    var isClosed = false
    /// Rounds that an officer lets it go without.
    var withoutRounds: [String] = []

    init() {}

    func write(to bytes: inout [UInt8]) {
        isProposed.write(to: &bytes)
        isClosed.write(to: &bytes)
        withoutRounds.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let isProposed = Bool(from: &bytes), let isClosed = Bool(from: &bytes),
            let withoutRounds = [String](from: &bytes)
        else { return nil }
        self.isProposed = isProposed
        self.isClosed = isClosed
        self.withoutRounds = withoutRounds
    }
}

/// A budget: whose, of what and for which year.
struct AllotmentName: StateValue, Hashable {
    let to: String
    let programme: String
    /// Empty: of the whole programme.
    let clause: String
    let year: Int64

    init(_ allotment: AllotmentMade) {
        self.init(to: allotment.to, allotment.programme, allotment.clause, allotment.year)
    }

    init(to: String, _ programme: String, _ clause: String?, _ year: Int64) {
        self.to = to
        self.programme = programme
        self.clause = clause ?? ""
        self.year = year
    }

    func write(to bytes: inout [UInt8]) {
        for text in [self.to, programme, clause] { text.write(to: &bytes) }
        year.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let to = String(from: &bytes), let programme = String(from: &bytes), let clause = String(from: &bytes),
            let year = Int64(from: &bytes)
        else { return nil }
        self.init(to: to, programme, clause, year)
    }
}
