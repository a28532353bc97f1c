import Agent
import Commands
import Decimals
import Documents
import Messages

/// `settler pay file`: an approved payment as the bank or the treasury takes it, a line a payee.
enum PaymentFile {
    private static let into = Option(required: "into", "FILE", "the file: *.csv or *.xlsx", .file)

    static let command = Command(
        "file", "writes an approved payment's file", [PayCommand.payment, into] + PayCommand.readOptions,
        details: """
            Names and accounts come from the claims, each from the version that the payment names. Written again, the \
            file has the same bytes; the bank knows a line by its reference, so that a file sent twice pays once.
            """
    ) { values in
        let path = values[into]
        guard let format = TableWriter.Format.allCases.first(where: { path.hasSuffix(".\($0.rawValue)") }) else {
            throw CommandFailure(.usage, "\(path) ends in neither .csv nor .xlsx.")
        }
        let book = try PayBook(values)
        let (prepared, phase) = try book.payment(values[PayCommand.payment])
        guard phase == .approved else {
            throw CommandFailure(
                .notAllowed, "The payment \(prepared.payment) is \(phase.title), not approved: nothing goes out.")
        }
        try write(prepared, try book.accounts(for: prepared.lines.map(\.account)), to: path, as: format)
        Console.standard.write(
            "\(path): \(prepared.lines.count) lines, \(Money(fen: prepared.totalFen)) yuan, \(prepared.digest)\n")
    }

    static let columns = [
        TableColumn("笔号 reference", width: 28), TableColumn("收款人 payee", width: 36),
        TableColumn("统一社会信用代码 uscc", width: 22), TableColumn("户名 holder", width: 36),
        TableColumn("开户行 bank", width: 36), TableColumn("账号 account", width: 24),
        TableColumn("金额（元） amount", .amount), TableColumn("用途 purpose", width: 40),
    ]

    static func write(
        _ prepared: PaymentPrepared, _ accounts: ClaimAccounts, to path: String, as format: TableWriter.Format
    ) throws {
        try TableWriter.write(path, as: format, columns: columns, sheet: "拨付") { table in
            for line in prepared.lines {
                guard let entry = accounts[line.account, line.version] else {
                    throw CommandFailure(
                        .dataError,
                        "Version \(line.version) of the claim \(line.claim) at \(line.office) names no account on this log."
                    )
                }
                try table.append([
                    line.reference, entry.name, line.applicant, entry.account.holder, entry.account.bank,
                    entry.account.number, "\(Money(fen: line.fen))",
                    "\(line.programme) 条款\(line.clause) \(line.period)年度奖补",
                ])
            }
        }
    }
}
