/// The names that are written with more than one token (`date and time`, `active anchors`), so that the parser takes
/// them whole. A name of one token needs no entry.
struct KnownNames {
    private var entries: [(name: String, pieces: [String])] = []
    private static let languageNames: [(name: String, pieces: [String])] =
        (Builtin.names + ["time offset", "start included", "end included"]).compactMap(entry)

    init(_ names: [String]) {
        entries = Self.languageNames
        for name in names { add(name) }
    }

    var count: Int { entries.count }

    mutating func add(_ name: String) {
        if let entry = Self.entry(name) { entries.append(entry) }
    }

    private static func entry(_ name: String) -> (name: String, pieces: [String])? {
        guard let tokens = try? Lexer.tokens(name), tokens.count > 2 else { return nil }
        return (name, tokens.dropLast().map(\.text))
    }

    /// The longest name that the tokens begin with, and its number of tokens.
    func longest(in tokens: ArraySlice<Token>) -> (name: String, length: Int)? {
        var best: (name: String, length: Int)?
        guard let first = tokens.first?.text else { return nil }
        for entry in entries where entry.pieces[0] == first && entry.pieces.count > best?.length ?? 0 {
            guard tokens.count > entry.pieces.count else { continue }
            if zip(tokens, entry.pieces).allSatisfy({ $0.kind != .string && $0.text == $1 }) {
                best = (entry.name, entry.pieces.count)
            }
        }
        return best
    }
}
