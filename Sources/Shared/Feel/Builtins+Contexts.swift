extension Builtin {
    static let contexts: [Builtin] = [
        Builtin("get value", "m, key") { arguments, _ in
            guard let context = arguments[0].asContext, let key = arguments[1].asText else { return .null }
            return context[key] ?? .null
        },
        Builtin("get entries", "m") { arguments, _ in
            guard let context = arguments[0].asContext else { return .null }
            return .list(
                context.entries.map { .context(Context([("key", .string($0.key)), ("value", $0.value)])) })
        },
        Builtin("context", "entries") { arguments, _ in
            .unless(missingIn: arguments[0]) { made(arguments[0]) }
        },
        Builtin("context put", "context, key!, value", "context, keys, value", strict: 2) { arguments, _ in
            guard let context = arguments[0].asContext else { return .null }
            if case .list(let keys) = arguments[1] {
                return put(keys.values[...], arguments[2], into: context).map { .context($0) } ?? .null
            }
            guard let key = arguments[1].asText else { return .null }
            return .context(context.replacing(key, with: arguments[2]))
        },
        Builtin("context merge", "contexts") { arguments, _ in
            guard let contexts = arguments[0].asList else { return .null }
            if let missing = Missing.among(contexts) { return missing }
            var entries: [(key: String, value: Value)] = []
            for value in contexts {
                guard case .context(let context) = value else { return .null }
                entries += context.entries
            }
            return .context(Context(entries))
        },
    ]

    /// From entries with `key` and `value`, each key once.
    private static func made(_ value: Value) -> Value {
        guard let list = value.asList else { return .null }
        var entries: [(key: String, value: Value)] = []
        for element in list {
            guard case .context(let entry) = element, case .string(let key)? = entry["key"], let value = entry["value"]
            else { return .null }
            entries.append((key, value))
        }
        let context = Context(entries)
        return context.count == entries.count ? .context(context) : .null
    }

    /// Along the keys, of which all but the last must lead to contexts.
    private static func put(_ keys: ArraySlice<Value>, _ value: Value, into context: Context) -> Context? {
        guard case .string(let key)? = keys.first else { return nil }
        if keys.count == 1 { return context.replacing(key, with: value) }
        guard keys.count <= Evaluation.mostDepth, case .context(let inner)? = context[key],
            let replaced = put(keys.dropFirst(), value, into: inner)
        else { return nil }
        return context.replacing(key, with: .context(replaced))
    }

    static let others: [Builtin] = [
        Builtin("not", "negand") { arguments, _ in Logic.not(arguments[0]) },
        Builtin("is", "value1, value2") { arguments, _ in .boolean(Sameness.same(arguments[0], arguments[1])) },
    ]
}

/// The function `is` (DMN 1.5, table 77): the same value of the same type, times with the same offset too.
private enum Sameness {
    static func same(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.time(let left), .time(let right)): left == right
        case (.dateTime(let left), .dateTime(let right)): left == right
        default: Equality.isEqual(left, right)
        }
    }
}
