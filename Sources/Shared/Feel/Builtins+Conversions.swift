import Decimals

extension Builtin {
    static let conversions: [Builtin] = [
        Builtin("number", "from, grouping separator?, decimal separator?") { arguments, _ in number(arguments) },
        Builtin("string", "from") { arguments, _ in
            .unless(missingIn: arguments[0]) { .text(arguments[0].text) }
        },
        Builtin("date", "from", "year, month, day") { arguments, _ in date(arguments) },
        Builtin("time", "from", "hour, minute, second, offset?") { arguments, _ in time(arguments) },
        Builtin("date and time", "from", "date, time") { arguments, _ in dateAndTime(arguments) },
        Builtin("duration", "from") { arguments, _ in
            switch arguments[0] {
            case .days, .months: arguments[0]
            default: arguments[0].asText.flatMap { TemporalReader.duration($0) } ?? .null
            }
        },
        Builtin("years and months duration", "from, to") { arguments, _ in
            guard let from = arguments[0].asDay, let to = arguments[1].asDay else { return .null }
            return .months(MonthsDuration(months: from.months(to: to)))
        },
        Builtin("range", "from") { arguments, _ in
            arguments[0].asText.flatMap { RangeReader.range($0) }.map { .range($0) } ?? .null
        },
    ]

    /// The text without its grouping separators must be a number as the language writes it, perhaps with a sign.
    private static func number(_ arguments: [Value]) -> Value {
        func separator(_ index: Int, _ allowed: Set<String>) -> String?? {
            guard index < arguments.count, !arguments[index].isNull else { return .some(nil) }
            guard let text = arguments[index].asText, allowed.contains(text) else { return nil }
            return text
        }
        if arguments.count == 1, let number = arguments[0].asNumber { return .number(number) }
        guard var text = arguments[0].asText, let grouping = separator(1, [" ", ",", "."]),
            let decimal = separator(2, [",", "."])
        else { return .null }
        if let grouping, grouping == decimal { return .null }
        if let grouping { text = text.filter { String($0) != grouping } }
        if let decimal, decimal == "," {
            if text.contains(".") { return .null }
            text = String(text.map { $0 == "," ? "." : $0 })
        }
        return .computed { () throws(DecimalError) in try Decimal128(rounding: text) }
    }

    private static func date(_ arguments: [Value]) -> Value {
        if arguments.count == 1 {
            if let day = arguments[0].asDay { return .date(day) }
            return arguments[0].asText.flatMap { TemporalReader.day($0) }.map { .date($0) } ?? .null
        }
        guard let year = arguments[0].asInteger, let month = arguments[1].asInteger, let day = arguments[2].asInteger
        else { return .null }
        return Day(year: year, month: month, day: day).map { .date($0) } ?? .null
    }

    private static func time(_ arguments: [Value]) -> Value {
        if arguments.count == 1 {
            switch arguments[0] {
            case .time: return arguments[0]
            case .dateTime(let moment): return .time(moment.time)
            case .date: return .time(TimeOfDay(second: 0, nanosecond: 0, zone: .utc))
            default: return arguments[0].asText.flatMap { TemporalReader.time($0) }.map { .time($0) } ?? .null
            }
        }
        guard let hour = arguments[0].asInteger, let minute = arguments[1].asInteger,
            let second = arguments[2].asNumber, !second.isNegative,
            let nanoseconds = (try? second * Decimal128(1_000_000_000))?.wholePart, nanoseconds < 60_000_000_000
        else { return .null }
        var zone: Zone?
        if arguments.count > 3, !arguments[3].isNull {
            guard case .days(let offset) = arguments[3], abs(offset.total) <= 64_800 * DaysDuration.second else {
                return .null
            }
            zone = .offset(Int32(offset.total / DaysDuration.second))
        }
        return TimeOfDay(
            hour: hour, minute: minute, second: Int(nanoseconds / DaysDuration.second),
            nanosecond: Int(nanoseconds % DaysDuration.second), zone: zone
        ).map { .time($0) } ?? .null
    }

    private static func dateAndTime(_ arguments: [Value]) -> Value {
        if arguments.count == 1 {
            switch arguments[0] {
            case .dateTime: return arguments[0]
            case .date(let day): return .dateTime(Moment(startOf: day))
            default: return arguments[0].asText.flatMap { TemporalReader.moment($0) }.map { .dateTime($0) } ?? .null
            }
        }
        guard let day = arguments[0].asDay, case .time(let time) = arguments[1] else { return .null }
        return .dateTime(Moment(day: day, time: time))
    }
}
