import Decimals

/// What a decimal operation gives, or a failure for the frame.
private func finite(_ failed: inout Bool, _ result: () throws(DecimalError) -> Decimal128) -> Decimal128 {
    do { return try result() } catch {
        failed = true
        return .zero
    }
}

enum Adding: TypedOperation {
    static func apply(_ left: Decimal128, _ right: Decimal128, _ failed: inout Bool) -> Decimal128 {
        finite(&failed) { () throws(DecimalError) in try left + right }
    }
}

enum Subtracting: TypedOperation {
    static func apply(_ left: Decimal128, _ right: Decimal128, _ failed: inout Bool) -> Decimal128 {
        finite(&failed) { () throws(DecimalError) in try left - right }
    }
}

enum Multiplying: TypedOperation {
    static func apply(_ left: Decimal128, _ right: Decimal128, _ failed: inout Bool) -> Decimal128 {
        finite(&failed) { () throws(DecimalError) in try left * right }
    }
}

enum Dividing: TypedOperation {
    static func apply(_ left: Decimal128, _ right: Decimal128, _ failed: inout Bool) -> Decimal128 {
        finite(&failed) { () throws(DecimalError) in try left / right }
    }
}

/// Of equal numbers the first, whose zeros may differ.
enum Least: TypedOperation {
    static func apply(_ left: Decimal128, _ right: Decimal128, _: inout Bool) -> Decimal128 {
        right < left ? right : left
    }
}

enum Greatest: TypedOperation {
    static func apply(_ left: Decimal128, _ right: Decimal128, _: inout Bool) -> Decimal128 {
        left < right ? right : left
    }
}

enum Equal<Value: FrameValue>: TypedOperation {
    static func apply(_ left: Value, _ right: Value, _ failed: inout Bool) -> Bool {
        Value.isEqual(left, right, &failed)
    }
}

enum Unequal<Value: FrameValue>: TypedOperation {
    static func apply(_ left: Value, _ right: Value, _ failed: inout Bool) -> Bool {
        !Value.isEqual(left, right, &failed)
    }
}

enum Less<Value: FrameValue>: TypedOperation {
    static func apply(_ left: Value, _ right: Value, _: inout Bool) -> Bool { Value.isLess(left, right) }
}

enum AtMost<Value: FrameValue>: TypedOperation {
    static func apply(_ left: Value, _ right: Value, _: inout Bool) -> Bool { !Value.isLess(right, left) }
}

/// A date and a number of months.
enum AddingMonths: TypedOperation {
    static func apply(_ day: Int32, _ months: Int32, _ failed: inout Bool) -> Int32 {
        if let sum = TypedDay.adding(months: months, to: day) { return sum }
        failed = true
        return 0
    }
}

enum AddingDays: TypedOperation {
    static func apply(_ day: Int32, _ days: Int32, _ failed: inout Bool) -> Int32 {
        let (sum, overflow) = day.addingReportingOverflow(days)
        if overflow { failed = true }
        return sum
    }
}

enum Negating: TypedFunction {
    static func apply(_ value: Decimal128, _: inout Bool) -> Decimal128 { -value }
}

enum Absolute: TypedFunction {
    static func apply(_ value: Decimal128, _: inout Bool) -> Decimal128 { value.isNegative ? -value : value }
}

enum Floor: TypedFunction {
    static func apply(_ value: Decimal128, _ failed: inout Bool) -> Decimal128 {
        let whole = value.truncated(toPlaces: 0)
        guard value.isNegative, whole != value else { return whole }
        return finite(&failed) { () throws(DecimalError) in try whole - Decimal128(1) }
    }
}

enum Ceiling: TypedFunction {
    static func apply(_ value: Decimal128, _ failed: inout Bool) -> Decimal128 {
        let whole = value.truncated(toPlaces: 0)
        guard !value.isNegative, whole != value else { return whole }
        return finite(&failed) { () throws(DecimalError) in try whole + Decimal128(1) }
    }
}

enum Inverting: TypedFunction {
    static func apply(_ value: Bool, _: inout Bool) -> Bool { !value }
}

/// A part of a date, from 1.
private func part(_ day: Int32, _ failed: inout Bool, _ number: ((year: Int32, month: Int32, day: Int32)) -> Int32)
    -> Decimal128
{
    if let civil = TypedDay.civil(day) { return Decimal128(Int64(number(civil))) }
    failed = true
    return .zero
}

enum YearOf: TypedFunction {
    static func apply(_ day: Int32, _ failed: inout Bool) -> Decimal128 { part(day, &failed) { $0.year } }
}

enum MonthOf: TypedFunction {
    static func apply(_ day: Int32, _ failed: inout Bool) -> Decimal128 { part(day, &failed) { $0.month } }
}

enum DayOf: TypedFunction {
    static func apply(_ day: Int32, _ failed: inout Bool) -> Decimal128 { part(day, &failed) { $0.day } }
}
