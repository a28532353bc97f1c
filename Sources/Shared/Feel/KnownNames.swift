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
            if zip(tokens, entry.pieces).allSatisfy({ ($0.kind == .word || $0.kind != .string) && $0.text == $1 }) {
                best = (entry.name, entry.pieces.count)
            }
        }
        return best
    }
}

/// The words that end a name.
enum Keyword {
    static let all: Set<String> = [
        "and", "or", "in", "between", "instance", "if", "then", "else", "for", "return", "some", "every", "satisfies",
        "function", "null", "true", "false",
    ]
}

extension Parser {
    /// A name where an expression stands: the longest that is known, else all words up to the next keyword.
    mutating func name() -> String {
        if let known = names.longest(in: tokens[position...]) {
            position += known.length
            return known.name
        }
        var name = current.text
        position += 1
        while current.kind == .word, !Keyword.all.contains(current.text) {
            name += " " + current.text
            position += 1
        }
        return name
    }

    /// A name where one is introduced (a key, a parameter): everything up to one of the signs that may follow it.
    mutating func newName(upTo ends: Set<String>, _ expected: String) throws(FeelError) -> String {
        var name = ""
        guard current.kind == .word else { throw unexpected(expected) }
        while !ends.contains(current.text) || current.kind == .string {
            switch current.kind {
            case .word, .number: break
            case .symbol where "./-'+*".contains(current.text) || current.text == "**": break
            case .symbol, .string, .temporal, .end:
                throw unexpected(ends.sorted().map { "'\($0)'" }.joined(separator: " or "))
            }
            if current.isSpaced && !name.isEmpty { name += " " }
            name += current.text
            position += 1
        }
        return name
    }

    /// True where a named argument begins: a name and a colon.
    func isArgumentName() -> Bool {
        guard current.kind == .word else { return false }
        for token in tokens[position...] {
            switch token.kind {
            case .word, .number: continue
            case .symbol where token.text == ":": return true
            case .symbol where "./-'+*".contains(token.text): continue
            case .symbol, .string, .temporal, .end: return false
            }
        }
        return false
    }
}
