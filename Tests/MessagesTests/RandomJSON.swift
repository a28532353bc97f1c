import Messages
import TestSupport

/// A random JSON value that a schema allows. Made from the schema alone, it checks the schema and the reader against
/// each other.
indirect enum RandomJSON {
    /// Its own JSON text: a number, a word, any raw value.
    case literal(String)
    case text(String)
    case array([RandomJSON])
    /// The fields of a message: a reader takes them in any order.
    case fields([(String, RandomJSON)])
    /// Values by name: their order is part of the value.
    case map([(String, RandomJSON)])

    init(schema: JSONValue, using random: inout SeededGenerator) {
        let schema = schema.members
        if case .array(let choices)? = schema["anyOf"] {
            self.init(schema: choices[0], using: &random)
        } else if case .array(let words)? = schema["enum"] {
            self = .text(words.randomElement(using: &random)!.string)
        } else if case .array? = schema["type"] {
            self = Self.fact(using: &random)
        } else {
            switch schema["type"]?.string {
            case "string": self = .text(Self.string(schema, using: &random))
            case "integer": self = .literal(Self.integer(using: &random))
            case "number": self = .literal(Self.number(using: &random))
            case "boolean": self = .literal(Bool.random(using: &random) ? "true" : "false")
            case "array": self = Self.array(of: schema["items"]!, using: &random)
            case "object": self = Self.object(schema, using: &random)
            default: self = .literal(Self.raw(depth: 3, using: &random))
            }
        }
    }

    private static func array(of items: JSONValue, using random: inout SeededGenerator) -> RandomJSON {
        .array((0..<Int.random(in: 0...3, using: &random)).map { _ in RandomJSON(schema: items, using: &random) })
    }

    private static func object(_ schema: [String: JSONValue], using random: inout SeededGenerator) -> RandomJSON {
        if let values = schema["additionalProperties"] {
            let names = Set((0..<Int.random(in: 0...20, using: &random)).map { _ in name(using: &random) })
            return .map(names.sorted().map { ($0, RandomJSON(schema: values, using: &random)) })
        }
        guard case .object(let properties)? = schema["properties"], case .array(let required)? = schema["required"]
        else { fatalError("an object's schema without properties") }
        let names = Set(required.map(\.string))
        return .fields(
            properties.compactMap { name, schema in
                guard names.contains(name) || Bool.random(using: &random) else { return nil }
                return (name, RandomJSON(schema: schema, using: &random))
            })
    }

    private static func fact(using random: inout SeededGenerator) -> RandomJSON {
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1: .literal(number(using: &random))
        case 2: .text(text(using: &random))
        case 3: .literal(Bool.random(using: &random) ? "true" : "false")
        case 4: .literal("null")
        default: .array((0..<Int.random(in: 0...3, using: &random)).map { _ in fact(using: &random) })
        }
    }

    private static func string(_ schema: [String: JSONValue], using random: inout SeededGenerator) -> String {
        if schema["contentEncoding"] != nil {
            // Three bytes are four letters; the padding's cases have tests of their own.
            let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
            return String(
                (0..<4 * Int.random(in: 0...9, using: &random)).map { _ in letters.randomElement(using: &random)! })
        }
        switch (schema["pattern"]?.string, schema["format"]?.string) {
        case ("^sha256:[0-9a-f]{64}$", _):
            return "sha256:" + String((0..<64).map { _ in "0123456789abcdef".randomElement(using: &random)! })
        case ("^[0-9]{6}$", _): return String(Int.random(in: 100_000...999_999, using: &random))
        case ("^[0-9A-HJ-NPQRTUWXY]{18}$", _):
            return String((0..<18).map { _ in "0123456789ABCDEFGHJKLMNPQRTUWXY".randomElement(using: &random)! })
        case (_, "date"): return day(using: &random)
        case (_, "date-time"):
            let offset = ["Z", "+08:00", "-11:30"].randomElement(using: &random)!
            let fraction = ["", ".5", ".123456789"].randomElement(using: &random)!
            return day(using: &random) + "T09:0\(Int.random(in: 0...9, using: &random)):59" + fraction + offset
        case (nil, nil): return (schema["minLength"] == nil ? "" : "x") + text(using: &random)
        default: fatalError("a pattern that this generator does not know")
        }
    }

    private static func day(using random: inout SeededGenerator) -> String {
        let month = Int.random(in: 1...12, using: &random)
        let day = Int.random(in: 1...28, using: &random)
        return
            "20\(Int.random(in: 10...99, using: &random))-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }

    private static func integer(using random: inout SeededGenerator) -> String {
        let bound = Int64(1) << Int64(Int.random(in: 0...62, using: &random))
        return String([Int64.min, .max, .random(in: -bound...bound, using: &random)].randomElement(using: &random)!)
    }

    private static func number(using random: inout SeededGenerator) -> String {
        var digits = String(Int.random(in: 1...9, using: &random))
        for _ in 0..<Int.random(in: 0...33, using: &random) { digits += String(Int.random(in: 0...9, using: &random)) }
        let places = Int.random(in: 0..<digits.count, using: &random)
        let whole = digits.dropLast(places)
        return (Bool.random(using: &random) ? "-" : "") + whole + (places == 0 ? "" : "." + digits.suffix(places))
    }

    private static func name(using random: inout SeededGenerator) -> String {
        String((0..<Int.random(in: 1...20, using: &random)).map { _ in "abcdefgh_销售额".randomElement(using: &random)! })
    }

    static func text(using random: inout SeededGenerator) -> String {
        let characters = "abcdefghijklmnopqrstuvwxyz 0123456789包头市昆都仑区电子商务é😀\"\\/\n\r\t\u{0}\u{1F}\u{7F}"
        return String(
            (0..<Int.random(in: 0...40, using: &random)).map { _ in characters.randomElement(using: &random)! })
    }

    /// Any JSON, with white space.
    private static func raw(depth: Int, using random: inout SeededGenerator) -> String {
        switch Int.random(in: depth > 0 ? 0..<7 : 2..<7, using: &random) {
        case 0:
            let parts = (0..<Int.random(in: 0...3, using: &random)).map { _ in raw(depth: depth - 1, using: &random) }
            return "[ " + parts.joined(separator: " ,\n") + "]"
        case 1:
            let parts = (0..<Int.random(in: 0...3, using: &random)).map {
                "\"\($0)\" : " + raw(depth: depth - 1, using: &random)
            }
            return "{" + parts.joined(separator: ", ") + "\t}"
        case 2: return number(using: &random) + "e-7"
        case 3: return quoted(text(using: &random))
        case 4: return "null"
        case 5: return "true"
        default: return "false"
        }
    }
}

// Two ways to print the same value.
extension RandomJSON {
    /// As our writer writes.
    var canonical: String {
        switch self {
        case .literal(let text): text
        case .text(let text): Self.quoted(text)
        case .array(let elements): "[" + elements.map(\.canonical).joined(separator: ",") + "]"
        case .fields(let members), .map(let members):
            "{" + members.map { Self.quoted($0) + ":" + $1.canonical }.joined(separator: ",") + "}"
        }
    }

    /// As somebody else may write: fields in another order, unknown ones between them, white space, needless escapes.
    func disturbed(using random: inout SeededGenerator) -> String {
        func space() -> String { ["", "", " ", "\n\t", "\r\n  "].randomElement(using: &random)! }
        switch self {
        case .literal(let text): return text
        case .text(let text): return Self.escaped(text, using: &random)
        case .array(let elements):
            return "[" + elements.map { space() + $0.disturbed(using: &random) + space() }.joined(separator: ",") + "]"
        case .map(let members):
            return "{"
                + members.map {
                    space() + Self.escaped($0, using: &random) + space() + ":" + $1.disturbed(using: &random)
                }.joined(separator: ",") + space() + "}"
        case .fields(let members):
            var parts = members.map {
                Self.escaped($0, using: &random) + space() + ":" + space() + $1.disturbed(using: &random)
            }
            for index in 0..<Int.random(in: 0...2, using: &random) {
                parts.append("\"unknown field \(index)\":" + Self.raw(depth: 3, using: &random))
            }
            parts.shuffle(using: &random)
            return "{" + parts.map { space() + $0 + space() }.joined(separator: ",") + "}"
        }
    }

    static func quoted(_ text: String) -> String {
        "\""
            + text.unicodeScalars.map { scalar in
                switch scalar {
                case "\"": "\\\""
                case "\\": "\\\\"
                case "\n": "\\n"
                case "\r": "\\r"
                case "\t": "\\t"
                case "\u{0}"..<"\u{10}": "\\u000" + String(scalar.value, radix: 16)
                case "\u{10}"..<"\u{20}": "\\u00" + String(scalar.value, radix: 16)
                default: String(scalar)
                }
            }.joined() + "\""
    }

    private static func escaped(_ text: String, using random: inout SeededGenerator) -> String {
        let parts = text.unicodeScalars.map { scalar in
            if Int.random(in: 0..<4, using: &random) > 0 {
                return String(quoted(String(scalar)).dropFirst().dropLast())
            }
            return String(scalar).utf16.map { unit in
                let digits = String(unit, radix: 16, uppercase: Bool.random(using: &random))
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
        }
        return "\"" + parts.joined() + "\""
    }
}

extension JSONValue {
    fileprivate var members: [String: JSONValue] {
        guard case .object(let members) = self else { return [:] }
        return Dictionary(uniqueKeysWithValues: members)
    }

    fileprivate var string: String {
        guard case .string(let string) = self else { return "" }
        return string
    }
}
