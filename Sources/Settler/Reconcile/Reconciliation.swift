import Agent
import Awards
import Decimals
import Lines
import Log
import Messages
import Policy
import Seals

/// Proves from the streams of a log alone that its money is right, or names each record that is not.
struct Reconciliation {
    private(set) var offices: [OfficeReconciliation] = []
    private(set) var differences: [Difference] = []

    /// Reads the whole log, as it is now.
    init(_ offices: Offices, _ log: any EventLog, _ rulebooks: Rulebooks = Rulebooks()) throws {
        let topics = try log.topics()
        var awards = AwardsOnRecord(offices, rulebooks)
        var found: [Difference] = []
        for stream in [Stream.programmes, .rounds, .awards] {
            for office in offices.all where !office.tasks(of: .round).isEmpty {
                try Self.read(log, topics, stream, office) { record, payload in
                    do {
                        try awards.take(record, payload)
                    } catch {
                        found.append(
                            Difference(
                                office: office.division.code,
                                record: record.header(text: "ce_id") ?? "\(record.offset)",
                                zh: "记录有误：\(error)", en: "The record is wrong: \(error)"))
                    }
                }
            }
        }
        for round in awards.altered {
            found.append(
                Difference(
                    office: String(round), record: "\(round).confirmed", zh: "拟奖补决定与所决定的清单摘要不符。",
                    en: "The round's proposals do not have the digest that was confirmed."))
        }
        for key in awards.nobodys {
            found.append(
                Difference(
                    office: key.round, record: key.claim, zh: "奖补的一部分没有支付机关。", en: "No office pays a part of the award."
                ))
        }
        let due = awards.due
        let settling = offices.all.filter { !$0.tasks(of: .settle).isEmpty }
        var allOrders: [Division: [String: String]] = [:]
        for office in settling {
            var orders: [String: String] = [:]
            try Self.read(log, topics, .orders, office) { record, payload in
                guard let id = record.header(text: "ce_id") else { return }
                orders[id] = "\(SHA256.digest(of: payload))"
            }
            allOrders[office.division] = orders
            var own = OfficeReconciliation(office.division, awards, orders: orders)
            try Self.read(log, topics, .payments, office) { own.take($0, $1) }
            own.finish(due: due[office.division] ?? [:])
            self.offices.append(own)
            found += own.differences
        }
        for payer in due.keys.sorted() where !self.offices.contains(where: { $0.office == payer }) {
            found.append(
                Difference(
                    office: payer.code, record: "payments", zh: "该机关应支付，但没有结算程序。",
                    en: "The office has awards to pay, and runs no settler."))
        }
        var statements = StatementReconciliation(offices, awards, orders: allOrders)
        for office in settling {
            try Self.read(log, topics, .settlements, office) { statements.collect($0, $1, of: office) }
        }
        for (stream, answers) in [(Stream.settlements, true), (.settlements, false), (.allotments, false)] {
            for office in settling {
                try Self.read(log, topics, stream, office) {
                    statements.follow($0, $1, of: office, answers: answers)
                }
            }
        }
        statements.finish()
        differences = found + statements.differences
    }

    private static func read(
        _ log: any EventLog, _ topics: [String: Int32], _ stream: Stream, _ office: Office,
        _ body: (Record, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let topic = stream.topic(of: office.division)
        guard topics[topic] != nil else { return }
        try LogScan.run(log, [TopicPartition(topic, 0)]) { record in
            if let payload = record.payload { try body(record, payload) }
            return true
        }
    }

    /// Throws when a sum is larger than any amount of money.
    var text: String {
        get throws {
            var rows: [[String]] = []
            var total = Array(repeating: Int128(0), count: 6)
            for office in offices {
                let awards = office.state.awards.keys.compactMap { office.state.awards[$0]?.content }
                let sums = [
                    awards.reduce(Int128(0)) { $0 + Int128($1.awardFen) },
                    awards.reduce(Int128(0)) { $0 + Int128($1.paidFen) },
                    awards.reduce(Int128(0)) { $0 + Int128($1.owedFen) },
                    awards.reduce(Int128(0)) { $0 + ($1.returned == nil ? 0 : Int128($1.owedFen)) },
                    awards.reduce(Int128(0)) { $0 + Int128($1.recoverableFen) },
                    awards.reduce(Int128(0)) { $0 + Int128($1.recoveredFen) },
                ]
                guard !office.ledger.posted.isEmpty else { continue }
                total = zip(total, sums).map { $0 + $1 }
                rows.append([office.office.code, "\(office.ledger.posted.count)"] + sums.map(Self.yuan))
            }
            rows.append(["合计 total", ""] + total.map(Self.yuan))
            let head = [
                "机关 office", "分录 entries", "奖补 awarded", "已付 paid", "应付 owed", "其中退回 returned", "应追回 called back",
                "已追回 recovered",
            ]
            let table = TextColumns(head: head, rows: rows, textColumns: 1).text
            guard !differences.isEmpty else { return table + "\n相符 no differences\n" }
            return table + "\n差异 differences: \(differences.count)\n" + differences.map(\.text).joined()
        }
    }

    private static func yuan(_ fen: Int128) -> String {
        let magnitude = fen.magnitude
        let cents = magnitude % 100
        return "\(fen < 0 ? "-" : "")\(magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
    }
}
