public import Awards
public import Documents

/// A policy document as data: its clauses, their numbers and the words they come from.
public struct Programme: Sendable {
    public let id: String
    public let title: BilingualText
    public let issuer: BilingualText
    public let number: String?
    public let state: State
    public let validity: Validity
    public let superior: String?
    public let tiers: Tiers
    public let divisions: [String]
    public let guide: GuideRule?
    /// Whether what is confirmed must lie within budget that was sent down.
    public let allotments: Allotments
    /// Which claims the highest-only rule joins.
    public let nonDuplication: NonDuplication?
    /// A total over clauses.
    public let budget: Budget?
    /// Numbers that several clauses use.
    public let parameters: [Parameter]
    /// Objects (`firm`, `operator`) that are the applicant itself, whatever a claim names.
    public let applicants: [String]
    /// Claims that name each other as the same project, sales or invoices go to a person.
    public let sameProject: SharedClaim?
    /// Nil where city and county have nothing to settle.
    public let settlement: SettlementRule?
    public let readings: [Reading]
    public let clauses: [Clause]
    public let file: String
    /// The implementing rules of a lower tier that were laid over it.
    public internal(set) var overlay: Overlay?
    /// The rules that a bundle holds (``PolicyBundle``), and the programme as each division has set it.
    public internal(set) var rules: [Overlay] = []
    var divided: [String: Programme] = [:]

    public func clause(_ id: String) -> Clause? { clauses.first { $0.id == id } }

    public enum State: String, CaseIterable, Sendable {
        /// Can be simulated, never paid.
        case draft
        case inForce = "in_force"
    }

    public enum Allotments: String, CaseIterable, Sendable {
        /// Nothing is confirmed but within an allotment.
        case required
        /// An allotment that was made is the limit; without one there is none.
        case whereMade = "where_made"
    }

    /// First and last day; nil where the text leaves one open.
    public struct Validity: Sendable {
        public let from: CivilDate?
        public let to: CivilDate?
        /// A date that the text has left blank (`2023年X月X日`).
        public let placeholder: String?
    }

    /// Which tier does what.
    public struct Tiers: Sendable {
        public let verifies: Tier
        public let decides: Tier
        public let pays: Tier
    }
}

/// A yearly guide (申报指南) holds this programme's awards back until it is there.
public struct GuideRule: Sendable {
    public let quote: String?
    public let hasCoefficient: Bool
    /// Clauses whose amounts the year's coefficient leaves alone.
    public let withoutCoefficient: [String]
}

/// Of awards for one object only the highest is paid (就高不重复).
public struct NonDuplication: Sendable {
    public let quote: String
    public let clauses: [String]
    public let joined: Joined
    public let within: EarlierRule.Period
    public let policiesOf: Policies
    public let text: BilingualText

    /// What makes two claims one.
    public enum Joined: String, CaseIterable, Sendable {
        /// The same thing is rewarded.
        case object
        /// The same project, sales or invoices, as claims name each other.
        case project
    }

    /// Whose policies count.
    public enum Policies: String, CaseIterable, Sendable {
        case programme, county, city, region
    }
}

/// An ambiguity of the text and how it is read; the other ways stay there to be tried.
public struct Reading: Sendable {
    /// `A-06`.
    public let id: String
    /// Empty: all.
    public let clauses: [String]
    public let question: BilingualText
    public let chosen: String
    public let choices: [Choice]

    public struct Choice: Sendable {
        public let name: String
        public let text: BilingualText
        /// Parts of the file that this choice replaces; nil takes one away.
        public let replacements: [Replacement]
        /// What is missing, so that this choice cannot be computed.
        public let needs: BilingualText?
    }

    public struct Replacement: Sendable {
        /// `7-1/award/amount`.
        public let path: String
        public let value: Node?
    }
}
