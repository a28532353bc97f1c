/// The words that end a name.
enum Keyword {
    static let all: Set<String> = [
        "and", "or", "in", "between", "instance", "if", "then", "else", "for", "return", "some", "every", "satisfies",
        "function", "null", "true", "false",
    ]
}
