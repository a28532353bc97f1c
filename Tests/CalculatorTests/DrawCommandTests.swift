import Foundation
import Messages
import Policy
import TestSupport
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct DrawCommandTests {
    static let policies = Repository.file("deploy/policies")

    static func draw(_ arguments: String...) throws -> String {
        try ChildProcess.run(ChildProcess.product("calculator"), ["draw", "--policies", policies] + arguments)
    }

    /// Well-formed XML, read to its end, with these words in its texts and nothing that runs.
    private static func texts(of svg: String) throws -> [String] {
        let reader = TextReader()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = reader
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(reader.elements.first == "svg")
        #expect(!reader.elements.contains("script"))
        #expect(!svg.contains("javascript:") && !svg.contains("href="))
        return reader.texts
    }

    @Test(arguments: [
        ("zh", ["（七）直播带货奖励", "2,000万元", "20万元", "封顶 50万元", "1,000万元", "本土产品带货交易额（元）"]),
        ("en", ["Clause 7-1: Livestream sales award", "20 million yuan", "200,000 yuan", "the cap 500,000 yuan"]),
    ])
    func aCurveSaysItsThresholdsCliffAndCap(language: String, words: [String]) throws {
        let texts = try Self.texts(of: Self.draw("baotou-2022/7-1", "--lang", language))
        for word in words { #expect(texts.contains(word), "\(word) is missing among \(texts)") }
        #expect(texts.contains { $0.contains(language == "zh" ? "未满足" : "refused unless") })
    }

    /// Every clause that asks for a number, in both languages.
    @Test(arguments: ["baotou-2022", "nm-cb7-2023", "nm39-2022", "qianjiang-2023draft"])
    func everyDrawingIsWellFormed(programme: String) throws {
        let rulebook = try Rulebook(Programme.load(path: "\(Self.policies)/\(programme).yaml"))
        var drawn = 0
        for clause in rulebook.programme.clauses {
            if case .duty = clause.grant { continue }
            for language in ["zh", "en"] {
                do {
                    let texts = try Self.texts(of: Self.draw("\(programme)/\(clause.id)", "--lang", language))
                    #expect(texts.count > 8, "\(clause.id)")
                    drawn += 1
                } catch let failed as ChildProcess.Failed {
                    #expect(failed.description.contains("asks for no number"), "\(failed)")
                }
            }
        }
        #expect(drawn > 10)
    }

    @Test func aClaimIsMarkedAndTheDrawingGoesToItsFile() throws {
        let folder = try TemporaryFolder()
        let facts = folder.file("facts.json")
        try Data(#"{"local_sales": 23456789.55, "rooms": 6}"#.utf8).write(to: URL(fileURLWithPath: facts))
        let out = folder.file("curve.svg")
        #expect(try Self.draw("baotou-2022/7-1", "--facts", facts, "--out", out) == "")
        let svg = String(decoding: try Data(contentsOf: URL(fileURLWithPath: out)), as: UTF8.self)
        let texts = try Self.texts(of: svg)
        #expect(texts.contains("23,456,789.55元 → 234,567.89元"))
        #expect(texts.contains { $0.contains("直播间 = 6个") })
    }

    @Test func aFolderThatIsNotThereIsNamed() throws {
        let folder = try TemporaryFolder()
        let child = try ChildProcess(
            ChildProcess.product("calculator"),
            ["draw", "--policies", Self.policies, "baotou-2022/7-1", "--out", folder.file("no/curve.svg")])
        #expect(try child.wait(seconds: 30) == .exited(73))
        #expect(child.errors.contains("there is no folder \(folder.file("no"))"), "\(child.errors)")
    }

    @Test(arguments: [
        (["baotou-2022/99"], "has no clause 99"), (["baotou-2022/7-1", "--over", "rooom"], "it has area_m2"),
        (["baotou-2022/4", "--over", "titles"], "is no number"), (["baotou-2022/15"], "asks for no number"),
        (["bautou-2022/7-1"], "There is no programme"),
    ])
    func whatCannotBeDrawnIsSaid(arguments: [String], sentence: String) throws {
        let child = try ChildProcess(
            ChildProcess.product("calculator"), ["draw", "--policies", Self.policies] + arguments)
        #expect(try child.wait(seconds: 30) == .exited(65))
        #expect(child.errors.contains(sentence), "\(child.errors)")
        #expect(child.output.isEmpty)
    }
}

private final class TextReader: NSObject, XMLParserDelegate {
    var elements: [String] = []
    var texts: [String] = []
    private var text = ""

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        elements.append(name)
        text = ""
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) { text += characters }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if !trimmed.isEmpty { texts.append(trimmed) }
        text = ""
    }
}
