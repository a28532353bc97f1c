import Glibc
import Synchronization

/// When the offset of a zone changed: the zone files of the system (RFC 8536), each read once in a process.
public final class ZoneRules: Hashable, Sendable {
    let name: String
    /// Seconds since 1970 at Greenwich, ascending, each with the offset from then on.
    private let changes: [(from: Int, offset: Int)]
    private let first: Int

    private static let folder = "/usr/share/zoneinfo/"
    private static let known = Mutex<[String: ZoneRules?]>([:])
    /// The files go up to 2037.
    private static let lastYear = 2037

    private init(name: String, changes: [(from: Int, offset: Int)], first: Int) {
        self.name = name
        self.changes = changes
        self.first = first
    }

    /// Nil when there is no such zone, or the name is none.
    static func named(_ name: String) -> ZoneRules? {
        let isName =
            (1...64).contains(name.utf8.count) && !name.contains("..") && name.utf8.first != UInt8(ascii: "/")
            && name.utf8.allSatisfy { byte in
                byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
                    || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || "_+-/".utf8.contains(byte)
            }
        guard isName else { return nil }
        return known.withLock { known in
            if let rules = known[name] { return rules }
            // Names that do not exist come from outside, as many as one likes.
            if known.count > 2000 { known = [:] }
            let rules = read(name)
            known[name] = .some(rules)
            return rules
        }
    }

    private static func read(_ name: String) -> ZoneRules? {
        guard let file = fopen(folder + name, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&bytes, 1, bytes.count, file)
        var reader = ZoneFileReader(bytes: Array(bytes.prefix(count)))
        guard let (changes, first) = reader.read() else { return nil }
        return ZoneRules(name: name, changes: changes, first: first)
    }

    func offset(atUniversal seconds: Int) -> Int {
        let seconds = Self.comparable(seconds)
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].from <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? first : changes[low - 1].offset
    }

    /// After the files' last year: the same moment in one of their last 28 years whose calendar is the same.
    private static func comparable(_ seconds: Int) -> Int {
        guard seconds >= 2_145_916_800, let day = Day(number: seconds / 86_400),
            let first = Day(year: Int(day.year), month: 1, day: 1)
        else { return seconds }
        for year in lastYear - 27...lastYear {
            guard let start = Day(year: year, month: 1, day: 1) else { continue }
            if start.weekday == first.weekday && Day.isLeap(year) == Day.isLeap(Int(day.year)) {
                return seconds - (first.number - start.number) * 86_400
            }
        }
        return seconds
    }

    public static func == (left: ZoneRules, right: ZoneRules) -> Bool { left.name == right.name }

    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
