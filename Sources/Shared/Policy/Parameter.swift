public import Awards
public import Decimals
public import Documents
public import Feel

/// A number, day, duration or list of the law, with the words that order it.
public struct Parameter: Sendable {
    public let name: String
    public let value: Value
    /// Of a number: what it counts.
    public let unit: Unit?
    /// The words of the text, verbatim.
    public let quote: String?
    public let text: BilingualText?
    /// The parameter of the superior text that this one may not exceed.
    public let bound: Bound?
    /// The side to which a lower tier's implementing rules may move it.
    public let mayBe: Direction?
    public let mark: Mark

    public enum Direction: String, CaseIterable, Sendable {
        case lower, higher
    }

    public enum Value: Hashable, Sendable {
        case number(Decimal128)
        case date(CivilDate)
        /// Calendar months; a year has twelve.
        case months(Int)
        case days(Int)
        case texts([String])
    }

    public struct Bound: Hashable, Sendable {
        public let clause: String
        public let parameter: String
    }

    public var type: StaticType {
        switch value {
        case .number: .number(unit ?? .ratio)
        case .date: .date
        case .months: .monthsDuration
        case .days: .daysDuration
        case .texts: .list(.text(nil))
        }
    }
}
