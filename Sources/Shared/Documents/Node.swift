/// A value of a document and the place where it stands. What an alias stands for keeps the place of its anchor.
public struct Node: Sendable {
    public let content: Content
    public let mark: Mark

    public enum Content: Sendable {
        case scalar(Scalar)
        case sequence([Node])
        /// In the order of the file; no key stands twice.
        case mapping([Entry])
    }

    public struct Entry: Sendable {
        public let key: String
        public let keyMark: Mark
        public let value: Node
    }
}

/// A scalar as it is written, quotes and escapes resolved. Nothing is ever read as a binary floating-point number:
/// a number is its text.
public struct Scalar: Hashable, Sendable {
    public let text: String
    /// In quotes, or a block (`|`, `>`): text, whatever it looks like.
    public let isQuoted: Bool

    /// What the core schema of YAML 1.2.2, section 10.3.2, takes it for. So `yes` is no boolean
    /// here, and `2026-01-01` no date.
    public var kind: Kind {
        if isQuoted { return .text }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE", "false", "False", "FALSE": return .flag
        default: return Scalar.isNumber(text) ? .number : .text
        }
    }

    public enum Kind: Sendable {
        case null, flag, number, text
    }

    private static func isNumber(_ text: String) -> Bool {
        var rest = Substring(text)
        if let prefix = ["0x", "0o"].first(where: rest.hasPrefix) {
            rest.removeFirst(2)
            return !rest.isEmpty && rest.allSatisfy { prefix == "0x" ? $0.isHexDigit : "0"..."7" ~= $0 }
        }
        if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
        if [".inf", ".Inf", ".INF"].contains(rest) || [".nan", ".NaN", ".NAN"].contains(text) { return true }
        let parts = rest.split(omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        guard let mantissa = parts.first, parts.count <= 2 else { return false }
        let halves = mantissa.split(separator: ".", omittingEmptySubsequences: false)
        guard halves.count <= 2, halves.contains(where: { !$0.isEmpty }), halves.allSatisfy(isDigits) else {
            return false
        }
        guard parts.count == 2 else { return true }
        var exponent = parts[1]
        if exponent.first == "-" || exponent.first == "+" { exponent.removeFirst() }
        return !exponent.isEmpty && isDigits(exponent)
    }

    private static func isDigits(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { 0x30...0x39 ~= $0 }
    }
}
