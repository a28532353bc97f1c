/// SVG as it is written, an element a line.
struct SVGText {
    private(set) var text = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
    private var depth = 0

    typealias Attributes = [(String, String)]

    mutating func open(_ name: String, _ attributes: Attributes) {
        add("<\(name)\(Self.written(attributes))>")
        depth += 1
    }

    mutating func close(_ name: String) {
        depth -= 1
        add("</\(name)>")
    }

    mutating func element(_ name: String, _ attributes: Attributes, text: String? = nil) {
        let head = "<\(name)\(Self.written(attributes))"
        add(text.map { "\(head)>\(Self.escaped($0))</\(name)>" } ?? "\(head)/>")
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: Attributes) {
        element(
            "line",
            [
                ("x1", Self.number(x1)), ("y1", Self.number(y1)), ("x2", Self.number(x2)), ("y2", Self.number(y2)),
            ] + style)
    }

    mutating func text(_ text: String, x: Double, y: Double, _ style: Attributes = []) {
        element("text", [("x", Self.number(x)), ("y", Self.number(y))] + style, text: text)
    }

    /// Readable over lines and patterns: a white edge lies under the letters.
    mutating func haloed(_ text: String, x: Double, y: Double, _ style: Attributes) {
        let edge = [
            ("stroke", "#ffffff"), ("stroke-width", "4"), ("stroke-linejoin", "round"), ("paint-order", "stroke"),
        ]
        self.text(text, x: x, y: y, style + edge)
    }

    /// One line of text in several styles.
    mutating func spans(_ spans: [(String, Attributes)], x: Double, y: Double, _ style: Attributes) {
        let inner = spans.map { "<tspan\(Self.written($0.1))>\(Self.escaped($0.0))</tspan>" }.joined()
        let head = Self.written([("x", Self.number(x)), ("y", Self.number(y)), ("xml:space", "preserve")] + style)
        add("<text\(head)>\(inner)</text>")
    }

    /// To a tenth of a pixel.
    static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }

    private mutating func add(_ line: String) {
        text += String(repeating: " ", count: depth) + line + "\n"
    }

    private static func written(_ attributes: Attributes) -> String {
        attributes.map { " \($0.0)=\"\(escaped($0.1))\"" }.joined()
    }

    /// For XML 1.0, which has no control characters but tab and line ends.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case _ where scalar.value < 0x20 && scalar != "\t" && scalar != "\n": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
