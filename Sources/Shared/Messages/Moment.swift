import CSimdJSON

/// A moment with the offset it was written with: `2024-02-02T09:00:00+08:00` (RFC 3339, date-time; at most nine decimal
/// places, no leap seconds). It is printed as it was written; two that were written differently are not equal.
public struct Moment: Sendable, Hashable {
    /// How the offset was written: RFC 3339 gives `Z`, `+00:00` and `-00:00` each its meaning.
    private enum Offset: UInt8 { case zulu, ahead, behind }

    /// Since 1970-01-01T00:00:00Z, whatever the offset.
    public let seconds: Int64
    public let nanoseconds: Int32
    private let offsetMinutes: Int16
    private let places: UInt8
    private let offset: Offset

    /// 1970-01-01T00:00:00Z.
    public init() {
        seconds = 0
        nanoseconds = 0
        offsetMinutes = 0
        places = 0
        offset = .zulu
    }

    /// Since 1970-01-01T00:00:00Z, what is less than a millisecond cut off.
    public var milliseconds: Int64 { seconds * 1_000 + Int64(nanoseconds / 1_000_000) }

    /// nil for any text that is not such a moment.
    public init?(_ text: String) {
        var text = text
        guard let moment = text.withUTF8({ Moment(utf8: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = moment
    }

    /// nil for any bytes that are not such a moment.
    public init?(utf8 text: UnsafeRawBufferPointer) {
        guard text.count >= 20, let days = Self.daysSince1970(text), text[10] == UInt8(ascii: "T"),
            let hour = Self.pair(text, 11), hour < 24, text[13] == UInt8(ascii: ":"),
            let minute = Self.pair(text, 14), minute < 60, text[16] == UInt8(ascii: ":"),
            let second = Self.pair(text, 17), second < 60
        else { return nil }
        var position = 19
        var fraction: Int32 = 0
        if text[position] == UInt8(ascii: ".") {
            position = 20
            while position < text.count, text[position] &- UInt8(ascii: "0") <= 9 {
                guard position < 29 else { return nil }
                fraction = fraction &* 10 &+ Int32(text[position] &- UInt8(ascii: "0"))
                position &+= 1
            }
            guard position > 20, position < text.count else { return nil }
            for _ in position..<29 { fraction &*= 10 }
            places = UInt8(position - 20)
        } else {
            places = 0
        }
        guard let (offset, ahead) = Self.offset(text, position) else { return nil }
        self.offset = offset
        offsetMinutes = Int16(ahead)
        nanoseconds = fraction
        seconds = Int64(days * 86_400 + (hour * 60 + minute - ahead) * 60 + second)
    }

    /// The offset that the text ends with, and its minutes ahead of UTC.
    @inline(__always)
    private static func offset(_ text: UnsafeRawBufferPointer, _ position: Int) -> (Offset, Int)? {
        let sign = text[position]
        if sign == UInt8(ascii: "Z") { return position + 1 == text.count ? (.zulu, 0) : nil }
        guard position + 6 == text.count, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let hours = pair(text, position + 1), hours < 24, text[position + 3] == UInt8(ascii: ":"),
            let minutes = pair(text, position + 4), minutes < 60
        else { return nil }
        let ahead = hours * 60 + minutes
        return sign == UInt8(ascii: "+") ? (.ahead, ahead) : (.behind, -ahead)
    }

    /// The number in two digits; nil for anything else.
    @inline(__always)
    private static func pair(_ text: UnsafeRawBufferPointer, _ index: Int) -> Int? {
        let tens = text[index] &- UInt8(ascii: "0")
        let ones = text[index &+ 1] &- UInt8(ascii: "0")
        return tens <= 9 && ones <= 9 ? Int(tens) &* 10 &+ Int(ones) : nil
    }

    /// The day that the first ten bytes, which must be there, name; nil where the calendar has none such.
    static func daysSince1970(_ text: UnsafeRawBufferPointer) -> Int? {
        guard let century = pair(text, 0), let yearOfCentury = pair(text, 2), text[4] == UInt8(ascii: "-"),
            let month = pair(text, 5), text[7] == UInt8(ascii: "-"), let day = pair(text, 8),
            month >= 1, month <= 12, day >= 1, day <= 31
        else { return nil }
        let year = century * 100 + yearOfCentury
        let days = daysSince1970(year, month, day)
        // A day that the month does not have is one of the next month.
        return day <= 28 || civil(days).day == day ? days : nil
    }

    // Both ways by Howard Hinnant's "chrono-compatible low-level date algorithms": years that begin in March.

    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        // 400 years ahead, so that no division meets a negative number.
        let year = (month <= 2 ? year - 1 : year) + 400
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return (era - 1) * 146_097 + dayOfEra - 719_468
    }

    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468 + 146_097
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + (era - 1) * 400
        return (month <= 2 ? year + 1 : year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// `2024-02-02T09:00:00.123456789+08:00`.
    static let maximumTextLength = 35

    /// Writes the text, at most ``maximumTextLength`` bytes, and gives their number.
    func write(to place: UnsafeMutablePointer<UInt8>) -> Int {
        let local = Int(seconds) + Int(offsetMinutes) * 60
        // The year 0 lies below 1970: divide toward the past.
        let days = local >= 0 ? local / 86_400 : -((86_399 - local) / 86_400)
        let second = local - days * 86_400
        let (year, month, day) = Self.civil(days)
        func put(_ value: Int, _ index: Int, behind separator: UInt8? = nil) {
            if let separator { place[index &- 1] = separator }
            place[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value / 10)
            place[index &+ 1] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value % 10)
        }
        put(year / 100, 0)
        put(year % 100, 2)
        put(month, 5, behind: UInt8(ascii: "-"))
        put(day, 8, behind: UInt8(ascii: "-"))
        put(second / 3600, 11, behind: UInt8(ascii: "T"))
        put(second / 60 % 60, 14, behind: UInt8(ascii: ":"))
        put(second % 60, 17, behind: UInt8(ascii: ":"))
        var length = 19
        if places > 0 {
            place[19] = UInt8(ascii: ".")
            var divisor: Int32 = 100_000_000
            for index in 0..<Int(places) {
                place[20 + index] = UInt8(ascii: "0") + UInt8(nanoseconds / divisor % 10)
                divisor /= 10
            }
            length = 20 + Int(places)
        }
        if offset == .zulu {
            place[length] = UInt8(ascii: "Z")
            return length + 1
        }
        let minutes = Int(offsetMinutes.magnitude)
        put(minutes / 60, length + 1, behind: offset == .ahead ? UInt8(ascii: "+") : UInt8(ascii: "-"))
        put(minutes % 60, length + 4, behind: UInt8(ascii: ":"))
        return length + 6
    }
}

extension Moment: CustomStringConvertible {
    public var description: String {
        String(unsafeUninitializedCapacity: Self.maximumTextLength) { write(to: $0.baseAddress!) }
    }
}

extension ByteBuffer {
    /// A moment's text, without quotes.
    public mutating func append(_ moment: Moment) {
        append(most: Moment.maximumTextLength) { moment.write(to: $0) }
    }
}

extension Moment: FieldValue {
    public static func read(_ reader: inout MessageReader, at token: Int, as format: TextFormat) -> Moment? {
        guard reader.kind(token) == duixian_json_string, let moment = Moment(utf8: reader.bytes(token)) else {
            reader.expected(TextFormat.moment.expected, at: token)
            return nil
        }
        return moment
    }

    public static func schema(as format: TextFormat) -> JSONValue { String.schema(as: .moment) }

    public func write(into buffer: inout ByteBuffer) {
        buffer.append(UInt8(ascii: "\""))
        buffer.append(most: Self.maximumTextLength) { write(to: $0) }
        buffer.append(UInt8(ascii: "\""))
    }
}

extension Moment: Comparable {
    /// By the moment itself; of one moment written in two ways, by its text, so that the order is one.
    public static func < (left: Moment, right: Moment) -> Bool {
        (left.seconds, left.nanoseconds) == (right.seconds, right.nanoseconds)
            ? left.description < right.description
            : (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}
