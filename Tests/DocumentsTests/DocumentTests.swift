import Documents
import Testing

@Suite struct DocumentTests {
    private func errors(_ text: String, limits: Document.Limits = Document.Limits()) -> [String] {
        errors(Array(text.utf8), limits: limits)
    }

    private func errors(_ bytes: [UInt8], limits: Document.Limits = Document.Limits()) -> [String] {
        do throws(DocumentErrors) {
            _ = try Document.parse(bytes, file: "f.yaml", limits: limits)
            return []
        } catch {
            return error.errors.map(\.description)
        }
    }

    /// A tree in one line: `text@line:column`, quoted text in quotes.
    private func show(_ node: Node) -> String {
        let place = "@\(node.mark.line):\(node.mark.column)"
        switch node.content {
        case .scalar(let scalar): return (scalar.isQuoted ? "'\(scalar.text)'" : scalar.text) + place
        case .sequence(let nodes): return "[" + nodes.map(show).joined(separator: ", ") + "]" + place
        case .mapping(let entries):
            let shown = entries.map { "\($0.key)@\($0.keyMark.line):\($0.keyMark.column)=\(show($0.value))" }
            return "{" + shown.joined(separator: ", ") + "}" + place
        }
    }

    @Test(arguments: [
        ("b: 1\na: x\n", "{b@1:1=1@1:4, a@2:1=x@2:4}@1:1"),
        ("中文: [\"010\", 010]", "{中文@1:1=['010'@1:6, 010@1:13]@1:5}@1:1"),
        ("\u{FEFF}a: '1'\r\nb: |\r\n  two\r\n  lines\r\n", "{a@1:1='1'@1:4, b@2:1='two\nlines\n'@2:4}@1:1"),
        ("a: &x [1, 2]\nb: *x\n", "{a@1:1=[1@1:8, 2@1:11]@1:4, b@2:1=[1@1:8, 2@1:11]@1:4}@1:1"),
        ("{\"json\": [true, null, 1.50]}", "{json@1:2=[true@1:11, null@1:17, 1.50@1:23]@1:10}@1:1"),
        ("- # a comment\n- x # y", "[@1:2, x@2:3]@1:1"),
        ("# only a comment\n---\nx\n...\n", "x@3:1"),
    ])
    func keepsOrderPlacesAndText(text: String, tree: String) throws {
        #expect(show(try Document.parse(text, file: "f.yaml")) == tree)
    }

    @Test(arguments: [
        ("", "f.yaml:1:1: the file is empty"),
        ("a: 1\nb: 2\na: 3\n", "f.yaml:3:1: the key a stands twice; the first is on line 1"),
        ("a: {x: 1,\n    x: 2}", "f.yaml:2:5: the key x stands twice; the first is on line 1"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document begins here; a file holds one"),
        ("a: *x\n", "f.yaml:1:4: the alias *x has no anchor &x that ends before it"),
        ("a: &x [*x]\n", "f.yaml:1:8: the alias *x has no anchor &x that ends before it"),
        (
            "a: !!str 1\n",
            "f.yaml:1:4: the tag tag:yaml.org,2002:str is not used here; write text in quotes, "
                + "and numbers without"
        ),
        ("[1, 2]: x\n", "f.yaml:1:1: a key must be a word, not a list or a mapping"),
        (
            "a: [1\nb: 2\n",
            "f.yaml:2:2: is not well-formed YAML: did not find expected ',' or ']' "
                + "while parsing a flow sequence (which began at 1:4)"
        ),
        (
            "a: 1\n\tb: 2",
            "f.yaml:2:1: is not well-formed YAML: found a tab character that violates indentation "
                + "while scanning a plain scalar (which began at 1:4)"
        ),
    ])
    func refuses(text: String, message: String) {
        #expect(errors(text) == [message])
    }

    @Test func namesThePlaceOfBytesThatAreNoText() {
        let bytes = Array("a: 中\nbc: ".utf8) + [0xFF, 0x0A]
        #expect(errors(bytes) == ["f.yaml:2:5: is not text in UTF-8: invalid leading UTF-8 octet"])
        #expect(errors("a: \u{1}") == ["f.yaml:1:4: is not text in UTF-8: control characters are not allowed"])
    }

    @Test func boundsSizeDepthAndAliases() {
        var limits = Document.Limits()
        limits.bytes = 10
        #expect(errors("a: 1234567", limits: limits) == [])
        #expect(errors("a: 12345678", limits: limits) == ["f.yaml: is 11 bytes long; at most 10 are read"])

        limits = Document.Limits()
        limits.depth = 3
        #expect(errors("[[x]]", limits: limits) == [])
        #expect(errors("[[[x]]]", limits: limits) == ["f.yaml:1:4: nests deeper than 3 levels"])

        // Each line is nine times the one before: 9^12 values in 13 lines.
        var laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            laughs += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(errors(laughs).first?.contains("holds more than 1000000 values") == true)

        limits = Document.Limits()
        limits.nodes = 7  // the mapping, two keys, the list and its element, and those two again
        #expect(errors("a: &x [1]\nb: *x\n", limits: limits) == [])
        limits.nodes = 6
        #expect(errors("a: &x [1]\nb: *x\n", limits: limits).count == 1)
    }

    @Test func survivesDeepAndRandomText() {
        #expect(errors(String(repeating: "[", count: 100_000)).count == 1)
        #expect(errors(String(repeating: "{a: ", count: 100_000)).count == 1)
        #expect(errors(String(repeating: "- ", count: 100_000)).count == 1)

        let seed = UInt64.random(in: 0 ... .max)
        print("DocumentTests.survivesDeepAndRandomText seed \(seed)")
        var random = SplitMix(state: seed)
        let alphabet = Array("ab:-[]{}&*!|>'\"%@`#,? \n\t\u{FF}".utf8) + [0x00, 0x80, 0xE4, 0xFE]
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            #expect(errors(bytes).count <= 1, "\(bytes)")
        }
    }

    @Test func readsFiles() throws {
        #expect(
            throws: DocumentErrors([
                DocumentError(
                    file: "/no/such/file", mark: nil, path: "", message: "cannot be opened: No such file or directory")
            ])
        ) { try Document.read("/no/such/file") }
        #expect(
            throws: DocumentErrors([
                DocumentError(file: "/", mark: nil, path: "", message: "cannot be read: Is a directory")
            ])
        ) { try Document.read("/") }
        var limits = Document.Limits()
        limits.bytes = 100
        #expect(throws: DocumentErrors.self) { try Document.read("/dev/zero", limits: limits) }
        #expect(try String(decoding: Document.read(#filePath), as: UTF8.self).hasPrefix("import Documents"))
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
