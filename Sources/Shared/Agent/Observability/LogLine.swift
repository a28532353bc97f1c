import Web

/// How much a line matters.
public enum LogLevel: String, CaseIterable, Comparable, Hashable, Sendable {
    case debug, info, warning, error

    private var rank: Int {
        switch self {
        case .debug: 0
        case .info: 1
        case .warning: 2
        case .error: 3
        }
    }

    public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }
}

/// What a line says of a key: `.text(task)`, `"\(topic)[\(partition)]@\(offset)"`, `.number(count)`.
public enum LogValue: Hashable, Sendable, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral {
    case text(String)
    case number(Int64)

    public init(stringLiteral text: String) { self = .text(text) }
    public init(integerLiteral number: Int64) { self = .number(number) }
}

public enum LogFormat: Hashable, Sendable {
    /// For people at a terminal: `2026-11-21T13:58:33.904Z info    task.owned  The task is ours. task=150200.verify.0`
    case text
    /// For machines: one JSON object a line (RFC 8259).
    case json
}

/// One event, as one line.
public struct LogLine: Hashable, Sendable {
    public struct Field: Hashable, Sendable {
        public let key: String
        public let value: LogValue
    }

    /// Milliseconds since 1970.
    public let time: Int64
    public let level: LogLevel
    /// A short name that never changes, to search for and to alarm on: `task.owned`.
    public let event: String
    /// One sentence for people.
    public let message: String
    public let fields: [Field]

    private static let ownKeys: Set<String> = ["time", "level", "event", "message"]

    /// The line with its line break. Control characters are escaped in both forms: neither a second line nor a
    /// terminal's commands can be slipped in.
    public func bytes(as format: LogFormat) -> [UInt8] {
        switch format {
        case .text: Array(text.utf8)
        case .json: json
        }
    }

    private var json: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        func append(_ key: String, _ value: LogValue) {
            bytes.append(UInt8(ascii: bytes.isEmpty ? "{" : ","))
            JSONString.append(key, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            switch value {
            case .text(let text): JSONString.append(text, to: &bytes)
            case .number(let number): bytes += Array(String(number).utf8)
            }
        }
        append("time", .text(WallClock.text(time)))
        append("level", .text(level.rawValue))
        append("event", .text(event))
        append("message", .text(message))
        // A key that the line uses itself gets an underscore: an object must not name a key twice.
        for field in fields { append(Self.ownKeys.contains(field.key) ? field.key + "_" : field.key, field.value) }
        bytes += Array("}\n".utf8)
        return bytes
    }

    private var text: String {
        let width = LogLevel.allCases.map(\.rawValue.count).max() ?? 0
        let padding = String(repeating: " ", count: width - level.rawValue.count)
        var line =
            "\(WallClock.text(time)) \(level.rawValue)\(padding) \(Self.escaped(event))  \(Self.escaped(message))"
        for field in fields {
            line += " \(Self.escaped(field.key))="
            switch field.value {
            case .text(let text): line += Self.quotedWhereNeeded(text)
            case .number(let number): line += String(number)
            }
        }
        return line + "\n"
    }

    private static func quotedWhereNeeded(_ text: String) -> String {
        let isPlain = !text.isEmpty && !text.utf8.contains { $0 <= 0x20 || $0 == UInt8(ascii: "\"") }
        return isPlain ? escaped(text) : "\"\(escaped(text.replacing("\"", with: "\\\"")))\""
    }

    /// The text with the control characters C0, DEL and C1 as `\u{9b}`.
    private static func escaped(_ text: String) -> String {
        func isControl(_ character: Unicode.Scalar) -> Bool {
            character.value < 0x20 || (0x7F...0x9F).contains(character.value)
        }
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return text.unicodeScalars.reduce(into: "") { escaped, character in
            if isControl(character) {
                escaped += "\\u{\(String(character.value, radix: 16))}"
            } else {
                escaped.unicodeScalars.append(character)
            }
        }
    }
}
