import Decimals

extension Value {
    /// What the function `string` gives (DMN 1.5, 10.3.4.1): the text itself, numbers in plain notation, times as ISO
    /// 8601 writes them; nil for null.
    public var text: String? {
        switch self {
        case .null: nil
        case .string(let text): text
        default: literal
        }
    }

    /// As it would be written in an expression; a text in quotes.
    var literal: String {
        switch self {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .number(let number): number.description
        case .string(let text): "\"" + text + "\""
        case .date(let day): day.description
        case .time(let time): time.description
        case .dateTime(let moment): moment.description
        case .days(let duration): duration.description
        case .months(let duration): duration.description
        case .list(let list): "[" + list.map(\.literal).joined(separator: ", ") + "]"
        case .context(let context):
            "{" + context.entries.map { Self.key($0.key) + ": " + $0.value.literal }.joined(separator: ", ") + "}"
        case .range(let range): range.description
        case .function(let function): function.description
        case .unknown: "unknown"
        }
    }

    /// A key that is no name stands in quotes.
    private static func key(_ key: String) -> String {
        guard let tokens = try? Lexer.tokens(key), tokens.count > 1 else { return "\"" + key + "\"" }
        return tokens.dropLast().allSatisfy { $0.kind == .word || $0.kind == .number } ? key : "\"" + key + "\""
    }
}

extension Interval: CustomStringConvertible {
    public var description: String {
        func end(_ value: Value) -> String {
            switch value {
            case .date, .time, .dateTime, .days, .months: "@\"" + value.literal + "\""
            case .null, .boolean, .number, .string, .list, .context, .range, .function, .unknown: value.literal
            }
        }
        guard let low else { return "(\(includesHigh ? "<=" : "<") \(high.map(end) ?? "null"))" }
        guard let high else { return "(\(includesLow ? ">=" : ">") \(end(low)))" }
        return (includesLow ? "[" : "(") + end(low) + ".." + end(high) + (includesHigh ? "]" : ")")
    }
}

extension Function: CustomStringConvertible {
    public var description: String {
        switch body {
        case .builtin(let builtin): builtin.name
        case .defined(let defined): "function(" + defined.parameters.map(\.name).joined(separator: ", ") + ")"
        }
    }
}

private func padded(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number.magnitude)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// The digits behind a point, without zeros at the end, with the point; nothing for zero.
private func fraction(_ nanoseconds: Int) -> String {
    if nanoseconds == 0 { return "" }
    var digits = padded(nanoseconds, 9)
    while digits.last == "0" { digits.removeLast() }
    return "." + digits
}

extension Day: CustomStringConvertible {
    public var description: String {
        (year < 0 ? "-" : "") + padded(Int(year), 4) + "-" + padded(Int(month)) + "-" + padded(Int(day))
    }
}

extension TimeOfDay: CustomStringConvertible {
    public var description: String {
        padded(hour) + ":" + padded(minute) + ":" + padded(secondOfMinute) + fraction(Int(nanosecond))
            + (zone?.description ?? "")
    }
}

extension Moment: CustomStringConvertible {
    public var description: String { day.description + "T" + time.description }
}

extension Zone: CustomStringConvertible {
    /// `Z`, `+08:00`, `@Europe/Paris`.
    public var description: String {
        switch self {
        case .named(let rules): return "@" + rules.name
        case .offset(0): return "Z"
        case .offset(let offset):
            let size = Int(offset.magnitude)
            return (offset < 0 ? "-" : "+") + padded(size / 3600) + ":" + padded(size / 60 % 60)
                + (size % 60 == 0 ? "" : ":" + padded(size % 60))
        }
    }
}

extension DaysDuration: CustomStringConvertible {
    /// `P1DT2H`, `-PT0.5S`, `PT0S`.
    public var description: String {
        let size = total.magnitude
        if size == 0 { return "PT0S" }
        let whole = UInt64(size / DaysDuration.second.magnitude)
        let rest = fraction(Int(size % DaysDuration.second.magnitude))
        var text = total < 0 ? "-P" : "P"
        if whole >= 86_400 { text += "\(whole / 86_400)D" }
        if whole % 86_400 == 0 && rest.isEmpty { return text }
        text += "T"
        if whole / 3600 % 24 > 0 { text += "\(whole / 3600 % 24)H" }
        if whole / 60 % 60 > 0 { text += "\(whole / 60 % 60)M" }
        if whole % 60 > 0 || !rest.isEmpty { text += "\(whole % 60)\(rest)S" }
        return text
    }
}

extension MonthsDuration: CustomStringConvertible {
    /// `P1Y2M`, `-P3M`, `P0M`.
    public var description: String {
        let size = months.magnitude
        if size == 0 { return "P0M" }
        return (months < 0 ? "-P" : "P") + (size >= 12 ? "\(size / 12)Y" : "") + (size % 12 > 0 ? "\(size % 12)M" : "")
    }
}
