import Agent
import Commands
import Decimals
import Messages

/// `intake report`: a county's figures toward the targets of policies.
enum ReportCommand {
    private static let kpi = Argument(
        "KPI", "the programme and the clause, and what it counts where that is more than one thing",
        ValueKind("a target such as baotou-2022/9 or nm39-2022/7/items") { FigureName($0) })
    private static let value = Argument("FIGURE", "what was reached in the year, such as 12", .figure)
    private static let unit = Option(
        required: "unit", "UNIT", "what it is counted in, as the policy has it: count, yuan")
    private static let year = Option(
        required: "year", "YEAR", "the year in which it was reached", .integer(1950...9999))

    static let command = Command(
        "report", "reports the office's figure toward a target", [kpi, value, unit, year] + OrderConsole.options,
        details: """
            A target is a clause that grants no money and wants something to be reached (kpi in the policy's file). \
            The figure is that of one year; a later one of the same year takes its place, and the same again changes \
            nothing. Where the policy adds years up, each year reports what it has added. The office's settler \
            answers; settler report shows how far all offices are.
            """
    ) { values in
        let name = values[kpi]
        var order = FigureOrder()
        order.programme = name.programme
        order.clause = name.clause
        order.fact = name.fact
        order.year = Int64(values[year])
        order.value = values[value]
        order.unit = values[unit]
        try OrderConsole.give(.kpiReport, body: RawJSON(order), values)
    }
}

/// `baotou-2022/9`, or with what is counted `nm39-2022/7/items`.
struct FigureName: Sendable, CustomStringConvertible {
    let programme: String
    let clause: String
    let fact: String?

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), !parts.contains("") else { return nil }
        programme = parts[0]
        clause = parts[1]
        fact = parts.count == 3 ? parts[2] : nil
    }

    var description: String { [programme, clause, fact].compactMap { $0 }.joined(separator: "/") }
}

extension ValueKind where Value == Decimal128 {
    fileprivate static var figure: ValueKind { ValueKind("a decimal number") { try? Decimal128($0) } }
}
