import Pages
import Testing

struct HTMLTests {
    @Test(
        "what is put in is text, wherever it stands",
        arguments: [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("\" onload=\"x", "&quot; onload=&quot;x"), ("' & '", "&#39; &amp; &#39;"), ("一\n二", "一\n二"),
            ("a\u{0}b\u{1B}c\u{7F}", "a\u{FFFD}b\u{FFFD}c\u{FFFD}"), ("", ""),
        ])
    func escaped(value: String, shown: String) {
        let cell: HTML = "<td title=\"\(value)\">\(value)</td>"
        #expect(cell.text == "<td title=\"\(shown)\">\(shown)</td>")
        #expect(HTML(escaping: value).text == shown)
    }

    @Test("only markup stays markup")
    func nested() {
        let names = ["<a>", "b"].html { "<li>\($0)</li>" }
        let list: HTML = "<ul>\(names)</ul>\(nil as HTML?)\(12)<input\("disabled", if: true)\("checked", if: false)>"
        #expect(list.text == "<ul><li>&lt;a&gt;</li><li>b</li></ul>12<input disabled>")
    }

    @Test(
        "coordinates are short and finite",
        arguments: [
            (0.0, "0"), (1.25, "1.3"), (-0.04, "0"), (-0.26, "-0.3"), (12, "12"), (.nan, "0"), (.infinity, "0"),
        ])
    func numbers(value: Double, text: String) { #expect(SVG.number(value) == text) }

    @Test("a time line has a gap where nothing is known, and none at all is drawn without values")
    func gaps() {
        let line = SVG.timeLine([1, 2, nil, 3], width: 30, height: 10, label: "a \"b\"").text
        #expect(line.contains("class=\"line\" d=\"M0,6.3L10,3.7M30,1\""), "\(line)")
        #expect(line.contains("aria-label=\"a &quot;b&quot;\""))
        #expect(SVG.timeLine([nil, nil], width: 30, height: 10, label: "").text.contains("class=\"line\" d=\"\""))
    }
}
