import Awards
import Log
import Messages
import TestSupport
import Testing

@testable import Agent
@testable import Calculator

/// What clauses ask an office to keep.
struct RecordTests {
    private func order(_ kind: RecordKept.Kind = .firms, clause: String = "1", firms: [(String, String)])
        -> KeepRecordOrder
    {
        var order = KeepRecordOrder()
        order.kind = kind
        (order.programme, order.clause, order.year) = ("baotou-2022", clause, 2023)
        order.subject = "市政府确定的电子商务平台企业"
        order.firms = firms.map { code, name in
            var firm = RecordedFirm()
            (firm.uscc, firm.name) = (code, name)
            return firm
        }
        (order.paper.number, order.paper.date) = ("包府发〔2023〕5号", "2023-05-04")
        return order
    }

    private let firm = ("11150203DEM0000062", "示例平台公司（虚构）")

    @Test func aListIsKeptOnceWithItsPaperAndWhoKeptIt() throws {
        var world = try RoundFixture()
        let told = try world.order(.recordKeep, order(firms: [firm]), by: "o-1502-04")
        #expect(told.accepted, "\(told)")
        let again = try world.order(.recordKeep, order(firms: [firm]), by: "o-1502-01")
        #expect(again.accepted && again.sentence.en.contains("recorded before"))
        let records = world.written.compactMap { if case .kept(let kept) = $0 { kept } else { nil } }
        let kept = try #require(records.first)
        #expect(records.count == 1 && kept.keeper == "o-1502-04" && kept.office == "150200")
        #expect(kept.paper.number == "包府发〔2023〕5号" && kept.firms.map(\.name) == [firm.1])
        #expect(told.sentence.en.contains(kept.record))

        // As it is listed.
        let log = try SQLiteLog()
        _ = try log.create([TopicDefinition("150200.records", partitions: 1)])
        try log.append([
            OutgoingRecord(
                topic: "150200.records", key: nil, payload: kept.bytes, headers: [Header("ce_type", RecordKept.type)])
        ])
        let office = try #require(Division("150200"))
        let list = try RecordList(of: office, log) { _ in true }
        #expect(list.table.contains("确定企业名单 firms") && list.table.contains("包府发〔2023〕5号"), "\(list.table)")
        #expect(list.json.contains(firm.0))
        #expect(try RecordList(of: office, log) { $0.kind == .funds }.records.isEmpty)
        let folder = try TemporaryFolder()
        for format in ["csv", "xlsx", "json"] { try list.write(to: folder.file("list.\(format)")) }
    }

    @Test func whatCannotBeIsRefusedWithASentence() throws {
        var world = try RoundFixture()
        var below = order(.funds, firms: [])
        below.amountFen = -1
        var late = order(firms: [firm])
        late.year = 2030
        var other = order(firms: [firm])
        other.programme = "nm39-2022"
        let cases: [(KeepRecordOrder, String)] = [
            (order(firms: []), "The list has no firms."),
            (order(firms: [firm, firm]), "is on the list twice."),
            (order(firms: [("11150203DEM0000063", "某公司")]), "某公司: "),
            (order(clause: "77", firms: [firm]), "has no clause 77"),
            (order(.funds, firms: []), "says an amount"),
            (below, "below zero"), (late, "does not run in 2030"), (other, "nm39-2022 is not adopted"),
        ]
        for (body, sentence) in cases {
            let told = try world.order(.recordKeep, body, by: "o-1502-04")
            #expect(!told.accepted && told.sentence.en.contains(sentence), "\(told.sentence.en)")
        }
    }
}
