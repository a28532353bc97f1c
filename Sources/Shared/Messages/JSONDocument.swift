import CSimdJSON

/// What is wrong with a text that should be JSON.
struct JSONSyntaxError: Error {
    let sentence: String
    let offset: Int
}

/// A JSON text as tokens, in a parser of this thread that goes back to it at the end.
struct JSONDocument: ~Copyable {
    private let parser: OpaquePointer
    /// At least one. They and the text they point to live as long as the document.
    let tokens: UnsafePointer<duixian_json_token>
    let count: Int

    init(_ bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) {
        guard let parser = duixian_json_take() else {
            throw JSONSyntaxError(sentence: JSONDocument.sentence(duixian_json_no_memory), offset: 0)
        }
        var offset = 0
        let error = duixian_json_read(parser, bytes.baseAddress, bytes.count, &offset)
        var count = 0
        guard error == duixian_json_ok, let tokens = duixian_json_tokens(parser, &count) else {
            duixian_json_give(parser)
            throw JSONSyntaxError(sentence: JSONDocument.sentence(error), offset: offset)
        }
        self.parser = parser
        self.tokens = tokens
        self.count = count
    }

    deinit { duixian_json_give(parser) }

    private static func sentence(_ error: duixian_json_error) -> String {
        switch error {
        case duixian_json_empty: "there is no JSON value"
        case duixian_json_not_utf8: "the text is not UTF-8"
        case duixian_json_control_character: "a text holds a control character that is not escaped"
        case duixian_json_unclosed_string: "a text begins that does not end"
        case duixian_json_bad_escape: "a text holds an escape that JSON does not have"
        case duixian_json_bad_number: "there is a number that is not written as JSON writes numbers"
        case duixian_json_bad_token: "there is a word that is not JSON"
        case duixian_json_value_expected: "a value is missing"
        case duixian_json_key_expected: "a field's name is missing"
        case duixian_json_colon_expected: "the colon behind a field's name is missing"
        case duixian_json_comma_expected: "a comma or the closing bracket is missing"
        case duixian_json_too_deep: "brackets are nested more than \(DUIXIAN_JSON_DEPTH) deep"
        case duixian_json_trailing_content: "something follows behind the end of the JSON value"
        case duixian_json_too_long: "the text is longer than 1 GiB"
        case duixian_json_no_memory: "there is no memory left to read the text"
        default: "the JSON parser gives up"
        }
    }
}
