public import Commands
public import Messages

/// A fact as the command line gives it.
public struct NamedFact: Sendable, CustomStringConvertible {
    public let name: String
    public let value: Fact

    /// `rate=8`, `recognised=true`, `title=国家级`, `title=null`; quotes make a text of anything.
    public init?(_ text: String) {
        guard let sign = text.firstIndex(of: "="), sign != text.startIndex else { return nil }
        name = String(text[..<sign])
        let rest = String(text[text.index(after: sign)...])
        value = (try? Fact(json: Array(rest.utf8))) ?? .text(rest)
    }

    public var description: String { "\(name)=\(value.json)" }
}

extension ValueKind where Value == NamedFact {
    public static var namedFact: ValueKind {
        ValueKind("a fact and its value, such as rate=8") { NamedFact($0) }
    }
}
