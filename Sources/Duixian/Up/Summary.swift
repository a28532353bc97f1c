import Agent
import Awards
import Messages

/// What a trial came to, for people.
struct Summary {
    let result: Trial.Result
    /// As it was typed.
    let program: String
    let keeps: Bool
    let logName: String
    let logPath: String
    /// What commands need to find the log and the offices: `--log … --offices …`.
    let logOptions: String
    let officesOptions: String
    let folder: String
    let restarts: Int
    let missing: [AgentKind]

    var text: String {
        var lines = [""]
        lines += table
        if result.milliseconds > 0, result.echoes > 0 {
            let rate = Int64(result.echoes) * 1_000 / result.milliseconds
            let seconds = "\(result.milliseconds / 1_000).\(result.milliseconds % 1_000 / 100)"
            lines.append("")
            lines.append(
                "\(grouped(result.echoes)) claims went in and came out in \(seconds) s, \(grouped(Int(rate))) a second."
            )
        }
        lines += orderLines
        if restarts > 0 { lines.append("Workers that died and were started again: \(restarts).") }
        if !missing.isEmpty {
            let names = missing.map(\.rawValue).joined(separator: ", ")
            lines.append("Left out, because this build has no such program: \(names).")
        }
        lines += ["", "The log is             \(logName)", "The workers' lines are \(folder)/*.log"]
        lines += ["", "What to try next:", ""]
        lines += suggestions.map { "  \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    private var table: [String] {
        let rows =
            [["OFFICE", "CLAIMS", "ECHOES"]]
            + result.rows.map { row in
                ["\(row.office.division) \(row.office.name.en)", grouped(row.claims), grouped(row.echoes)]
            }
        let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            (0..<3).map { column in
                let gap = String(repeating: " ", count: widths[column] - row[column].count)
                return column == 0 ? row[column] + gap : gap + row[column]
            }.joined(separator: "   ")
        }
    }

    private var orderLines: [String] {
        guard let order = result.order else { return [] }
        let head = "The officer \(order.officer) of \(order.office) gave the order \(order.kind.name)"
        switch order.outcome {
        case .answered(let answer):
            return [
                "\(head), which was \(answer.accepted ? "accepted" : "refused"):", "  \(answer.sentence.zh)",
                "  \(answer.sentence.en)",
            ]
        case .recorded(let id, let agent): return ["\(head) (\(id)); the \(agent.rawValue) has not answered yet."]
        }
    }

    private var suggestions: [String] {
        guard let first = result.rows.first?.office.division else { return [] }
        var lines = [
            "\(program) tail \(Stream.echoes.topic(of: first)) --count 3 \(logOptions)",
            "\(program) tail \(Stream.claims.topic(of: first)) --count 1 --unmask \(logOptions)",
            "\(program) replay --from \(logPath) \(officesOptions)",
        ]
        guard keeps else { return lines + ["\(program) up --keep        goes on, for lag and orders"] }
        lines.append("\(program) lag \(officesOptions) \(logOptions)")
        if let order = result.order {
            lines.append(
                "\(program) order echo \(order.kind.name) --office \(order.office) --officer \(order.officer) "
                    + "--reason test --body '{\"text\":\"hello\"}' \(officesOptions) \(logOptions)")
        }
        return lines
    }
}

/// `12,345`
func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return number < 0 ? "-" + text : text
}
