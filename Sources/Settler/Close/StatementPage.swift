import Commands
import Documents
import Glibc

/// Tables as a page to print: each section begins a sheet of paper.
struct StatementPage {
    struct Section {
        let title: String
        let head: [String]
        let rows: [[String]]
        /// The first so many columns are texts.
        let textColumns: Int
        let foot: String
        /// A drawing above the table, SVG.
        var chart = ""
    }

    let sections: [Section]
    let title: String

    private static let style = """
        body{font:11pt "Noto Sans CJK SC","Source Han Sans SC",sans-serif;margin:2em}
        section{break-after:page}table{border-collapse:collapse;width:100%}
        th,td{border:1px solid #888;padding:.2em .5em;text-align:left}
        td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}tr{break-inside:avoid}
        thead{display:table-header-group}p.sum{text-align:right;font-weight:bold}
        """

    var html: String {
        var parts = [
            "<!DOCTYPE html>\n<html lang=\"zh\"><head><meta charset=\"utf-8\"><title>\(Self.escaped(title))</title>",
            "<style>\(Self.style)</style></head><body><h1>\(Self.escaped(title))</h1>",
        ]
        for section in sections {
            func row(_ cells: [String], _ tag: String) -> String {
                let cells = cells.enumerated().map { place, text in
                    let kind = place < section.textColumns ? "" : " class=\"n\""
                    return "<\(tag)\(kind)>\(Self.escaped(text))</\(tag)>"
                }
                return "<tr>\(cells.joined())</tr>"
            }
            parts.append("<section><h2>\(Self.escaped(section.title))</h2>\(section.chart)<table><thead>")
            parts.append(row(section.head, "th") + "</thead><tbody>")
            parts += section.rows.map { row($0, "td") }
            parts.append("</tbody></table><p class=\"sum\">\(Self.escaped(section.foot))</p></section>")
        }
        parts.append("</body></html>\n")
        return parts.joined(separator: "\n")
    }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.append(character)
            }
        }
        return escaped
    }

    func write(to path: String) throws { try Self.write(html, to: path) }

    static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else {
            throw CommandFailure(.ioError, "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        let bytes = Array(text.utf8)
        let count = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, count == bytes.count else {
            throw CommandFailure(.ioError, "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
    }
}
