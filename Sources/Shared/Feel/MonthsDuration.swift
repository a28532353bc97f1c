/// A duration of years and months, in months.
public struct MonthsDuration: Hashable, Comparable, Sendable {
    public let months: Int64

    public init(months: Int64) { self.months = months }

    public static func < (left: MonthsDuration, right: MonthsDuration) -> Bool { left.months < right.months }
}
