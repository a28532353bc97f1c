/// The registers (登记) there are, by the words that policies' facts use as their source. The numbers stand in snapshots.
public enum RegisterKind: String, CaseIterable, Sendable {
    case registration, tax, customs, credit, penalties, titles, ratings, inspection, festival, platform, audit
    case transport, post, statistics, awards

    /// The register that a fact's source means.
    public init?(source: String) {
        // Penalties for fiscal offences stand in policies under the authority that imposes them.
        self.init(rawValue: source == "fiscal" ? "penalties" : source)
    }

    /// A list of the few to whom something applies: an import holds them all, and who is not in it is not on the list.
    public var isList: Bool { self == .credit || self == .penalties }

    /// What a row cannot attest a person does, who goes and looks.
    public var isInspected: Bool { self == .inspection }

    public var code: UInt8 {
        switch self {
        case .registration: 1
        case .tax: 2
        case .customs: 3
        case .credit: 4
        case .penalties: 5
        case .titles: 6
        case .ratings: 7
        case .inspection: 8
        case .festival: 9
        case .platform: 10
        case .audit: 11
        case .transport: 12
        case .post: 13
        case .statistics: 14
        case .awards: 15
        }
    }
}
