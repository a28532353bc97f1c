import Awards
import Commands
import Decimals
import Documents
import Lines

/// The statements of a city as a clerk reads them: a table for each county, and a file of all lines.
struct CountyStatements {
    private let settlement: Settlement
    private let lines: [Settlement.Line]
    private let offices: Offices

    init(_ settlement: Settlement, _ offices: Offices) {
        self.settlement = settlement
        self.offices = offices
        lines = settlement.lines
    }

    /// The division's code with its name, where it has an office.
    private func name(of county: String) -> String {
        guard let office = Division(county).flatMap({ offices[$0] }) else { return county }
        return "\(county) \(office.name.zh) \(office.name.en)"
    }

    /// Throws when a sum is larger than any amount of money.
    func text() throws -> String {
        var parts: [String] = []
        var total = Money.zero
        // They are sorted by county.
        var rest = lines[...]
        while let county = rest.first?.county {
            let own = rest.prefix { $0.county == county }
            rest = rest.dropFirst(own.count)
            let sum = try own.reduce(Money.zero) { try $0 + $1.owed }
            total = try total + sum
            let columns = TextColumns(
                head: ["条款 clause", "申报 claim", "申报主体 applicant", "批次 round", "更正 correction", "奖补 award", "应返 owed"],
                rows: own.map(Self.cells), textColumns: 5)
            parts.append("\(name(of: county))\n\(columns.text)合计 total: \(sum)\n")
        }
        parts.append("\(settlement.year) 应返旗县区合计 / owed to all counties: \(total)\n")
        let blockers = settlement.blockers
        if !blockers.isEmpty { parts.append("尚不能结算 / blocked:\n" + blockers.map { "  \($0)\n" }.joined()) }
        return parts.joined(separator: "\n")
    }

    private static func cells(of line: Settlement.Line) -> [String] {
        [
            "\(line.programme) \(line.clause)", line.name.claim, line.applicant, line.name.round,
            line.correction == 0 ? "" : "\(line.correction)", "\(line.award)", "\(line.owed)",
        ]
    }

    /// CSV or XLSX, as the name ends.
    func write(to path: String) throws {
        guard let format = TableWriter.Format.allCases.first(where: { path.hasSuffix(".\($0.rawValue)") }) else {
            throw CommandFailure(.usage, "\(path) ends in neither .csv nor .xlsx.")
        }
        let columns = [
            TableColumn("旗县区 county", width: 32), TableColumn("政策 programme"), TableColumn("条款 clause"),
            TableColumn("申报 claim", width: 40), TableColumn("申报主体 applicant", width: 20),
            TableColumn("批次 round", width: 24), TableColumn("更正 correction"), TableColumn("奖补 award", .amount),
            TableColumn("应返 owed", .amount),
        ]
        try TableWriter.write(path, as: format, columns: columns, sheet: "结算 \(settlement.year)") { table in
            for line in lines {
                try table.append(
                    [name(of: line.county), line.programme, line.clause] + Self.cells(of: line).dropFirst())
            }
        }
    }
}
