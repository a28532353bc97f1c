import Decimals

/// `+ - * / **` of FEEL (DMN 1.5, 10.3.2.15, tables 56–60): null for what has no result.
enum Calculation {
    static func apply(_ operation: Expression.Arithmetic, _ left: Value, _ right: Value) -> Value {
        if case .number(let left) = left, case .number(let right) = right { return numbers(operation, left, right) }
        switch (left, right) {
        case (.null, _), (_, .null): return .null
        case (.unknown(let left), .unknown(let right)): return .unknown(left.union(right))
        case (.unknown, _): return left
        case (_, .unknown): return right
        default: break
        }
        switch operation {
        case .add: return sum(left, right)
        case .subtract: return difference(left, right)
        case .multiply: return product(left, right)
        case .divide: return quotient(left, right)
        case .power: return .null
        }
    }

    private static func numbers(
        _ operation: Expression.Arithmetic, _ left: Decimal128, _ right: Decimal128
    ) -> Value {
        do throws(DecimalError) {
            switch operation {
            case .add: return .number(try left + right)
            case .subtract: return .number(try left - right)
            case .multiply: return .number(try left * right)
            case .divide: return .number(try left / right)
            case .power: return .number(try left.raised(to: right))
            }
        } catch {
            return .null
        }
    }

    static func negative(_ value: Value) -> Value {
        switch value {
        case .number(let number): .number(-number)
        case .days(let duration): days(-duration.total)
        case .months(let duration): months(0, duration.months, subtracting: true)
        case .unknown: value
        default: .null
        }
    }

    static func days(_ total: Int128) -> Value { DaysDuration(total: total).map { .days($0) } ?? .null }

    private static func months(_ left: Int64, _ right: Int64, subtracting: Bool) -> Value {
        let (sum, overflow) =
            subtracting ? left.subtractingReportingOverflow(right) : left.addingReportingOverflow(right)
        return overflow ? .null : .months(MonthsDuration(months: sum))
    }

    private static func sum(_ left: Value, _ right: Value) -> Value {
        switch (left, right) {
        case (.string(let left), .string(let right)): .string(left + right)
        case (.days(let left), .days(let right)): days(left.total + right.total)
        case (.months(let left), .months(let right)): months(left.months, right.months, subtracting: false)
        case (.days(let duration), _): shifted(right, by: duration.total)
        case (_, .days(let duration)): shifted(left, by: duration.total)
        case (.months(let duration), _): shifted(right, by: duration)
        case (_, .months(let duration)): shifted(left, by: duration)
        default: .null
        }
    }

    private static func difference(_ left: Value, _ right: Value) -> Value {
        switch (left, right) {
        case (.days(let left), .days(let right)): return days(left.total - right.total)
        case (.months(let left), .months(let right)): return months(left.months, right.months, subtracting: true)
        case (_, .days(let duration)): return shifted(left, by: -duration.total)
        case (_, .months(let duration)):
            guard duration.months != .min else { return .null }
            return shifted(left, by: MonthsDuration(months: -duration.months))
        case (.time(let left), .time(let right)):
            if left.zone == right.zone { return days(left.total - right.total) }
            guard let left = left.universal, let right = right.universal else { return .null }
            return days(left - right)
        case (.date, .date), (.date, .dateTime), (.dateTime, .date), (.dateTime, .dateTime):
            guard let left = moment(left), let right = moment(right) else { return .null }
            if left.time.zone == nil && right.time.zone == nil { return days(left.local - right.local) }
            guard let left = left.universal, let right = right.universal else { return .null }
            return days(left - right)
        default: return .null
        }
    }

    /// A date is its midnight at Greenwich.
    static func moment(_ value: Value) -> Moment? {
        switch value {
        case .date(let day): Moment(startOf: day)
        case .dateTime(let moment): moment
        default: nil
        }
    }

    /// A date stays a date: what is less than a day is lost, downward.
    private static func shifted(_ value: Value, by nanoseconds: Int128) -> Value {
        switch value {
        case .date(let day):
            return Moment(local: Moment(startOf: day).local + nanoseconds, zone: nil).map { .date($0.day) } ?? .null
        case .dateTime(let moment):
            guard let duration = DaysDuration(total: nanoseconds) else { return .null }
            return moment.adding(duration).map { .dateTime($0) } ?? .null
        case .time(let time): return .time(TimeOfDay(wrapping: time.total + nanoseconds, zone: time.zone))
        default: return .null
        }
    }

    private static func shifted(_ value: Value, by duration: MonthsDuration) -> Value {
        switch value {
        case .date(let day): day.adding(months: duration.months).map { .date($0) } ?? .null
        case .dateTime(let moment):
            moment.day.adding(months: duration.months).map { .dateTime(Moment(day: $0, time: moment.time)) } ?? .null
        default: .null
        }
    }

    private static func product(_ left: Value, _ right: Value) -> Value {
        switch (left, right) {
        case (.number(let number), .days(let duration)), (.days(let duration), .number(let number)):
            scaled(duration) { total throws(DecimalError) in try total * number }
        case (.number(let number), .months(let duration)), (.months(let duration), .number(let number)):
            scaled(duration) { months throws(DecimalError) in try months * number }
        default: .null
        }
    }

    private static func quotient(_ left: Value, _ right: Value) -> Value {
        switch (left, right) {
        case (.days(let duration), .number(let number)):
            return scaled(duration) { total throws(DecimalError) in try total / number }
        case (.months(let duration), .number(let number)):
            return scaled(duration) { months throws(DecimalError) in try months / number }
        case (.days(let left), .days(let right)):
            guard let left = Decimal128(whole: left.total), let right = Decimal128(whole: right.total) else {
                return .null
            }
            return numbers(.divide, left, right)
        case (.months(let left), .months(let right)):
            return numbers(.divide, Decimal128(left.months), Decimal128(right.months))
        default: return .null
        }
    }

    private static func scaled(
        _ duration: DaysDuration, _ scale: (Decimal128) throws(DecimalError) -> Decimal128
    ) -> Value {
        guard let total = Decimal128(whole: duration.total), let scaled = try? scale(total),
            let whole = scaled.wholePart
        else { return .null }
        return days(whole)
    }

    /// Whole months, toward zero.
    private static func scaled(
        _ duration: MonthsDuration, _ scale: (Decimal128) throws(DecimalError) -> Decimal128
    ) -> Value {
        guard let scaled = try? scale(Decimal128(duration.months)), let months = scaled.truncated(toPlaces: 0).int64
        else { return .null }
        return .months(MonthsDuration(months: months))
    }
}
