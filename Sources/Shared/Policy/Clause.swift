public import Awards
public import Documents

/// An article that grants money, or that says why not; the smallest thing that a claim can be made under.
public struct Clause: Sendable {
    public let id: String
    /// Number of the article as the text prints it: `十一`.
    public let article: String
    public let title: BilingualText
    /// The sentence, verbatim; `⋯` joins its pieces.
    public let quote: String
    public let departments: String?
    /// What is rewarded (获评对象).
    public let object: String?
    /// The award is for a year's result, so that year must lie in the validity.
    public let isAnnual: Bool
    public let claimant: Claimant?
    public let facts: [FactDeclaration]
    /// Its own, then those of the programme.
    public let parameters: [Parameter]
    public let values: [NamedValue]
    public let tables: [Table]
    public let conditions: [Condition]
    public let referrals: [Referral]
    public let grant: Grant
    public let earlier: EarlierRule?
    public let budget: Budget?
    public let shares: [Share]
    public let settlement: ClauseSettlement?
    public let coverage: PlacesCovered?
    public let seeAlso: SeeAlso?
    /// Claims of several applicants for one object go to a person.
    public let sameObject: SharedClaim?
    public let mark: Mark

    public func fact(_ name: String) -> FactDeclaration? { facts.first { $0.name == name } }
    public func parameter(_ name: String) -> Parameter? { parameters.first { $0.name == name } }
}

/// Who may lodge a claim.
public struct Claimant: Sendable {
    public let kind: Kind
    public let reason: String
    public let text: BilingualText

    public enum Kind: String, CaseIterable, Sendable {
        case firm, county, city
    }
}

/// An intermediate result with a name.
public struct NamedValue: Sendable {
    public let name: String
    public let formula: Written
    public let text: BilingualText?
}

/// A condition of the law's sentence.
public struct Condition: Sendable {
    public let test: Written
    /// Id of the refusal.
    public let reason: String
    public let text: BilingualText
}

/// A case that only a person can settle although all conditions hold.
public struct Referral: Sendable {
    public let test: Written
    public let reason: String
    public let ceiling: Written?
    public let text: BilingualText
}

/// What a clause gives.
public enum Grant: Sendable {
    case award(AwardRule)
    case decision(DecisionRule)
    /// Money without an amount: `一定奖励`, `适当支持`.
    case open(reason: String, ceiling: Written?, text: BilingualText)
    /// A target that is met or not.
    case target([Test])
    /// A bound that other policies must keep.
    case bound([Test])
    /// No money: a duty, or a reference.
    case duty(BilingualText)

    public struct Test: Sendable {
        public let test: Written
        public let text: BilingualText
        /// Of a target: over what time offices' figures are added up.
        public var per = EarlierRule.Period.programme
    }
}

/// How an amount follows from the facts.
public struct AwardRule: Sendable {
    public let amount: Amount
    public let cap: Written?
    public let limits: [Limit]
    /// A list of records of name and amount, when the award has parts.
    public let parts: Written?
    public let leftOver: LeftOver?

    public enum Amount: Sendable {
        case formula(Written)
        /// The award of another clause, which the fact of this name names.
        case ofClause(String)
    }

    public struct Limit: Sendable {
        public let atMost: Written
        public let text: BilingualText
    }

    /// What the award does not cover, reported under a name.
    public struct LeftOver: Sendable {
        public let name: String
        public let formula: Written
    }
}

/// An officer decides the amount, within bounds.
public struct DecisionRule: Sendable {
    /// Why an officer is asked.
    public let reason: String
    public let ceiling: Written?
    public let floor: Floor?
    public let text: BilingualText

    public struct Floor: Sendable {
        public let amount: Written
        public let reason: String
    }
}

/// What earlier awards under the clause change.
public struct EarlierRule: Sendable {
    public let kind: Kind
    /// The fact that holds what was paid; without one only rounds know it.
    public let fact: String?
    public let within: Period

    public enum Kind: Sendable {
        /// Paid once (一次性).
        case once
        /// A ladder: what was paid lower down is taken off.
        case difference
        /// A cap over time.
        case cap(Written)
    }

    public enum Period: String, CaseIterable, Sendable {
        case year, programme
    }
}

/// A sum that all claims of a clause, or of a programme, share.
public struct Budget: Sendable {
    public let total: Written
    public let per: EarlierRule.Period
    /// The fact that holds what is reserved already.
    public let committed: String?
    public let division: Division
    /// When awards are so much a piece: its price, and the name under which pieces that wait are reported.
    public let piece: Piece?
    public let reason: String?
    public let text: BilingualText
    /// Of a programme's budget: clauses that it does not hold.
    public let outside: [String]
    /// In a queue: a later claim that still fits is paid although one before it waits.
    public let isPassing: Bool

    public enum Division: String, CaseIterable, Sendable {
        /// By time of receipt; who does not fit waits.
        case queue
        case proRata = "pro_rata"
        /// All together fit, or none is paid.
        case none
    }

    public struct Piece: Sendable {
        public let price: Written
        public let waiting: String
    }
}

/// What several claims share, so that only a person can settle them.
public struct SharedClaim: Sendable {
    public let reason: String
    public let text: BilingualText
}

/// The part of an award that a tier bears.
public struct Share: Sendable {
    public let tier: Tier
    public let part: Part

    public enum Part: Sendable {
        case formula(Written)
        /// Given back to the county at the year's end (年终体制结算).
        case returned(Written)
        case rest
    }
}

/// Which of the programme's divisions the named lists cover, and which are knowingly left out.
public struct PlacesCovered: Sendable {
    public let lists: [String]
    public let except: [String]
    public let mark: Mark
}

/// The clause of another programme that the text points to.
public struct SeeAlso: Sendable {
    public let programme: String
    public let clause: String
}
