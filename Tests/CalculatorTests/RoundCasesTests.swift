import Documents
import Lines
import Messages
import Policy
import TestSupport
import Testing

@testable import Calculator

/// Whole rounds through `calculator adjudicate`: those that came with the texts, and our own.
struct RoundCasesTests {
    static let tables = ["rounds.jsonl", "own-rounds.jsonl"]

    /// The office's policies, and one that no line of Swift was written for.
    static func tool() throws -> RoundTool {
        RoundTool(try PolicyFolder.load(files: CasesTests.files + [WorkedCase.path("sample-rounds-2032.yaml")]))
    }

    static func answer(_ input: Facts, _ tool: inout RoundTool, withTrace: Bool = false) throws -> Facts {
        let answer = tool.answer(to: Array(Fact.record(input).json.utf8), withTrace: withTrace)
        guard case .record(let record) = try Fact(json: Array(answer.utf8)) else { return [:] }
        return record
    }

    @Test(arguments: tables) func everyRoundIsAnsweredAsTheTextsSay(_ table: String) throws {
        var tool = try Self.tool()
        let cases = try RoundCase.read(table)
        #expect(cases.count >= 56)
        for item in cases {
            let faults = item.faults(in: try Self.answer(item.input, &tool))
            #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
        }
    }

    /// Neither the order of the claims nor that of earlier awards, nor a second time.
    @Test(arguments: tables) func theOrderOfTheLineChangesNothing(_ table: String) throws {
        var tool = try Self.tool()
        for item in try RoundCase.read(table) {
            var turned = item.reordered { $0.reversed() }
            if case .list(let earlier)? = turned["earlier"] { turned["earlier"] = .list(earlier.reversed()) }
            let (there, back) = (try Self.answer(item.input, &tool), try Self.answer(turned, &tool))
            guard case .record(let one)? = there["claims"], case .record(let other)? = back["claims"] else {
                Issue.record("\(item)")
                continue
            }
            #expect(one.sorted() == other.sorted(), "\(item)")
            #expect(try Self.answer(item.input, &tool) == there, "\(item)")
        }
    }

    /// The trace stands beside the answer and changes nothing of it; its last step is the award.
    @Test(arguments: tables) func theTraceEndsInTheAward(_ table: String) throws {
        var tool = try Self.tool()
        var awards = 0
        for item in try RoundCase.read(table) {
            guard case .record(let plain)? = try Self.answer(item.input, &tool)["claims"],
                case .record(let traced)? = try Self.answer(item.input, &tool, withTrace: true)["claims"]
            else {
                Issue.record("\(item)")
                continue
            }
            for entry in traced.entries {
                guard case .record(var claim) = entry.value, case .record(let trace)? = claim["trace"],
                    case .list(let steps)? = trace["steps"]
                else {
                    Issue.record("\(item): \(entry.name) has no trace")
                    continue
                }
                claim["trace"] = nil
                #expect(plain[entry.name] == .record(claim), "\(item): \(entry.name)")
                guard let award = claim["award"] else { continue }
                awards += 1
                guard case .record(let last)? = steps.last else {
                    Issue.record("\(item): \(entry.name) has an award without a step")
                    continue
                }
                #expect(last["after"] == award, "\(item): \(entry.name)")
            }
        }
        #expect(awards > 100, "\(awards)")
    }

    /// What the texts leave open, read the other way.
    static let readings: [(reading: String, line: String, claim: String, before: String, after: String)] = [
        (
            "A-06=narrow",
            #"{"programme":"baotou-2022","year":2023,"claims":[{"id":"T","applicant":"A","clause":"4","assessed":200000.00},{"id":"L","applicant":"A","clause":"7-1","assessed":350000.00}]}"#,
            "T", "reject", "award"
        ),
        (
            "A-06=across_years",
            #"{"programme":"baotou-2022","year":2023,"claims":[{"id":"T","applicant":"A","clause":"4","assessed":200000.00}],"earlier":[{"applicant":"A","policy":"x","year":2022,"amount":200000.00,"tier":"city"}]}"#,
            "T", "award", "reject"
        ),
        (
            "A-19=yearly_pots",
            #"{"programme":"nm39-2022","year":2023,"claims":[{"id":"赤峰","applicant":"赤峰","clause":"11","assessed":8000000.00}],"earlier":[{"applicant":"呼和浩特","policy":"nm39-2022","clause":"11","year":2022,"amount":15000000.00,"tier":"region"}]}"#,
            "赤峰", "reject", "award"
        ),
        (
            "baotou-2022:A-50=as_nm39",
            #"{"programme":"baotou-2022","year":2023,"guide":{"loaded":false},"claims":[{"id":"T","applicant":"A","clause":"4","assessed":200000.00}]}"#,
            "T", "award", "refer"
        ),
        (
            "R-01=own",
            #"{"programme":"baotou-2022","year":2023,"claims":[{"id":"T","applicant":"A","clause":"4","assessed":200000.00}],"earlier":[{"applicant":"A","policy":"x","year":2023,"amount":200000.00,"tier":"city"}]}"#,
            "T", "reject", "award"
        ),
        (
            "baotou-2022:R-02=passing",
            #"{"programme":"baotou-2022","year":2023,"claims":[{"id":"A","applicant":"A","object":"a","clause":"6","assessed":20000.00,"received":"2023-01-01T00:00:00Z"},{"id":"B","applicant":"B","object":"b","clause":"6","assessed":5000.00}],"committed":{"6":985000.00}}"#,
            "B", "waitlist", "award"
        ),
        (
            "qianjiang-2023draft:R-02=passing",
            #"{"programme":"qianjiang-2023draft","year":2025,"claims":[{"id":"A","applicant":"A","clause":"7","assessed":20000.00,"received":"2025-01-01T00:00:00Z"},{"id":"B","applicant":"B","clause":"7","assessed":10000.00}],"committed":{"*":9985000.00}}"#,
            "B", "waitlist", "award"
        ),
        (
            "baotou-2022:R-03=highest",
            #"{"programme":"baotou-2022","year":2023,"claims":[{"id":"A","applicant":"A","object":"w","clause":"14","assessed":300.00},{"id":"B","applicant":"B","object":"w","clause":"14","assessed":200.00}]}"#,
            "A", "refer", "award"
        ),
        (
            "nm39-2022:R-03=stack",
            #"{"programme":"nm39-2022","year":2023,"claims":[{"id":"A","applicant":"A","clause":"2-1","assessed":300.00,"same_as":["B"]},{"id":"B","applicant":"A","clause":"17","assessed":200.00}]}"#,
            "A", "refer", "award"
        ),
        (
            "R-05=award_year",
            #"{"programme":"baotou-2022","year":2024,"as_of":"2025-03-01","claims":[{"id":"A","applicant":"九原区","object":"f","clause":"13","facts":{"registered_on":"2022-05-10","connected_to_regional_platform":true,"tax_year":2025,"city_retained":900000.00}}]}"#,
            "A", "reject", "award"
        ),
        (
            "R-07=register_only",
            #"{"programme":"nm39-2022","year":2024,"claims":[{"id":"A","applicant":"A","clause":"12-2","facts":{"approved_circles":4,"decided":2000000.00}},{"id":"B","applicant":"B","clause":"12-2","facts":{"approved_circles":4,"decided":2000000.00}}]}"#,
            "B", "reject", "award"
        ),
        (
            "A-03=enterprise",
            #"{"programme":"nm39-2022","year":2024,"claims":[{"id":"A","applicant":"A","object":"n1","clause":"2-2","assessed":5000000.00},{"id":"B","applicant":"A","object":"n2","clause":"2-2","assessed":5000000.00}]}"#,
            "B", "award", "reject"
        ),
        (
            "A-32=pro_rata",
            #"{"programme":"qianjiang-2023draft","year":2025,"claims":[{"id":"A","applicant":"A","clause":"7","assessed":20000.00}],"committed":{"*":9985000.00}}"#,
            "A", "waitlist", "award"
        ),
    ]

    @Test(arguments: readings.indices) func theOtherReadingAnswersOtherwise(_ index: Int) throws {
        let item = Self.readings[index]
        let rulebooks = try PolicyFolder.load(files: CasesTests.files)
        let choice = try #require(ReadingChoice(item.reading))
        let switched = try SimulationPlan(files: [], readings: [choice]).applied(to: rulebooks).rulebooks
        for (books, kind) in [(rulebooks, item.before), (switched, item.after)] {
            var tool = RoundTool(books)
            let text = tool.answer(to: Array(item.line.utf8), withTrace: false)
            guard case .record(let answer) = try Fact(json: Array(text.utf8)),
                case .record(let claims)? = answer["claims"],
                case .record(let claim)? = claims[item.claim]
            else {
                Issue.record("\(item.reading): \(text)")
                continue
            }
            #expect(claim[kind] != nil, "\(item.reading): \(text)")
        }
    }
}
