import Agent
import Awards
import Messages
import TestSupport
import Testing

@testable import Verifier

/// Claims of one office come in their order, and so do the rows of one register's key; between them anything may
/// overtake anything, and anything may come twice.
struct VerifyOrderTests {
    private static let clauses = ["7-1", "4", "5", "11-1", "14", "9", "99", "3"]

    /// Inputs that keep their order among themselves.
    private func queues(_ generator: inout SeededGenerator) throws -> [[VerifyDecider.Input]] {
        var queues: [[VerifyDecider.Input]] = [[.policy(try Sample.policy())]]
        // Rows of a partition come in order, and the end of an import behind its rows.
        var registers: [[VerifyDecider.Input]] = []
        for (index, firm) in [Sample.firm, Sample.other, Sample.government].enumerated() {
            registers += rows(firm, index, &generator).map { [$0] }
        }
        registers.shuffle(using: &generator)
        var partition = registers.flatMap { $0 }
        if Bool.random(using: &generator) {
            partition.append(Sample.row(.credit, ["on_credit_blacklist": .boolean(true)], applicant: Sample.other))
        }
        partition.append(Sample.imported(.credit))
        if Bool.random(using: &generator) { partition.append(Sample.imported(.registration, asOf: "2023-12-31")) }
        queues.append(partition)
        for (place, office) in ["150203", "150204"].enumerated() {
            var claims: [VerifyDecider.Input] = []
            for number in (0..<12).shuffled(using: &generator) {
                let firm = [Sample.firm, Sample.other, Sample.government][number % 3]
                let clause = Self.clauses[number % Self.clauses.count]
                var facts: Facts = clause == "7-1" ? Sample.liveFacts : [:]
                if number == 8 { facts["what"] = Sample.number(1) }
                for version in 1...Int64.random(in: 1...2, using: &generator) {
                    claims.append(
                        .claim(
                            Sample.claim(
                                "c-\(number)", clause: clause, version: version, office: office, applicant: firm,
                                period: number == 10 ? "2019" : "2022", facts: facts,
                                received: "2023-03-0\(1 + (number + place) % 5)T09:00:00+08:00")))
                }
                if number == 5 {
                    var withdrawn = ClaimWithdrawn()
                    withdrawn.of = ClaimVersion(of: Sample.claim("c-5", version: 3, office: office, applicant: firm))
                    claims.append(.withdrawn(withdrawn))
                }
            }
            queues.append(claims)
        }
        return queues
    }

    /// Some rows never come.
    private func rows(_ firm: String, _ index: Int, _ generator: inout SeededGenerator) -> [VerifyDecider.Input] {
        let rows: [VerifyDecider.Input] = [
            Sample.registration(firm, status: index == 1 ? "注销" : "存续"), Sample.tax(firm),
            Sample.inspection(firm),
            Sample.row(
                .titles,
                [
                    "titles": .list([.text("国家级数字商务企业")]), "approved_on": .text("2022-09-01"),
                    "base_level": .text("国家级"),
                ], applicant: firm),
            Sample.row(
                .ratings, ["kind": .text("旅游饭店"), "grade": .text("五星级"), "rated_on": .text("2023-01-02")],
                applicant: firm),
            Sample.row(.customs, ["turnover_usd": Sample.number(2_000_000)], applicant: firm, key: "2022"),
            Sample.row(.post, ["parcels": .list([])], applicant: firm, key: "2022"),
        ]
        return rows.filter { _ in Int.random(in: 0..<8, using: &generator) > 0 }
    }

    /// One way in which the queues may come, with some inputs twice or three times.
    private func run(
        _ queues: [[VerifyDecider.Input]], _ generator: inout SeededGenerator, repeats: Bool, most: Int
    ) throws -> VerifyRun {
        let run = try VerifyRun(most: most)
        var places = queues.map { _ in 0 }
        while true {
            let open = queues.indices.filter { places[$0] < queues[$0].count }
            guard let queue = open.randomElement(using: &generator) else { break }
            let input = queues[queue][places[queue]]
            places[queue] += 1
            for _ in 0...(repeats ? Int.random(in: 0...2, using: &generator) : 0) { try run.tell(input) }
        }
        // What many waited for is taken up with what follows.
        while !run.state.draining.isEmpty { try run.tell(.policy(try Sample.policy())) }
        return run
    }

    @Test("any order of registers and claims gives the same outcome", arguments: 0..<60)
    func anyOrder(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let queues = try queues(&generator)
        let quiet = try run(queues, &generator, repeats: false, most: 4_000)
        #expect(quiet.final.count > 20)
        for _ in 0..<6 {
            let other = try run(queues, &generator, repeats: true, most: Int.random(in: 1...4_000, using: &generator))
            #expect(other.final == quiet.final, "seed \(seed)")
            #expect(
                Set(other.state.pending.keys) == Set(quiet.state.pending.keys), "seed \(seed): others wait")
            for key in quiet.state.pending.keys {
                #expect(other.state.pending[key]?.missing == quiet.state.pending[key]?.missing, "seed \(seed)")
            }
        }
    }
}
