/// What is known of an expression's value before any fact is: its kind and what its numbers count.
///
/// Every type also holds null; that is not tracked.
public indirect enum StaticType: Hashable, Sendable {
    /// nil fits every unit: a bare 0, and what is computed of it alone.
    case number(Unit?)
    /// The values that it can have; nil when any text can stand there.
    case text([String]?)
    case boolean
    case date
    case daysDuration
    case monthsDuration
    case list(StaticType)
    case record([Field])
    /// The literal, which fits every type.
    case null
    /// What cannot be said beforehand; nothing is an error about it.
    case any

    public struct Field: Hashable, Sendable {
        public let name: String
        public let type: StaticType

        public init(name: String, type: StaticType) {
            self.name = name
            self.type = type
        }
    }

    /// The type that holds what both hold; nil when a value cannot sensibly be either.
    public func unified(with other: StaticType) -> StaticType? {
        switch (self, other) {
        case (.any, _), (_, .any): return .any
        case (.null, let type), (let type, .null): return type
        case (.number(nil), .number), (.number, .number(nil)):
            return self == .number(nil) ? other : self
        case (.text(let left?), .text(let right?)):
            return .text(Set(left).union(right).sorted())
        case (.text, .text): return .text(nil)
        case (.list(let left), .list(let right)): return left.unified(with: right).map(StaticType.list)
        case (.record(let left), .record(let right)):
            return left == right ? self : Self.unified(left, right)
        case (.number, _), (.text, _), (.boolean, _), (.date, _), (.daysDuration, _), (.monthsDuration, _),
            (.list, _), (.record, _):
            return self == other ? self : nil
        }
    }

    /// Records with other fields are a sum type, which is left to the evaluation.
    private static func unified(_ left: [Field], _ right: [Field]) -> StaticType? {
        guard left.map(\.name) == right.map(\.name) else { return .any }
        var fields: [Field] = []
        for (first, second) in zip(left, right) {
            guard let type = first.type.unified(with: second.type) else { return nil }
            fields.append(Field(name: first.name, type: type))
        }
        return .record(fields)
    }
}

extension StaticType: CustomStringConvertible {
    /// In a sentence: `yuan`, `text`, `a list of dates`.
    public var description: String {
        switch self {
        case .number(let unit?): unit.isRatio ? "a ratio" : unit.description
        case .number(nil): "a number"
        case .text: "text"
        case .boolean: "true or false"
        case .date: "a date"
        case .daysDuration: "a duration in days"
        case .monthsDuration: "a duration in months"
        case .list(let element): "a list of \(element.elementDescription)"
        case .record: "a record"
        case .null: "null"
        case .any: "anything"
        }
    }

    private var elementDescription: String {
        switch self {
        case .number(let unit?): unit.isRatio ? "ratios" : unit.description
        case .number(nil): "numbers"
        case .text: "texts"
        case .boolean: "booleans"
        case .date: "dates"
        case .daysDuration: "durations in days"
        case .monthsDuration: "durations in months"
        case .list: "lists"
        case .record: "records"
        case .null, .any: "anything"
        }
    }
}
