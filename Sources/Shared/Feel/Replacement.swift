/// What takes a match's place: text, and `$1` for what the first group caught. `\$` and `\\` stand for themselves.
struct Replacement {
    enum Part {
        case text(String)
        case group(Int)
    }

    private(set) var parts: [Part] = []

    init?(_ text: String, groups: Int) {
        var rest = Array(text.unicodeScalars)[...]
        var literal = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if scalar == "\\" {
                guard let next = rest.popFirst(), next == "\\" || next == "$" else { return nil }
                literal.append(next)
            } else if scalar == "$" {
                guard let digit = rest.popFirst().flatMap(Self.digit) else { return nil }
                var group = digit
                // As many digits as there are groups for; the others are text.
                while let next = rest.first.flatMap(Self.digit), group * 10 + next <= groups {
                    group = group * 10 + next
                    rest.removeFirst()
                }
                parts.append(.text(String(literal)))
                literal = String.UnicodeScalarView()
                parts.append(.group(group))
            } else {
                literal.append(scalar)
            }
        }
        parts.append(.text(String(literal)))
    }

    private static func digit(_ scalar: Unicode.Scalar) -> Int? {
        scalar >= "0" && scalar <= "9" ? Int(scalar.value - 48) : nil
    }
}
