public import Awards
public import Decimals
public import Messages

/// Everything that is known when a round (申报批次) is closed.
public struct Round: Sendable {
    /// Award year (年度).
    public var year: Int
    /// The day that counts as the day of application for a claim that does not say when it was received.
    public var asOf: CivilDate
    /// Nil: as the policy's file says.
    public var state: Programme.State?
    /// A draft is treated as issued, for trials.
    public var isTrial = false
    public var guide = RoundGuide()
    /// In any order; their ids differ.
    public var claims: [RoundClaim]
    /// What was paid before, under this or another policy.
    public var earlier: [EarlierAward] = []
    public var reserved = Reserved()
    /// By clause, the sum that is divided where it is not the file's.
    public var pots: [String: Money] = [:]

    public init(year: Int, asOf: CivilDate, claims: [RoundClaim]) {
        self.year = year
        self.asOf = asOf
        self.claims = claims
    }

    /// What is reserved of this year's budgets already.
    public struct Reserved: Sendable {
        /// By clause.
        public var clauses: [String: Money] = [:]
        /// Under the programme's own total.
        public var total = Money.zero

        public init() {}
    }
}

/// The year's terms (申报指南).
public struct RoundGuide: Sendable {
    public var isLoaded = true
    public var closedClauses: Set<String> = []
    /// Above 0, at most 1. Only programmes that say so are cut by it.
    public var coefficient = Decimal128(1)
    /// Facts that it fixes for every clause that asks for them; they stand over those of a claim.
    public var facts = Facts()

    public init() {}
}

/// A claim as a round meets it.
public struct RoundClaim: Sendable {
    public var id: String
    public var applicant: String
    public var clause: String
    /// The thing that is rewarded (获评对象); nil: the applicant.
    public var object: String?
    /// When its first version was received; nil: at the first moment of the round's day.
    public var received: Moment?
    /// Whose implementing rules hold for it; nil: nobody's.
    public var division: String?
    /// Who lodges it; nil: whom the clause asks for.
    public var lodgedBy: Claimant.Kind?
    /// Claims of the round on the same project, sales or invoices; enough if one of them says so.
    public var sameAs: [String] = []
    /// Verified; those that the round itself knows are not among them.
    public var facts: Facts
    /// The amount that the clause alone gives, instead of the clause's own facts.
    public var assessed: Money?

    public init(id: String, applicant: String, clause: String, facts: Facts = [:]) {
        self.id = id
        self.applicant = applicant
        self.clause = clause
        self.facts = facts
    }
}

/// What was paid before.
public struct EarlierAward: Sendable {
    public var applicant: String
    /// As in claims.
    public var object: String?
    public var policy: String
    public var clause: String?
    public var year: Int
    public var amount: Money
    /// Who issued that policy.
    public var tier: Tier

    public init(applicant: String, policy: String, clause: String?, year: Int, amount: Money, tier: Tier) {
        self.applicant = applicant
        self.policy = policy
        self.clause = clause
        self.year = year
        self.amount = amount
        self.tier = tier
    }
}

/// What a claim gets in a round.
public struct RoundOutcome: Sendable {
    public let id: String
    public internal(set) var assessment: Assessment
    /// The claim that stays where this one loses to a higher one.
    public internal(set) var kept: String?
    /// Each step of the amount, where they were asked for.
    public internal(set) var steps: [Trace.Step] = []
}

/// Why a round cannot be adjudicated: a sentence for each fault, with the claim or key that it lies in.
public struct RoundErrors: Error, Hashable, Sendable, CustomStringConvertible {
    public let sentences: [String]

    public init(sentences: [String]) { self.sentences = sentences }

    public var description: String { sentences.joined(separator: "; ") }
}
