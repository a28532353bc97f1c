extension Value {
    /// The value as JSON in the notation of the conformance cases: `{"number": "1.50"}`, `{"string": "…"}`, `{"date"}`,
    /// `{"time"}`, `{"dateTime"}`, `{"duration"}`, `{"context": {…}}`, lists, `true`, `null`; ours are `{"range"}`,
    /// `{"function"}` and `{"unknown": [0, 3]}`.
    public var notation: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .number: pair("number", &text)
        case .string: pair("string", &text)
        case .date: pair("date", &text)
        case .time: pair("time", &text)
        case .dateTime: pair("dateTime", &text)
        case .days, .months: pair("duration", &text)
        case .range: pair("range", &text)
        case .function: pair("function", &text)
        case .unknown(let unknowns): text += "{\"unknown\": \(unknowns.slots)}"
        case .list(let list):
            text += "["
            for (index, element) in list.enumerated() {
                if index > 0 { text += ", " }
                element.write(to: &text)
            }
            text += "]"
        case .context(let context):
            text += "{\"context\": {"
            for (index, entry) in context.entries.enumerated() {
                if index > 0 { text += ", " }
                Self.quote(entry.key, &text)
                text += ": "
                entry.value.write(to: &text)
            }
            text += "}}"
        }
    }

    private func pair(_ kind: String, _ text: inout String) {
        text += "{\"\(kind)\": "
        Self.quote(self.text ?? "", &text)
        text += "}"
    }

    /// A JSON string (RFC 8259, section 7).
    private static func quote(_ content: String, _ text: inout String) {
        text += "\""
        for scalar in content.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
