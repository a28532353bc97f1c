/// From which day a workbook counts: ECMA-376 part 1, 18.17.4.1.
enum DateSystem {
    /// Day 1 is 1900-01-01, and day 60 a 29 February that 1900 did not have.
    case from1900
    /// Day 0 is 1904-01-01.
    case from1904
}

/// A number that a spreadsheet shows as a date, a time or both.
enum SerialDate {
    /// The text in ISO 8601; a fault where the number is no date. Times are rounded to the second.
    static func cell(_ number: DecimalText, shows style: NumberFormat.Style, system: DateSystem) -> (
        text: String, kind: TableCell.Kind
    ) {
        let fault = ("", TableCell.Kind.fault("the date number \(number.plain)"))
        guard !number.isNegative, let (whole, fraction) = number.parts(fractionDigits: 12) else { return fault }
        var seconds = (fraction * 86_400 + 500_000_000_000) / 1_000_000_000_000
        let days = whole + seconds / 86_400
        seconds %= 86_400
        let time = "\(padded(seconds / 3_600)):\(padded(seconds / 60 % 60)):\(padded(seconds % 60))"
        if style == .time, days == 0 { return (time, .time) }
        guard let date = date(days, system: system) else { return fault }
        return seconds == 0 ? (date, .date) : ("\(date)T\(time)", .dateTime)
    }

    /// A date as XLSX's strict form writes it: `2026-01-31`, with or without a time.
    static func cell(written text: String) -> (text: String, kind: TableCell.Kind) {
        let pattern = "0000-00-00"
        let date = text.utf8.prefix(10)
        let isDate =
            date.count == 10
            && zip(date, pattern.utf8).allSatisfy { byte, shape in
                shape == UInt8(ascii: "0") ? 0x30...0x39 ~= byte : byte == shape
            }
        let rest = text.dropFirst(10)
        guard isDate, rest.isEmpty || rest.hasPrefix("T") else { return ("", .fault(text)) }
        let isMidnight = rest.allSatisfy { !("1"..."9" ~= $0) }
        return isMidnight ? (String(text.prefix(10)), .date) : (text, .dateTime)
    }

    private static func date(_ serial: Int, system: DateSystem) -> String? {
        let daysSince1970: Int
        switch system {
        case .from1900:
            guard 1...2_958_465 ~= serial, serial != 60 else { return nil }
            daysSince1970 = serial - (serial < 60 ? 25_568 : 25_569)
        case .from1904:
            guard 0...2_957_003 ~= serial else { return nil }
            daysSince1970 = serial - 24_107
        }
        // Years that begin in March put the leap day last; an era has 400 of them and 146,097 days.
        let shifted = daysSince1970 + 719_468
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let march = (5 * dayOfYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        let year = yearOfEra + shifted / 146_097 * 400 + (month <= 2 ? 1 : 0)
        return "\(year)-\(padded(month))-\(padded(dayOfYear - (153 * march + 2) / 5 + 1))"
    }

    private static func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
}
