extension Expression {
    /// Bytes that the text of an expression may have.
    public static let maximumLength = 65_536
    /// How deep expressions may be nested: parentheses, operands, branches. It keeps every recursion over an expression
    /// within a small stack.
    public static let maximumDepth = 50

    /// Reads a whole text as one expression (DMN 1.5, 10.3.1.2).
    ///
    /// - Parameter names: the variables that can stand in it. Only those with spaces or signs in them need be there, for
    ///   the text alone does not say where such a name ends; whether a name exists is not checked here.
    /// - Throws: `FeelError` with the place of the first part that does not belong there and what was expected.
    public static func parse(_ text: String, names: [String] = []) throws(FeelError) -> Expression {
        var parser = Parser(tokens: try Lexer.tokens(text), names: names)
        return try parser.whole()
    }
}
