/// The tiers of government that administer awards, the lowest first.
public enum Tier: String, CaseIterable, Comparable, Sendable {
    /// A banner, county, district or development zone.
    case county
    /// A city or league.
    case city
    /// An autonomous region, province or municipality.
    case region

    public static func < (left: Tier, right: Tier) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .county: 0
        case .city: 1
        case .region: 2
        }
    }
}
