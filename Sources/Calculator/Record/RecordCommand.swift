import Agent
import Awards
import Commands
import Decimals
import Documents
import Messages
import Seals

/// `calculator record`: what clauses ask an office to keep, and what it has kept.
enum RecordCommand {
    static let command = Command(
        "record", "keeps lists, approvals and papers that clauses ask for, and shows them",
        subcommands: [keep, RecordList.command])

    private static let kind = Argument(
        "KIND", "firms, investment, scheme, forwarding, funds, evaluation or standard", .choice(RecordKept.Kind.self))
    private static let clause = Argument(
        "PROGRAMME/CLAUSE", "the clause that asks for it, such as baotou-2022/1", .text)
    private static let subject = Argument("SUBJECT", "what was determined, approved, forwarded or used", .text)
    private static let year = Option(required: "year", "YEAR", "the year that it is of", .integer(1950...9999))
    private static let number = Option(required: "paper", "NUMBER", "the paper's number, such as 包府发〔2023〕5号", .text)
    private static let day = Option(required: "paper-date", "DAY", "when it was signed", .day)
    private static let file = Option("paper-file", "FILE", "the paper; its digest is kept, not its bytes", .file)
    private static let firms = Option("firms", "FILE", "the firms: a table with the columns uscc and name", .file)
    private static let amount = Option(
        "amount", "YUAN", "the amount, where it is about money",
        ValueKind<Money>("an amount in yuan") { text in
            (try? Decimal128(text)).flatMap { try? Money(exactYuan: $0) }
        })

    private static let keep = Command(
        "keep", "records what a clause asks the office to keep",
        [kind, clause, subject, year, number, day, file, firms, amount] + OrderConsole.options,
        details: """
            Firms that were determined, fund investments, schemes that were approved, claims that were forwarded to \
            the office above, what money was used for, evaluations, standards. The same record twice is one.
            """
    ) { values in
        let parts = values[clause].split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw CommandFailure(.usage, "\(values[clause]) is no PROGRAMME/CLAUSE, such as baotou-2022/1.")
        }
        var order = KeepRecordOrder()
        order.kind = values[kind]
        order.programme = parts[0]
        order.clause = parts[1]
        order.year = Int64(values[year])
        order.subject = values[subject]
        order.amountFen = values[amount]?.fen
        order.paper.number = values[number]
        order.paper.date = "\(values[day])"
        order.paper.digest = try values[file].map { "\(SHA256.digest(of: try Document.read($0)))" }
        if let path = values[firms] { order.firms = try read(firms: path) }
        try OrderConsole.give(.recordKeep, body: RawJSON(order), values)
    }

    private static func read(firms path: String) throws -> [RecordedFirm] {
        var firms: [RecordedFirm] = []
        try TableFile.read(path) { row in
            if let problem = row.problems.first {
                throw CommandFailure(.dataError, "\(path): row \(row.number): \(problem).")
            }
            var firm = RecordedFirm()
            for (place, names) in [(\RecordedFirm.uscc, ["uscc", "统一社会信用代码"]), (\.name, ["name", "名称"])] {
                guard let cell = names.lazy.compactMap({ row[$0] }).first else {
                    throw CommandFailure(.dataError, "\(path) has no column \(names.joined(separator: " or ")).")
                }
                guard !cell.value.isEmpty else {
                    throw CommandFailure(.dataError, "\(path): row \(row.number) has no \(names[0]).")
                }
                firm[keyPath: place] = cell.value
            }
            firms.append(firm)
        }
        return firms
    }
}
