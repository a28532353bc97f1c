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
