import Agent
import Awards

/// What is kept of one firm's claim to one number, in 18 bytes.
///
/// The bucket is chosen by 18 bits of the number's SHA-256, and 80 more stand here: among 30,000,000 numbers two that
/// are taken for one have a chance of 2 in 10^15.
struct WaybillEntry: Equatable {
    static let bytes = 18
    /// Of the digest behind the bucket's bits.
    static let digestBytes = 10

    var digest: [10 of UInt8]
    /// Numbers of the firm and the banner, as the task gave them out.
    var firm: UInt32
    var banner: UInt16
    /// Days since 2000-01-01.
    var day: UInt16
    var isToVillage: Bool
    var isDelivered: Bool

    static func == (left: WaybillEntry, right: WaybillEntry) -> Bool {
        left.isSameNumber(right) && left.firm == right.firm && left.banner == right.banner && left.day == right.day
            && left.isToVillage == right.isToVillage && left.isDelivered == right.isDelivered
    }

    func isSameNumber(_ other: WaybillEntry) -> Bool { digest.indices.allSatisfy { digest[$0] == other.digest[$0] } }

    /// 2000-01-01.
    private static let firstDay = 10_957

    /// nil outside the years 2000 to 2179.
    static func day(_ date: CivilDate) -> UInt16? { UInt16(exactly: date.daysSince1970 - firstDay) }
    var date: CivilDate? { CivilDate(daysSince1970: Int(day) + Self.firstDay) }
}

/// The numbers whose digests begin alike, one behind the other.
struct WaybillBucket: StateValue {
    static let bits: UInt64 = 18
    private(set) var bytes: [UInt8] = []

    init() {}

    var count: Int { bytes.count / WaybillEntry.bytes }

    /// The places of the entries with the number.
    func places(of entry: WaybillEntry) -> [Int] {
        bytes.withUnsafeBufferPointer { bytes in
            var found: [Int] = []
            for start in stride(from: 0, to: bytes.count, by: WaybillEntry.bytes) {
                var index = 0
                while index < WaybillEntry.digestBytes, bytes[start + index] == entry.digest[index] { index += 1 }
                if index == WaybillEntry.digestBytes { found.append(start / WaybillEntry.bytes) }
            }
            return found
        }
    }

    subscript(place: Int) -> WaybillEntry {
        get {
            let start = place * WaybillEntry.bytes
            func byte(_ index: Int) -> UInt8 { bytes[start + index] }
            return WaybillEntry(
                digest: [10 of UInt8] { byte($0) },
                firm: UInt32(byte(10)) << 16 | UInt32(byte(11)) << 8 | UInt32(byte(12)),
                banner: UInt16(byte(13)) << 8 | UInt16(byte(14)), day: UInt16(byte(15)) << 8 | UInt16(byte(16)),
                isToVillage: byte(17) & 1 != 0, isDelivered: byte(17) & 2 != 0)
        }
        set {
            let start = place * WaybillEntry.bytes
            for index in 0..<WaybillEntry.digestBytes { bytes[start + index] = newValue.digest[index] }
            let words: [UInt32] = [newValue.firm >> 16, newValue.firm >> 8, newValue.firm]
            for (index, word) in words.enumerated() { bytes[start + 10 + index] = UInt8(truncatingIfNeeded: word) }
            bytes[start + 13] = UInt8(newValue.banner >> 8)
            bytes[start + 14] = UInt8(truncatingIfNeeded: newValue.banner)
            bytes[start + 15] = UInt8(newValue.day >> 8)
            bytes[start + 16] = UInt8(truncatingIfNeeded: newValue.day)
            bytes[start + 17] = (newValue.isToVillage ? 1 : 0) | (newValue.isDelivered ? 2 : 0)
        }
    }

    mutating func append(_ entry: WaybillEntry) {
        bytes.append(contentsOf: repeatElement(0, count: WaybillEntry.bytes))
        self[count - 1] = entry
    }

    func write(to target: inout [UInt8]) {
        UInt64(count).write(to: &target)
        target.append(contentsOf: bytes)
    }

    init?(from source: inout StateBytes) {
        guard let count = UInt64(from: &source), let bytes = source.take(Int(count) * WaybillEntry.bytes) else {
            return nil
        }
        self.bytes = Array(bytes)
    }
}
