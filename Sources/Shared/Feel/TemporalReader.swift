/// Reads dates, times and durations as ISO 8601 and XML Schema write them (DMN 1.5, 10.3.4.1); nil for what is none.
struct TemporalReader {
    private let text: [UInt8]
    private var position = 0

    private init(_ text: String) { self.text = Array(text.utf8) }

    /// What stands in `@"…"`.
    static func value(_ text: String) -> Value? {
        if text.hasPrefix("P") || text.hasPrefix("-P") { return duration(text) }
        if text.utf8.contains(UInt8(ascii: "T")), let moment = moment(text) { return .dateTime(moment) }
        if let day = day(text) { return .date(day) }
        return time(text).map { .time($0) }
    }

    static func day(_ text: String) -> Day? {
        var reader = TemporalReader(text)
        guard let day = reader.day(), reader.isAtEnd else { return nil }
        return day
    }

    static func time(_ text: String) -> TimeOfDay? {
        var reader = TemporalReader(text)
        guard let (time, _) = reader.time(), reader.isAtEnd else { return nil }
        return time
    }

    /// A date alone is its midnight.
    static func moment(_ text: String) -> Moment? {
        var reader = TemporalReader(text)
        guard let day = reader.day() else { return nil }
        if reader.isAtEnd { return Moment(day: day, time: TimeOfDay(second: 0, nanosecond: 0, zone: nil)) }
        guard reader.take("T"), let (time, isNextDay) = reader.time(), reader.isAtEnd else { return nil }
        guard let day = isNextDay ? Day(number: day.number + 1) : day else { return nil }
        return Moment(day: day, time: time)
    }

    static func duration(_ text: String) -> Value? {
        var reader = TemporalReader(text)
        return reader.duration()
    }

    private var isAtEnd: Bool { position == text.count }

    private mutating func take(_ letter: Unicode.Scalar) -> Bool {
        guard position < text.count, text[position] == UInt8(ascii: letter) else { return false }
        position += 1
        return true
    }

    /// At most 18 digits.
    private mutating func digits() -> (value: Int, count: Int) {
        var value = 0
        let start = position
        while position < text.count, position - start < 18, text[position] &- 48 <= 9 {
            value = value * 10 + Int(text[position] - 48)
            position += 1
        }
        return (value, position - start)
    }

    private mutating func twoDigits() -> Int? {
        let (value, count) = digits()
        return count == 2 ? value : nil
    }

    private mutating func day() -> Day? {
        let isNegative = take("-")
        let start = position
        let (year, count) = digits()
        guard count >= 4, count <= 9, count == 4 || text[start] != UInt8(ascii: "0") else { return nil }
        guard take("-"), let month = twoDigits(), take("-"), let day = twoDigits() else { return nil }
        return Day(year: isNegative ? -year : year, month: month, day: day)
    }

    /// 24:00:00 is the midnight that ends the day.
    private mutating func time() -> (TimeOfDay, isNextDay: Bool)? {
        guard let hour = twoDigits(), take(":"), let minute = twoDigits(), take(":"), let second = twoDigits() else {
            return nil
        }
        var nanosecond = 0
        if take(".") {
            guard let fraction = fraction() else { return nil }
            nanosecond = fraction
        }
        var zone: Zone?
        if !isAtEnd {
            guard let read = self.zone() else { return nil }
            zone = read
        }
        if hour == 24 {
            guard minute == 0, second == 0, nanosecond == 0 else { return nil }
            return (TimeOfDay(second: 0, nanosecond: 0, zone: zone), true)
        }
        return TimeOfDay(hour: hour, minute: minute, second: second, nanosecond: nanosecond, zone: zone)
            .map { ($0, false) }
    }

    /// Nanoseconds; further digits are dropped.
    private mutating func fraction() -> Int? {
        var value = 0
        var count = 0
        while position < text.count, text[position] &- 48 <= 9 {
            if count < 9 { value = value * 10 + Int(text[position] - 48) }
            count += 1
            position += 1
        }
        if count == 0 { return nil }
        for _ in 0..<max(0, 9 - count) { value *= 10 }
        return value
    }

    private mutating func zone() -> Zone? {
        if take("Z") { return .utc }
        if take("@") {
            let name = String(decoding: text[position...], as: UTF8.self)
            position = text.count
            return Zone(name: name)
        }
        let isNegative = take("-")
        guard isNegative || take("+") else { return nil }
        guard let hour = twoDigits(), take(":"), let minute = twoDigits() else { return nil }
        var seconds = 0
        if take(":") {
            guard let read = twoDigits() else { return nil }
            seconds = read
        }
        let offset = hour * 3600 + minute * 60 + seconds
        guard minute < 60, seconds < 60, offset <= 64_800 else { return nil }
        return .offset(Int32(isNegative ? -offset : offset))
    }

    private mutating func duration() -> Value? {
        let isNegative = take("-")
        guard take("P") else { return nil }
        var parts: [UInt8: Int128] = [:]
        var isTime = false
        var order = ""
        while !isAtEnd {
            if !isTime, take("T") {
                isTime = true
                order += "T"
                continue
            }
            let (value, count) = digits()
            var nanoseconds = 0
            if take(".") {
                guard let fraction = fraction() else { return nil }
                nanoseconds = fraction
                guard position < text.count, text[position] == UInt8(ascii: "S") else { return nil }
            }
            guard count > 0, position < text.count else { return nil }
            let letter = isTime ? text[position] | 0x20 : text[position]
            parts[letter] = Int128(value) * DaysDuration.second + Int128(nanoseconds)
            order.unicodeScalars.append(Unicode.Scalar(text[position]))
            position += 1
        }
        return Self.duration(parts, order: order, isNegative: isNegative)
    }

    /// `parts` are in billionths of a unit, under its letter, small behind T.
    private static func duration(_ parts: [UInt8: Int128], order: String, isNegative: Bool) -> Value? {
        func part(_ letter: Unicode.Scalar) -> Int128 { parts[UInt8(ascii: letter)] ?? 0 }
        if ["Y", "M", "YM"].contains(order) {
            let months = (part("Y") * 12 + part("M")) / DaysDuration.second
            return Int64(exactly: isNegative ? -months : months).map { .months(MonthsDuration(months: $0)) }
        }
        let letters = order.filter { $0 != "T" }
        guard !letters.isEmpty, order.last != "T", order.contains("T") || order == "D",
            isSubsequence(order, of: "DTHMS")
        else { return nil }
        let total = part("D") * 86_400 + part("h") * 3600 + part("m") * 60 + part("s")
        return DaysDuration(total: isNegative ? -total : total).map { .days($0) }
    }

    private static func isSubsequence(_ text: String, of whole: String) -> Bool {
        var rest = whole[...]
        for letter in text {
            guard let place = rest.firstIndex(of: letter) else { return false }
            rest = rest[rest.index(after: place)...]
        }
        return true
    }
}
