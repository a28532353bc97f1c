extension Command {
    /// The text of `--help`: 80 columns, in one style for all commands.
    func help(path: String, isRoot: Bool) -> String {
        var sections = [Help.wrap("\(path): \(summary)", indent: 0), Help.wrap("usage: \(usage(path))", indent: 7)]
        if !subcommands.isEmpty {
            sections.append(Help.table("commands", subcommands.map { ($0.name, $0.summary) }))
        }
        if !arguments.isEmpty {
            sections.append(Help.table("arguments", arguments.map { ($0.name, $0.help) }))
        }
        var rows = options.map { ($0.placeholder.isEmpty ? $0.key : "\($0.key) \($0.placeholder)", $0.help) }
        rows.append(("--help", "shows this"))
        if isRoot {
            if version != nil { rows.append(("--version", "shows the version")) }
            rows.append(("--completion bash", "prints what bash needs to complete this command"))
        }
        sections.append(Help.table("options", rows))
        sections += details.split(separator: "\n\n").map { paragraph in
            paragraph.hasPrefix(" ") ? "\(paragraph)\n" : Help.wrap(String(paragraph), indent: 0)
        }
        return sections.joined(separator: "\n")
    }

    private func usage(_ path: String) -> String {
        if !subcommands.isEmpty { return "\(path) COMMAND …" }
        var words = [path]
        words += options.filter(\.isRequired).filter { !$0.placeholder.isEmpty }.map { "\($0.key) \($0.placeholder)" }
        words.append("[OPTION …]")
        words += arguments.map { argument in
            switch argument.shape {
            case .argument(.required), .option, .flag: argument.name
            case .argument(.optional): "[\(argument.name)]"
            case .argument(.repeating(let least)): least > 0 ? "\(argument.name) …" : "[\(argument.name) …]"
            }
        }
        return words.joined(separator: " ")
    }
}

extension Specification {
    /// The summary, and in brackets what else there is to know.
    fileprivate var help: String {
        var notes: [String] = []
        switch completion {
        case .words(let words): notes.append("one of \(words.joined(separator: ", "))")
        case .nothing, .files: break
        }
        if let defaultText { notes.append("default \(defaultText)") }
        if let environment { notes.append("environment \(environment)") }
        if isRepeating { notes.append("may be repeated") }
        if isRequired, case .option = shape { notes.append("required") }
        return notes.isEmpty ? summary : "\(summary) [\(notes.joined(separator: "; "))]"
    }
}

/// Text set in 80 columns.
enum Help {
    static let columns = 80

    /// A title and rows of two columns: what is typed, and what it means.
    static func table(_ title: String, _ rows: [(String, String)]) -> String {
        let gutter = min(rows.map { width($0.0) }.max() ?? 0, 24) + 4
        let lines = rows.map { left, right in
            let start = "  " + left
            let pad = gutter - width(start)
            // A long left side has its line to itself.
            if pad < 2 { return start + "\n" + spaces(gutter) + wrap(right, indent: gutter, column: gutter) }
            return start + spaces(pad) + wrap(right, indent: gutter, column: gutter)
        }
        return "\(title):\n" + lines.joined()
    }

    /// Broken at spaces; lines after the first are indented. `column` is where the first one begins.
    static func wrap(_ text: String, indent: Int, column: Int = 0) -> String {
        var result = ""
        var position = column
        var isFirst = true
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            let size = width(String(word))
            if !isFirst, position + 1 + size > columns {
                result += "\n" + spaces(indent)
                position = indent
            } else if !isFirst {
                result += " "
                position += 1
            }
            result += word
            position += size
            isFirst = false
        }
        return result + "\n"
    }

    /// Columns on a terminal: two for a character of the East Asian wide blocks.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { sum, scalar in
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
                0xFFE0...0xFFE6, 0x20000...0x3FFFD:
                sum + 2
            default: sum + 1
            }
        }
    }

    private static func spaces(_ count: Int) -> String {
        String(repeating: " ", count: count)
    }
}
