/// What a time is counted from.
public enum Zone: Hashable, Sendable {
    /// Seconds east of Greenwich, at most 18 hours either way.
    case offset(Int32)
    case named(ZoneRules)

    static let utc = Zone.offset(0)

    /// A zone of the IANA database, as `Europe/Paris`; nil when this machine does not know it.
    init?(name: String) {
        guard let rules = ZoneRules.named(name) else { return nil }
        self = .named(rules)
    }

    var name: String? {
        switch self {
        case .offset: nil
        case .named(let rules): rules.name
        }
    }

    func offset(atUniversal seconds: Int) -> Int {
        switch self {
        case .offset(let offset): Int(offset)
        case .named(let rules): rules.offset(atUniversal: seconds)
        }
    }

    /// At what a clock on the wall shows, in seconds since 1970-01-01T00:00:00. An hour that comes twice is the first
    /// of the two; one that is left out is counted on from before.
    func offset(atLocal seconds: Int) -> Int {
        switch self {
        case .offset(let offset): return Int(offset)
        case .named(let rules):
            let before = rules.offset(atUniversal: seconds - 86_400)
            let after = rules.offset(atUniversal: seconds + 86_400)
            for offset in [before, after] where rules.offset(atUniversal: seconds - offset) == offset { return offset }
            return before
        }
    }
}
