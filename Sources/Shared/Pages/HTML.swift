/// Text of an HTML page (WHATWG HTML), in which everything that was put in is escaped.
///
/// It is written as a literal: `let cell: HTML = "<td class=\"n\">\(name)</td>"`. What the source says is markup, a
/// `String` that is put in is text, whether it stands between tags or in a quoted attribute, and only an `HTML` that is
/// put in is taken as it is. So what comes from outside cannot become markup. Values never stand in a script, in a
/// style, or in an attribute without quotes.
public struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation {
    public private(set) var text: String

    public init() { text = "" }

    public init(stringLiteral value: StaticString) { text = value.description }

    public init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

    public var isEmpty: Bool { text.isEmpty }
    public var bytes: [UInt8] { Array(text.utf8) }

    public static func += (left: inout HTML, right: HTML) { left.text += right.text }

    public static func + (left: HTML, right: HTML) -> HTML {
        var sum = left
        sum += right
        return sum
    }

    public struct Interpolation: StringInterpolationProtocol {
        var text = ""

        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        public mutating func appendLiteral(_ literal: StaticString) { text += literal.description }

        public mutating func appendInterpolation(_ value: String) { HTML.append(escaped: value, to: &text) }
        public mutating func appendInterpolation(_ value: Substring) {
            HTML.append(escaped: String(value), to: &text)
        }
        public mutating func appendInterpolation(_ value: some BinaryInteger) { text += String(value) }
        public mutating func appendInterpolation(_ value: HTML) { text += value.text }
        /// One after the other.
        public mutating func appendInterpolation(_ values: [HTML]) { for value in values { text += value.text } }
        /// Nothing for nil.
        public mutating func appendInterpolation(_ value: HTML?) { text += value?.text ?? "" }
        /// An attribute without a value, such as `disabled`, where the condition holds.
        public mutating func appendInterpolation(_ name: StaticString, if condition: Bool) {
            if condition { text += " \(name)" }
        }
    }

    /// A text as markup that shows it.
    public init(escaping value: String) {
        text = ""
        Self.append(escaped: value, to: &text)
    }

    static func append(escaped value: String, to text: inout String) {
        // Most texts have nothing to escape.
        guard value.utf8.contains(where: { needsEscape($0) }) else {
            text += value
            return
        }
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            // HTML has no way to write the other control characters.
            case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{7F}": text += "\u{FFFD}"
            case _: text.unicodeScalars.append(scalar)
            }
        }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        case 0x09, 0x0A, 0x0D: false
        case _: byte < 0x20 || byte == 0x7F
        }
    }
}

extension Sequence {
    /// The markup of each element, one after the other.
    public func html(_ body: (Element) throws -> HTML) rethrows -> HTML {
        var all = HTML()
        for element in self { all += try body(element) }
        return all
    }
}
