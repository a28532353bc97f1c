/// The smallest part of a text that means something.
struct Token {
    enum Kind: Equatable {
        case number
        case string
        /// A text behind `@`.
        case temporal
        /// Letters, digits, `_` and `?`: a keyword, a name, or a part of one.
        case word
        case symbol
        case end
    }

    let kind: Kind
    /// As it is written; of a string what it stands for.
    let text: String
    let place: Expression.Place
    /// True when a space or a comment stands before it.
    let isSpaced: Bool

    func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }

    func isWord(_ word: String) -> Bool { kind == .word && text == word }

    /// For a message of what stands there instead of what was expected.
    var said: String {
        switch kind {
        case .end: "the end of the text"
        case .string, .temporal: "\"\(text.prefix(40))\""
        case .number, .word, .symbol: "'\(text.prefix(40))'"
        }
    }
}
