import Messages

/// A page that stands alone: it opens from a folder, prints well, and shows Chinese, English or both (HTML Living
/// Standard; no scripts, nothing from elsewhere).
struct HTMLPage {
    /// What stands in a cell of a table.
    enum Cell {
        case text(Text)
        /// The same in both languages, such as a name.
        case plain(String)
        /// Stands at the right.
        case number(String)
        case link(String, Text)
    }

    private let title: Text
    private var body = ""

    init(_ title: Text) {
        self.title = title
        body = "<h1>\(Self.both(title))</h1>\n"
    }

    mutating func heading(_ text: Text) { body += "<h2>\(Self.both(text))</h2>\n" }

    mutating func paragraph(_ text: Text) { body += "<p>\(Self.both(text))</p>\n" }

    mutating func list(_ items: [Cell]) {
        body += "<ul>\n" + items.map { "<li>\(Self.content($0))</li>\n" }.joined() + "</ul>\n"
    }

    /// Text whose lines stand as they are.
    mutating func verbatim(_ text: Text) {
        body += "<pre class=\"zh\" lang=\"zh\">\(Self.escaped(text.zh))</pre>\n"
        body += "<pre class=\"en\" lang=\"en\">\(Self.escaped(text.en))</pre>\n"
    }

    /// - Parameter sum: a last row that stands apart.
    mutating func table(_ heads: [Text], _ rows: [[Cell]], sum: [Cell]? = nil) {
        body += heads.count > 8 ? "<table class=\"wide\">\n" : "<table>\n"
        body += "<thead><tr>" + heads.map { "<th>\(Self.both($0))</th>" }.joined() + "</tr></thead>\n<tbody>\n"
        for row in rows { body += "<tr>\(row.map(Self.cell).joined())</tr>\n" }
        body += "</tbody>\n"
        if let sum { body += "<tfoot><tr>\(sum.map(Self.cell).joined())</tr></tfoot>\n" }
        body += "</table>\n"
    }

    var html: String {
        """
        <!DOCTYPE html>
        <html lang="zh">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>\(Self.escaped(title.zh)) \(Self.escaped(title.en))</title>
        <style>
        \(Self.style)</style>
        <input type="radio" name="language" id="both" checked><label for="both">中文 + English</label>
        <input type="radio" name="language" id="zh"><label for="zh">中文</label>
        <input type="radio" name="language" id="en"><label for="en">English</label>
        <main>
        \(body)</main>
        </html>

        """
    }

    private static let style = """
        body { font: 15px/1.5 "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 1.5em auto; max-width: 82em;
          padding: 0 1em; color: #222; }
        h1 { font-size: 1.6em; } h2 { font-size: 1.2em; margin-top: 1.8em; }
        span.en { color: #666; } td span.en, th span.en, h1 span.en, h2 span.en, p span.en { display: block; font-size: .85em; }
        #zh:checked ~ main .en, #en:checked ~ main .zh { display: none; }
        #en:checked ~ main .en { color: inherit; font-size: inherit; }
        table { border-collapse: collapse; margin: .5em 0 1em; }
        th, td { border-bottom: 1px solid #ddd; padding: .25em .7em; text-align: left; vertical-align: top; }
        thead th { border-bottom: 2px solid #888; } tfoot td { border-top: 2px solid #888; font-weight: bold; }
        table.wide { font-size: .75em; } table.wide th, table.wide td { padding: .25em .4em; }
        td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        pre { background: #f6f6f3; padding: 1em; white-space: pre-wrap; font: inherit; }
        label { margin-right: 1em; color: #666; }
        @media print {
          @page { size: A4 landscape; margin: 12mm; }
          body { font-size: 9pt; margin: 0; max-width: none; } input, label { display: none; }
          tr, pre { break-inside: avoid; } thead { display: table-header-group; } a { color: inherit; text-decoration: none; }
        }

        """

    private static func cell(_ cell: Cell) -> String {
        if case .number = cell { return "<td class=\"number\">\(content(cell))</td>" }
        return "<td>\(content(cell))</td>"
    }

    private static func content(_ cell: Cell) -> String {
        switch cell {
        case .text(let text): both(text)
        case .plain(let text), .number(let text): escaped(text)
        case .link(let address, let text): "<a href=\"\(escaped(address))\">\(both(text))</a>"
        }
    }

    private static func both(_ text: Text) -> String {
        "<span class=\"zh\" lang=\"zh\">\(escaped(text.zh))</span> <span class=\"en\" lang=\"en\">\(escaped(text.en))</span>"
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}

extension HTMLPage.Cell {
    /// A letter, as the pages' folder finds it.
    static func link(to letter: YearTally.Letter) -> HTMLPage.Cell {
        let day = letter.letter.date.map { "\($0) " } ?? ""
        let text = Text(zh: day + letter.letter.kind.title.zh, en: day + letter.letter.kind.title.en)
        return letter.file.map { .link("../letters/\($0)", text) } ?? .text(text)
    }
}
