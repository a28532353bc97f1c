import Documents
import Testing

private enum Colour: String, CaseIterable {
    case red, green
}

@Suite struct ReaderTests {
    private func errors(_ text: String, _ body: (Reader) -> Void) -> [String] {
        do throws(DocumentErrors) {
            try Document.decode(Array(text.utf8), file: "f.yaml") { reader in body(reader) }
            return []
        } catch {
            return error.errors.map(\.description)
        }
    }

    @Test func takesTypedValues() throws {
        let text = """
            name: 包头市
            code: "150200"
            count: 4
            open: true
            colour: green
            nothing: ~
            limits: {low: 1, high: 2}
            list: [a, b]
            """
        try Document.decode(Array(text.utf8), file: "f.yaml") { root in
            #expect(root.required("name")?.text() == "包头市")
            #expect(root.required("code")?.text("a code") { $0.count == 6 ? $0 : nil } == "150200")
            #expect(root.required("count")?.integer(in: 1...4) == 4)
            #expect(root.required("open")?.flag() == true)
            #expect(root.required("colour")?.choice(Colour.self) == .green)
            #expect(root.optional("nothing")?.text() == nil)
            #expect(root.optional("absent")?.text() == nil)
            let limits = root.required("limits")?.entries { key, value in "\(key)\(value.integer(in: 0...9) ?? -1)" }
            #expect(limits == ["low1", "high2"])
            #expect(root.optional("list")?.elements { $0.text() } == ["a", "b"])
            #expect(root.required("list")?.elements { $0.path } == ["list[0]", "list[1]"])
        }
    }

    @Test func reportsEveryErrorInTheOrderOfLines() {
        let text = """
            offices:
              - {name: 1, teir: city}
              - name: ""
                tier: zone
                count: 3x
              - name:
                tier: red
                list: {a: 1}
              - just text
            paritions: 4
            """
        let found = errors(text) { root in
            _ = root.required("partitions")?.integer(in: 1...9)
            _ = root.required("offices")?.elements { office in
                _ = office.required("name")?.text()
                _ = office.required("tier")?.choice(Colour.self)
                _ = office.optional("count")?.integer(in: 0...9)
                _ = office.optional("list")?.elements { $0.text() }
            }
        }
        #expect(
            found == [
                "f.yaml:1:1: the key partitions is missing",
                "f.yaml:2:5: offices[0]: the key tier is missing",
                "f.yaml:2:12: offices[0].name: expected text, found 1; put it in quotes",
                "f.yaml:2:15: offices[0]: unknown key teir; did you mean tier?",
                "f.yaml:3:11: offices[1].name: text must not be empty",
                "f.yaml:4:11: offices[1].tier: \"zone\" is not one of red, green",
                "f.yaml:5:12: offices[1].count: expected a whole number from 0 to 9, found the text \"3x\"",
                "f.yaml:6:5: offices[2]: the key name is missing",
                "f.yaml:8:11: offices[2].list: expected a list, found a mapping",
                "f.yaml:9:5: offices[3]: expected a mapping, found the text \"just text\"",
                "f.yaml:10:1: unknown key paritions; did you mean partitions?",
            ])
    }

    @Test(arguments: ["010", "+1", "1.0", "1e0", "'1'", "0x1", "10", "-1", "", "[1]", "99999999999999999999"])
    func refusesAsWholeNumber(text: String) {
        let found = errors("n: \(text)\n") { _ = $0.required("n")?.integer(in: 0...9) }
        #expect(found.count == 1)
    }

    @Test(arguments: [
        ("x", Scalar.Kind.text), ("yes", .text), ("2026-01-01", .text), ("1%", .text), ("150200a", .text), ("-", .text),
        (".", .text), ("1e", .text), ("0x", .text), ("1_000", .text), ("e5", .text), ("127.0.0.1:9411", .text),
        ("1", .number), ("-1.5e+3", .number), (".5", .number), ("5.", .number), ("010", .number), ("0x1F", .number),
        ("0o17", .number), ("-.inf", .number), (".nan", .number), ("true", .flag), ("False", .flag), ("~", .null),
        ("null", .null),
    ])
    func tellsKindsOfPlainScalars(text: String, kind: Scalar.Kind) throws {
        let node = try Document.parse("[\(text == "-" ? "a" : text)]", file: "f.yaml")
        guard case .sequence(let nodes) = node.content, case .scalar(let scalar)? = nodes.first?.content else {
            Issue.record("no scalar")
            return
        }
        #expect(scalar.kind == kind)
    }

    @Test(arguments: [
        ("brokrs", "brokers"), ("teir", "tier"), ("nmae", "name"), ("offcies", "offices"), ("x", nil), ("zone", nil),
        ("partition", "partitions"),
    ])
    func findsTheNearestWord(word: String, nearest: String?) {
        let words = ["brokers", "tier", "name", "offices", "partitions", "zh"]
        #expect(Spelling.nearest(to: word, among: words) == nearest)
    }
}
