import Agent
import Awards
import Commands
import Decimals
import Lines
import Messages

/// What officers order of statements, requests and budgets; each is answered, and kept with its reason.
enum SettleCommands {
    static let all = [status, agree, dispute, override, paid, request, grant, allot]

    private static let statement = Argument("STATEMENT", "its id, such as 150200-150223/2023/1", .text)
    private static let round = Option("round", "ROUND", "of one line: the round")
    private static let claim = Option("claim", "CLAIM", "of one line: the claim")

    // MARK: Statements

    private static func body(_ values: Values) throws -> RawJSON {
        var order = StatementOrder()
        order.statement = values[statement]
        order.round = values[round]
        order.claim = values[claim]
        return RawJSON(order)
    }

    private static let agree = Command(
        "agree", "agrees to a statement that this office was sent, or to a line that was disputed",
        [statement, round, claim] + OrderConsole.options
    ) { values in
        try OrderConsole.give(.settleAgree, body: try body(values), values)
    }

    private static let dispute = Command(
        "dispute", "disputes a line of a statement that this office was sent",
        [statement, round, claim] + OrderConsole.options,
        details: "Lines that differ from the office's own ledger are disputed without an order."
    ) { values in
        try OrderConsole.give(.settleDispute, body: try body(values), values)
    }

    private static let subject = Argument("WHAT", "office or round", .choice(SettlementOverridden.Subject.self))
    private static let name = Argument("NAME", "its division, or the round's id", .text)

    private static let override = Command(
        "override", "settles a year without an office's agreement, or without a round",
        [subject, name, CloseCommand.year] + OrderConsole.options,
        details: "The office's statement then stands as it was made; the round's awards belong to a later year."
    ) { values in
        var order = OverrideOrder()
        order.year = Int64(values[CloseCommand.year])
        order.subject = values[subject]
        order.name = values[name]
        try OrderConsole.give(.settleOverride, body: RawJSON(order), values)
    }

    private static let paid = Command(
        "paid", "records that what a statement says was paid", [statement] + OrderConsole.options
    ) { values in
        var order = StatementOrder()
        order.statement = values[statement]
        try OrderConsole.give(.settlePaid, body: RawJSON(order), values)
    }

    // MARK: Requests

    private static let request = Command(
        "request", "asks the office above for what it bears, award by award",
        [CloseCommand.year] + OrderConsole.options,
        details: "The request goes with its basis and the calculation table; the office above checks it line by line."
    ) { values in
        var order = YearOrder()
        order.year = Int64(values[CloseCommand.year])
        try OrderConsole.give(.settleRequest, body: RawJSON(order), values)
    }

    private static let coefficient = Option(
        "coefficient", "RATIO", "the year's coefficient on every need, such as 0.9",
        ValueKind<Decimal128>("a decimal number") { try? Decimal128($0) })
    private static let available = Option(
        "available", "PROGRAMME/CLAUSE=YUAN,…", "what there is for a clause, with commas between them")

    private static let grant = Command(
        "grant", "answers the requests of the offices below for a year",
        [CloseCommand.year, coefficient, available] + OrderConsole.options,
        details: """
            Each need is multiplied by the coefficient; where a clause has less than all need, what there is is \
            divided pro rata. Both are cut to the fen.
            """
    ) { values in
        var order = GrantOrder()
        order.year = Int64(values[CloseCommand.year])
        order.coefficient = values[coefficient]
        order.available = try (values[available] ?? "").split(separator: ",").map { try funds(String($0)) }
        try OrderConsole.give(.settleGrant, body: RawJSON(order), values)
    }

    private static func funds(_ text: String) throws -> AvailableFunds {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        let names = (parts.first ?? "").split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, names.count == 2, let amount = Money(yuan: parts[1]) else {
            throw CommandFailure(
                .usage, "--available \(text) is not PROGRAMME/CLAUSE=YUAN, such as nm39-2022/13=15000000.")
        }
        var funds = AvailableFunds()
        funds.programme = names[0]
        funds.clause = names[1]
        funds.fen = amount.fen
        return funds
    }

    // MARK: Budget

    private static let to = Argument("OFFICE", "the office below, or the office itself where none is above", .division)
    private static let programme = Argument("PROGRAMME", "the programme", .text)
    private static let clause = Option("clause", "CLAUSE", "one clause; the whole programme, if not given")
    private static let amount = Option(
        required: "amount", "YUAN", "the whole budget, in the place of what it was before",
        ValueKind<Money>("an amount in yuan") { Money(yuan: $0) })

    private static let allot = Command(
        "allot", "sends budget down a tier, for a programme or a clause and a year",
        [to, programme, CloseCommand.year, clause, amount] + OrderConsole.options,
        details: "An office whose budget was allotted never confirms more than the last allotment that it has read."
    ) { values in
        var order = AllotOrder()
        order.to = values[to].code
        order.programme = values[programme]
        order.clause = values[clause]
        order.year = Int64(values[CloseCommand.year])
        order.amountFen = values[amount].fen
        try OrderConsole.give(.allotMake, body: RawJSON(order), values)
    }

    // MARK: Status

    private static let status = Command(
        "status", "shows an office's statements, requests and budgets, and what is waited for",
        [
            Option("year", "YEAR", "only of this year", .integer(1...9999)), CommandOptions.office,
            CommandOptions.offices, CommandOptions.log, CommandOptions.config,
        ]
    ) { values in
        Console.standard.write(try YearBook(values).statusText)
    }
}

extension Money {
    /// Nil for what is no amount in yuan and whole fen.
    fileprivate init?(yuan text: String) {
        guard let number = try? Decimal128(text), let amount = try? Money(exactYuan: number) else { return nil }
        self = amount
    }
}

extension YearBook {
    /// Of all years.
    var statusText: String {
        let lives = state.year.statements.keys.compactMap { state.year.statements[$0] }
        let rows = lives.map { life in
            let proposed = life.proposed
            return [
                proposed.statement, proposed.kind == .settlement ? "结算 settlement" : "需求 request", proposed.day ?? "",
                life.phase.words, "\(proposed.lines)", "\(life.answer?.count ?? 0)", "\(Money(fen: proposed.totalFen))",
                life.granted.map { "\(Money(fen: $0.totalFen))" } ?? "",
            ]
        }
        let statements = TextColumns(
            head: [
                "结算单 statement", "种类 kind", "日期 day", "状态 state", "明细 lines", "争议 disputed", "合计 total", "核定 granted",
            ],
            rows: rows, textColumns: 4)
        let budgets = state.year.allotments.keys.compactMap { state.year.allotments[$0]?.content }.map { allotment in
            [
                allotment.from, allotment.to, allotment.programme, allotment.clause ?? "*", "\(allotment.year)",
                "\(allotment.number)", "\(Money(fen: allotment.amountFen))",
            ]
        }
        let allotments = TextColumns(
            head: ["下达 from", "接收 to", "政策 programme", "条款 clause", "年度 year", "次 number", "指标 budget"],
            rows: budgets, textColumns: 4)
        var text = rows.isEmpty ? "没有结算单 / no statements\n" : statements.text
        for life in lives where life.phase == .disputed {
            text += "\(life.proposed.statement):\n"
            text += (life.answer?.disputes ?? []).map { "  \($0.words)\n" }.joined()
        }
        return text + (budgets.isEmpty ? "" : "\n" + allotments.text)
    }
}

extension StatementLife.Phase {
    var words: String {
        switch self {
        case .silent: "未答复 silent"
        case .disputed: "有争议 disputed"
        case .agreed: "已同意 agreed"
        case .overridden: "依指令结算 overridden"
        case .superseded: "已替代 superseded"
        case .paid: "已付 paid"
        }
    }
}
