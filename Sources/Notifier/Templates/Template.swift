import Feel

/// A text with placeholders, conditions and loops in FEEL, made ready to be filled in many times.
///
///     {{ recipient }}                       a value; nothing where it is null
///     {% if award != null %} … {% elif … %} … {% else %} … {% end %}
///     {% for step in steps %} … {% end %}
///     {% include "explanation.zh.html" %}   another file of the folder
///     {# a remark #}
///
/// A line that holds nothing but such a tag leaves no line behind. In HTML every value is escaped; there is no way
/// around it.
struct Template: Sendable {
    indirect enum Node: Sendable {
        case text(String)
        case value(Formula)
        /// The first branch whose condition is true, else the last nodes.
        case conditional([Branch], otherwise: [Node])
        case loop(over: Formula, [Node])
        /// Where the frame of a page holds the letter.
        case content
    }

    struct Branch: Sendable {
        let condition: Formula
        let nodes: [Node]
    }

    enum Format: Sendable {
        case plain, html

        /// What a file's name says.
        init(file: String) { self = file.hasSuffix(".html") ? .html : .plain }
    }

    let format: Format
    let nodes: [Node]

    /// - Parameters:
    ///   - values: by the names that the template was checked with, in their order.
    ///   - content: markup that stands for ``Node/content``; it must be made by a template itself.
    func text(_ values: [Value], content: String = "") -> String {
        var result = ""
        write(nodes, values, content, into: &result)
        return result
    }

    private func write(_ nodes: [Node], _ values: [Value], _ content: String, into result: inout String) {
        for node in nodes {
            switch node {
            case .text(let text): result += text
            case .value(let formula): result += shown(formula.value(values))
            case .conditional(let branches, let otherwise):
                let branch = branches.first { branch in
                    if case .boolean(true) = branch.condition.value(values) { true } else { false }
                }
                write(branch?.nodes ?? otherwise, values, content, into: &result)
            case .loop(let formula, let body):
                guard case .list(let list) = formula.value(values) else { continue }
                for element in list { write(body, values + [element], content, into: &result) }
            case .content: result += content
            }
        }
    }

    private func shown(_ value: Value) -> String {
        let text = value.text ?? ""
        return switch format {
        case .plain: PlainText.clean(text)
        case .html: HTMLText.escaped(PlainText.clean(text))
        }
    }
}

/// Text that came from outside, made harmless for a plain letter.
enum PlainText {
    /// Without control characters: a terminal, a header or a printer would obey them. Line breaks stay. Nor may a text
    /// turn the direction in which what follows is read (Unicode Technical Report 36, section 3.6).
    static func clean(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnwanted) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { !isUnwanted($0) }))
    }

    private static func isUnwanted(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x09: false
        case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029: true
        default: false
        }
    }

    /// On one line, without spaces around it.
    static func line(_ text: String) -> String {
        clean(text).split { $0 == "\n" || $0 == "\t" || $0 == " " }.joined(separator: " ")
    }
}

/// Text in HTML, in elements and in quoted attributes (HTML Living Standard, 13.1.2.4).
enum HTMLText {
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
