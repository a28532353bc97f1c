import Agent
import Awards
import Log
import Messages
import Policy
import Seals
import Testing

@testable import Settler

/// A year that was settled proves itself from a copy of its log; whatever is altered in the copy is named.
struct StatementReconciliationTests {
    /// The streams of all offices, by topic.
    typealias Streams = [String: [OutgoingRecord]]

    /// A city settles two years with two counties, pays one statement, and sends budget down.
    private static let settled = Result { () throws -> Streams in
        let world = try YearWorld(YearWorld.Cast(), name: "reconciled")
        let awards = [
            YearWorld.Award(claim: "A", county: "150223", fen: 301, city: 150),
            YearWorld.Award(claim: "B", county: "150202", fen: 900, city: 450),
            YearWorld.Award(claim: "C", county: "150223", clause: "8", fen: 100, city: 50),
        ]
        world.open()
        world.award(awards)
        world.confirm(awards, isClosed: true)
        try world.settle()
        for county in ["150202", "150223"] { try world.payOut(awards.filter { $0.county == county }, at: county) }
        try world.settle()
        try #require(try world.year(.settleClose).accepted)
        try world.settle()
        var paid = StatementOrder()
        paid.statement = "150200-150202/2023/1"
        try #require(try world.order(.settlePaid, paid).accepted)
        var less = awards[0]
        (less.fen, less.city) = (101, 50)
        world.correct(awards[0], to: less)
        try world.settle()
        try #require(try world.year(.settleClose, 2024).accepted)
        var budget = AllotOrder()
        (budget.programme, budget.year, budget.to, budget.amountFen) = ("baotou-2022", 2023, "150000", 1_000)
        try #require(try world.order(.allotMake, budget, at: "150000").accepted)
        (budget.to, budget.amountFen) = ("150200", 600)
        try #require(try world.order(.allotMake, budget, at: "150000").accepted)
        budget.amountFen = 700
        try #require(try world.order(.allotMake, budget, at: "150000").accepted)
        try world.settle()
        try #require(world.closed.map(\.totalFen) == [650, -100])
        return world.topics.mapValues { $0.map(\.copy) }
    }

    /// Compiled once.
    private static let rulebooks = Rulebooks()

    private func differences(_ alter: (inout Streams) throws -> Void) throws -> [Difference] {
        var streams = try Self.settled.get()
        try alter(&streams)
        let log = try SQLiteLog()
        _ = try log.create(streams.keys.sorted().map { TopicDefinition($0, partitions: 1) })
        for topic in streams.keys.sorted() { try log.append(streams[topic] ?? []) }
        return try Reconciliation(YearWorld.Cast.shared.get().offices, log, Self.rulebooks).differences
    }

    @Test func aYearThatWasSettledHasNoDifferences() throws {
        #expect(try differences { _ in } == [])
    }

    // MARK: What is altered

    /// A change of a copy, and what is said of it: the record, and a part of the sentence.
    struct Alteration: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let record: String
        let sentence: String
        let alter: @Sendable (inout Streams) throws -> Void

        init(
            _ name: String, named record: String, _ sentence: String,
            _ alter: @escaping @Sendable (inout Streams) throws -> Void
        ) {
            testDescription = name
            self.record = record
            self.sentence = sentence
            self.alter = alter
        }
    }

    @Test(arguments: alterations) func whatIsAlteredIsNamed(_ alteration: Alteration) throws {
        let found = try differences(alteration.alter)
        #expect(
            found.contains { $0.record.contains(alteration.record) && $0.en.contains(alteration.sentence) }, "\(found)")
    }

    private static let city = "150200.settlements"
    private static let banner = "150200-150223/2023/1"

    static let alterations = [
        Alteration("a posting", named: banner, "does not balance") {
            try change(&$0, city) { (proposed: inout SettlementProposed) in
                guard proposed.statement == banner else { return false }
                proposed.entries[0].lines[0].fen += 1
                return true
            }
        },
        Alteration("a pair of a posting that still balances", named: banner, "does not follow") {
            try change(&$0, city) { (proposed: inout SettlementProposed) in
                guard proposed.statement == banner else { return false }
                proposed.entries[0].lines[0].fen += 100
                proposed.entries[0].lines[1].fen -= 100
                return true
            }
        },
        Alteration("a pair of an agreement that still balances", named: banner, "does not follow") {
            try change(&$0, "150223.settlements") { (answered: inout SettlementAnswered) in
                guard answered.statement == banner else { return false }
                for index in answered.entries[0].lines.indices {
                    answered.entries[0].lines[index].fen *= 2
                }
                return true
            }
        },
        Alteration("an award in two statements", named: "150200-150223/2025/9 baotou-2022/2023/all A", "two statements")
        {
            try again(&$0, banner, as: "150200-150223/2025/9", year: 2025, number: 9)
        },
        Alteration("an award twice in one statement", named: "\(banner) baotou-2022/2023/all A", "two statements") {
            try restate(&$0, banner) { lines in
                if lines.clause == "7-1" { lines.lines += lines.lines }
            }
        },
        Alteration("a line without an award", named: "\(banner) baotou-2022/2023/all Z", "not what was decided") {
            try restate(&$0, banner) { lines in
                if lines.clause == "7-1" { lines.lines[0].claim = "Z" }
            }
        },
        Alteration("an award of another amount", named: "\(banner) baotou-2022/2023/all A", "not what was decided") {
            try restate(&$0, banner) { lines in
                if lines.clause == "7-1" { lines.lines[0].awardFen += 1 }
            }
        },
        Alteration("a line above the share", named: "\(banner) baotou-2022/2023/all A", "1.50 are the office's share") {
            try restate(&$0, banner) { lines in
                if lines.clause == "7-1" { lines.lines[0].dueFen += 1 }
            }
        },
        Alteration("a line behind its statement's digest", named: banner, "do not have the statement's digest") {
            try change(&$0, city) { (lines: inout SettlementLines) in
                guard lines.statement == banner else { return false }
                lines.lines[0].dueFen -= 1
                return true
            }
        },
        Alteration("a sum", named: banner, "is not the sum of its lines") {
            try change(&$0, city) { (proposed: inout SettlementProposed) in
                guard proposed.statement == banner else { return false }
                proposed.totalFen += 100
                return true
            }
        },
        Alteration("a statement on another office's stream", named: banner, "that of another office, 150200") {
            let record = try #require($0[city]?.first { isStatement($0, banner) })
            $0["150202.settlements", default: []].append(record.moved(to: "150202.settlements"))
        },
        Alteration("lines without their statement", named: banner, "2 lines have no statement") {
            $0[city]?.removeAll { isStatement($0, banner) }
        },
        Alteration("an answer to something else", named: banner, "agrees to something else") {
            try change(&$0, "150223.settlements") { (answered: inout SettlementAnswered) in
                guard answered.statement == banner else { return false }
                answered.totalFen += 1
                return true
            }
        },
        Alteration("an answer that is gone", named: "2023.closed", "Nobody has agreed to the statement \(banner)") {
            $0["150223.settlements"]?.removeAll {
                (try? SettlementAnswered(reading: $0))?.statement == banner
            }
        },
        Alteration("a year's total", named: "2023.closed", "is not the sum of its statements") {
            try change(&$0, city) { (closed: inout SettlementClosed) in
                closed.totalFen += 1
                return true
            }
        },
        Alteration("what was paid", named: "150200-150202/2023/1.paid", "not an agreed statement's total") {
            try change(&$0, city) { (paid: inout SettlementPaid) in
                paid.amountFen += 1
                return true
            }
        },
        Alteration("a record twice", named: "2023.closed", "twice") {
            let closed = try #require($0[city]?.first { (try? SettlementClosed(reading: $0)) != nil })
            $0[city]?.append(closed)
        },
        Alteration("the order behind a statement", named: banner, "is not there, or says else") {
            try change(&$0, "150200.orders") { (order: inout OrderGiven) in
                order.reason += "！"
                return true
            }
        },
        Alteration("what was allotted before", named: ".allotted", "What was allotted before") {
            try change(&$0, "150000.allotments") { (made: inout AllotmentMade) in
                guard made.beforeFen > 0 else { return false }
                made.beforeFen -= 1
                return true
            }
        },
        Alteration("an allotment's posting", named: ".allotted", "does not follow") {
            try change(&$0, "150000.allotments") { (made: inout AllotmentMade) in
                guard made.beforeFen > 0 else { return false }
                made.amountFen += 1
                return true
            }
        },
    ]

    // MARK: Altering

    private static func isStatement(_ record: OutgoingRecord, _ id: String) -> Bool {
        record.type == SettlementProposed.type && (try? SettlementProposed(reading: record))?.statement == id
    }

    /// Alters the first record that the body takes.
    private static func change<Content: Message>(
        _ streams: inout Streams, _ topic: String, _ body: (inout Content) -> Bool
    ) throws {
        for index in streams[topic, default: []].indices {
            guard let record = streams[topic]?[index], record.type == Content.type else { continue }
            var content = try Content(reading: record)
            guard body(&content) else { continue }
            streams[topic]?[index] = record.saying(content)
            return
        }
        Issue.record("\(topic) has no such \(Content.type)")
    }

    /// Alters lines of a statement, and all in it that follows from them.
    private static func restate(
        _ streams: inout Streams, _ statement: String, _ body: (inout SettlementLines) -> Void
    ) throws {
        let hasher = SettlementDigest.Running()
        var (count, total) = (Int64(0), Int64(0))
        for index in streams[city, default: []].indices {
            guard let record = streams[city]?[index] else { continue }
            if record.type == SettlementLines.type {
                var lines = try SettlementLines(reading: record)
                guard lines.statement == statement else { continue }
                body(&lines)
                for line in lines.lines { hasher.add(line, of: lines.round) }
                count += Int64(lines.lines.count)
                total += lines.lines.reduce(0) { $0 + $1.owedFen }
                streams[city]?[index] = record.saying(lines)
            } else if isStatement(record, statement) {
                var proposed = try SettlementProposed(reading: record)
                proposed.matters[0].owedFen += total - proposed.totalFen
                (proposed.lines, proposed.totalFen, proposed.digest) = (count, total, hasher.digest)
                streams[city]?[index] = record.saying(proposed)
            }
        }
    }

    /// States the same lines once more.
    private static func again(
        _ streams: inout Streams, _ statement: String, as id: String, year: Int64, number: Int64
    ) throws {
        for record in streams[city] ?? [] {
            if record.type == SettlementLines.type, var lines = try? SettlementLines(reading: record),
                lines.statement == statement
            {
                lines.statement = id
                streams[city]?.append(record.saying(lines, id: "\(id).\(lines.clause)"))
            } else if isStatement(record, statement) {
                var proposed = try SettlementProposed(reading: record)
                (proposed.statement, proposed.year, proposed.number) = (id, year, number)
                streams[city]?.append(record.saying(proposed, id: id))
            }
        }
    }
}

extension SettlementDigest {
    /// Of lines that come one after the other.
    fileprivate final class Running {
        private let hasher = SHA256()
        func add(_ line: SettlementLine, of round: String) { SettlementDigest.add(line, of: round, to: hasher) }
        var digest: String { "\(hasher.finish())" }
    }
}

extension Message {
    fileprivate init(reading record: OutgoingRecord) throws {
        self = try (record.payload ?? []).withUnsafeBytes { try Self(reading: $0) }
    }
}

extension OutgoingRecord {
    fileprivate var type: String {
        headers.first { $0.name == "ce_type" }.map { String(decoding: $0.value, as: UTF8.self) } ?? ""
    }

    /// The same record with another content.
    fileprivate func saying<Content: Message>(_ content: Content, id: String? = nil) -> OutgoingRecord {
        let headers = headers.map { header in
            header.name == "ce_id" ? id.map { Header("ce_id", $0) } ?? header : header
        }
        return OutgoingRecord(topic: topic, partition: partition, key: key, payload: content.bytes, headers: headers)
    }

    fileprivate func moved(to topic: String) -> OutgoingRecord {
        OutgoingRecord(topic: topic, partition: partition, key: key, payload: payload, headers: headers)
    }
}
