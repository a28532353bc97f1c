import Agent
import Awards
import Commands
import Decimals
import Documents
import Lines
import Messages

/// `settler report`: a year's money by programme, clause and county.
enum ReportCommand {
    private static let into = Option(
        "into", "FILE", "writes it to a file instead: *.csv, *.xlsx, *.json, or *.html to print, with charts", .file)

    static let command = Command(
        "report", "shows a year's money: assessed, awarded, borne, paid, recovered, owed, settled",
        [
            CloseCommand.year, into, CommandOptions.office, CommandOptions.offices, CommandOptions.log,
            CommandOptions.config,
        ],
        details:
            "A city sees all of its counties, a county itself. Amounts are those of confirmed rounds, as corrected."
    ) { values in
        let book = try YearBook(values)
        let report = try YearReport(Int64(values[CloseCommand.year]), book, CommandOptions.openLog(values))
        let text = ReportText(report, book.offices)
        guard let path = values[into] else { return Console.standard.write(text.table) }
        try text.write(to: path)
    }
}

/// A report as people and programs read it.
struct ReportText {
    private let report: YearReport
    private let offices: Offices

    init(_ report: YearReport, _ offices: Offices) {
        self.report = report
        self.offices = offices
    }

    private typealias Sums = YearReport.Sums

    private static let head = ["政策 programme", "条款 clause", "旗县区 county"]

    private func name(of county: String) -> String {
        guard let office = Division(county).flatMap({ offices[$0] }) else { return county }
        return "\(county) \(office.name.zh)"
    }

    private func cells(_ sums: YearReport.Sums) -> [String] {
        Sums.places.enumerated().map { index, place in
            Sums.isCount.contains(index) ? "\(sums[keyPath: place])" : "\(Money(fen: sums[keyPath: place]))"
        }
    }

    private var rows: [[String]] {
        report.rows.map { [$0.name.programme, $0.name.clause, name(of: $0.name.county)] + cells($0.sums) }
    }

    private var budgetRows: [[String]] {
        report.budgets.map { budget in
            let awarded = report.rows.filter { row in
                row.name.programme == budget.programme && (budget.clause ?? row.name.clause) == row.name.clause
                    && (budget.to == row.name.county || budget.to == report.office.division.code)
            }
            let sum = awarded.reduce(Int64(0)) { $0 &+ $1.sums.awarded }
            return [
                budget.programme, budget.clause ?? "*", name(of: budget.to), "\(Money(fen: budget.amountFen))",
                "\(Money(fen: sum))",
            ]
        }
    }

    private static let budgetHead = head + ["指标 budget", "奖补金额 awarded"]

    // MARK: Forms

    var table: String {
        var text = "\(report.year) \(name(of: report.office.division.code))\n"
        let total = ["合计 total", "", ""] + cells(report.total)
        text += TextColumns(head: Self.head + Sums.titles, rows: rows + [total], textColumns: 3).text
        guard !report.budgets.isEmpty else { return text }
        return text + "\n" + TextColumns(head: Self.budgetHead, rows: budgetRows, textColumns: 3).text
    }

    func write(to path: String) throws {
        if path.hasSuffix(".html") { return try page.write(to: path) }
        if path.hasSuffix(".json") { return try StatementPage.write(json + "\n", to: path) }
        guard let format = TableWriter.Format.allCases.first(where: { path.hasSuffix(".\($0.rawValue)") }) else {
            throw CommandFailure(.usage, "\(path) ends in none of .csv, .xlsx, .json and .html.")
        }
        let columns =
            Self.head.map { TableColumn($0, width: 20) }
            + Sums.titles.enumerated().map { TableColumn($1, Sums.isCount.contains($0) ? .text : .amount) }
        try TableWriter.write(path, as: format, columns: columns, sheet: "报表 \(report.year)") { table in
            for row in rows { try table.append(row) }
        }
    }

    /// Amounts in yuan with two places.
    var json: String {
        func object(_ sums: YearReport.Sums) -> String {
            zip(Sums.names, cells(sums)).map { "\"\($0)\":\($1)" }.joined(separator: ",")
        }
        let rows = report.rows.map { row in
            "{\"programme\":\(Self.quoted(row.name.programme)),\"clause\":\(Self.quoted(row.name.clause)),"
                + "\"county\":\(Self.quoted(row.name.county)),\(object(row.sums))}"
        }
        let budgets = report.budgets.map { budget in
            "{\"programme\":\(Self.quoted(budget.programme)),\"clause\":\(budget.clause.map(Self.quoted) ?? "null"),"
                + "\"to\":\(Self.quoted(budget.to)),\"budget\":\(Money(fen: budget.amountFen))}"
        }
        return "{\"year\":\(report.year),\"office\":\(Self.quoted(report.office.division.code)),"
            + "\"rows\":[\(rows.joined(separator: ","))],\"budgets\":[\(budgets.joined(separator: ","))],"
            + "\"total\":{\(object(report.total))}}"
    }

    private static func quoted(_ text: String) -> String {
        var buffer = ByteBuffer()
        text.write(into: &buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    private var page: StatementPage {
        let counties = report.sums(by: \.county).map { (name: name(of: $0.name), sums: $0.sums) }
        let clauses = report.sums(by: { "\($0.programme) \($0.clause)" })
        func section(_ title: String, _ what: String, _ rows: [(name: String, sums: YearReport.Sums)])
            -> StatementPage.Section
        {
            StatementPage.Section(
                title: title, head: [what] + Sums.titles, rows: rows.map { [$0.name] + cells($0.sums) }, textColumns: 1,
                foot: "奖补合计 awarded: \(Money(fen: report.total.awarded))",
                chart: BarChart(
                    rows.map {
                        BarChart.Bar(name: $0.name, fen: $0.sums.awarded, partFen: min($0.sums.paid, $0.sums.awarded))
                    }
                ).svg)
        }
        var sections = [
            section("分旗县区 By county", "旗县区 county", counties), section("分条款 By clause", "条款 clause", clauses),
            StatementPage.Section(
                title: "明细 All", head: Self.head + Sums.titles, rows: rows, textColumns: 3,
                foot: "未付 owed: \(Money(fen: report.total.owed))"),
        ]
        if !report.budgets.isEmpty {
            sections.append(
                StatementPage.Section(
                    title: "指标 Budgets", head: Self.budgetHead, rows: budgetRows, textColumns: 3, foot: ""))
        }
        return StatementPage(
            sections: sections,
            title: "\(report.year)年度奖补资金 Awards of \(report.year), \(name(of: report.office.division.code))")
    }
}

/// A bar a row, in SVG: the whole amount, and in a darker tone the part of it that was paid.
struct BarChart {
    struct Bar {
        let name: String
        let fen: Int64
        let partFen: Int64
    }

    private static let (left, width, row) = (220, 480, 26)
    private let bars: [Bar]

    init(_ bars: [Bar]) { self.bars = bars }

    var svg: String {
        let most = Int128(max(1, bars.map(\.fen).max() ?? 1))
        func length(_ fen: Int64) -> Int { Int(Int128(max(0, fen)) * Int128(Self.width) / most) }
        var parts: [String] = []
        for (index, bar) in bars.enumerated() {
            let top = index * Self.row
            let amount = "\(Money(fen: bar.fen))"
            parts.append(
                "<text x=\"\(Self.left - 8)\" y=\"\(top + 16)\" text-anchor=\"end\">\(StatementPage.escaped(bar.name))</text>"
                    + "<rect x=\"\(Self.left)\" y=\"\(top + 4)\" width=\"\(length(bar.fen))\" height=\"16\" fill=\"#b9c6da\"/>"
                    + "<rect x=\"\(Self.left)\" y=\"\(top + 4)\" width=\"\(length(bar.partFen))\" height=\"16\" fill=\"#3b5b8c\"/>"
                    + "<text x=\"\(Self.left + length(bar.fen) + 6)\" y=\"\(top + 16)\">\(amount)</text>")
        }
        let size = "\(Self.left + Self.width + 140) \(max(1, bars.count) * Self.row)"
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(size)\" role=\"img\" font-size=\"12\">"
            + "<title>奖补与已付 awarded, and the part of it that is paid</title>\(parts.joined())</svg>"
    }
}
