import Agent
import Awards
import Documents
import Foundation
import Log
import Messages
import Policy
import TestSupport
import Testing

@testable import Verifier

/// Files of registers become rows of the log.
struct RegisterImportTests {
    private let log: SQLiteLog
    private let folder: TemporaryFolder
    private let firms = ["91150204MA0QTEXT0", "91150202MA0QTEXT0"].compactMap { try? USCC(completing: $0).code }

    init() throws {
        log = try SQLiteLog()
        folder = try TemporaryFolder()
        for stream in ["registers", "waybills", "verifications"] {
            _ = try log.create([TopicDefinition("150200.\(stream)", partitions: 4)])
        }
    }

    private func importing(
        _ kind: String, _ text: String, asOf: String = "2023-01-31", isComplete: Bool = false
    ) throws -> (RegisterImport.Summary, String?) {
        let path = folder.file("\(kind).csv")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return try importing(kind, file: path, asOf: asOf, isComplete: isComplete)
    }

    private func importing(
        _ kind: String, file path: String, asOf: String = "2023-01-31", isComplete: Bool = false
    ) throws -> (RegisterImport.Summary, String?) {
        let errors = ErrorsFile(beside: path)
        let work = RegisterImport(
            format: try #require(RegisterFormat.named(kind)), asOf: try #require(CivilDate(asOf)), source: "示例局",
            officer: "o-1502-02", isComplete: isComplete, office: try #require(Division("150200")), partitions: 4,
            log: log, path: path, complain: { try errors.add($0) })
        let summary = try work.run()
        try errors.finish()
        return (summary, try? String(contentsOfFile: errors.path, encoding: .utf8))
    }

    private func records(_ stream: String) throws -> [Record] {
        let partitions = (0..<4).map { TopicPartition("150200.\(stream)", $0) }
        let ends = try log.ends(of: partitions)
        let reader = try log.reader(for: .folding)
        defer { reader.close() }
        try reader.assign(Dictionary(uniqueKeysWithValues: partitions.map { ($0, 0) }))
        var records: [Record] = []
        while ends.contains(where: { (reader.reached[$0.key] ?? 0) < $0.value.lastStable }) {
            records += try reader.poll(PollLimits())
        }
        return records
    }

    private func rows() throws -> [RegisterRow] {
        try records("registers").filter { $0.header(text: "ce_type") == RegisterRow.type }.map {
            try RegisterRow(reading: try #require($0.payload))
        }
    }

    private func ends(_ stream: String) throws -> [RegisterImported] {
        try records(stream).filter { $0.header(text: "ce_type") == RegisterImported.type }.map {
            try RegisterImported(reading: try #require($0.payload))
        }
    }

    @Test("good rows are written with an end in every partition, and bad ones are told of")
    func rowsAndErrors() throws {
        let (summary, errors) = try importing(
            "registration",
            "\u{feff}统一社会信用代码,名称,status,注册地,day of establishment\r\n"
                + "\(firms[0]),\"示例,公司\",存续,包头,2021-01-15\r\n" + "\r\n"
                + "\(firms[1]),=1+1,关门,包头,2021-02-30\r\n" + "91150204MA0QTEXT00,甲,存续,,\r\n"
                + "\(firms[1]),乙,注销,,\r\n", isComplete: true)
        #expect(summary == RegisterImport.Summary(rows: 2, badRows: 3 - 1))
        let rows = try rows().sorted { $0.applicant < $1.applicant }
        #expect(rows.map(\.applicant) == firms.sorted())
        let first = try #require(rows.first { $0.applicant == firms[0] })
        #expect(first.facts["name"] == .text("示例,公司") && first.facts["established_on"] == .text("2021-01-15"))
        #expect(first.kind == "registration" && first.asOf == "2023-01-31" && first.importer == "o-1502-02")
        let ends = try ends("registers")
        #expect(ends.count == 4 && Set(ends.map(\.digest)).count == 1 && ends[0].rows == 2)
        #expect(ends[0].isComplete == nil, "whose row is wrong is not known to be missing")
        let lines = try #require(errors).split(separator: "\r\n")
        #expect(lines.count == 5)
        let places = ["4,名称,", "4,status,", "4,\"day of establishment\",", "5,统一社会信用代码,"]
        for (line, place) in zip(lines.dropFirst(), places) { #expect(line.hasPrefix(place)) }
        #expect(lines[3].contains("2021-02-30 is no day"))
    }

    @Test("the same file again changes nothing, a newer day is another import")
    func again() throws {
        let text = "uscc,year,local_sales\n\(firms[0]),2022,30000000.50\n\(firms[1]),2022,\n"
        #expect(try importing("tax", text).0 == RegisterImport.Summary(rows: 2))
        let before = try records("registers").count
        #expect(try importing("tax", text).0 == RegisterImport.Summary(rows: 2, wasThere: true))
        #expect(try records("registers").count == before)
        #expect(try importing("tax", text, asOf: "2023-02-28").0 == RegisterImport.Summary(rows: 2))
        #expect(try records("registers").count == 2 * before)
        let row = try #require(try rows().first { $0.applicant == firms[0] })
        #expect(row.key == "2022" && row.facts["local_sales"]?.json == "30000000.50")
        #expect(try rows().first { $0.applicant == firms[1] }?.facts.isEmpty == true)
    }

    @Test("an empty list is a list")
    func emptyList() throws {
        #expect(try importing("credit", "uscc,on_credit_blacklist\n", isComplete: true).0 == RegisterImport.Summary())
        #expect(try ends("registers").map(\.isComplete) == [true, true, true, true])
    }

    @Test("waybills are rows of their own stream")
    func waybills() throws {
        let (summary, _) = try importing(
            "waybills",
            "运单号,统一社会信用代码,目的地旗县区,投递日期,是否进村,是否妥投\nSF1,\(firms[0]),固阳县,2022-10-01,是,是\nSF2,\(firms[0]),固阳县,2022-10-02,否,yes\n"
        )
        #expect(summary == RegisterImport.Summary(rows: 2))
        let rows = try records("waybills").filter { $0.header(text: "ce_type") == WaybillRow.type }
        for record in rows {
            let row = try WaybillRow(reading: try #require(record.payload))
            #expect(record.key.map { String(decoding: $0, as: UTF8.self) } == row.number)
            #expect(row.isToVillage == (row.number == "SF1") && row.isDelivered)
        }
        #expect(rows.count == 2)
        #expect(try ends("waybills").count == 4)
    }

    @Test(
        "a header that does not fit is refused whole",
        arguments: [
            ("uscc,what\n", "There is no column what"), ("uscc,统一社会信用代码,status\n", "The column 统一社会信用代码 stands twice."),
            ("uscc,uscc,status\n", "names uscc twice"),
            ("名称\n", "The column status is missing."), ("", "is empty"), ("uscc,\"x\n\n", "a quote opens this cell"),
        ])
    func headers(text: String, problem: String) throws {
        do {
            _ = try importing("registration", text)
            Issue.record("it was imported")
        } catch {
            #expect("\(error)".contains(problem))
        }
        #expect(try records("registers").isEmpty)
    }

    @Test("a file in GB18030 is read, one that is neither it nor UTF-8 ends the import before anything is written")
    func encoding() throws {
        let path = folder.file("tax.csv")
        let gb18030: [UInt8] = [0xC4, 0xEA, 0xB6, 0xC8]
        let firm = Array("\n\(firms[0]),2022\n".utf8)
        try Data(Array("uscc,".utf8) + gb18030 + firm).write(to: URL(fileURLWithPath: path))
        #expect(try importing("tax", file: path).0 == RegisterImport.Summary(rows: 1))
        let before = try records("registers").count
        try Data(Array("uscc,".utf8) + gb18030 + firm + [0xFF, 0xFF, 0x0A]).write(to: URL(fileURLWithPath: path))
        #expect(throws: TableError.self) { try importing("tax", file: path) }
        #expect(try records("registers").count == before)
    }

    struct Cell: Sendable {
        let content: Column.Content
        let text: String
        let json: String?
    }

    @Test(
        "a cell is what its column says, or is told of in two languages",
        arguments: [
            Cell(content: .signed("yuan"), text: "-1.50", json: "-1.50"),
            Cell(content: .number("yuan"), text: "-0.01", json: nil),
            Cell(content: .number("yuan"), text: "0", json: "0"),
            Cell(content: .number("yuan"), text: "1,000", json: "1000"),
            Cell(content: .number("yuan"), text: "1,00", json: nil),
            Cell(content: .number("yuan"), text: "5元", json: nil),
            Cell(content: .year, text: "2023", json: "2023"), Cell(content: .year, text: "2,023", json: nil),
            Cell(content: .whole("count"), text: "5", json: "5"),
            Cell(content: .whole("count"), text: "5.0", json: "5.0"),
            Cell(content: .whole("count"), text: "5.5", json: nil),
            Cell(content: .whole("count"), text: "-5", json: nil),
            Cell(content: .day, text: "2024-02-29", json: "\"2024-02-29\""),
            Cell(content: .day, text: "2023-02-29", json: nil),
            Cell(content: .day, text: "2023/2/2", json: "\"2023-02-02\""),
            Cell(content: .yesNo, text: "是", json: "true"), Cell(content: .yesNo, text: "NO", json: "false"),
            Cell(content: .yesNo, text: "perhaps", json: nil),
            Cell(content: .choice(["甲"]), text: "甲", json: "\"甲\""),
            Cell(content: .choice(["甲"]), text: "乙", json: nil),
            Cell(content: .texts, text: "甲；乙; 丙", json: "[\"甲\",\"乙\",\"丙\"]"),
            Cell(content: .records, text: "[{\"banner\":\"甲\",\"count\":1}]", json: "[{\"banner\":\"甲\",\"count\":1}]"),
            Cell(content: .numbers("usd"), text: "1;2.5", json: "[1,2.5]"),
            Cell(content: .numbers("usd"), text: "1;x", json: nil),
            Cell(content: .numbers("usd"), text: "1;-2", json: nil),
            Cell(content: .records, text: "[1]", json: nil),
            Cell(content: .uscc, text: "91150204MA0QTEST0X", json: nil),
        ])
    func cells(_ cell: Cell) {
        do throws(CellProblem) {
            #expect(try cell.content.fact(cell.text).json == cell.json)
        } catch {
            #expect(cell.json == nil)
            #expect(!error.reason.zh.isEmpty && !error.reason.en.isEmpty)
        }
    }

    @Test("every register has a format, and every fact of a register that a policy names has a column")
    func formats() throws {
        #expect(Set(RegisterFormat.all.map(\.name)) == Set(RegisterKind.allCases.map(\.rawValue) + ["waybills"]))
        for name in ["baotou-2022", "nm39-2022", "nm-cb7-2023", "qianjiang-2023draft"] {
            let adopted = try Sample.policy(name)
            let programme = try Sample.rulebooks.rulebook(digest: adopted.digest, name: name) { adopted.bytes.bytes }
                .programme
            for fact in programme.clauses.flatMap(\.facts) where fact.round == nil {
                guard case .register(let kind) = FactSource(fact.source) else { continue }
                let columns = RegisterFormat.named(kind.rawValue)?.columns ?? []
                #expect(columns.contains { $0.name == fact.name }, "\(name): \(kind.rawValue) has no \(fact.name)")
            }
        }
    }
}

struct OpenReviewTests {
    private func review(_ id: String, _ claim: ClaimSubmitted) -> ReviewRequested {
        var review = ReviewRequested()
        review.id = id
        review.of = ClaimVersion(of: claim)
        review.facts = ["rooms"]
        review.claim = claim
        return review
    }

    @Test("reviews are listed by age until they are answered")
    func list() throws {
        var reviews = OpenReviews()
        let old = Sample.claim("c-1", received: "2023-01-01T09:00:00+08:00")
        let young = Sample.claim("c-2", received: "2023-02-01T09:00:00+08:00")
        reviews.take(review("b", young))
        reviews.take(review("a", old))
        reviews.take(review("c", Sample.claim("c-1", version: 2, received: "2023-01-01T09:00:00+08:00")))
        #expect(reviews.entries.map(\.review.id) == ["a", "c", "b"])
        #expect(reviews.entries.map(\.isOutdated) == [true, false, false])
        #expect(try ReviewCommand.choose(reviews.entries, "c-1", at: nil).id == "c")
        reviews.close(ClaimVersion(of: young))
        var waiting = ClaimWaiting()
        waiting.claim = old
        reviews.take(waiting)
        #expect(reviews.entries.map(\.review.id) == ["a", "c"])
        waiting.reviewed = ["rooms": Sample.number(5)]
        reviews.take(waiting)
        #expect(reviews.entries.map(\.review.id) == ["c"])
        #expect(throws: (any Error).self) { try ReviewCommand.choose(reviews.entries, "c-2", at: nil) }
    }

    @Test("of two offices' reviews one must be named")
    func offices() throws {
        var reviews = OpenReviews()
        reviews.take(review("a", Sample.claim(office: "150203")))
        reviews.take(review("b", Sample.claim(office: "150204")))
        #expect(throws: (any Error).self) { try ReviewCommand.choose(reviews.entries, "c-1", at: nil) }
        #expect(try ReviewCommand.choose(reviews.entries, "c-1", at: Division("150203")).id == "a")
    }
}
