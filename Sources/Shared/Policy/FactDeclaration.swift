public import Awards
public import Documents
public import Feel

/// A fact that a clause asks for: its type and unit, where it comes from, and what holds when nobody gives it.
public struct FactDeclaration: Sendable {
    public let name: String
    public let type: StaticType
    public let text: BilingualText
    /// Who attests it: a register, an inspection, the guide, an officer.
    public let source: String?
    public let absent: Absent
    /// May be below zero, as an increment can.
    public let isSigned: Bool
    /// Values other than these are no values of this fact.
    public let allowed: [String]?
    /// The parameter that a guide's value may not exceed.
    public let bound: String?
    /// What a round knows of it.
    public let round: RoundKnowledge?
    /// The parameter that a round takes for it where nobody says otherwise.
    public let fromFile: String?
    /// The figure that a rank is counted by.
    public let rankedBy: String?
    /// Only whole rounds are given it.
    public let isOnlyInRound: Bool
    /// No formula reads it, but an award cannot be made out without it: the banner that is paid.
    public let isNeeded: Bool
    /// A count to which a round adds the claims of the clause that it has granted before.
    public let addsGranted: Bool
    /// Asked of every clause with money.
    public internal(set) var isOfProgramme = false
    public let mark: Mark

    /// A claim that needs it asks for it; nothing is assumed.
    public var isAsked: Bool { if case .asked = absent { true } else { false } }

    public var isAssumed: Bool { if case .assumed = absent { true } else { false } }

    /// What happens when a fact is left out.
    public enum Absent: Sendable {
        /// The claim asks for it.
        case asked
        case assumed(Written)
        /// An officer decides without it: what depends on it is passed over.
        case passedOver
        /// The award does not use it; it is there for whoever reads the decision.
        case informational
    }

    /// What is known when whole rounds are adjudicated.
    public enum RoundKnowledge: String, CaseIterable, Sendable {
        case appliedOn = "applied_on"
        case year
        case validTo = "valid_to"
        case rank
        case pot
        case committed
        case applicant
        case paid
        case paidThisYear = "paid_this_year"
        case paidInEarlierYears = "paid_in_earlier_years"
        case yearsPaid = "years_paid"
    }
}
