import Decimals

// Arguments as functions want them, with the conversion out of a list of one and into a list of one (DMN 1.5,
// 10.3.2.9.4).

extension Value {
    private var single: Value {
        if case .list(let list) = self, list.count == 1 { return list[0] }
        return self
    }

    var asNumber: Decimal128? {
        if case .number(let number) = single { return number }
        return nil
    }

    /// A whole number.
    var asInteger: Int? { asNumber.flatMap(\.int64).flatMap { Int(exactly: $0) } }

    var asText: String? {
        if case .string(let text) = single { return text }
        return nil
    }

    /// Nil for null only.
    var asList: List? { isNull ? nil : elements }

    var asContext: Context? {
        if case .context(let context) = single { return context }
        return nil
    }

    var asFunction: Function? {
        if case .function(let function) = single { return function }
        return nil
    }

    var asDay: Day? {
        switch single {
        case .date(let day): day
        case .dateTime(let moment): moment.day
        default: nil
        }
    }

    /// The unknown facts of a list's elements, however deep.
    var missingInside: Unknowns {
        switch self {
        case .unknown(let unknowns): unknowns
        case .list(let list): list.reduce(into: []) { $0.formUnion($1.missingInside) }
        case .context(let context): context.values.reduce(into: []) { $0.formUnion($1.missingInside) }
        case .null, .boolean, .number, .string, .date, .time, .dateTime, .days, .months, .range, .function: []
        }
    }

    /// This result, unless elements that it depends on are unknown.
    static func unless(missingIn values: Value..., make: () -> Value) -> Value {
        let missing = values.reduce(into: Unknowns()) { $0.formUnion($1.missingInside) }
        return missing.isEmpty ? make() : .unknown(missing)
    }

    static func text(_ text: String?) -> Value { text.map { .string($0) } ?? .null }
    static func boolean(orNull value: Bool?) -> Value { value.map { .boolean($0) } ?? .null }
}
