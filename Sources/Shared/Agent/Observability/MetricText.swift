/// Prometheus' text format 0.0.4, piece by piece.
enum MetricText {
    static func help(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }

    /// Without the braces, in the order given.
    static func labels(_ labels: KeyValuePairs<String, String>) -> String {
        labels.map { "\($0.key)=\"\(help($0.value).replacing("\"", with: "\\\""))\"" }.joined(separator: ",")
    }

    static func sample(_ name: String, _ labels: String, _ value: String) -> String {
        labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    /// Nothing at all for what is not known.
    static func sample(_ name: String, _ labels: String, _ value: Double?) -> String {
        value.map { sample(name, labels, number($0)) } ?? ""
    }

    static func histogram(_ name: String, _ labels: String, _ histogram: Histogram) -> String {
        let content = histogram.read()
        let prefix = labels.isEmpty ? "" : labels + ","
        var text = ""
        var below: UInt64 = 0
        for (bound, count) in zip(histogram.bounds + [.infinity], content.counts) {
            below += count
            text += sample("\(name)_bucket", "\(prefix)le=\"\(number(bound))\"", String(below))
        }
        return text + sample("\(name)_sum", labels, content.sum) + sample("\(name)_count", labels, String(below))
    }

    static func number(_ value: Double) -> String {
        if value == .infinity { return "+Inf" }
        if value == -.infinity { return "-Inf" }
        if value.isNaN { return "NaN" }
        return Int64(exactly: value).map { String($0) } ?? value.description
    }

    /// `[a-zA-Z_][a-zA-Z0-9_]*`; the colon is left to recording rules.
    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return name.utf8.allSatisfy { character in
            switch character {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
            default: false
            }
        }
    }
}
