import Awards
import Commands
import Decimals
import Documents
import Lines
import Policy

/// A simulation's report as a person reads it, in columns.
struct SimulationTables {
    let report: SimulationReport
    let simulation: Simulation
    let language: Language
    /// The rounds that were tried again; nil for claims of a file.
    let rounds: [String]?
    private let wording: Wording

    init(
        _ report: SimulationReport, _ simulation: Simulation, in language: Language, rounds: [String]? = nil
    ) {
        self.rounds = rounds
        self.report = report
        self.simulation = simulation
        self.language = language
        wording = Wording(language)
    }

    var text: String {
        var parts = [summary, clauses, counties, tiers, greatest]
        parts.removeAll { $0.isEmpty }
        return parts.joined(separator: "\n")
    }

    // MARK: A file

    /// Every claim whose amount differs: CSV or XLSX, as the name ends.
    func write(to path: String) throws {
        guard let format = TableWriter.Format.allCases.first(where: { path.hasSuffix(".\($0.rawValue)") }) else {
            throw CommandFailure(.usage, "\(path) ends in neither .csv nor .xlsx.")
        }
        let columns = [
            TableColumn(pick("申报", "claim"), width: 40), TableColumn(pick("申报主体", "applicant"), width: 20),
            TableColumn(pick("旗县区", "county"), width: 32), TableColumn(pick("政策", "programme")),
            TableColumn(pick("条款", "clause")), TableColumn(pick("名称", "title"), width: 32),
            TableColumn(pick("变化", "change")), TableColumn(sums[0], .amount), TableColumn(sums[1], .amount),
            TableColumn(sums[2], .amount),
        ]
        try TableWriter.write(path, as: format, columns: columns, sheet: pick("模拟", "simulation")) { table in
            for difference in report.differing {
                try table.append([
                    difference.id ?? "", difference.applicant ?? "", difference.county ?? "",
                    difference.clause.programme, difference.clause.clause, title(of: difference.clause),
                    difference.change.text(language), "\(difference.before)", "\(difference.after)",
                    "\((try? difference.after - difference.before) ?? .zero)",
                ])
            }
        }
    }

    private func pick(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

    // MARK: Parts

    private var summary: String {
        let total = report.total
        let unreadable =
            report.unreadable == 0
            ? ""
            : pick(
                "，\(report.unreadable) 行无法读取",
                ", \(report.unreadable) \(report.unreadable == 1 ? "line" : "lines") could not be used")
        let changes = SimulatedChange.allCases.filter { total[$0] > 0 }
            .map { "\($0.text(language)) \(total[$0])" }.joined(separator: pick("，", ", "))
        let files = Set(simulation.after.values.map(\.programme.id)).sorted().filter { id in
            report.clauses.keys.contains { $0.programme == id }
        }.joined(separator: pick("、", ", "))
        return [
            pick("模拟：", "Simulation: ") + "\(total.claims) " + pick("份申报", total.claims == 1 ? "claim" : "claims")
                + (files.isEmpty ? "" : pick("（\(files)）", " (\(files))")) + unreadable,
            pick("奖补合计：", "Awards in all: ") + money(total.before) + " → " + money(total.after)
                + pick(" 元，差额 ", " yuan, difference ") + signed(total.difference),
            changes,
            rounds.map { pick("重新测定的批次：", "Rounds adjudicated once more: ") + $0.joined(separator: ", ") } ?? "",
        ].filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
    }

    private var clauses: String {
        table(
            pick("按条款", "By clause"), [pick("条款", "clause"), pick("名称", "title")],
            report.clauses.keys.sorted().compactMap { name in
                report.clauses[name].map { ([name.programme + "/" + name.clause, title(of: name)], $0) }
            })
    }

    private var counties: String {
        guard report.counties.keys.contains(where: { !$0.isEmpty }) else { return "" }
        return table(
            pick("按旗县区", "By county"), [pick("旗县区", "county")],
            report.counties.keys.sorted().compactMap { name in
                let shown = name.isEmpty ? pick("（未填）", "(none)") : name
                return report.counties[name].map { ([shown], $0) }
            })
    }

    private var tiers: String {
        let rows: [(String, SimulationReport.Tiers.Pair)] = [
            (pick("自治区", "region"), report.tiers.region), (pick("市", "city"), report.tiers.city),
            (pick("旗县区", "county"), report.tiers.county),
            (pick("市级年终返还", "returned by the city"), report.tiers.returned),
        ].filter { $0.1.before != Sum() || $0.1.after != Sum() }
        guard !rows.isEmpty else { return "" }
        let columns = TextColumns(
            head: [pick("承担", "borne by")] + sums,
            rows: rows.map { [$0, money($1.before), money($1.after), signed($1.after - $1.before)] }, textColumns: 1)
        return pick("由谁负担", "Who bears it") + "\n" + columns.text
    }

    private var greatest: String {
        guard !report.greatest.isEmpty else { return "" }
        let rows = report.greatest.map { difference in
            [
                rounds == nil ? "\(difference.line)" : "", difference.id ?? "", difference.applicant ?? "",
                difference.county ?? "",
                difference.clause.programme + "/" + difference.clause.clause, difference.change.text(language),
                money(difference.before), money(difference.after), signed(difference.after, less: difference.before),
            ]
        }
        let head = [
            pick("行", "line"), pick("申报", "claim"), pick("申报主体", "applicant"), pick("旗县区", "county"),
            pick("条款", "clause"), pick("变化", "change"),
        ]
        return pick("变化最大的申报", "Greatest changes") + "\n"
            + TextColumns(head: head + sums, rows: rows, textColumns: 6).withoutEmpty.text
    }

    // MARK: Cells

    private var sums: [String] { [pick("现行", "before"), pick("修改后", "after"), pick("差额", "difference")] }

    private func table(_ name: String, _ first: [String], _ rows: [([String], SimulationReport.Tally)]) -> String {
        let changes = SimulatedChange.allCases.filter { report.total[$0] > 0 }
        let head = first + [pick("申报", "claims")] + sums + changes.map { $0.text(language) }
        let all = rows + [([pick("合计", "total")] + first.dropFirst().map { _ in "" }, report.total)]
        let cells = all.map { names, tally in
            names + ["\(tally.claims)", money(tally.before), money(tally.after), signed(tally.difference)]
                + changes.map { "\(tally[$0])" }
        }
        return name + "\n" + TextColumns(head: head, rows: cells, textColumns: first.count).text
    }

    private func title(of name: SimulationReport.ClauseName) -> String {
        let clause =
            simulation.after[name.programme]?.programme.clause(name.clause)
            ?? simulation.before[name.programme]?.programme.clause(name.clause)
        return clause?.title[language] ?? ""
    }

    private func money(_ sum: Sum) -> String { wording.number(sum.yuan) }
    private func money(_ money: Money) -> String { wording.number(money.yuan) }

    private func signed(_ sum: Sum) -> String { (sum > Sum() ? "+" : "") + money(sum) }

    private func signed(_ after: Money, less before: Money) -> String {
        guard let difference = try? after - before else { return "" }
        return (difference > .zero ? "+" : "") + money(difference)
    }
}
