import Decimals

/// `value.name` (DMN 1.5, 10.3.2.5 and table 65).
enum Properties {
    static func value(of value: Value, _ name: String) -> Value {
        switch value {
        case .context(let context): context[name] ?? .null
        case .list(let list): .list(list.map { Properties.value(of: $0, name) })
        case .unknown: value
        case .date(let day): of(day, name)
        case .time(let time): of(time, time.offset, name)
        case .dateTime(let moment):
            switch name {
            case "year", "month", "day", "weekday": of(moment.day, name)
            default: of(moment.time, moment.offset, name)
            }
        case .days(let duration): of(duration, name)
        case .months(let duration):
            switch name {
            case "years": .number(Decimal128(duration.months / 12))
            case "months": .number(Decimal128(duration.months % 12))
            default: .null
            }
        case .range(let range): of(range, name)
        case .null, .boolean, .number, .string, .function: .null
        }
    }

    private static func of(_ day: Day, _ name: String) -> Value {
        switch name {
        case "year": .number(Int(day.year))
        case "month": .number(Int(day.month))
        case "day": .number(Int(day.day))
        case "weekday": .number(day.weekday)
        default: .null
        }
    }

    private static func of(_ time: TimeOfDay, _ offset: Int?, _ name: String) -> Value {
        switch name {
        case "hour": return .number(time.hour)
        case "minute": return .number(time.minute)
        case "second": return .number(time.secondOfMinute)
        case "time offset":
            guard let offset else { return .null }
            return Calculation.days(Int128(offset) * DaysDuration.second)
        case "timezone": return time.zone?.name.map { .string($0) } ?? .null
        default: return .null
        }
    }

    /// Of a negative duration every part is negative.
    private static func of(_ duration: DaysDuration, _ name: String) -> Value {
        let seconds = Int64(duration.total / DaysDuration.second)
        return switch name {
        case "days": .number(Decimal128(seconds / 86_400))
        case "hours": .number(Decimal128(seconds / 3600 % 24))
        case "minutes": .number(Decimal128(seconds / 60 % 60))
        case "seconds": .number(Decimal128(seconds % 60))
        default: .null
        }
    }

    private static func of(_ range: Interval, _ name: String) -> Value {
        switch name {
        case "start": range.low ?? .null
        case "end": range.high ?? .null
        case "start included": .boolean(range.includesLow)
        case "end included": .boolean(range.includesHigh)
        default: .null
        }
    }
}
