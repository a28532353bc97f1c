public import Decimals

/// A value of FEEL (DMN 1.5, 10.3.2): what an expression gives.
public enum Value: Sendable {
    case null
    case boolean(Bool)
    case number(Decimal128)
    case string(String)
    case date(Day)
    indirect case time(TimeOfDay)
    indirect case dateTime(Moment)
    case days(DaysDuration)
    case months(MonthsDuration)
    case list(List)
    case context(Context)
    indirect case range(Interval)
    case function(Function)
    /// Ours, for law: not known yet, for it depends on facts that have not been given.
    ///
    /// An operation on it is unknown too, with the facts of all its operands, unless its result is the same whatever
    /// the facts are: null where another operand is null, `false` for `false and unknown`.
    case unknown(Unknowns)

    /// How deep lists, contexts and functions lie in one another.
    var depth: Int {
        switch self {
        case .list(let list): list.depth
        case .context(let context): context.depth
        case .function(let function): function.depth
        case .null, .boolean, .number, .string, .date, .time, .dateTime, .days, .months, .range, .unknown: 0
        }
    }

    /// How much there is in it, for limits: 1 for a number.
    var weight: Int {
        switch self {
        case .list(let list): list.weight
        case .context(let context): context.weight
        case .string(let text): 1 + text.utf8.count / 16
        case .null, .boolean, .number, .date, .time, .dateTime, .days, .months, .range, .function, .unknown: 1
        }
    }

    public var isNull: Bool {
        if case .null = self { return true }
        return false
    }

    /// The facts that are missing, nil when the value is known. Elements of a list may be unknown in a known list.
    public var unknowns: Unknowns? {
        if case .unknown(let unknowns) = self { return unknowns }
        return nil
    }

    /// A date, time, date and time or duration as it stands in `@"…"`: `2024-03-01`, `09:30:00+08:00`,
    /// `2024-03-01T09:30:00@Asia/Shanghai`, `P1Y`, `P1DT2H`; nil for what is none of them.
    public init?(temporal text: String) {
        guard let value = TemporalReader.value(text) else { return nil }
        self = value
    }

    static func number(_ value: Int) -> Value { .number(Decimal128(Int64(value))) }

    /// The number that there is, else null.
    static func computed(_ make: () throws(DecimalError) -> Decimal128) -> Value {
        do { return .number(try make()) } catch { return .null }
    }

    static func list(_ values: [Value]) -> Value { .list(List(values)) }

    /// A list's elements; of another value a list of it alone.
    var elements: List {
        if case .list(let list) = self { return list }
        return List([self])
    }
}
