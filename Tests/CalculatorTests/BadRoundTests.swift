import Messages
import TestSupport
import Testing

@testable import Calculator

/// Lines that are no rounds: each is answered with a sentence that names what is wrong, at any depth.
struct BadRoundTests {
    private static func round(_ rest: String, _ programme: String = "baotou-2022") -> String {
        #"{"programme": "\#(programme)", \#(rest)}"#
    }

    private static func claim(_ rest: String) -> String {
        round(#""claims": [{"id": "A", "applicant": "A", \#(rest)}]"#)
    }

    static let lines: [(line: String, says: [String])] = [
        ("", ["no JSON value"]),
        ("[]", ["expected an object"]),
        ("{}", ["programme", "missing"]),
        (#"{"programme": "baotou-2022"}"#, ["claims", "missing"]),
        (round(#""claims": []"#, "baotou"), ["no programme baotou", "baotou-2022"]),
        (round(#""claims": [], "earlyer": []"#), ["unknown keys: earlyer", "did you mean earlier"]),
        (round(#""claims": [], "guide": {"coeff": 1}"#), ["guide", "unknown keys: coeff"]),
        (round(#""claims": [], "guide": {"coefficient": 0}"#), ["guide.coefficient", "above 0"]),
        (round(#""claims": [], "guide": {"coefficient": 1.01}"#), ["guide.coefficient", "at most 1"]),
        (round(#""claims": [], "guide": {"facts": {"rat": 1}}"#), ["guide.facts", "rat"]),
        (round(#""claims": [], "guide": {"facts": {"rate": 10.01}}"#), ["guide", "rate", "law's bound 10"]),
        (round(#""claims": [], "guide": {"closed_clauses": ["99"]}"#), ["closed_clauses", "no clause 99"]),
        (round(#""claims": [], "as_of": "2023-02-30""#), ["as_of", "expected a day"]),
        (round(#""claims": [], "year": "2023""#), ["year", "expected a year"]),
        (round(#""claims": [], "status": "valid""#), ["status", "draft, in_force"]),
        (round(#""claims": [], "issued_on": "2030-01-01", "valid_to": "2029-01-01""#), ["before it begins"]),
        (round(#""claims": []"#, "nm-cb7-2023"), ["as_of", "no last day"]),
        (round(#""claims": [], "committed": {"99": 1.00}"#), ["committed", "no clause 99"]),
        (round(#""claims": [], "committed": {"6": 1.001}"#), ["committed.6", "two places"]),
        (round(#""claims": [], "committed": {"*": -1.00}"#), ["committed", "below zero"]),
        (round(#""claims": [], "pots": {"8": "much"}"#), ["pots.8", "amount"]),
        (round(#""claims": [], "pots": {"8": -1.00}"#), ["pots, 8", "below zero"]),
        (claim(#""clause": "4""#), ["claim A", "neither facts nor assessed"]),
        (claim(#""clause": "44", "assessed": 1.00"#), ["claim A", "no clause 44"]),
        (claim(#""clause": "4", "assessed": 1.005"#), ["claim 1.assessed", "two places"]),
        (claim(#""clause": "4", "assessed": -1.00"#), ["claim A", "below zero"]),
        (claim(#""clause": "4", "assessed": 1.00, "facts": {"titles": []}"#), ["claim A", "assessed", "titles"]),
        (claim(#""clause": "4", "assessed": 1.00, "same_as": ["B"]"#), ["claim A", "same_as", "B"]),
        (claim(#""clause": "4", "assessed": 1.00, "same_as": ["A"]"#), ["claim A", "same_as", "no other claim"]),
        (
            claim(#""clause": "4", "assessed": 1.00, "recieved": "x""#),
            ["claim 1", "recieved", "did you mean received"]
        ),
        (claim(#""clause": "4", "assessed": 1.00, "received": "2023-01-01""#), ["claim 1.received", "moment"]),
        (claim(#""clause": "4", "assessed": 1.00, "claimant_kind": "town""#), ["claimant_kind", "firm, county, city"]),
        (claim(#""clause": "4", "facts": {"applied_on": "2023-01-01"}"#), ["applied_on", "the round itself knows"]),
        (claim(#""clause": "4", "facts": {"titel": 1}"#), ["claim A", "titel", "did you mean titles"]),
        (claim(#""clause": "4", "facts": {"titles": "x"}"#), ["claim A", "titles", "expected"]),
        (
            round(
                #""claims": [{"id":"A","applicant":"A","clause":"4","assessed":1},{"id":"A","applicant":"A","clause":"4","assessed":1}]"#
            ),
            ["claim A", "twice"]
        ),
        (
            round(
                #""claims": [], "earlier": [{"applicant":"A","policy":"x","year":2023,"amount":1.00,"tier":"town"}]"#),
            ["earlier 1.tier", "county, city, region"]
        ),
        (
            round(
                #""claims": [], "earlier": [{"applicant":"A","policy":"baotou-2022","clause":"99","year":2023,"amount":1.00,"tier":"city"}]"#
            ),
            ["earlier", "no clause 99"]
        ),
    ]

    @Test(arguments: lines.indices) func aWrongLineIsNamed(_ index: Int) throws {
        let (line, says) = Self.lines[index]
        var tool = try RoundCasesTests.tool()
        let text = tool.answer(to: Array(line.utf8), withTrace: false)
        guard case .record(let answer) = try Fact(json: Array(text.utf8)), case .text(let sentence)? = answer["error"]
        else {
            Issue.record("\(line): \(text)")
            return
        }
        #expect(answer.count == 1)
        for words in says { #expect(sentence.contains(words), "\(line): \(sentence)") }
    }
}
