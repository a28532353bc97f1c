import Agent
import Awards
import Commands
import Decimals
import Lines
import Messages

/// `settler pay`: what an office pays and calls back, each step an order of an officer.
enum PayCommand {
    static let command = Command(
        "pay", "pays awards by two officers' orders, takes the bank's answers, calls money back",
        subcommands: [
            status, prepare, approve, cancel, PaymentFile.command, AnswersFile.command, reissue, recover, setOff,
        ])

    static let readOptions: [any Parameter] = [
        CommandOptions.office, CommandOptions.offices, CommandOptions.log, CommandOptions.config,
    ]
    static let payment = Argument("PAYMENT", "the payment's id", .text)

    // MARK: Prepare and approve

    private static let round = Option("round", "ROUND", "only awards of this round")
    private static let clause = Option("clause", "PROGRAMME/CLAUSE", "only awards of this clause")
    private static let claim = Option("claim", "CLAIM", "only this claim")
    private static let limit = Option(
        "limit", "LINES", "at most so many", .integer(1...Paying.mostLines), default: Paying.mostLines)

    private static let prepare = Command(
        "prepare", "puts awards that are owed into a payment", [round, clause, claim, limit] + OrderConsole.options,
        details: """
            Held awards, awards in another payment, returned ones that nobody reissued, and claims without an account \
            are left out, and named. Another officer then approves what was prepared: settler pay approve.
            """
    ) { values in
        let book = try PayBook(values)
        let owed = book.awards.filter { award in
            let of = award.of
            return award.owedFen > 0 && (values[round] ?? award.round) == award.round
                && (values[clause] ?? "\(of.programme)/\(of.clause)") == "\(of.programme)/\(of.clause)"
                && (values[claim] ?? of.claim) == of.claim
        }
        let accounts = try book.accounts(for: owed.map(\.account))
        var order = PreparePaymentOrder()
        for award in owed where order.awards.count < values[limit] {
            let version = accounts.newest(of: award.account)
            if let obstacle = book.obstacle(award, hasAccount: version != nil) {
                Console.standard.write("left out: \(award.of.claim): \(obstacle)\n")
                continue
            }
            var line = AwardToPay()
            line.round = award.round
            line.claim = award.of.claim
            line.version = version ?? 1
            order.awards.append(line)
        }
        guard !order.awards.isEmpty else {
            throw CommandFailure(.dataError, "Nothing that \(book.office.division) owes can be paid now.")
        }
        try OrderConsole.give(.paymentPrepare, body: RawJSON(order), values)
    }

    private static let digest = Option(required: "digest", "DIGEST", "what is approved, as prepare and status show it")

    private static let approve = Command(
        "approve", "approves a payment that another officer prepared", [payment, digest] + OrderConsole.options
    ) { values in
        var order = ApprovePaymentOrder()
        order.payment = values[payment]
        order.digest = values[digest]
        try OrderConsole.give(.paymentApprove, body: RawJSON(order), values)
    }

    private static let cancel = Command(
        "cancel", "gives a payment up that was not approved", [payment] + OrderConsole.options
    ) { values in
        var order = CancelPaymentOrder()
        order.payment = values[payment]
        try OrderConsole.give(.paymentCancel, body: RawJSON(order), values)
    }

    // MARK: What came back

    private static let reference = Argument("REFERENCE", "the line that came back", .text)
    private static let sameAccount = Flag("same-account", "the bank was wrong: the claim's account stays as it is")

    private static let reissue = Command(
        "reissue", "lets a returned payment be paid again, to the account of the claim's newest version",
        [reference, sameAccount] + OrderConsole.options
    ) { values in
        let book = try PayBook(values)
        if !values[sameAccount], let line = book.state.lines[values[reference]]?.content,
            let award = book.state[award: line.award.round, line.award.claim]
        {
            let newest = try book.accounts(for: [award.account]).newest(of: award.account)
            guard let newest, newest > line.version else {
                throw CommandFailure(
                    .dataError,
                    "The claim \(award.of.claim) names no other account since: have it corrected, or say --same-account."
                )
            }
        }
        var order = ReissuePaymentOrder()
        order.reference = values[reference]
        try OrderConsole.give(.paymentReissue, body: RawJSON(order), values)
    }

    private static let recovered = Argument("CLAIM", "the claim whose award is called back", .text)
    private static let amount = Option(
        "amount", "YUAN", "how much; all that is owed back, if not given",
        ValueKind<Money>("an amount in yuan") { text in
            (try? Decimal128(text)).flatMap { try? Money(exactYuan: $0) }
        })

    private static let recover = Command(
        "recover", "records that a recovery was paid back", [recovered, round, amount] + OrderConsole.options
    ) { values in
        var order = RecoveryOrder()
        order.award = try PayBook(values).award(values[recovered], values[round]) { $0.recoverableFen > 0 }
        order.fen = values[amount]?.fen
        try OrderConsole.give(.recoveryPaid, body: RawJSON(order), values)
    }

    private static let against = Option(required: "against", "CLAIM", "a claim of the same applicant that is owed")

    private static let setOff = Command(
        "set-off", "sets a recovery off against an award that is owed to the same applicant",
        [recovered, round, against, amount] + OrderConsole.options
    ) { values in
        let book = try PayBook(values)
        var order = RecoveryOrder()
        order.award = try book.award(values[recovered], values[round]) { $0.recoverableFen > 0 }
        order.against = try book.award(values[against], nil) { $0.owedFen > 0 }
        order.fen = values[amount]?.fen
        try OrderConsole.give(.recoverySetOff, body: RawJSON(order), values)
    }

    // MARK: Status

    private static let onePayment = Argument(optional: "PAYMENT", "one payment, line by line", .text)

    private static let status = Command(
        "status", "shows what is owed, on its way, returned and called back", [onePayment] + readOptions
    ) { values in
        let book = try PayBook(values)
        if let id = values[onePayment] {
            Console.standard.write(try book.text(of: id))
        } else {
            Console.standard.write(try book.text)
        }
    }
}

extension PayBook {
    /// Why an award cannot be put into a payment now, in words.
    fileprivate func obstacle(_ award: PayableAward, hasAccount: Bool) -> String? {
        if let payment = award.payment { return "it is in \(payment) 已列入拨付" }
        if let reference = award.returned { return "\(reference) came back, and is not reissued 退回未重发" }
        if let hold = state.hold(on: award) { return "held by \(hold.hold) on \(hold.key): \(hold.reason) 暂停拨付" }
        return hasAccount ? nil : "its claim names no account 申报未填收款账户"
    }

    fileprivate func award(
        _ claim: String, _ round: String?, where isMeant: (PayableAward) -> Bool
    ) throws -> AwardName {
        let found = awards.filter { $0.of.claim == claim && (round ?? $0.round) == $0.round && isMeant($0) }
        guard found.count < 2 else {
            throw CommandFailure(
                .usage, "The claim \(claim) is meant in \(found.map(\.round).joined(separator: " and ")): say --round.")
        }
        // The settler refuses what there is not, and the refusal is recorded.
        return AwardName(found.first?.round ?? round ?? "?", claim)
    }
}
