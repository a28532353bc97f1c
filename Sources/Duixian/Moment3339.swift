import Awards

/// A moment as RFC 3339 writes it.
enum Moment3339 {
    /// Milliseconds since 1970 of `2026-01-31T09:00:00+08:00`, `2026-01-31T01:00:00.250Z`; nil for anything else.
    static func milliseconds(_ text: String) -> Int64? {
        guard let day = CivilDate(String(text.prefix(10))), text.utf8.count >= 20 else { return nil }
        let rest = Array(text.utf8.dropFirst(10))
        func number(_ start: Int) -> Int64? {
            guard rest.indices.contains(start + 1),
                let text = String(validating: rest[start...start + 1], as: UTF8.self),
                text.utf8.allSatisfy({ 0x30...0x39 ~= $0 })
            else { return nil }
            return Int64(text)
        }
        guard rest[0] == UInt8(ascii: "T") || rest[0] == UInt8(ascii: "t"), rest[3] == UInt8(ascii: ":"),
            rest[6] == UInt8(ascii: ":"), let hour = number(1), let minute = number(4), let second = number(7),
            hour < 24, minute < 60, second < 60
        else { return nil }
        var place = 9
        var fraction: Int64 = 0
        if rest[place] == UInt8(ascii: ".") {
            let digits = rest[(place + 1)...].prefix { 0x30...0x39 ~= $0 }
            guard !digits.isEmpty else { return nil }
            for index in 0..<3 {
                fraction = fraction * 10 + (index < digits.count ? Int64(digits[digits.startIndex + index]) - 0x30 : 0)
            }
            place += 1 + digits.count
        }
        guard let offset = offset(rest[place...], number) else { return nil }
        let minutes = Int64(day.daysSince1970) * 1_440 + hour * 60 + minute - offset
        return (minutes * 60 + second) * 1_000 + fraction
    }

    /// Minutes east of Greenwich.
    private static func offset(_ zone: ArraySlice<UInt8>, _ number: (Int) -> Int64?) -> Int64? {
        if zone.elementsEqual("Z".utf8) || zone.elementsEqual("z".utf8) { return 0 }
        guard zone.count == 6, zone[zone.startIndex + 3] == UInt8(ascii: ":"), let hours = number(zone.startIndex + 1),
            let minutes = number(zone.startIndex + 4), hours < 24, minutes < 60
        else { return nil }
        switch zone.first {
        case UInt8(ascii: "+"): return hours * 60 + minutes
        case UInt8(ascii: "-"): return -(hours * 60 + minutes)
        case _: return nil
        }
    }
}
