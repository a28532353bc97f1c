/// The types of FEEL and what belongs to them (DMN 1.5, 10.3.2.9).
enum Types {
    private static let names: Set<String> = [
        "Any", "Null", "number", "string", "boolean", "date", "time", "date and time", "days and time duration",
        "years and months duration", "list", "context", "range", "function",
    ]

    /// A name in a type that is none.
    static func unknownName(in type: Expression.TypeName) -> String? {
        switch type {
        case .named(let name): names.contains(name) ? nil : name
        case .list(let element), .range(let element): unknownName(in: element)
        case .context(let fields): fields.lazy.compactMap { unknownName(in: $0.type) }.first
        case .function(let parameters, let result):
            (parameters + [result]).lazy.compactMap { unknownName(in: $0) }.first
        }
    }

    /// Null belongs to no type but Null.
    static func isInstance(_ value: Value, of type: Expression.TypeName) -> Bool {
        switch (type, value) {
        case (.named("Null"), _): return value.isNull
        case (_, .null): return false
        case (.named(let name), _): return name == "Any" || name == self.name(of: value)
        case (.list(let element), .list(let list)): return list.allSatisfy { isPart($0, of: element) }
        case (.range(let element), .range(let range)):
            return [range.low, range.high].allSatisfy { $0.map { isPart($0, of: element) } ?? true }
        case (.context(let fields), .context(let context)):
            return fields.allSatisfy { field in context[field.name].map { isPart($0, of: field.type) } ?? false }
        case (.function(let parameters, let result), .function(let function)):
            return isInstance(function, of: parameters, result)
        case (.list, _), (.range, _), (.context, _), (.function, _): return false
        }
    }

    /// Of an element or entry nothing is asked while it is not known.
    private static func isPart(_ value: Value, of type: Expression.TypeName) -> Bool {
        value.unknowns != nil || isInstance(value, of: type) || value.isNull && type == .named("Any")
    }

    /// A parameter without a type takes anything; what a function gives is not known before it is called.
    private static func isInstance(
        _ function: Function, of parameters: [Expression.TypeName], _ result: Expression.TypeName
    ) -> Bool {
        guard function.arity == parameters.count else { return false }
        switch function.body {
        case .builtin: return true
        case .defined(let defined):
            return result == .named("Any")
                && zip(defined.parameters, parameters).allSatisfy { $0.type == nil || $0.type == $1 }
        }
    }

    static func name(of value: Value) -> String {
        switch value {
        case .null: "Null"
        case .boolean: "boolean"
        case .number: "number"
        case .string: "string"
        case .date: "date"
        case .time: "time"
        case .dateTime: "date and time"
        case .days: "days and time duration"
        case .months: "years and months duration"
        case .list: "list"
        case .context: "context"
        case .range: "range"
        case .function: "function"
        case .unknown: "Any"
        }
    }

    /// The value as an argument of that type: as it is, out of a list of one, or as a list of one (10.3.2.9.4); nil
    /// when it does not fit. Null and unknown fit everywhere.
    static func converted(_ value: Value, to type: Expression.TypeName?) -> Value? {
        guard let type, !value.isNull, value.unknowns == nil, !isInstance(value, of: type) else { return value }
        if case .list(let list) = value, list.count == 1, isInstance(list[0], of: type) { return list[0] }
        if case .list(let element) = type, isInstance(value, of: element) { return .list([value]) }
        return nil
    }
}
