import Decimals
import Documents
import Feel
import Messages
import Policy
import Testing

@testable import Notifier

/// Templates: what they show, and what is wrong with them.
@Suite struct TemplateTests {
    private static let fields: [StaticType.Field] = [
        .init(name: "name", type: .text(nil)), .init(name: "count_of", type: .number(nil)),
        .init(name: "is_new", type: .boolean),
        .init(name: "rows", type: .list(.record([.init(name: "label", type: .text(nil))]))),
    ]

    private func read(
        _ text: String, file: String = "a.txt", files: [String: String] = [:]
    ) -> (template: Template, errors: [DocumentError]) {
        var reader = TemplateReader(folder: "letters", files: files)
        let template = reader.template(file, text, TemplateReader.Scope(Self.fields))
        return (template, reader.errors)
    }

    private func shown(
        _ text: String, file: String = "a.txt", name: Value = .string("示例"), isNew: Bool = true,
        rows: [String] = ["一", "二"], files: [String: String] = [:]
    ) throws -> String {
        let (template, errors) = read(text, file: file, files: files)
        #expect(errors.isEmpty)
        let list = rows.map { Value.context(Context([(key: "label", value: .string($0))])) }
        return template.text([name, .number(Decimal128(2)), .boolean(isNew), .list(List(list))])
    }

    @Test(arguments: [
        ("您好，{{ name }}。", "您好，示例。"),
        ("{{ count_of + count(rows) }}", "4"),
        ("{{ if is_new then \"新\" else \"旧\" }}", "新"),
        ("{% if is_new %}新{% else %}旧{% end %}", "新"),
        ("{% if not(is_new) %}旧{% elif count(rows) = 2 %}两{% else %}无{% end %}", "两"),
        ("{% for row in rows %}{{ row.label }};{% end %}", "一;二;"),
        ("a{# 说明 #}b", "ab"),
        // A tag alone on its line leaves no line behind.
        ("头\n{% for row in rows %}\n- {{ row.label }}\n{% end %}\n尾\n", "头\n- 一\n- 二\n尾\n"),
        ("头\n  {% if is_new %}\n  新\n  {% end %}\n尾", "头\n  新\n尾"),
        ("{# 说明 #}\n正文", "正文"),
        ("新：{% if is_new %}是{% end %}\n尾", "新：是\n尾"),
        ("{{ \"}}\" }}", "}}"),
        ("{ {{ name }} } %}", "{ 示例 } %}"),
    ])
    func placeholdersConditionsAndLoopsAreFEEL(_ text: String, _ expected: String) throws {
        #expect(try shown(text) == expected)
    }

    @Test func valuesAreEscapedInHTMLAndCleanedInText() throws {
        let name = Value.string("<script>alert('1')</script> & \"A\"\u{1B}[31m\u{202E}x")
        let html = try shown("<p title=\"{{ name }}\">{{ name }}</p>", file: "a.html", name: name)
        let escaped = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;A&quot;[31mx"
        #expect(html == "<p title=\"\(escaped)\">\(escaped)</p>")
        #expect(try shown("{{ name }}", name: name) == "<script>alert('1')</script> & \"A\"[31mx")
        #expect(try shown("[{{ name }}]", name: .null) == "[]")
    }

    @Test func aFileCanHoldAnother() throws {
        let files = ["sign.txt": "—{{ name }}", "loop.txt": "{% include \"loop.txt\" %}"]
        #expect(try shown("{% for row in rows %}{% include \"sign.txt\" %}{% end %}", files: files) == "—示例—示例")
        #expect(read("{% include \"loop.txt\" %}", files: files).errors.first?.message.contains("too deep") == true)
    }

    /// Each is an error of the file with line and column.
    @Test(arguments: [
        ("您好\n {{ nmae }}", 2, 5, "unknown name nmae"), ("{{ name + }}", 1, 10, ""),
        ("{{ rows }}", 1, 4, "cannot be shown"), ("{% if name %}a{% end %}", 1, 6, "true or false"),
        ("{% for row in name %}{% end %}", 1, 14, "runs over a list"),
        ("{% for row in rows %}{{ row.lable }}{% end %}", 1, 28, "no field lable"),
        ("{% for name in rows %}{% end %}", 1, 4, "already"), ("{% for in rows %}{% end %}", 1, 4, "for NAME in LIST"),
        ("a\n{% if is_new %}b", 2, 4, "no end"), ("{% end %}", 1, 4, "no if or for"),
        ("{% iff is_new %}", 1, 4, "no tag iff"), ("a {{ name", 1, 3, "not closed"),
        ("{% include \"c.txt\" %}", 1, 4, "no file c.txt"), ("{% content %}", 1, 4, "stands only"),
        ("{{ name * 2 }}", 1, 4, ""), ("{% if is_new %}a{% else %}b{% else %}c{% end %}", 1, 30, "else"),
    ])
    func whatIsWrongIsSaidWithItsPlace(_ text: String, _ line: Int, _ column: Int, _ words: String) throws {
        let error = try #require(read(text).errors.first)
        #expect(error.file == "letters/a.txt")
        #expect(error.mark?.line == line, "\(error)")
        #expect(abs((error.mark?.column ?? 0) - column) <= 6, "\(error)")
        #expect(words.isEmpty || error.message.contains(words), "\(error)")
    }

    // MARK: The office's letters

    @Test func theLettersOfTheRepositoryAreRight() throws {
        let set = try LetterTemplateSet(folder: "deploy/letters")
        for kind in LetterWritten.Kind.allCases {
            for language in Language.allCases { #expect(set[kind, language] != nil) }
        }
    }

    @Test func aWrongFileIsNamedWithItsLine() throws {
        var files = try LetterTemplateSet(folder: "deploy/letters").files
        let index = try #require(files.firstIndex { $0.name == "receipt.zh.txt" })
        files[index].text = "没有标题\n{{ amount }}"
        files.removeAll { $0.name == "decision.en.html" }
        #expect {
            _ = try LetterTemplateSet(files, folder: "letters")
        } throws: { error in
            let text = "\(error)"
            return text.contains("letters/receipt.zh.txt:1:1:") && text.contains("letters/receipt.zh.txt:2:4:")
                && text.contains("unknown name amount") && text.contains("letters/decision.en.html: is not there")
        }
    }

    @Test func everyKindReadsWellInBothLanguages() throws {
        let set = try LetterTemplateSet(folder: "deploy/letters")
        let hostile = "<script>alert(1)</script>"
        for kind in LetterWritten.Kind.allCases {
            var letter = LetterWritten()
            letter.kind = kind
            letter.id = "L-0123"
            for field in LetterFields.of(kind) { letter.values[field.name] = Self.sample(field.type, hostile) }
            let rendered = RenderedLetter(letter, set, Language.allCases)
            #expect(!rendered.subject.isEmpty && !rendered.subject.contains("\n"), "\(kind)")
            #expect(!rendered.html.contains(hostile), "\(kind)")
            #expect(rendered.html.contains("&lt;script&gt;"), "\(kind)")
            for text in [rendered.subject, rendered.plain, rendered.html] {
                #expect(!text.contains("{{") && !text.contains("{%"), "\(kind)")
            }
            #expect(!rendered.plain.contains("<p>") && !rendered.plain.contains("&lt;"), "\(kind)")
            // Nothing known: still a letter.
            var empty = letter
            empty.values = [:]
            #expect(!RenderedLetter(empty, set, [.en]).plain.isEmpty, "\(kind)")
            // One language is a part of both.
            #expect(rendered.plain.contains(RenderedLetter(letter, set, [.zh]).plain), "\(kind)")
        }
    }

    private static func sample(_ type: StaticType, _ text: String) -> Fact {
        switch type {
        case .number: .number(Decimal128(3))
        case .boolean: .boolean(true)
        case .text(let choices?): .text(choices.first ?? "")
        case .list(let element): .list([sample(element, text), sample(element, text)])
        case .record(let fields):
            .record(fields.reduce(into: Facts()) { $0[$1.name] = sample($1.type, text) })
        case .text, .date, .daysDuration, .monthsDuration, .null, .any: .text(text)
        }
    }
}
