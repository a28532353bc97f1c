import Awards
import Decimals
import Policy

/// A report as a page to print, with a drawing above each table that has one.
struct ReportPage {
    private let text: ReportText

    init(_ text: ReportText) { self.text = text }

    private var report: YearReport { text.report }

    var page: StatementPage {
        let counties = report.sums(by: \.county).map { (name: text.name(of: $0.name), sums: $0.sums) }
        let clauses = report.sums(by: { "\($0.programme) \($0.clause)" })
        var sections: [StatementPage.Section] = []
        let years = report.sums(by: { "\($0.year)" })
        if years.count > 1 { sections.append(section("分年度 By year", "年度 year", years)) }
        sections.append(section("分旗县区 By county", "旗县区 county", counties))
        sections.append(section("分条款 By clause", "条款 clause", clauses))
        sections.append(
            Self.section(
                text.tiers,
                chart: BarChart(
                    report.byTier.map {
                        BarChart.Bar(
                            name: $0.tier.rawValue, value: $0.sums.borne, part: 0, label: "\(Money(fen: $0.sums.borne))"
                        )
                    }, title: "各级负担 what each tier bears")))
        sections.append(Self.section(text.money, foot: "未付 owed: \(Money(fen: report.total.owed))"))
        if !text.targets.rows.isEmpty { sections.append(Self.section(text.targetTable, chart: targetChart)) }
        return StatementPage(sections: sections, title: "奖补资金 Awards, \(text.title)")
    }

    private func section(_ title: String, _ what: String, _ rows: [(name: String, sums: YearReport.Sums)])
        -> StatementPage.Section
    {
        let bars = rows.map {
            BarChart.Bar(
                name: $0.name, value: $0.sums.awarded, part: min($0.sums.paid, $0.sums.awarded),
                label: "\(Money(fen: $0.sums.awarded))")
        }
        return StatementPage.Section(
            title: title, head: [what] + YearReport.Sums.titles,
            rows: rows.map { [$0.name] + ReportText.cells($0.sums) },
            textColumns: 1, foot: "奖补合计 awarded: \(Money(fen: report.total.awarded))",
            chart: BarChart(bars, title: "奖补与已付 awarded, and the part of it that is paid").svg)
    }

    private static func section(_ table: ReportText.Table, foot: String = "", chart: BarChart? = nil)
        -> StatementPage.Section
    {
        StatementPage.Section(
            title: table.title, head: table.head, rows: table.rows, textColumns: table.textColumns, foot: foot,
            chart: chart?.svg ?? "")
    }

    /// Of the office itself: whole percents of each goal.
    private var targetChart: BarChart {
        let own = text.targets.rows.filter { $0.office == report.office.division }
        return BarChart(
            own.map { row in
                let share = row.percent.map { "\($0)%" } ?? "—"
                let whole = min(100, row.percent.flatMap { Int64("\($0.truncated(toPlaces: 0))") } ?? 0)
                return BarChart.Bar(
                    name: "\(row.programme) \(row.target.clause.id) \(row.target.fact.text.zh)", value: whole,
                    part: row.isMet == true ? whole : 0, label: share)
            }, title: "目标进度 targets, in percent; met ones dark")
    }
}

/// A bar a row, in SVG: the whole value, and in a darker tone a part of it.
struct BarChart {
    struct Bar {
        let name: String
        let value: Int64
        let part: Int64
        let label: String
    }

    private static let (left, width, row) = (220, 480, 26)
    private let bars: [Bar]
    private let title: String

    init(_ bars: [Bar], title: String) {
        self.bars = bars
        self.title = title
    }

    var svg: String {
        let most = Int128(max(1, bars.map(\.value).max() ?? 1))
        func length(_ value: Int64) -> Int { Int(Int128(max(0, value)) * Int128(Self.width) / most) }
        var parts: [String] = []
        for (index, bar) in bars.enumerated() {
            let top = index * Self.row
            parts.append(
                "<text x=\"\(Self.left - 8)\" y=\"\(top + 16)\" text-anchor=\"end\">\(StatementPage.escaped(bar.name))</text>"
                    + "<rect x=\"\(Self.left)\" y=\"\(top + 4)\" width=\"\(length(bar.value))\" height=\"16\" fill=\"#b9c6da\"/>"
                    + "<rect x=\"\(Self.left)\" y=\"\(top + 4)\" width=\"\(length(bar.part))\" height=\"16\" fill=\"#3b5b8c\"/>"
                    + "<text x=\"\(Self.left + length(bar.value) + 6)\" y=\"\(top + 16)\">\(StatementPage.escaped(bar.label))</text>"
            )
        }
        let size = "\(Self.left + Self.width + 140) \(max(1, bars.count) * Self.row)"
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(size)\" role=\"img\" font-size=\"12\">"
            + "<title>\(title)</title>\(parts.joined())</svg>"
    }
}
