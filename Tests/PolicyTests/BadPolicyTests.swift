import Documents
import Glibc
import Policy
import TestSupport
import Testing

/// Files that are no policies, or were made to hurt: a sentence with its place, quickly, and never a crash.
struct BadPolicyTests {
    struct File: Sendable, CustomTestStringConvertible {
        let what: String
        let bytes: [UInt8]
        let says: [String]

        init(_ what: String, _ text: String, _ says: String...) {
            (self.what, bytes, self.says) = (what, Array(text.utf8), says)
        }

        init(_ what: String, bytes: [UInt8], _ says: String...) {
            (self.what, self.bytes, self.says) = (what, bytes, says)
        }

        var testDescription: String { what }
    }

    private static func expression(_ text: String) -> String {
        PolicyText.right.replacing("{is: rate * sales}", with: "{is: '\(text)'}")
    }

    static let files = [
        File("nothing", "", "bad.yaml:1:1", "empty"),
        File("a comment", "# nothing\n", "empty"),
        File("no mapping", "- 1\n- 2\n", "bad.yaml:1:1", "expected a mapping"),
        File("a word", "policy", "expected a mapping"),
        File("no YAML", "programme: [1, 2\ntitle: }", "bad.yaml:2:", "not well-formed YAML"),
        File("a tab", "programme:\n\tid: 5", "bad.yaml:2:", "not well-formed YAML"),
        File("JSON that ends", "{\"programme\": \"x\"", "not well-formed YAML"),
        File("two documents", "programme: x\n---\nprogramme: y\n", "bad.yaml:2:", "second document"),
        File(
            "a key that stands twice", "programme: x\nstate: draft\nprogramme: y\n", "bad.yaml:3:", "programme", "twice"
        ),
        File("no UTF-8", bytes: Array("programme: x\ntitle: ".utf8) + [0xFF, 0xFE], "bad.yaml:2:", "UTF-8"),
        File("UTF-16", bytes: [0xFF, 0xFE] + "programme: x".utf8.flatMap { [$0, 0] }, "bad.yaml:", "UTF-8"),
        File("a NUL", bytes: Array("programme: a".utf8) + [0], "bad.yaml:1:"),
        File("a tag", "programme: !!binary aGVsbG8=\n", "tag"),
        File("deep lists", String(repeating: "[", count: 100_000), "nests deeper"),
        File("deep mappings", String(repeating: "{a: ", count: 100_000), "nests deeper"),
        File("deep blocks", (0..<200).map { String(repeating: " ", count: $0) + "a:\n" }.joined(), "nests deeper"),
        File(
            "a bomb of aliases",
            "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
                + "bcdefghi".reduce(into: ("", "a")) { text, name in
                    let list = Array(repeating: "*\(text.1)", count: 10).joined(separator: ", ")
                    text = (text.0 + "\(name): &\(name) [\(list)]\n", "\(name)")
                }.0, "more than"),
        File("an alias of itself", "programme: &a [*a]\n", "alias"),
        File("10,000 parentheses", expression(nested("(", 10_000, ")")), "values.basis.is", "deep"),
        File("10,000 parentheses that stay open", expression(String(repeating: "(", count: 10_000)), "values.basis.is"),
        File("10,000 lists", expression(nested("[", 10_000, "]")), "values.basis.is", "deep"),
        File("10,000 contexts", expression(nested("{a: ", 10_000, "}")), "values.basis.is", "deep"),
        File("10,000 minuses", expression(String(repeating: "-", count: 10_000) + "rate"), "values.basis.is", "deep"),
        File("3,000 conditions", expression(nested("if true then ", 3000, " else 0")), "values.basis.is", "deep"),
        File(
            "8,000 sums", expression("sales" + String(repeating: " + sales", count: 8000)), "values.basis.is", "deep"
        ),
        File(
            "a long expression", expression("sales" + String(repeating: " + sales", count: 9000)), "at most 65536 bytes"
        ),
        File("an end in the middle", expression("rate * "), "values.basis.is", "line 1"),
        File("a text without end", expression("\"rate"), "values.basis.is"),
        File("a number of 100,000 digits", expression(String(repeating: "9", count: 100_000)), "values.basis.is"),
        File(
            "a clause without anything", PolicyText.right + "\n- {}\n", "clauses[2]", "the key clause is missing",
            "the key quote is missing"),
        File("clauses that are a word", "programme: x\nclauses: all\n", "clauses", "expected a list"),
        File("65 facts", manyFacts, "at most 64 facts"),
    ]

    private static func nested(_ open: String, _ count: Int, _ close: String) -> String {
        String(repeating: open, count: count) + "rate * sales" + String(repeating: close, count: count)
    }

    private static let manyFacts = PolicyText.right.replacing(
        "    grade:",
        with: (0..<63).map { "    more_\($0): {unit: count, zh: 多, en: more, informational: true}\n" }.joined()
            + "    grade:", maxReplacements: 1)

    @Test(arguments: files) func eachIsRefusedWithASentence(_ file: File) throws {
        let clock = ContinuousClock()
        let start = clock.now
        do {
            _ = try Rulebook(Programme.load(file.bytes, file: "bad.yaml"))
            Issue.record("\(file.what) was taken")
        } catch {
            let text = error.description
            for word in file.says { #expect(text.contains(word), "\(text.prefix(600))") }
            for line in text.split(separator: "\n") { #expect(line.hasPrefix("bad.yaml:"), "\(line.prefix(200))") }
            #expect(text.utf8.count < 20_000, "\(text.utf8.count) bytes are no sentence")
        }
        #expect(clock.now - start < .seconds(10))
    }

    /// All that is wrong is said at once, in the order of the lines.
    @Test func everyErrorOfAFileIsSaid() throws {
        let text = try PolicyText.with([
            ("state: in_force", "state: running"), ("{unit: yuan, zh: 销售额", "{unit: 5, zh: 销售额"),
            ("value: 1%", "value: many"), ("else: no_grade, zh: 有等级,", "zh: 有等级,"),
            ("quote: 培育2家以上\n", "kuote: 培育2家以上\n"),
        ])
        let faults = PolicyText.faults(of: text)
        for word in ["running", "unit", "many", "the key else is missing", "kuote"] {
            #expect(faults.contains { $0.contains(word) }, "\(word): \(faults)")
        }
        let lines = faults.compactMap { Int($0.split(separator: ":")[1]) }
        #expect(lines == lines.sorted() && lines.count == faults.count)
    }

    /// A file of 100 MB is not read: neither as a policy nor as facts.
    @Test func aLargeFileIsRefusedFast() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("large.yaml")
        let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
        try #require(descriptor >= 0 && ftruncate(descriptor, 100_000_000) == 0)
        close(descriptor)
        let calculator = ChildProcess.product("calculator")
        for words in ["check '\(path)'", "explain baotou-2022/7-1 --facts '\(path)'"] {
            // 200 MB of address space, of which the libraries take half: the file has no room in it.
            let child = try ChildProcess("/bin/sh", ["-c", "ulimit -v 200000; exec '\(calculator)' \(words)"])
            defer { child.kill() }
            #expect(try child.wait(seconds: 30) == .exited(65))
            #expect(child.errors.contains("large.yaml") && child.errors.contains("larger than"), "\(child.errors)")
        }
    }

    /// A choice of a reading that the file does not have, and one that points to nothing.
    @Test func readingsThatAreNotThereAreNamed() throws {
        let readings = """
            readings:
              A-01:
                clauses: ["1"]
                question: {zh: 问, en: question}
                chosen: first
                choices:
                  first: {zh: 一, en: one}
                  second: {zh: 二, en: two, set: {1/award/kap/deep: sales}}
            clauses:
            """
        let text = try PolicyText.with([("clauses:", readings)])
        func fault(_ switched: [String: String]) -> String {
            do {
                _ = try Programme.load(Array(text.utf8), file: "sample.yaml", readings: switched)
                return ""
            } catch {
                return error.description
            }
        }
        #expect(fault([:]) == "")
        #expect(fault(["A-99": "first"]).contains("no reading A-99; there are A-01"))
        #expect(fault(["A-01": "third"]).contains("A-01 cannot be read as third; it can as first, second"))
        #expect(fault(["A-01": "second"]).contains("there is no place 1/award/kap/deep"))
    }
}
