/// Where money of an office stands, for one clause of a programme and one year: what journal entries move money between.
///
/// A balance is in fen; what an office has, is owed or has borne is positive, what it owes or has received negative.
public struct LedgerAccount: Hashable, Sendable {
    public let office: Division
    public let item: Item
    public let matter: Matter

    public init(_ office: Division, _ item: Item, _ matter: Matter) {
        self.office = office
        self.item = item
        self.matter = matter
    }

    /// What the money is to the office.
    public enum Item: Hashable, Sendable {
        /// Borne by the office itself: its own share of awards.
        case borne
        /// An award that the office receives as its payee (Baotou 三, 十三).
        case received
        /// Confirmed, and owed to claimants.
        case claimants
        /// Called back from claimants, who owe it.
        case recoverable
        /// Money that came in or went out.
        case treasury
        /// The share of another office in what this one pays; until that office has agreed to it.
        case owedBy(Division)
        /// The share of this office in what another one pays.
        case owedTo(Division)
        /// In a statement that this office has sent to the other, which has not answered.
        case proposedTo(Division)
        /// In a statement that both have agreed to.
        case agreedTo(Division)
        case agreedBy(Division)
        /// What the office may spend.
        case budget
        /// Budget that was sent down to an office, or came from one.
        case allottedTo(Division)
        case allottedBy(Division)
        /// Money that the office needs and has asked another one for.
        case need
        case requestedFrom(Division)
    }
}

/// What an amount is about: a clause of a programme, in an award year (年度).
public struct Matter: Hashable, Sendable {
    public let programme: String
    public let clause: String
    public let year: Int

    public init(programme: String, clause: String, year: Int) {
        self.programme = programme
        self.clause = clause
        self.year = year
    }
}

extension LedgerAccount.Item {
    /// A word of its own for each, and the other office, as records say it.
    public var words: (name: String, other: Division?) {
        switch self {
        case .borne: ("borne", nil)
        case .received: ("received", nil)
        case .claimants: ("claimants", nil)
        case .recoverable: ("recoverable", nil)
        case .treasury: ("treasury", nil)
        case .owedBy(let office): ("owed-by", office)
        case .owedTo(let office): ("owed-to", office)
        case .proposedTo(let office): ("proposed-to", office)
        case .agreedTo(let office): ("agreed-to", office)
        case .agreedBy(let office): ("agreed-by", office)
        case .budget: ("budget", nil)
        case .allottedTo(let office): ("allotted-to", office)
        case .allottedBy(let office): ("allotted-by", office)
        case .need: ("need", nil)
        case .requestedFrom(let office): ("requested-from", office)
        }
    }
}

extension LedgerAccount.Item {
    /// Nil for a word that there is not, and where the other office is missing or too many.
    public init?(word: String, other: Division?) {
        let item: LedgerAccount.Item? =
            if let other {
                switch word {
                case "owed-by": .owedBy(other)
                case "owed-to": .owedTo(other)
                case "proposed-to": .proposedTo(other)
                case "agreed-to": .agreedTo(other)
                case "agreed-by": .agreedBy(other)
                case "allotted-to": .allottedTo(other)
                case "allotted-by": .allottedBy(other)
                case "requested-from": .requestedFrom(other)
                default: nil
                }
            } else {
                switch word {
                case "borne": .borne
                case "received": .received
                case "claimants": .claimants
                case "recoverable": .recoverable
                case "treasury": .treasury
                case "budget": .budget
                case "need": .need
                default: nil
                }
            }
        guard let item else { return nil }
        self = item
    }
}

extension LedgerAccount: Comparable, CustomStringConvertible {
    /// `150223 owed-by 150200, baotou-2022 7-1 2024`.
    public var description: String {
        let (name, other) = item.words
        return "\(office) \(name)\(other.map { " \($0)" } ?? ""), \(matter.programme) \(matter.clause) \(matter.year)"
    }

    /// By office, programme, clause, year and item: the same in every process.
    public static func < (left: LedgerAccount, right: LedgerAccount) -> Bool { left.order < right.order }

    private typealias Order = (Division, String, String, Int, String, String)

    private var order: Order {
        let (name, other) = item.words
        return (office, matter.programme, matter.clause, matter.year, name, other?.code ?? "")
    }
}
