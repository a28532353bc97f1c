import Agent
import Awards
import Messages
import TestSupport
import Testing

@testable import Verifier

/// The waybills of an installation: as many tasks as partitions, each number to its own.
final class WaybillsRun {
    private let deciders: [WaybillsDecider]
    private var states: [WaybillsState]
    private(set) var outputs: [WaybillsDecider.Output] = []

    init() throws {
        let offices = try Sample.offices()
        deciders = try (0..<offices.partitions).map {
            try WaybillsDecider(try Sample.task("150200.waybills.\($0)"), offices, rulebooks: Sample.rulebooks)
        }
        states = deciders.map { _ in WaybillsState(StateStore()) }
    }

    var tasks: Int { deciders.count }

    @discardableResult
    func tell(_ input: WaybillsDecider.Input, task: Int) throws -> [WaybillsDecider.Output] {
        deciders[task].evolve(&states[task], .row(input))
        let made = try deciders[task].decide(states[task], input).outputs
        for output in made { deciders[task].evolve(&states[task], .output(output)) }
        outputs += made
        return made
    }

    func tell(_ row: WaybillRow) throws {
        let task = Int(row.number.utf8.reduce(0) { ($0 &* 31 &+ UInt32($1)) }) % tasks
        try tell(.row(row), task: task)
    }

    /// The end of an import, to every task.
    func end(_ digest: String) throws {
        var imported = RegisterImported()
        imported.kind = RegisterFormat.waybills
        imported.digest = digest
        imported.asOf = "2023-01-31"
        for task in 0..<tasks { try tell(.imported(imported), task: task) }
    }

    func adopt() throws { for task in 0..<tasks { try tell(.policy(try Sample.policy()), task: task) } }

    /// The newest counts of a firm's year, over all tasks and banners: gross, duplicates, undelivered, not to a
    /// village, before the issue.
    func counts(_ firm: String, _ year: Int64 = 2022) -> [Int64] {
        var newest: [Int64: WaybillCounts] = [:]
        for case .counts(let counts) in outputs where counts.firm == firm && counts.year == year {
            newest[counts.task] = counts
        }
        return newest.values.flatMap(\.banners).reduce([0, 0, 0, 0, 0]) { sums, banner in
            let counts = [banner.gross, banner.duplicates, banner.undelivered, banner.nonVillage, banner.beforeIssue]
            return zip(sums, counts).map(+)
        }
    }

    static func row(
        _ number: String, _ firm: String = Sample.firm, on day: String = "2022-10-01", banner: String = "固阳县",
        village: Bool = true, delivered: Bool = true
    ) -> WaybillRow {
        var row = WaybillRow()
        row.number = number
        row.firm = firm
        row.banner = banner
        row.deliveredOn = day
        row.isToVillage = village
        row.isDelivered = delivered
        return row
    }
}

struct WaybillsDeciderTests {
    private let row = WaybillsRun.row

    @Test("a policy that comes behind or within the same file once more changes the counts all the same")
    func sameFileAgain() throws {
        let digest = "sha256:" + String(repeating: "0", count: 64)
        for isWithin in [false, true] {
            let run = try WaybillsRun()
            func rows() throws {
                for row in [WaybillsRun.row("1"), WaybillsRun.row("2", on: "2022-08-01")] { try run.tell(row) }
            }
            try rows()
            try run.end(digest)
            #expect(run.counts(Sample.firm) == [2, 0, 0, 0, 0])
            try rows()
            if isWithin { try run.adopt() }
            try run.end(digest)
            if !isWithin { try run.adopt() }
            // Claims wait for the end of an import, so that is said again behind the counts that changed.
            guard case .counted? = run.outputs.last else {
                Issue.record("the last word is \(String(describing: run.outputs.last))")
                return
            }
            #expect(run.counts(Sample.firm) == [2, 0, 0, 0, 1])
        }
    }

    @Test("each parcel is counted once, and taken off once")
    func counts() throws {
        let run = try WaybillsRun()
        try run.adopt()
        let rows = [
            WaybillsRun.row("1"), WaybillsRun.row("2", village: false), WaybillsRun.row("3", delivered: false),
            WaybillsRun.row("4", village: false, delivered: false), WaybillsRun.row("5", on: "2022-08-25"),
            WaybillsRun.row("6", on: "2022-08-26"), WaybillsRun.row("7", on: "2023-01-01"),
            WaybillsRun.row("8", on: "2022-08-01", village: false), WaybillsRun.row("1"),
        ]
        for row in rows { try run.tell(row) }
        #expect(run.outputs.isEmpty, "nobody reads half of an import")
        try run.end("a")
        #expect(run.counts(Sample.firm) == [7, 0, 2, 2, 1])
        #expect(run.counts(Sample.firm, 2023) == [1, 0, 0, 0, 0])
    }

    @Test("a number that a second firm claims later corrects both firms' counts")
    func conflict() throws {
        let run = try WaybillsRun()
        try run.adopt()
        for number in ["1", "2", "3"] { try run.tell(WaybillsRun.row(number)) }
        try run.end("a")
        #expect(run.counts(Sample.firm) == [3, 0, 0, 0, 0])
        try run.tell(WaybillsRun.row("2", Sample.other))
        try run.tell(WaybillsRun.row("9", Sample.other))
        try run.end("b")
        #expect(run.counts(Sample.firm) == [3, 1, 0, 0, 0])
        #expect(run.counts(Sample.other) == [2, 1, 0, 0, 0])
        try run.tell(WaybillsRun.row("2", Sample.government))
        try run.end("c")
        #expect(run.counts(Sample.government) == [1, 1, 0, 0, 0])
        #expect(run.counts(Sample.firm) == [3, 1, 0, 0, 0])
    }

    @Test("a firm's own correction replaces, and the same rows and ends again change nothing")
    func again() throws {
        let run = try WaybillsRun()
        try run.adopt()
        try run.tell(WaybillsRun.row("1", delivered: false))
        try run.end("a")
        #expect(run.counts(Sample.firm) == [1, 0, 1, 0, 0])
        try run.tell(WaybillsRun.row("1", on: "2023-02-02"))
        try run.end("b")
        #expect(run.counts(Sample.firm) == [0, 0, 0, 0, 0])
        #expect(run.counts(Sample.firm, 2023) == [1, 0, 0, 0, 0])
        let said = run.outputs.count
        try run.tell(WaybillsRun.row("1", on: "2023-02-02"))
        try run.end("b")
        #expect(run.outputs.count == said)
    }

    @Test("a policy that comes behind the rows says from which day parcels count")
    func latePolicy() throws {
        let run = try WaybillsRun()
        try run.tell(WaybillsRun.row("1", on: "2022-08-25"))
        try run.end("a")
        #expect(run.counts(Sample.firm) == [1, 0, 0, 0, 0])
        try run.adopt()
        #expect(run.counts(Sample.firm) == [1, 0, 0, 0, 1])
        let said = run.outputs.count
        try run.adopt()
        #expect(run.outputs.count == said)
    }

    @Test("a day that no counter can hold is refused")
    func oldDay() throws {
        let run = try WaybillsRun()
        #expect(throws: WaybillsDecider.OutsideCalendar.self) { try run.tell(WaybillsRun.row("1", on: "1999-12-31")) }
    }

    @Test("rows and firms in any order come to the same counts", arguments: 0..<20)
    func anyOrder(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let firms = [Sample.firm, Sample.other, Sample.government]
        var rows: [WaybillRow] = []
        var seen: Set<String> = []
        for _ in 0..<300 {
            let number = "SF\(Int.random(in: 0..<150, using: &generator))"
            let firm = firms[Int.random(in: 0..<3, using: &generator)]
            // One content for each firm and number: a correction's order is that of the log.
            guard seen.insert(number + firm).inserted else { continue }
            rows.append(
                WaybillsRun.row(
                    number, firm, on: "2022-0\(Int.random(in: 1...9, using: &generator))-15",
                    banner: ["固阳县", "达茂旗"][Int.random(in: 0..<2, using: &generator)],
                    village: Bool.random(using: &generator), delivered: Bool.random(using: &generator)))
        }
        let claims = Dictionary(grouping: rows, by: \.number)
        var counts: [[Int64]] = []
        for _ in 0..<3 {
            rows.shuffle(using: &generator)
            let run = try WaybillsRun()
            let middle = Int.random(in: 0..<rows.count, using: &generator)
            for (index, row) in rows.enumerated() {
                if index == middle { try run.end("first") }
                try run.tell(row)
            }
            try run.adopt()
            try run.end("last")
            counts.append(firms.flatMap { run.counts($0) })
        }
        #expect(counts[0] == counts[1] && counts[1] == counts[2], "seed \(seed)")
        for (index, firm) in firms.enumerated() {
            let own = rows.filter { $0.firm == firm }
            #expect(counts[0][index * 5] == Int64(own.count))
            let duplicates = own.count { (claims[$0.number]?.count ?? 0) > 1 }
            #expect(counts[0][index * 5 + 1] == Int64(duplicates), "seed \(seed)")
        }
    }
}

/// The counts as facts of claims.
struct WaybillClaimTests {
    private func counts(
        _ task: Int64, _ gross: Int64, _ imports: Int64 = 1, issuedOn: String? = "2022-08-26"
    ) -> VerifyDecider.Input {
        var counts = WaybillCounts()
        counts.firm = Sample.firm
        counts.year = 2022
        counts.task = task
        counts.imports = imports
        counts.issuedOn = issuedOn
        for name in ["固阳县", "达茂旗"] {
            var banner = BannerCounts()
            banner.banner = name
            banner.gross = gross
            banner.duplicates = 1
            banner.beforeIssue = 2
            counts.banners.append(banner)
        }
        return .counts(counts)
    }

    private func counted(
        _ task: Int64, _ imports: Int64 = 1, asOf: String = "2023-01-31"
    ) -> VerifyDecider.Input {
        var imported = RegisterImported()
        imported.asOf = asOf
        imported.kind = RegisterFormat.waybills
        imported.task = task
        imported.imports = imports
        return .counted(imported)
    }

    @Test("a claim waits until all tasks have counted the same imports, and takes their sums")
    func sums() throws {
        let run = try VerifyRun()
        try run.tell(.policy(try Sample.policy()))
        try run.tell([Sample.registration(), Sample.imported(.credit)])
        try run.tell(.claim(Sample.claim(clause: "14", facts: [:])))
        try run.tell([counts(0, 10), counted(0), counts(3, 5, issuedOn: nil), counted(1), counted(3)])
        #expect(run.outputs.count == 1)
        #expect(try run.tell(counted(2)).isEmpty, "a task does not know the policy yet")
        try run.tell(counts(3, 5))
        let outputs = try run.tell(counted(3))
        guard case .verified(let verified)? = outputs.first else { throw Sample.Missing(what: "\(outputs)") }
        let parcels = ["固阳县", "达茂旗"].map { Fact.record(["banner": .text($0), "count": Sample.number(15)]) }
        #expect(verified.facts["parcels"] == .list(parcels))
        #expect(verified.facts["duplicate_waybills"] == Sample.number(4))
        #expect(verified.facts["delivered_before_issue"] == Sample.number(8))
        #expect(verified.facts["undelivered"] == Sample.number(0))
    }

    @Test("counts of an import that not all tasks have counted are nobody's")
    func partialSums() throws {
        let run = try VerifyRun()
        try run.tell(.policy(try Sample.policy()))
        try run.tell([Sample.registration(), Sample.imported(.credit), counts(0, 10, 1), counts(3, 5, 1)])
        try run.tell((0..<4).map { counted($0) } + [counts(0, 100, 2), counted(0, 2)])
        try run.tell(.claim(Sample.claim("early", clause: "14", facts: [:])))
        #expect(parcels(run.outputs.last) == 15)
        try run.tell([counts(3, 50, 2), counted(3, 2), counted(1, 2), counted(2, 2)])
        try run.tell(.claim(Sample.claim("late", clause: "14", facts: [:])))
        #expect(parcels(run.outputs.last) == 150)
    }

    @Test("a round that closes counts waybills up to the import of its day, whatever was imported since")
    func frozen() throws {
        let day = "2023-06-30"
        for isEarly in [true, false] {
            let run = try VerifyRun()
            let closing = try Sample.closing(clauses: ["14"], registers: [.post: day])
            try run.tell(.policy(try Sample.policy()))
            try run.tell([Sample.registration(), Sample.imported(.credit), counts(0, 10, 1), counts(3, 5, 1)])
            if isEarly { try run.tell(.claim(Sample.claim(clause: "14", facts: [:]))) }
            // One task is an import ahead of the others.
            try run.tell([counted(0, 1, asOf: day), counts(0, 100, 2), counted(0, 2, asOf: "2023-07-31")])
            try run.tell((1..<4).map { counted($0, 1, asOf: day) })
            try run.tell((1..<4).map { counted($0, 2, asOf: "2023-07-31") })
            if !isEarly { try run.tell(.claim(Sample.claim(clause: "14", facts: [:]))) }
            try run.tell(closing)
            let last = run.outputs.last { if case .verified = $0 { true } else { false } }
            #expect(parcels(last) == 15, "claim first: \(isEarly)")
        }
    }

    /// Parcels to one banner, as a version was verified.
    private func parcels(_ output: VerifyDecider.Output?) -> Int64? {
        guard case .verified(let verified)? = output, case .list(let banners)? = verified.facts["parcels"],
            case .record(let banner)? = banners.first, case .number(let count)? = banner["count"]
        else { return nil }
        return Int64("\(count)")
    }
}
