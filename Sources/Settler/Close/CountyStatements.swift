import Agent
import Awards
import Commands
import Decimals
import Documents
import Lines
import Messages

/// The statements of a city as a clerk reads them: a table for each county, and a file of all lines.
struct CountyStatements {
    private let book: StatementBook
    private let state: SettleState
    private let offices: Offices
    private let blockers: [String]

    init(_ book: StatementBook, _ state: SettleState, _ offices: Offices, blockers: [String]) {
        self.book = book
        self.state = state
        self.offices = offices
        self.blockers = blockers
    }

    /// The division's code with its name, where it has an office.
    private func name(of county: String) -> String {
        guard let office = Division(county).flatMap({ offices[$0] }) else { return county }
        return "\(county) \(office.name.zh) \(office.name.en)"
    }

    static let head = [
        "条款 clause", "申报 claim", "申报主体 applicant", "批次 round", "更正 correction", "奖补 award", "应付 due",
        "已结 settled", "应结 owed",
    ]

    /// - Parameter mostLines: how many lines of a county are shown; a file holds all of them.
    func text(mostLines: Int = 200) -> String {
        var parts: [String] = []
        var total = Money.zero
        for draft in book.drafts {
            let sum = Money(fen: draft.proposed.totalFen)
            total = Money(fen: total.fen &+ sum.fen)
            let columns = TextColumns(
                head: Self.head, rows: draft.range.prefix(mostLines).map(cells), textColumns: 5)
            let left = draft.range.count - mostLines
            let more = left > 0 ? "……另有\(left)项 / \(left) more lines: write them to a file with --into\n" : ""
            parts.append("\(name(of: draft.proposed.to))\n\(columns.text)\(more)合计 total: \(sum)\n")
        }
        parts.append("\(book.year) 应返旗县区合计 / owed to all counties: \(total)\n")
        let unpaid = book.unpaid.sorted { $0.key < $1.key }.map { county, unpaid in
            "  \(name(of: county)): \(unpaid.awards), \(Money(fen: unpaid.fen))\n"
        }
        if !unpaid.isEmpty {
            parts.append("旗县区尚未付清，付清后列入 / not paid by the county yet, due once they are:\n" + unpaid.joined())
        }
        if !blockers.isEmpty { parts.append("尚不能结算 / blocked:\n" + blockers.map { "  \($0)\n" }.joined()) }
        return parts.joined(separator: "\n")
    }

    private func cells(_ index: Int) -> [String] {
        let line = book.line(index)
        let award = book.award(index)
        let matter = book.matters[Int(book.entries[index].matter)]
        return [
            "\(matter.programme) \(matter.clause)", line.claim, state.year.awards[award]?.applicant ?? "", matter.round,
            line.correction.map { "\($0)" } ?? "", "\(Money(fen: line.awardFen))", "\(Money(fen: line.dueFen))",
            "\(Money(fen: line.settledFen ?? 0))", "\(Money(fen: line.owedFen))",
        ]
    }

    /// CSV, XLSX or a page to print, as the name ends.
    func write(to path: String) throws {
        if path.hasSuffix(".html") { return try StatementPage(sections: sections, title: title).write(to: path) }
        guard let format = TableWriter.Format.allCases.first(where: { path.hasSuffix(".\($0.rawValue)") }) else {
            throw CommandFailure(.usage, "\(path) ends in none of .csv, .xlsx and .html.")
        }
        let columns =
            [TableColumn("旗县区 county", width: 32)]
            + Self.head.enumerated().map { place, name in
                TableColumn(name, place < 5 ? .text : .amount, width: place == 1 ? 40 : 20)
            }
        try TableWriter.write(path, as: format, columns: columns, sheet: "结算 \(book.year)") { table in
            for draft in book.drafts {
                for index in draft.range { try table.append([name(of: draft.proposed.to)] + cells(index)) }
            }
        }
    }

    private var title: String { "\(book.year)年度结算单 Statements of \(book.year)" }

    private var sections: [StatementPage.Section] {
        book.drafts.map { draft in
            StatementPage.Section(
                title: name(of: draft.proposed.to), head: Self.head, rows: draft.range.map(cells), textColumns: 5,
                foot: "合计 total: \(Money(fen: draft.proposed.totalFen))")
        }
    }
}
