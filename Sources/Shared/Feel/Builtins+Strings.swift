import Decimals

extension Builtin {
    static let strings: [Builtin] = [
        Builtin("string length", "string") { arguments, _ in
            arguments[0].asText.map { .number($0.unicodeScalars.count) } ?? .null
        },
        Builtin("substring", "string, start position, length?") { arguments, _ in substring(arguments) },
        text("upper case") { $0.uppercased() },
        text("lower case") { $0.lowercased() },
        match("substring before") { string, place in String(string[..<place.lowerBound]) },
        match("substring after") { string, place in String(string[place.upperBound...]) },
        Builtin("contains", "string, match") { arguments, _ in
            test(arguments) { $0.range(of: $1) != nil }
        },
        Builtin("starts with", "string, match") { arguments, _ in
            test(arguments) { $0.utf8.starts(with: $1.utf8) }
        },
        Builtin("ends with", "string, match") { arguments, _ in
            test(arguments) { $0.utf8.reversed().starts(with: $1.utf8.reversed()) }
        },
        Builtin("replace", "input, pattern, replacement, flags?") { arguments, evaluation in
            guard evaluation.spend(searchCost), let input = arguments[0].asText, let replacement = arguments[2].asText,
                let pattern = pattern(arguments[1], arguments.count > 3 ? arguments[3] : .null)
            else { return .null }
            return .text(pattern.replaced(in: input, with: replacement))
        },
        Builtin("matches", "input, pattern, flags?") { arguments, evaluation in
            guard evaluation.spend(searchCost), let input = arguments[0].asText,
                let pattern = pattern(arguments[1], arguments.count > 2 ? arguments[2] : .null)
            else { return .null }
            return .boolean(orNull: pattern.matches(input))
        },
        Builtin("split", "string, delimiter") { arguments, evaluation in
            guard evaluation.spend(searchCost), let string = arguments[0].asText,
                let pattern = pattern(arguments[1], .null),
                let parts = pattern.split(string)
            else { return .null }
            return .list(parts.map { .string($0) })
        },
        Builtin("string join", "list, delimiter?") { arguments, evaluation in
            .unless(missingIn: arguments[0]) { joined(arguments, &evaluation) }
        },
    ]

    /// Of a search with a pattern, which may go back and forth in the text.
    private static let searchCost = 500

    private static func text(_ name: String, _ change: @escaping @Sendable (String) -> String) -> Builtin {
        Builtin(name, "string") { arguments, _ in .text(arguments[0].asText.map(change)) }
    }

    /// What is left of the text beside the first place of the match; nothing where there is none.
    private static func match(
        _ name: String, _ part: @escaping @Sendable (String, Range<String.Index>) -> String
    ) -> Builtin {
        Builtin(name, "string, match") { arguments, _ in
            guard let string = arguments[0].asText, let match = arguments[1].asText else { return .null }
            return .string(string.range(of: match).map { part(string, $0) } ?? "")
        }
    }

    private static func test(_ arguments: [Value], _ holds: (String, String) -> Bool) -> Value {
        guard let string = arguments[0].asText, let match = arguments[1].asText else { return .null }
        return .boolean(holds(string, match))
    }

    private static func substring(_ arguments: [Value]) -> Value {
        guard let string = arguments[0].asText, let start = arguments[1].asInteger, start != 0 else { return .null }
        let scalars = string.unicodeScalars
        let count = scalars.count
        let first = start > 0 ? start - 1 : count + start
        guard first >= 0, first < count || start > 0 && first == count && count == 0 else { return .null }
        var length = count - first
        if arguments.count > 2 {
            guard let given = arguments[2].asNumber?.truncated(toPlaces: 0).int64, given >= 1 else { return .null }
            length = min(length, Int(given))
        }
        return .string(String(String.UnicodeScalarView(scalars.dropFirst(first).prefix(length))))
    }

    private static func pattern(_ pattern: Value, _ flags: Value) -> Pattern? {
        guard let text = pattern.asText else { return nil }
        if flags.isNull { return Pattern.cached(text, flags: "") }
        return flags.asText.flatMap { Pattern.cached(text, flags: $0) }
    }

    /// Null elements are left out.
    private static func joined(_ arguments: [Value], _ evaluation: inout Evaluation) -> Value {
        guard let list = arguments[0].asList else { return .null }
        var delimiter = ""
        if arguments.count > 1, !arguments[1].isNull {
            guard let text = arguments[1].asText else { return .null }
            delimiter = text
        }
        var texts: [String] = []
        for element in list where !element.isNull {
            guard case .string(let text) = element,
                evaluation.spend(1 + (text.utf8.count + delimiter.utf8.count) / 16)
            else { return .null }
            texts.append(text)
        }
        return .string(texts.joined(separator: delimiter))
    }
}

extension String {
    /// The first place of another text, by characters' numbers; the beginning for the empty one.
    fileprivate func range(of match: String) -> Range<String.Index>? {
        let text = Array(utf8)
        let wanted = Array(match.utf8)
        guard let first = wanted.first else { return startIndex..<startIndex }
        var start = 0
        // The rest of a character never begins one, so a place that is found lies between characters.
        while start + wanted.count <= text.count {
            if text[start] == first && text[start..<start + wanted.count].elementsEqual(wanted) {
                let lower = utf8.index(utf8.startIndex, offsetBy: start)
                return lower..<utf8.index(lower, offsetBy: wanted.count)
            }
            start += 1
        }
        return nil
    }
}
