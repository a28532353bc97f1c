/// Why a clause gives no answer although nothing is missing: the facts, or the policy, cannot be right.
public enum AssessmentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The claim has more rows than a formula can go through.
    case tooMuchWork
    case noAmount
    case outOfRange
    /// The tiers' parts are more than the award.
    case sharesAboveAward

    /// One sentence, without its full stop.
    public var description: String {
        switch self {
        case .tooMuchWork: "the claim has more rows than can be computed at once; split it"
        case .noAmount: "no amount follows from these facts; correct them"
        case .outOfRange: "the amount is larger than any that is paid; correct the facts"
        case .sharesAboveAward: "the policy's shares are more than the award; correct the policy"
        }
    }
}
