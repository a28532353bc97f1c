import Awards
import Decimals
import Documents
import Lines
import Messages
import Policy

/// A report as people and programs read it.
struct ReportText {
    /// A table: its first columns are texts.
    struct Table {
        let title: String
        let head: [String]
        let rows: [[String]]
        let textColumns: Int
        /// Columns of amounts in yuan.
        let amounts: Set<Int>
    }

    let report: YearReport
    let targets: TargetReport
    private let offices: Offices

    init(_ report: YearReport, _ targets: TargetReport, _ offices: Offices) {
        self.report = report
        self.targets = targets
        self.offices = offices
    }

    private typealias Sums = YearReport.Sums
    private typealias TierSums = YearReport.TierSums

    func name(of division: String) -> String {
        guard let office = Division(division).flatMap({ offices[$0] }) else { return division }
        return "\(division) \(office.name.zh)"
    }

    var title: String { "\(report.year.map { "\($0)" } ?? "各年度 all years") \(name(of: report.office.division.code))" }

    // MARK: Tables

    static func cells(_ sums: YearReport.Sums) -> [String] {
        Sums.places.enumerated().map { index, place in
            Sums.isCount.contains(index) ? "\(sums[keyPath: place])" : "\(Money(fen: sums[keyPath: place]))"
        }
    }

    var money: Table {
        let head = ["年度 year", "政策 programme", "条款 clause", "旗县区 county"]
        let rows = report.rows.map { row in
            ["\(row.name.year)", row.name.programme, row.name.clause, name(of: row.name.county)] + Self.cells(row.sums)
        }
        return Table(
            title: "明细 All", head: head + Sums.titles, rows: rows, textColumns: 4,
            amounts: Set(Sums.places.indices.filter { !Sums.isCount.contains($0) }.map { $0 + 4 }))
    }

    var tiers: Table {
        let rows = report.byTier.map { row in
            [Self.title(row.tier)] + TierSums.places.map { "\(Money(fen: row.sums[keyPath: $0]))" }
        }
        return Table(
            title: "分层级 By tier", head: ["层级 tier"] + TierSums.titles, rows: rows, textColumns: 1,
            amounts: Set(1...TierSums.titles.count))
    }

    private static func title(_ tier: Tier) -> String {
        switch tier {
        case .county: "旗县区 county"
        case .city: "盟市 city"
        case .region: "自治区 region"
        }
    }

    var targetTable: Table {
        let head = [
            "年度 year", "条款 clause", "目标 target", "机关 office", "层级 tier", "指标 counted", "计算 added up", "完成 reached",
            "目标值 goal", "比例 %", "是否达到 met",
        ]
        let rows = targets.rows.map(cells)
        return Table(title: "目标进度 Targets", head: head, rows: rows, textColumns: 7, amounts: [])
    }

    private func cells(_ row: TargetProgress) -> [String] {
        let target = row.target
        let tier = offices[row.office].map { Self.title($0.tier) } ?? ""
        let figures: [String] = [
            row.figure.map { "\($0)" } ?? "未报 none", row.goal.map { "\($0)" } ?? "",
            row.percent.map { "\($0)" } ?? "", Self.text(row.isMet),
        ]
        let names: [String] = [
            "\(row.year)", "\(row.programme) \(target.clause.id)", target.test.text.zh, name(of: row.office.code), tier,
            "\(target.fact.text.zh) (\(target.unit))", target.test.per == .year ? "当年 of the year" : "累计 in all",
        ]
        return names + figures
    }

    private static func text(_ isMet: Bool?) -> String { isMet.map { $0 ? "是 yes" : "否 no" } ?? "" }

    // MARK: Forms

    var table: String {
        let money = money
        let total = ["合计 total", "", "", ""] + Self.cells(report.total)
        var parts = [
            "\(title)\n"
                + TextColumns(head: money.head, rows: money.rows + [total], textColumns: money.textColumns).text
        ]
        for table in [tiers, targetTable] where !table.rows.isEmpty {
            parts.append(
                "\(table.title)\n"
                    + TextColumns(head: table.head, rows: table.rows, textColumns: table.textColumns).text)
        }
        return parts.joined(separator: "\n")
    }

    func write(_ part: ReportCommand.Part, to path: String, as format: TableWriter.Format) throws {
        let table =
            switch part {
            case .money: money
            case .tiers: tiers
            case .targets: targetTable
            }
        let columns = table.head.enumerated().map { place, name in
            TableColumn(name, table.amounts.contains(place) ? .amount : .text, width: 20)
        }
        try TableWriter.write(path, as: format, columns: columns, sheet: "报表 \(report.year.map { "\($0)" } ?? "")") {
            for row in table.rows { try $0.append(row) }
        }
    }

    /// Amounts in yuan with two places, figures in the unit beside them.
    var json: String {
        let rows = report.rows.map { row in
            "{\"year\":\(row.name.year),\"programme\":\(Self.quoted(row.name.programme)),"
                + "\"clause\":\(Self.quoted(row.name.clause)),\"county\":\(Self.quoted(row.name.county)),"
                + "\(Self.object(row.sums))}"
        }
        let tiers = report.byTier.map { row in
            let amounts = zip(TierSums.names, TierSums.places).map { name, place in
                "\"\(name)\":\(Money(fen: row.sums[keyPath: place]))"
            }
            return "{\"tier\":\"\(row.tier.rawValue)\",\(amounts.joined(separator: ","))}"
        }
        return
            "{\"year\":\(report.year.map { "\($0)" } ?? "null"),\"office\":\(Self.quoted(report.office.division.code)),"
            + "\"rows\":[\(rows.joined(separator: ","))],\"tiers\":[\(tiers.joined(separator: ","))],"
            + "\"targets\":[\(targets.rows.map(Self.object).joined(separator: ","))],"
            + "\"total\":{\(Self.object(report.total))}}"
    }

    private static func object(_ sums: YearReport.Sums) -> String {
        zip(Sums.names, cells(sums)).map { "\"\($0)\":\($1)" }.joined(separator: ",")
    }

    private static func object(_ row: TargetProgress) -> String {
        let target = row.target
        let members = [
            "\"year\":\(row.year)", "\"programme\":\(quoted(row.programme))", "\"clause\":\(quoted(target.clause.id))",
            "\"fact\":\(quoted(target.fact.name))", "\"unit\":\(quoted("\(target.unit)"))",
            "\"per\":\"\(target.test.per.rawValue)\"", "\"office\":\(quoted(row.office.code))",
            "\"reached\":\(row.figure.map { "\($0)" } ?? "null")", "\"goal\":\(row.goal.map { "\($0)" } ?? "null")",
            "\"met\":\(row.isMet.map { "\($0)" } ?? "null")",
        ]
        return "{\(members.joined(separator: ","))}"
    }

    private static func quoted(_ text: String) -> String {
        var buffer = ByteBuffer()
        text.write(into: &buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }
}
