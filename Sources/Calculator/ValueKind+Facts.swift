import Commands
import Decimals
import Messages

/// A fact as the command line gives it.
struct NamedFact: Sendable, CustomStringConvertible {
    let name: String
    let value: Fact

    /// `rate=8`, `recognised=true`, `title=国家级`, `title=null`; quotes make a text of anything.
    init?(_ text: String) {
        guard let sign = text.firstIndex(of: "="), sign != text.startIndex else { return nil }
        name = String(text[..<sign])
        let rest = String(text[text.index(after: sign)...])
        value = (try? Fact(json: Array(rest.utf8))) ?? .text(rest)
    }

    var description: String { "\(name)=\(value.json)" }
}

extension ValueKind where Value == NamedFact {
    static var fact: ValueKind { ValueKind("a fact and its value, such as rate=8") { NamedFact($0) } }
}

extension ValueKind where Value == Decimal128 {
    static var decimal: ValueKind { ValueKind("a decimal number") { try? Decimal128($0) } }
}

extension ValueKind where Value == Moment {
    static var moment: ValueKind { ValueKind("a moment such as 2024-02-02T09:00:00+08:00") { Moment($0) } }
}
