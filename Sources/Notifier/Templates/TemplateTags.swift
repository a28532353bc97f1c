import Documents

/// A template's text cut at its tags.
enum TemplatePiece {
    case text(String)
    /// `{{ … }}`, and where what stands in it begins.
    case value(String, at: Mark)
    /// `{% … %}`
    case tag(String, at: Mark)
}

/// Cuts a template's text at its tags, and knows each one's line and column.
struct TemplateTags {
    private let text: [Character]
    private var index = 0
    private var line = 1
    private var column = 1
    private(set) var pieces: [TemplatePiece] = []
    private(set) var error: (mark: Mark, message: String)?

    private static let ends: [Character: [Character]] = ["{": ["}", "}"], "%": ["%", "}"], "#": ["#", "}"]]

    init(_ text: String) {
        self.text = Array(text)
        cut()
        trimLines()
    }

    private mutating func advance() {
        if text[index] == "\n" {
            line += 1
            column = 1
        } else {
            column += 1
        }
        index += 1
    }

    private mutating func cut() {
        var plain = ""
        while index < text.count {
            guard text[index] == "{", index + 1 < text.count, let end = Self.ends[text[index + 1]] else {
                plain.append(text[index])
                advance()
                continue
            }
            if !plain.isEmpty { pieces.append(.text(plain)) }
            plain = ""
            let (sign, opened) = (text[index + 1], Mark(line: line, column: column))
            advance()
            advance()
            guard let (content, mark) = content(upTo: end) else {
                error = (opened, "this tag is not closed: write \(String(end)) behind it")
                return
            }
            switch sign {
            case "{": pieces.append(.value(content, at: mark))
            case "%": pieces.append(.tag(content, at: mark))
            // A remark may stand alone on its line, too.
            default: pieces.append(.tag("", at: mark))
            }
        }
        if !plain.isEmpty { pieces.append(.text(plain)) }
    }

    /// What stands before the end, without the space around it, and where it begins. A text in quotes may hold the
    /// end's signs.
    private mutating func content(upTo end: [Character]) -> (String, Mark)? {
        var content = ""
        var mark: Mark?
        var isQuoted = false
        while index + 1 < text.count {
            if !isQuoted, text[index] == end[0], text[index + 1] == end[1] {
                let place = mark ?? Mark(line: line, column: column)
                advance()
                advance()
                while content.last?.isWhitespace == true { content.removeLast() }
                return (content, place)
            }
            if mark == nil, !text[index].isWhitespace { mark = Mark(line: line, column: column) }
            if text[index] == "\"", end[0] != "#" { isQuoted.toggle() }
            if mark != nil { content.append(text[index]) }
            advance()
        }
        return nil
    }

    /// A line that holds nothing but a tag leaves no line behind.
    private mutating func trimLines() {
        for index in pieces.indices {
            guard case .tag = pieces[index] else { continue }
            let before = index > 0 ? pieces[index - 1].text : ""
            let after = index + 1 < pieces.count ? pieces[index + 1].text : ""
            guard let before, let after else { continue }
            let indent = before.reversed().prefix { $0 == " " || $0 == "\t" }.count
            let rest = after.prefix { $0 == " " || $0 == "\t" }.count
            let beginsLine = indent == before.count ? index < 2 : before.dropLast(indent).last == "\n"
            let endsLine = rest == after.count ? index + 2 >= pieces.count : after.dropFirst(rest).first == "\n"
            guard beginsLine || isBehindTrimmed(index, before), endsLine else { continue }
            if index > 0 { pieces[index - 1] = .text(String(before.dropLast(indent))) }
            if index + 1 < pieces.count {
                pieces[index + 1] = .text(String(after.dropFirst(rest + 1)))
                trimmed.insert(index)
            }
        }
    }

    /// Tags whose line was taken away: what follows begins a line.
    private var trimmed: Set<Int> = []

    private func isBehindTrimmed(_ index: Int, _ before: String) -> Bool {
        trimmed.contains(index - 2) && before.allSatisfy { $0 == " " || $0 == "\t" }
    }
}

extension TemplatePiece {
    /// Nil for what is no text.
    fileprivate var text: String? { if case .text(let text) = self { text } else { nil } }
}
