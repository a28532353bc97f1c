import Agent
import Commands
import Documents
import Messages

/// `settler pay answers`: the bank's or the treasury's answers, a row a line that it paid or returned.
enum AnswersFile {
    private static let file = Argument("FILE", "the bank's answers: CSV or XLSX", .file)

    static let command = Command(
        "answers", "records the bank's answers to payments", [file] + OrderConsole.options,
        details: """
            Columns: 笔号 (reference), 金额（元） (amount), 结果 (outcome: 已付 paid, 退回 returned), and where there \
            are any 原因 (reason) and 日期 (date). The payment's own file with the last three added will do. A row that \
            cannot be used is refused with a sentence, and recorded; the others stand.
            """
    ) { values in
        let path = values[file]
        let rows = try read(path)
        guard !rows.isEmpty else { throw CommandFailure(.dataError, "\(path) has no rows.") }
        for start in stride(from: 0, to: rows.count, by: Paying.mostLines) {
            var order = PaymentAnswersOrder()
            order.file = path.split(separator: "/").last.map(String.init) ?? path
            order.rows = Array(rows[start..<min(start + Paying.mostLines, rows.count)])
            try OrderConsole.give(.paymentAnswers, body: RawJSON(order), values)
        }
    }

    private enum Column: String, CaseIterable {
        case reference, amount, outcome, reason, date

        var chinese: [String] {
            switch self {
            case .reference: ["笔号"]
            case .amount: ["金额（元）", "金额"]
            case .outcome: ["结果"]
            case .reason: ["原因"]
            case .date: ["日期"]
            }
        }

        var isRequired: Bool { self != .reason && self != .date }

        /// `笔号 reference`, or either of both.
        func index(in header: TableHeader) -> Int? {
            ([rawValue] + chinese + chinese.map { "\($0) \(rawValue)" }).lazy.compactMap { header.column(named: $0) }
                .first
        }
    }

    static func read(_ path: String) throws -> [AnswerRow] {
        var columns: [Column: Int] = [:]
        var rows: [AnswerRow] = []
        try TableFile.read(path) { header in
            for column in Column.allCases { columns[column] = column.index(in: header) }
            let missing = Column.allCases.filter { $0.isRequired && columns[$0] == nil }
            guard missing.isEmpty else {
                let names = missing.map { "\($0.chinese[0]) (\($0.rawValue))" }.joined(separator: ", ")
                throw CommandFailure(.dataError, "\(path), row \(header.row): the column \(names) is missing.")
            }
        } row: { row in
            func text(_ column: Column) -> String { columns[column].map { row.cell(in: $0).value } ?? "" }
            func optional(_ column: Column) -> String? { text(column).isEmpty ? nil : text(column) }
            var answer = AnswerRow()
            answer.row = Int64(row.number)
            answer.reference = text(.reference)
            answer.amount = text(.amount)
            answer.outcome = text(.outcome)
            answer.reason = optional(.reason)
            answer.day = optional(.date)
            rows.append(answer)
        }
        return rows
    }
}
