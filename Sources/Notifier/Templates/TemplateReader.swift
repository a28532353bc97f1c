import Documents
import Feel

/// Makes a template of a file's text: every expression is parsed, checked against the values that there are, and
/// compiled. All that is wrong is collected, each with its line and column.
struct TemplateReader {
    /// What an expression may use, in the order of the slots.
    struct Scope {
        var names: [String]
        var types: [String: StaticType]

        init(_ fields: [StaticType.Field]) {
            names = fields.map(\.name)
            types = Dictionary(fields.map { ($0.name, $0.type) }) { $1 }
        }

        func adding(_ name: String, _ type: StaticType) -> Scope {
            var scope = self
            scope.names.append(name)
            scope.types[name] = type
            return scope
        }
    }

    let folder: String
    /// The folder's files, by name.
    let files: [String: String]
    private(set) var errors: [DocumentError] = []
    private var isFrame = false

    private static let deepestInclude = 8

    init(folder: String, files: [String: String]) {
        self.folder = folder
        self.files = files
    }

    /// - Parameters:
    ///   - lines: so many lines of the file stand before the text.
    ///   - isFrame: whether it may hold the tag `content`.
    mutating func template(
        _ file: String, _ text: String, after lines: Int = 0, _ scope: Scope, isFrame: Bool = false
    ) -> Template {
        self.isFrame = isFrame
        var parser = Pieces(file: file, text, after: lines)
        let nodes = block(&parser, scope, depth: 0, until: nil)
        return Template(format: Template.Format(file: file), nodes: nodes)
    }

    /// A file's pieces as they are read one after another.
    private struct Pieces {
        let file: String
        let lines: Int
        let pieces: [TemplatePiece]
        let fault: (mark: Mark, message: String)?
        var next = 0

        init(file: String, _ text: String, after lines: Int = 0) {
            self.file = file
            self.lines = lines
            let tags = TemplateTags(text)
            pieces = tags.pieces
            fault = tags.error
        }
    }

    private mutating func report(_ message: String, _ pieces: Pieces, _ mark: Mark) {
        errors.append(
            DocumentError(
                file: "\(folder)/\(pieces.file)", mark: Mark(line: mark.line + pieces.lines, column: mark.column),
                path: "", message: message))
    }

    // MARK: Blocks

    /// Nodes up to the end of the text, or of the tag that `opened` names; that end is left to the caller.
    private mutating func block(
        _ pieces: inout Pieces, _ scope: Scope, depth: Int, until opened: (name: String, at: Mark)?
    ) -> [Template.Node] {
        var nodes: [Template.Node] = []
        while pieces.next < pieces.pieces.count {
            let piece = pieces.pieces[pieces.next]
            switch piece {
            case .text(let text): nodes.append(.text(text))
            case .value(let text, let mark):
                if let formula = value(text, pieces, mark, scope) { nodes.append(.value(formula)) }
            case .tag(let text, let mark):
                let (word, rest) = split(text)
                if ["end", "else", "elif"].contains(word) {
                    if opened != nil { return nodes }
                    report("\(word) has no if or for before it", pieces, mark)
                } else {
                    pieces.next += 1
                    nodes += tag(word, rest, mark, &pieces, scope, depth)
                    continue
                }
            }
            pieces.next += 1
        }
        if let fault = pieces.fault {
            report(fault.message, pieces, fault.mark)
        } else if let opened {
            report("\(opened.name) has no end: write {% end %}", pieces, opened.at)
        }
        return nodes
    }

    private func split(_ text: String) -> (String, String) {
        let word = text.prefix { !$0.isWhitespace }
        return (String(word), String(text.dropFirst(word.count)))
    }

    private mutating func tag(
        _ word: String, _ rest: String, _ mark: Mark, _ pieces: inout Pieces, _ scope: Scope, _ depth: Int
    ) -> [Template.Node] {
        let behind = Mark(line: mark.line, column: mark.column + word.count)
        switch word {
        case "": return []
        case "if": return [conditional(rest, mark, &pieces, scope, depth)]
        case "for": return loop(rest, mark, behind, &pieces, scope, depth)
        case "include": return include(rest, mark, pieces, scope, depth)
        case "content":
            if isFrame { return [.content] }
            report("content stands only in \(LetterTemplateSet.frame)", pieces, mark)
            return []
        default:
            let hint = Spelling.hint(for: word, among: ["if", "elif", "else", "for", "end", "include"])
            report("there is no tag \(word)\(hint)", pieces, mark)
            return []
        }
    }

    private mutating func conditional(
        _ first: String, _ mark: Mark, _ pieces: inout Pieces, _ scope: Scope, _ depth: Int
    ) -> Template.Node {
        var branches: [Template.Branch] = []
        var otherwise: [Template.Node] = []
        var test: (text: String, mark: Mark)? = (first, Mark(line: mark.line, column: mark.column + 2))
        while true {
            let condition = test.flatMap { self.condition($0.text, pieces, $0.mark, scope) }
            let nodes = block(&pieces, scope, depth: depth, until: ("if", mark))
            if test == nil { otherwise = nodes }
            if let condition { branches.append(Template.Branch(condition: condition, nodes: nodes)) }
            guard pieces.next < pieces.pieces.count, case .tag(let text, let at) = pieces.pieces[pieces.next] else {
                return .conditional(branches, otherwise: otherwise)
            }
            pieces.next += 1
            let (word, rest) = split(text)
            if word == "end" { return .conditional(branches, otherwise: otherwise) }
            if test == nil { report("\(word) stands behind else", pieces, at) }
            test = word == "elif" ? (rest, Mark(line: at.line, column: at.column + 4)) : nil
        }
    }

    private mutating func loop(
        _ rest: String, _ mark: Mark, _ behind: Mark, _ pieces: inout Pieces, _ scope: Scope, _ depth: Int
    ) -> [Template.Node] {
        let trimmed = rest.drop { $0.isWhitespace }
        let name = String(trimmed.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
        let tail = trimmed.dropFirst(name.count).drop { $0.isWhitespace }
        var inner = scope
        var formula: Formula?
        if name.isEmpty || !tail.hasPrefix("in") || tail.dropFirst(2).first?.isWhitespace != true {
            report("a loop is written: for NAME in LIST", pieces, mark)
        } else if scope.types[name] != nil {
            report("\(name) is the name of a value already: give the loop another", pieces, mark)
        } else {
            let text = String(tail.dropFirst(2))
            let place = Mark(line: behind.line, column: behind.column + rest.count - text.count)
            if let (ready, type) = expression(text, pieces, place, scope) {
                switch type {
                case .list(let element):
                    formula = ready
                    inner = scope.adding(name, element)
                case .any:
                    formula = ready
                    inner = scope.adding(name, .any)
                case .number, .text, .boolean, .date, .daysDuration, .monthsDuration, .record, .null:
                    report("a loop runs over a list, not \(type)", pieces, place)
                }
            }
            if formula == nil { inner = scope.adding(name, .any) }
        }
        let nodes = block(&pieces, inner, depth: depth, until: ("for", mark))
        if pieces.next < pieces.pieces.count, case .tag(let text, let at) = pieces.pieces[pieces.next] {
            if split(text).0 != "end" { report("a loop has no \(split(text).0)", pieces, at) }
            pieces.next += 1
        }
        return formula.map { [.loop(over: $0, nodes)] } ?? []
    }

    private mutating func include(
        _ rest: String, _ mark: Mark, _ pieces: Pieces, _ scope: Scope, _ depth: Int
    ) -> [Template.Node] {
        let name = rest.filter { !$0.isWhitespace && $0 != "\"" }
        guard let text = files[name] else {
            report("there is no file \(name)\(Spelling.hint(for: name, among: files.keys.sorted()))", pieces, mark)
            return []
        }
        guard depth < Self.deepestInclude else {
            report("\(name) is included in itself, or too deep", pieces, mark)
            return []
        }
        guard name.hasSuffix(".html") == pieces.file.hasSuffix(".html") else {
            report("HTML and plain text cannot include each other", pieces, mark)
            return []
        }
        var inner = Pieces(file: name, text)
        return block(&inner, scope, depth: depth + 1, until: nil)
    }

    // MARK: Expressions

    /// No mistakes in a letter, where `count(rows) > 10` holds no number of the law.
    private static let bareCounts: Set<String> = [
        "cannot compare count with a ratio", "cannot compare a ratio with count",
    ]

    private mutating func value(_ text: String, _ pieces: Pieces, _ mark: Mark, _ scope: Scope) -> Formula? {
        guard let (formula, type) = expression(text, pieces, mark, scope) else { return nil }
        switch type {
        case .list, .record:
            report("\(type) cannot be shown: write a loop over it, or name one of its fields", pieces, mark)
            return nil
        case .number, .text, .boolean, .date, .daysDuration, .monthsDuration, .null, .any: return formula
        }
    }

    private mutating func condition(_ text: String, _ pieces: Pieces, _ mark: Mark, _ scope: Scope) -> Formula? {
        guard let (formula, type) = expression(text, pieces, mark, scope) else { return nil }
        switch type {
        case .boolean, .any, .null: return formula
        case .number, .text, .date, .daysDuration, .monthsDuration, .list, .record:
            report("a condition must be true or false, not \(type)", pieces, mark)
            return nil
        }
    }

    private mutating func expression(
        _ text: String, _ pieces: Pieces, _ mark: Mark, _ scope: Scope
    ) -> (Formula, StaticType)? {
        func place(_ place: Expression.Place) -> Mark {
            Mark(
                line: mark.line + place.line - 1,
                column: place.line == 1 ? mark.column + place.column - 1 : place.column)
        }
        do {
            let expression = try Expression.parse(text)
            let check = StaticCheck(expression, names: scope.types)
            let errors = check.errors.filter { !Self.bareCounts.contains($0.message) }
            for error in errors { report(error.message, pieces, place(error.place)) }
            guard errors.isEmpty else { return nil }
            return (try Formula(expression, slots: scope.names), check.type)
        } catch {
            report(error.message, pieces, place(error.place))
            return nil
        }
    }
}
