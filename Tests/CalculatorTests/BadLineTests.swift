import Decimals
import Documents
import Lines
import Messages
import Policy
import TestSupport
import Testing

@testable import Calculator

/// Lines that are no claims: each is answered with a sentence, and the lines around it go on.
struct BadLineTests {
    private static let good = """
        {"programme": "nm39-2022", "clause": "2-1", "facts": {"platform_level": "区域级", "completed_investment": 100}}
        """

    private static func claim(_ facts: String, _ clause: String = "2-1", _ programme: String = "nm39-2022") -> [UInt8] {
        Array(#"{"programme": "\#(programme)", "clause": "\#(clause)", "facts": \#(facts)}"#.utf8)
    }

    private static func invested(_ number: String) -> [UInt8] {
        claim(#"{"platform_level": "区域级", "completed_investment": \#(number)}"#)
    }

    /// Each with words that its sentence must hold.
    static let lines: [(line: [UInt8], says: [String])] = [
        ([], ["no JSON value"]),
        (Array("   ".utf8), ["no JSON value"]),
        (Array("null".utf8), ["expected an object"]),
        (Array("[]".utf8), ["expected an object"]),
        (Array("{".utf8), ["JSON", "byte"]),
        (Array("{}".utf8), ["programme", "missing"]),
        (Array(#"{"programme": "nm39-2022", "facts": {}}"#.utf8), ["clause", "missing"]),
        (Array(#"{"programme": "nm39-2022", "clause": "2-1"}"#.utf8), ["facts", "missing"]),
        (Array(#"{"programme": 5, "clause": "2-1", "facts": {}}"#.utf8), ["programme"]),
        (Array(#"{"programme": "nm39-2022", "clause": "2-1", "facts": []}"#.utf8), ["facts", "object"]),
        (
            Array(#"{"programme": "nm39-2022", "clause": "2-1", "facts": {}, "applicant": "F", "day": 1}"#.utf8),
            ["unknown keys", "applicant", "day"]
        ),
        (claim("{}", "99"), ["nm39-2022", "no clause 99", "2-1"]),
        (claim("{}", "2-1", "nm39"), ["no programme nm39", "nm39-2022"]),
        (claim(#"{"completed_investments": 1}"#), ["completed_investments", "did you mean completed_investment"]),
        (claim(#"{"platform_level": "区域级", "platform_level": "行业级"}"#), ["platform_level", "twice"]),
        (invested("NaN"), ["JSON"]),
        (invested("Infinity"), ["JSON"]),
        (invested("-1"), ["completed_investment", "below zero"]),
        (invested("\"100\""), ["completed_investment", "expected a number (yuan)", "text"]),
        (invested("true"), ["completed_investment", "expected a number"]),
        (invested("[1]"), ["completed_investment", "expected a number", "list"]),
        (invested("1" + String(repeating: "0", count: 40)), ["completed_investment", "34 digits"]),
        (invested("1e40"), ["completed_investment", "larger"]),
        (invested("-1e40"), ["completed_investment"]),
        (invested("1e999999999"), ["number"]),
        (claim(#"{"platform_level": 5}"#), ["platform_level", "expected text", "number"]),
        (claim(#"{"active_anchors": 10.5}"#, "7-1", "baotou-2022"), ["active_anchors", "10.5", "whole number"]),
        (claim(#"{"active_anchors": -3}"#, "7-1", "baotou-2022"), ["active_anchors", "-3"]),
        (claim(#"{"rank": 0}"#, "8", "baotou-2022"), ["rank", "counted from 1"]),
        (claim(#"{"rate": 10.01}"#, "8", "baotou-2022"), ["rate", "10.01", "law's bound 10"]),
        (claim(#"{"rate": 10.01}"#, "1-3", "qianjiang-2023draft"), ["rate", "10.01", "law's bound 10"]),
        (claim(#"{"guide_ratio": 0.41}"#, "2-1", "qianjiang-2023draft"), ["guide_ratio", "0.41", "bound 0.4"]),
        (claim(#"{"banner_rate": 0.31}"#, "14", "baotou-2022"), ["banner_rate", "0.31", "bound 0.3"]),
        (claim(#"{"guide_ratio": 0.71}"#, "3-3", "nm-cb7-2023"), ["guide_ratio", "0.71", "bound 0.7"]),
        (claim(#"{"form": "分公司"}"#, "1", "nm-cb7-2023"), ["form", "分公司", "运营服务中心"]),
        (claim(#"{"applied_on": "2024-02-30"}"#, "17"), ["applied_on", "2024-02-30", "expected a day"]),
        (claim(#"{"applied_on": 20240230}"#, "17"), ["applied_on", "expected a date", "20240230"]),
        (claim(#"{"investments": [{"date": "2024-01-01", "amount": 1}, 5]}"#, "17"), ["investments", "element 2"]),
        (claim(#"{"investments": [{"date": "2024-01-01", "amounts": 1}]}"#, "17"), ["element 1", "amounts", "amount"]),
        (claim(#"{"parcels": [{"banner": "达茂旗", "count": 0.5}]}"#, "14", "baotou-2022"), ["parcels", "count", "0.5"]),
        (claim(#"{"decided": 5}"#, "4"), ["no fact decided"]),
        (Array(String(repeating: "[", count: 100_000).utf8), ["deep"]),
        (
            claim(
                "{\"investments\": \(String(repeating: "[", count: 100_000))\(String(repeating: "]", count: 100_000))}",
                "17"), ["deep"]
        ),
        (Array(#"{"programme": ""#.utf8) + [0xFF, 0xFE] + Array(#"", "clause": "2-1", "facts": {}}"#.utf8), ["UTF-8"]),
        (claim(#"{"platform_level": "\#u{0}"}"#), ["JSON"]),
    ]

    @Test func eachIsAnsweredWithASentence() throws {
        let rulebooks = try PolicyFolder.load(files: CasesTests.files)
        for (line, words) in Self.lines {
            let answer = AssessCommand.answer(to: line, rulebooks, withTrace: true)
            let shown = String(decoding: line.prefix(150), as: UTF8.self)
            guard case .record(let record) = answer, case .text(let sentence)? = record["error"], record.count == 1
            else {
                Issue.record("\(shown): \(answer.json)")
                continue
            }
            for word in words { #expect(sentence.contains(word), "\(shown): \(sentence)") }
            #expect(sentence.utf8.count < 2000, "\(shown): a sentence of \(sentence.utf8.count) bytes")
        }
    }

    @Test func theLinesAroundThemGoOn() throws {
        let folder = try Assessing.folder(with: CasesTests.files)
        let lines = Self.lines.flatMap { [$0.line, Array(Self.good.utf8)] }
        let answers = try Assessing.answers(to: lines, policies: folder)
        try #require(answers.count == lines.count)
        for (index, answer) in answers.enumerated() {
            #expect((answer["error"] != nil) == (index % 2 == 0), "\(answer)")
            if index % 2 == 1 { #expect(answer["award"] == .number(Decimal128(20))) }
        }
    }

    /// A line of 100 MB is read away in bounded memory, and the next is answered.
    @Test func aLineWithoutEndIsRefused() throws {
        let folder = try Assessing.folder(with: CasesTests.files)
        let long = [UInt8](repeating: UInt8(ascii: "["), count: 100_000_000)
        let answers = try Assessing.answers(to: [long, Array(Self.good.utf8)], policies: folder, kilobytes: 200_000)
        try #require(answers.count == 2)
        guard case .text(let sentence)? = answers[0]["error"] else {
            Issue.record("\(answers[0])")
            return
        }
        #expect(sentence.contains("longer than"))
        #expect(answers[1]["award"] == .number(Decimal128(20)))
    }
}
