import Messages

/// One thing that is wrong with what somebody handed in. It quotes no personal value.
struct Fault: Error, Equatable, Sendable {
    /// Where: `facts.local_sales`, `account.number`; empty for the whole.
    let field: String
    /// A sentence each, without the field's name.
    let text: Text

    init(_ field: String, zh: String, en: String) {
        self.field = field
        text = Text(zh: zh, en: en)
    }
}

/// Everything that is wrong, at once; never empty.
struct Faults: Error, Equatable, CustomStringConvertible {
    let all: [Fault]

    var description: String {
        all.map { fault in
            let place = fault.field.isEmpty ? "" : "\(fault.field): "
            return "\(place)\(fault.text.en)\n  \(fault.text.zh)"
        }.joined(separator: "\n")
    }
}
