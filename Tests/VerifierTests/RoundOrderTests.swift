import Agent
import Awards
import Messages
import TestSupport
import Testing

@testable import Verifier

/// Registers, claims and rounds come each in its own order; between them anything may overtake anything. When all is
/// there, each version's last verification is the same.
struct RoundOrderTests {
    private static let clauses = ["7-1", "4", "5", "11-1", "14", "9", "99", "3"]
    private static let day = "2023-06-30"
    private static let days = ["2023-04-30", "2023-05-31", "2023-06-30", "2023-07-31"]
    private static let kinds: [RegisterKind] = [
        .registration, .tax, .inspection, .titles, .ratings, .customs, .post, .credit, .awards, .statistics, .festival,
    ]
    private static let firms = [Sample.firm, Sample.other, Sample.government]

    private func registers(_ generator: inout SeededGenerator) -> [VerifyDecider.Input] {
        var inputs: [VerifyDecider.Input] = []
        for _ in 0..<Int.random(in: 40...120, using: &generator) {
            let kind = Self.kinds.randomElement(using: &generator) ?? .tax
            let day = Self.days.randomElement(using: &generator) ?? Self.day
            if Int.random(in: 0..<6, using: &generator) == 0 {
                let isComplete = Bool.random(using: &generator)
                inputs.append(Sample.imported(kind, asOf: day, isComplete: isComplete))
                continue
            }
            inputs.append(row(kind, day, &generator))
        }
        for kind in Self.kinds.shuffled(using: &generator) {
            let place = Int.random(in: 0...inputs.count, using: &generator)
            inputs.insert(Sample.imported(kind, asOf: Self.day, isComplete: Bool.random(using: &generator)), at: place)
        }
        return inputs
    }

    private func row(_ kind: RegisterKind, _ day: String, _ generator: inout SeededGenerator) -> VerifyDecider.Input {
        let firm = Self.firms.randomElement(using: &generator) ?? Sample.firm
        let number = Int64.random(in: 1...3, using: &generator)
        let key = ["", "2022"].randomElement(using: &generator) ?? ""
        var facts: Facts =
            switch kind {
            case .registration:
                [
                    "status": .text(number == 1 ? "注销" : "存续"), "registered_in": .text("包头"),
                    "established_on": .text("202\(number)-01-15"),
                ]
            case .tax: ["local_sales": Sample.number(number), "fiscal_cur": Sample.number(number)]
            case .inspection:
                ["area_m2": Sample.number(number), "rooms": Sample.number(6), "active_anchors": Sample.number(12)]
            case .titles:
                [
                    "titles": .list([.text("国家级数字商务企业")]), "approved_on": .text("2022-09-0\(number)"),
                    "base_level": .text("国家级"),
                ]
            case .ratings: ["kind": .text("旅游饭店"), "grade": .text("五星级"), "rated_on": .text("2023-01-0\(number)")]
            case .customs: ["turnover_usd": Sample.number(number)]
            case .post: ["parcels": .list([.record(["banner": .text("固阳县"), "count": Sample.number(number)])])]
            case .credit: ["on_credit_blacklist": .boolean(number == 1)]
            case .awards: ["awarded": Sample.number(number)]
            default: ["items": Sample.number(number)]
            }
        // Now and then a row does not say all, or something that the clause cannot use.
        if Int.random(in: 0..<8, using: &generator) == 0, let name = facts.names.randomElement(using: &generator) {
            facts[name] = Bool.random(using: &generator) ? nil : .text("?")
        }
        let rowKey = kind == .awards ? "202\(number)/baotou-2022/5" : kind == .registration ? "" : key
        return Sample.row(kind, facts, applicant: firm, key: rowKey, asOf: day)
    }

    private func claims(_ office: String, _ generator: inout SeededGenerator) -> [VerifyDecider.Input] {
        var inputs: [VerifyDecider.Input] = []
        for number in 0..<12 {
            let clause = Self.clauses[number % Self.clauses.count]
            for version in 1...Int64.random(in: 1...2, using: &generator) {
                var claim = Sample.claim(
                    "c-\(number)", clause: clause, version: version, office: office,
                    applicant: Self.firms[number % 3], facts: clause == "7-1" ? Sample.liveFacts : [:])
                if version == 2, number % 2 == 0 {
                    claim.lodged = Moment("2023-08-01T09:00:00+08:00") ?? Moment()
                    claim.answers = "\(claim.id).\(office).1.rooms"
                }
                inputs.append(.claim(claim))
            }
        }
        inputs.shuffle(using: &generator)
        // Versions of a claim come in their order.
        inputs = inputs.enumerated().sorted { left, right in
            guard case .claim(let one) = left.element, case .claim(let other) = right.element else { return false }
            return (one.version, left.offset) < (other.version, right.offset)
        }.map(\.element)
        return inputs + [Sample.intake(office)]
    }

    private func queues(_ generator: inout SeededGenerator) throws -> [[VerifyDecider.Input]] {
        let registers = Dictionary(uniqueKeysWithValues: Self.kinds.map { ($0, Self.day) })
        return [
            [.policy(try Sample.policy()), .policy(try Sample.policyWithDeclaredArea())],
            [try Sample.opened(), try Sample.closing(registers: registers), Sample.waived("festival")],
            self.registers(&generator), claims("150203", &generator), claims("150204", &generator),
        ]
    }

    private func run(
        _ queues: [[VerifyDecider.Input]], _ generator: inout SeededGenerator, most: Int
    ) throws -> VerifyRun {
        let run = try VerifyRun(most: most)
        var places = queues.map { _ in 0 }
        // Some come much later than others.
        let weights = queues.map { _ in Int.random(in: 1...30, using: &generator) }
        while true {
            let open = queues.indices.filter { places[$0] < queues[$0].count }
            guard !open.isEmpty else { break }
            var pick = Int.random(in: 0..<open.reduce(0) { $0 + weights[$1] }, using: &generator)
            let queue =
                open.first {
                    pick -= weights[$0]
                    return pick < 0
                } ?? open[0]
            try run.tell(queues[queue][places[queue]])
            places[queue] += 1
        }
        while !run.state.draining.isEmpty { try run.tell(Sample.sales(1, "2020-01-01", applicant: "x")) }
        return run
    }

    @Test("the last verification of each version is the same whatever the order", arguments: 0..<24)
    func anyOrder(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let queues = try queues(&generator)
        // All is there before the first claim comes.
        let quiet = try run([queues[0] + queues[1] + queues[2] + queues[3] + queues[4]], &generator, most: 4_000)
        #expect(quiet.final.count > 20)
        for _ in 0..<5 {
            let other = try run(queues, &generator, most: Int.random(in: 1...200, using: &generator))
            for (what, said) in quiet.final where !what.hasPrefix("finding") {
                #expect(other.final[what] == said, "seed \(seed): \(what)")
            }
            // Whether a register is waived before its marker comes is a matter of order.
            let keys = Set(other.final.keys).symmetricDifference(quiet.final.keys)
            #expect(keys.isSubset(of: ["marker r festival"]), "seed \(seed): \(keys)")
            #expect(Set(other.state.pending.keys) == Set(quiet.state.pending.keys), "seed \(seed): others wait")
            for key in quiet.state.pending.keys {
                #expect(other.state.pending[key]?.missing == quiet.state.pending[key]?.missing, "seed \(seed)")
            }
            expectGrowingNumbers(other.outputs, seed)
        }
    }

    /// A version's numbers only ever grow, and each is used for one outcome.
    private func expectGrowingNumbers(_ outputs: [VerifyDecider.Output], _ seed: UInt64) {
        var numbers: [VersionKey: Int64] = [:]
        for output in outputs {
            let (of, number): (ClaimVersion, Int64)
            switch output {
            case .verified(let verified): (of, number) = (verified.of, verified.number)
            case .refused(let refused): (of, number) = (refused.of, refused.number)
            case .waiting(let waiting): (of, number) = (ClaimVersion(of: waiting.claim), waiting.number)
            case .review, .attested, .withdrawn, .finding, .complete, .resolved, .answer: continue
            }
            #expect(number > numbers[VersionKey(of)] ?? 0, "seed \(seed): \(of.claim)")
            numbers[VersionKey(of)] = number
        }
    }
}
