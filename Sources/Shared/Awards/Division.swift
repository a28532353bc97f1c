/// An administrative division's six-digit code, GB/T 2260: two digits each for province, prefecture and county.
/// Development zones carry the codes of the National Bureau of Statistics.
public struct Division: Hashable, Comparable, Sendable, CustomStringConvertible {
    private let number: UInt32

    /// Nil unless the text is six ASCII digits that begin with the code of a province-level division, and name no
    /// county of an unnamed prefecture (`150023`).
    public init?(_ code: String) {
        guard code.utf8.count == 6, code.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = UInt32(code),
            Division.provinces.contains(number / 10_000), number / 100 % 100 != 0 || number % 100 == 0
        else { return nil }
        self.number = number
    }

    /// The six digits.
    public var code: String { String(number) }
    public var description: String { code }

    public var level: Level {
        if number % 10_000 == 0 { return .province }
        return number % 100 == 0 ? .prefecture : .county
    }

    public enum Level: Sendable {
        case province, prefecture, county
    }

    /// Whether the code lies below the other's: 150223 below 150200 and 150000.
    public func lies(within other: Division) -> Bool {
        switch other.level {
        case .province: number != other.number && number / 10_000 == other.number / 10_000
        case .prefecture: number != other.number && number / 100 == other.number / 100
        case .county: false
        }
    }

    public static func < (left: Division, right: Division) -> Bool { left.number < right.number }

    /// GB/T 2260-2007: north, north-east, east, centre and south, south-west, north-west, Taiwan, Hong Kong and Macao.
    private static let provinces = Set(
        [11...15, 21...23, 31...37, 41...46, 50...54, 61...65, 71...71, 81...82].flatMap { $0.map(UInt32.init) })
}
