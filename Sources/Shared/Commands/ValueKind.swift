/// How the text of an option or argument becomes a value.
public struct ValueKind<Value: Sendable>: Sendable {
    /// What is expected, for "expected …, found …".
    let expectation: String
    let parse: @Sendable (String) -> Value?
    /// How a default is shown.
    let show: @Sendable (Value) -> String
    let completion: Completion

    /// What the shell offers for it.
    public enum Completion: Hashable, Sendable {
        case nothing
        case words([String])
        case files
    }

    /// `expectation` completes "expected …"; `parse` answers nil when the text is not that.
    public init(
        _ expectation: String, completion: Completion = .nothing, show: @escaping @Sendable (Value) -> String,
        parse: @escaping @Sendable (String) -> Value?
    ) {
        self.expectation = expectation
        self.completion = completion
        self.show = show
        self.parse = parse
    }

    /// The same for a value whose description is what is typed.
    public init(
        _ expectation: String, completion: Completion = .nothing, parse: @escaping @Sendable (String) -> Value?
    ) where Value: CustomStringConvertible {
        self.init(expectation, completion: completion, show: \.description, parse: parse)
    }

    /// One of an enumeration's raw values.
    public static func choice(_ type: Value.Type = Value.self) -> ValueKind
    where Value: RawRepresentable<String> & CaseIterable {
        let words = Value.allCases.map(\.rawValue)
        return ValueKind(
            "one of \(words.joined(separator: ", "))", completion: .words(words), show: \.rawValue,
            parse: Value.init(rawValue:))
    }
}

extension ValueKind where Value == String {
    /// Any text that is not empty.
    public static var text: ValueKind { ValueKind("text") { $0.isEmpty ? nil : $0 } }

    /// The path of a file or folder.
    public static var file: ValueKind { ValueKind("a path", completion: .files) { $0.isEmpty ? nil : $0 } }
}

extension ValueKind where Value == Int {
    public static func integer(_ range: ClosedRange<Int>) -> ValueKind {
        let expectation =
            range.upperBound == .max
            ? "a whole number from \(range.lowerBound)"
            : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return ValueKind(expectation) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}
