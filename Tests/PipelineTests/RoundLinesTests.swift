import Awards
import Decimals
import Documents
import Lines
import Messages
import Policy
import TestSupport
import Testing

@testable import Calculator

/// What a close adjudicates through the agents is what `calculator adjudicate` says of the same facts.
struct RoundLinesTests {
    private static let policies = ["baotou-2022", "nm39-2022", "nm-cb7-2023", "qianjiang-2023draft"]
    private static let kinds = ["award", "reject", "refer", "waitlist", "ask", "kpi", "policy"]
    private static let keys =
        kinds + ["kept", "ceiling", "available", "city_share", "county_share", "region_share", "settle_city_to_county"]

    @Test(
        "the worked rounds, through all agents or at the Round decider, come to what the command says",
        arguments: [
            "rounds.jsonl", "own-rounds.jsonl",
        ])
    func lines(table: String) throws {
        let files =
            Self.policies.map { Repository.file("deploy/policies/\($0).yaml") }
            + [WorkedCase.path("sample-rounds-2032.yaml")]
        let rulebooks = try PolicyFolder.load(files: files)
        let programmes = rulebooks.mapValues(\.programme)
        var tool = RoundTool(rulebooks)
        var ways: [String: Int] = [:]
        for item in try RoundCase.read(table) {
            let line = Array(Fact.record(item.input).json.utf8)
            guard case .record(let answer) = try Fact(json: Array(tool.answer(to: line, withTrace: false).utf8)),
                case .record(let expected)? = answer["claims"]
            else {
                ways["no round", default: 0] += 1
                continue
            }
            let input = try RoundInput(item, programmes)
            do {
                if let why = input.impossible {
                    ways["nowhere: \(why)", default: 0] += 1
                    continue
                }
                let (proposed, way) = try Self.proposals(input)
                ways[way, default: 0] += 1
                for fault in Self.faults(in: proposed, expected) { Issue.record("\(item.name), \(way): \(fault)") }
            } catch {
                Issue.record("\(item.name) (\(input.obstacle ?? "all agents")): \(error)")
            }
        }
        print("FIGURE: rounds of \(table) by where they enter: \(ways.sorted { $0.key < $1.key })")
        #expect(ways["all agents"] ?? 0 > 10)
    }

    private static func proposals(_ input: RoundInput) throws -> ([AwardProposed], way: String) {
        var way = input.obstacle
        if way == nil {
            let (proposed, undecided) = try RoundPipeline(input).proposals()
            if undecided.isEmpty { return (proposed, "all agents") }
            way = "an amount that no officer can decide"
        }
        var entry = try RoundEntry(input, try RoundPipeline.Region.shared.get().offices)
        return (try entry.proposals(), way ?? "")
    }

    private static func faults(in proposed: [AwardProposed], _ expected: Facts) -> [String] {
        let byClaim = Dictionary(proposed.map { ($0.of.claim, $0) }) { _, last in last }
        return expected.entries.compactMap { entry in
            guard case .record(let wanted) = entry.value else { return "\(entry.name) is not answered" }
            guard let found = byClaim[entry.name].map({ Self.answer($0) }) else {
                return "\(entry.name) has no proposal"
            }
            // Whether an officer has decided the agents know: as long as nobody has, it is referred.
            if wanted["ask"] == .list([.text("decided")]), found["refer"] != nil { return nil }
            let differing = keys.filter { found[$0] != wanted[$0] }
            return differing.isEmpty
                ? nil : "\(entry.name) expects \(entry.value.json), found \(Fact.record(found).json)"
        }
    }

    /// A proposal as a line says it.
    private static func answer(_ proposed: AwardProposed) -> Facts {
        func yuan(_ fen: Int64?) -> Fact? { fen.map { .number(Money(fen: $0).yuan) } }
        var answer = Facts()
        switch proposed.outcome {
        case .award: answer["award"] = yuan(proposed.awardFen)
        case .reject, .refused: answer["reject"] = proposed.reason.map { .text($0) }
        case .refer: answer["refer"] = proposed.reason.map { .text($0) }
        case .waitlist: answer["waitlist"] = proposed.reason.map { .text($0) }
        case .ask: answer["ask"] = .list(proposed.asks.map { .text($0) })
        case .target: answer["kpi"] = .text(proposed.isMet == true ? "met" : "not_met")
        case .bound: answer["policy"] = .text(proposed.isMet == true ? "valid" : "invalid")
        case .withdrawn, .duplicate, .carried: answer[proposed.outcome.rawValue] = .boolean(true)
        }
        answer["kept"] = proposed.kept.map { .text($0) }
        answer["ceiling"] = yuan(proposed.ceilingFen)
        answer["available"] = yuan(proposed.availableFen)
        answer["city_share"] = yuan(proposed.shares?.city)
        answer["county_share"] = yuan(proposed.shares?.county)
        answer["region_share"] = yuan(proposed.shares?.region)
        answer["settle_city_to_county"] = yuan(proposed.shares?.returned)
        return answer
    }
}
