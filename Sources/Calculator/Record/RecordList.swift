import Agent
import Awards
import Commands
import Decimals
import Documents
import Glibc
import Lines
import Log
import Messages

/// `calculator record list`: what an office has kept, newest last.
struct RecordList {
    let records: [RecordKept]

    private static let kind = Option("kind", "KIND", "one kind instead of all", .choice(RecordKept.Kind.self))
    private static let clause = Option("clause", "PROGRAMME/CLAUSE", "one clause instead of all")
    private static let year = Option("year", "YEAR", "one year instead of all", .integer(1950...9999))
    private static let into = Option("into", "FILE", "writes them to a file instead: *.csv, *.xlsx or *.json", .file)

    static let command = Command(
        "list", "shows what the office has kept: who, when, by which paper, for which clause",
        [
            kind, clause, year, into, CommandOptions.office, CommandOptions.offices, CommandOptions.log,
            CommandOptions.config,
        ]
    ) { values in
        let offices = try CommandOptions.loadOffices(values)
        let office = try CommandOptions.office(values[CommandOptions.office], in: offices, values)
        let list = try RecordList(of: office.division, try CommandOptions.openLog(values)) { record in
            (values[kind] ?? record.kind) == record.kind
                && (values[clause] ?? "\(record.programme)/\(record.clause)") == "\(record.programme)/\(record.clause)"
                && (values[year].map(Int64.init) ?? record.year) == record.year
        }
        if let path = values[into] { return try list.write(to: path) }
        Console.standard.write(list.records.isEmpty ? "没有记录。 Nothing is recorded.\n" : list.table)
    }

    init(of office: Division, _ log: any EventLog, where isMeant: (RecordKept) -> Bool) throws {
        let topic = Stream.records.topic(of: office)
        var records: [RecordKept] = []
        try LogScan.run(log, try LogScan.partitions(of: topic, in: log)) { record in
            guard record.header(text: "ce_type") == RecordKept.type, let payload = record.payload else { return true }
            let kept = try RecordKept(reading: payload)
            if isMeant(kept) { records.append(kept) }
            return true
        }
        self.records = records
    }

    private static let head = [
        "记录 record", "种类 kind", "条款 clause", "年度 year", "事项 subject", "企业 firms", "金额 amount", "文号 paper",
        "日期 date", "经办人 officer", "记录时间 at", "文件摘要 digest",
    ]

    /// - Parameter whole: with the firms' codes and names and the whole digest, as files have them.
    private func cells(_ record: RecordKept, whole: Bool) -> [String] {
        let firms = record.firms.map { "\($0.uscc) \($0.name)" }.joined(separator: "; ")
        let digest = record.paper.digest ?? ""
        return [
            record.record, "\(record.kind.title.zh) \(record.kind.rawValue)", "\(record.programme)/\(record.clause)",
            "\(record.year)", record.subject, whole ? firms : record.firms.isEmpty ? "" : "\(record.firms.count)",
            record.amountFen.map { "\(Money(fen: $0))" } ?? "", record.paper.number, record.paper.date, record.keeper,
            "\(record.at)", whole ? digest : String(digest.prefix(19)),
        ]
    }

    var table: String {
        TextColumns(head: Self.head, rows: records.map { cells($0, whole: false) }, textColumns: Self.head.count)
            .withoutEmpty.text
    }

    /// As the records stand on the log.
    var json: String { "[\(records.map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: ",\n"))]\n" }

    func write(to path: String) throws {
        if path.hasSuffix(".json") {
            guard let file = fopen(path, "w") else {
                throw CommandFailure(.ioError, "\(path) cannot be written: \(String(cString: strerror(errno)))")
            }
            let isWritten = fputs(json, file) >= 0
            guard fclose(file) == 0, isWritten else {
                throw CommandFailure(.ioError, "\(path) cannot be written: \(String(cString: strerror(errno)))")
            }
            return
        }
        guard let format = TableWriter.Format.allCases.first(where: { path.hasSuffix(".\($0.rawValue)") }) else {
            throw CommandFailure(.usage, "\(path) ends in none of .csv, .xlsx and .json.")
        }
        let columns = Self.head.map { TableColumn($0, $0.hasSuffix("amount") ? .amount : .text, width: 20) }
        try TableWriter.write(path, as: format, columns: columns, sheet: "记录") { table in
            for record in records { try table.append(cells(record, whole: true)) }
        }
    }
}
