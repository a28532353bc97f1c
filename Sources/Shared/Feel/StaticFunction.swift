/// What is known beforehand of a built-in function (OMG DMN 1.5, chapter 10.3.4): how many arguments it takes, and
/// what it gives for them.
struct StaticFunction: Sendable {
    let arguments: ClosedRange<Int>
    let rule: Rule

    /// Types of arguments, from the first; those beyond are not checked.
    enum Rule: Sendable {
        /// The same for all arguments of these types.
        case gives(StaticType, for: [StaticType])
        /// One list, or values side by side, of one type; gives an element.
        case element(of: Kind)
        /// As `element`, and gives a list.
        case elements(of: Kind)
        /// The first argument's unit is kept; the others are ratios.
        case keepsUnit
        /// The first argument is a list, and so is the result, of the same type; the others are elements of it.
        case sameList
        /// As `sameList`, and the others are plain numbers or lists of them.
        case sublist
        case concatenation
        case listContains
        case sort
        case flatten
        case date
        case duration
        case modulo
        /// Left to the evaluation.
        case untyped
    }

    enum Kind: Sendable {
        case number
        case ordered
        case any
    }

    static let named: [String: StaticFunction] = {
        var named: [String: StaticFunction] = [:]
        for (names, arguments, rule) in groups {
            for name in names { named[name] = StaticFunction(arguments: arguments, rule: rule) }
        }
        return named
    }()

    private static let ratio = StaticType.number(.ratio)
    private static let count = StaticType.number(Unit(word: "count"))
    private static let text = StaticType.text(nil)
    private static let texts = StaticType.list(text)

    private static let groups: [([String], ClosedRange<Int>, Rule)] = [
        (["min", "max"], 1...Int.max, .element(of: .ordered)),
        (["sum", "mean", "median", "stddev"], 1...Int.max, .element(of: .number)),
        (["mode"], 1...Int.max, .elements(of: .number)),
        (["product"], 1...Int.max, .untyped),
        (["count"], 1...1, .gives(count, for: [])),
        (["floor", "ceiling"], 1...2, .keepsUnit),
        (["abs"], 1...1, .keepsUnit),
        (["decimal", "round up", "round down", "round half up", "round half down"], 2...2, .keepsUnit),
        (["modulo"], 2...2, .modulo),
        (["sqrt", "exp", "log"], 1...1, .gives(ratio, for: [ratio])),
        (["odd", "even"], 1...1, .gives(.boolean, for: [.number(nil)])),
        (["all", "any"], 1...Int.max, .gives(.boolean, for: [])),
        (["not"], 1...1, .gives(.boolean, for: [.boolean])),
        (["is defined"], 1...1, .gives(.boolean, for: [])),
        (["is"], 2...2, .gives(.boolean, for: [])),
        (["list contains"], 2...2, .listContains),
        (["append"], 2...Int.max, .sameList),
        (["concatenate", "union"], 1...Int.max, .concatenation),
        (["distinct values", "duplicate values", "reverse"], 1...1, .sameList),
        (["sublist"], 2...3, .sublist),
        (["remove"], 2...2, .sublist),
        (["sort"], 1...2, .sort),
        (["flatten"], 1...1, .flatten),
        (["insert before", "list replace"], 3...3, .untyped),
        (["index of"], 2...2, .untyped),
        (["string length"], 1...1, .gives(count, for: [text])),
        (["substring"], 2...3, .gives(text, for: [text])),
        (["upper case", "lower case"], 1...1, .gives(text, for: [text])),
        (["substring before", "substring after"], 2...2, .gives(text, for: [text, text])),
        (["replace"], 3...4, .gives(text, for: [text, text, text])),
        (["contains", "starts with", "ends with"], 2...2, .gives(.boolean, for: [text, text])),
        (["matches"], 2...3, .gives(.boolean, for: [text, text])),
        (["split"], 2...2, .gives(texts, for: [text, text])),
        (["string join"], 1...4, .gives(text, for: [texts])),
        (["string"], 1...2, .gives(text, for: [])),
        (["number"], 1...3, .untyped),
        (["date"], 1...3, .date),
        (["duration"], 1...1, .duration),
        (["years and months duration"], 2...2, .gives(.monthsDuration, for: [.date, .date])),
        (["day of week", "month of year"], 1...1, .gives(text, for: [.date])),
        (["day of year"], 1...1, .gives(.number(Unit(word: "day")), for: [.date])),
        (["week of year"], 1...1, .gives(.number(Unit(word: "week")), for: [.date])),
        (["date and time"], 1...3, .untyped),
        (["time"], 1...4, .untyped),
        (["now"], 0...0, .untyped),
        (["today"], 0...0, .gives(.date, for: [])),
        (
            [
                "before", "after", "meets", "met by", "overlaps", "overlaps before", "overlaps after", "finishes",
                "finished by", "includes", "during", "starts", "started by", "coincides",
            ], 2...2, .gives(.boolean, for: [])
        ),
        (["get value"], 2...2, .untyped),
        (["get entries"], 1...1, .untyped),
        (["context"], 1...1, .untyped),
        (["context put"], 3...3, .untyped),
        (["context merge"], 1...Int.max, .untyped),
        (["range"], 1...1, .untyped),
    ]
}
