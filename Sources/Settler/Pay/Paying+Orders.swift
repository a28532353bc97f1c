import Agent
import Awards
import Decimals
import Messages
import Seals

/// What officers order of payments. Each of them says which award's money is where, so that nothing is paid twice.
extension Paying {
    func answer(
        _ state: SettleState, _ order: OrderGiven, from origin: JournalEntry.Origin
    ) throws -> Decision<Output> {
        let (records, sentence) = try records(state, order, from: origin)
        return Decision(
            records.map(Output.paying) + [.answer(inbox.accept(order, zh: sentence.zh, en: sentence.en))])
    }

    private func records(
        _ state: SettleState, _ order: OrderGiven, from origin: JournalEntry.Origin
    ) throws -> ([PayRecord], Text) {
        switch order.kind {
        case OrderKind.paymentPrepare.name: return try prepare(state, order)
        case OrderKind.paymentApprove.name: return try approve(state, order, from: origin)
        case OrderKind.paymentCancel.name: return try cancel(state, order)
        case OrderKind.paymentAnswers.name: return try take(state, order, from: origin)
        case OrderKind.paymentReissue.name: return try reissue(state, order)
        case OrderKind.recoveryPaid.name: return try recover(state, order, from: origin)
        default: return try setOff(state, order, from: origin)
        }
    }

    // MARK: Two officers

    private func prepare(_ state: SettleState, _ order: OrderGiven) throws -> ([PayRecord], Text) {
        let body = try PreparePaymentOrder(reading: order.body.bytes)
        guard !body.awards.isEmpty, body.awards.count <= Self.mostLines else {
            throw SettleRefusal(
                zh: "一批拨付须有1至\(Self.mostLines)笔。", en: "A payment has 1 to \(Self.mostLines) lines.")
        }
        var prepared = PaymentPrepared()
        prepared.payment = "\(office)-\(order.id.prefix(12))"
        var seen: Set<AwardKey> = []
        var total = Money.zero
        for (index, award) in body.awards.enumerated() {
            let key = AwardKey(award.round, award.claim)
            let row = try payable(state, key)
            guard seen.insert(key).inserted else {
                throw SettleRefusal(zh: "申报\(award.claim)列了两次。", en: "The claim \(award.claim) stands there twice.")
            }
            total = try total + Money(fen: row.owedFen)
            prepared.lines.append(PaymentLine(row, "\(prepared.payment)-\(index + 1)", version: award.version))
        }
        prepared.totalFen = total.fen
        prepared.digest = PaymentLine.digest(of: prepared.lines)
        prepared.payer = order.officer
        prepared.at = Moment(order.at) ?? Moment()
        prepared.order = order.id
        return (
            [.prepared(prepared)],
            Text(
                zh: "拨付\(prepared.payment)共\(prepared.lines.count)笔\(total)元，待另一名经办人复核，清单摘要\(prepared.digest)。",
                en: "The payment \(prepared.payment) has \(prepared.lines.count) lines, \(total) yuan in all; another "
                    + "officer is to approve \(prepared.digest).")
        )
    }

    /// An award that can be put into a payment now.
    private func payable(_ state: SettleState, _ key: AwardKey) throws -> PayableAward {
        let name = "\(key.claim)（\(key.round)）"
        guard let row = state.pay.awards[key]?.content else {
            throw SettleRefusal(
                zh: "本机关没有应付的奖补\(name)。",
                en: "This office owes no award to \(key.claim) of the round \(key.round).")
        }
        if let payment = row.payment {
            throw SettleRefusal(
                zh: "申报\(key.claim)已列入拨付\(payment)。", en: "The claim \(key.claim) is in the payment \(payment).")
        }
        if let reference = row.returned {
            throw SettleRefusal(
                zh: "申报\(key.claim)的\(reference)曾被退回，更正后须先指令重新拨付。",
                en: "The line \(reference) of the claim \(key.claim) came back; it is paid again once it is reissued.")
        }
        guard row.owedFen > 0 else {
            throw SettleRefusal(zh: "申报\(key.claim)没有未付金额。", en: "Nothing is owed to the claim \(key.claim) any more.")
        }
        try checkHold(state, row)
        return row
    }

    private func checkHold(_ state: SettleState, _ row: PayableAward) throws {
        guard let hold = state.pay.hold(on: row) else { return }
        throw SettleRefusal(
            zh: "申报\(row.of.claim)因\(hold.key)暂停拨付（\(hold.hold)）：\(hold.reason)",
            en: "The claim \(row.of.claim) is held by \(hold.hold) on \(hold.key): \(hold.reason)")
    }

    private func waiting(_ state: SettleState, _ payment: String) throws -> PaymentPrepared {
        guard let prepared = state.pay.payments[payment]?.content, let phase = state.pay.phases[payment] else {
            throw SettleRefusal(zh: "没有拨付\(payment)。", en: "There is no payment \(payment).")
        }
        switch phase {
        case .prepared: return prepared
        case .approved:
            throw SettleRefusal(zh: "拨付\(payment)已经复核。", en: "The payment \(payment) is approved already.")
        case .cancelled: throw SettleRefusal(zh: "拨付\(payment)已作废。", en: "The payment \(payment) was given up.")
        }
    }

    private func approve(
        _ state: SettleState, _ order: OrderGiven, from origin: JournalEntry.Origin
    ) throws -> ([PayRecord], Text) {
        let body = try ApprovePaymentOrder(reading: order.body.bytes)
        let prepared = try waiting(state, body.payment)
        guard order.officer != prepared.payer else {
            throw SettleRefusal(
                zh: "复核人不得是编制人\(prepared.payer)。",
                en: "Who approves a payment is another officer than \(prepared.payer), who prepared it.")
        }
        guard body.digest == prepared.digest else {
            throw SettleRefusal(
                zh: "清单摘要与\(prepared.digest)不符。", en: "The digest is not that of the lines, \(prepared.digest).")
        }
        var approved = PaymentApproved()
        approved.payment = prepared.payment
        approved.digest = prepared.digest
        approved.count = Int64(prepared.lines.count)
        approved.totalFen = prepared.totalFen
        approved.approver = order.officer
        approved.at = Moment(order.at) ?? Moment()
        approved.order = order.id
        var records: [PayRecord] = [.approved(approved)]
        for line in prepared.lines {
            let sent = try sent(state, line, approved, from: origin)
            records.append(.sent(sent))
        }
        let total = Money(fen: approved.totalFen)
        return (
            records,
            Text(
                zh: "拨付\(prepared.payment)的\(approved.count)笔\(total)元可以拨出。",
                en: "The \(approved.count) lines of the payment \(prepared.payment), \(total) yuan, may go out.")
        )
    }

    private func sent(
        _ state: SettleState, _ line: PaymentLine, _ approved: PaymentApproved, from origin: JournalEntry.Origin
    ) throws -> PaymentSent {
        guard let row = state.pay[award: line.round, line.claim], row.owedFen == line.fen else {
            throw SettleRefusal(
                zh: "申报\(line.claim)已更正，请作废拨付\(approved.payment)后重新编制。",
                en:
                    "The claim \(line.claim) was corrected since: cancel the payment \(approved.payment) and prepare anew."
            )
        }
        try checkHold(state, row)
        var sent = PaymentSent()
        sent.payment = approved.payment
        sent.reference = line.reference
        sent.round = line.round
        sent.of = row.of
        sent.version = line.version
        sent.fen = line.fen
        sent.at = approved.at
        sent.order = approved.order
        sent.follows = RecordReference(origin)
        sent.entries = [
            JournalEntryRecord(try .payment(Money(fen: line.fen), by: office, of: row.of.matter, from: origin))
        ]
        return sent
    }

    private func cancel(_ state: SettleState, _ order: OrderGiven) throws -> ([PayRecord], Text) {
        let body = try CancelPaymentOrder(reading: order.body.bytes)
        let prepared = try waiting(state, body.payment)
        var cancelled = PaymentCancelled()
        cancelled.payment = prepared.payment
        cancelled.reason = order.reason
        cancelled.order = order.id
        return (
            [.cancelled(cancelled)],
            Text(
                zh: "拨付\(prepared.payment)已作废，各笔可重新编制。",
                en: "The payment \(prepared.payment) is given up; its awards may be paid with another.")
        )
    }

    private func reissue(_ state: SettleState, _ order: OrderGiven) throws -> ([PayRecord], Text) {
        let body = try ReissuePaymentOrder(reading: order.body.bytes)
        guard let line = state.pay.lines[body.reference]?.content,
            let row = state.pay.awards[AwardKey(line.award)]?.content, row.returned == body.reference
        else {
            throw SettleRefusal(
                zh: "没有退回待重新拨付的\(body.reference)。", en: "No line \(body.reference) came back and waits to be reissued.")
        }
        var reissued = PaymentReissued()
        reissued.round = row.round
        reissued.of = row.of
        reissued.reference = body.reference
        reissued.fen = row.owedFen
        reissued.reason = order.reason
        reissued.order = order.id
        return (
            [.reissued(reissued)],
            Text(
                zh: "申报\(row.of.claim)的\(Money(fen: row.owedFen))元可以重新拨付。",
                en: "The \(Money(fen: row.owedFen)) yuan of the claim \(row.of.claim) may be paid again.")
        )
    }

    // MARK: Recoveries

    private func recoverable(_ state: SettleState, _ award: AwardName) throws -> PayableAward {
        guard let row = state.pay.awards[AwardKey(award)]?.content, row.recoverableFen > 0 else {
            throw SettleRefusal(
                zh: "申报\(award.claim)没有应追回的款项。", en: "Nothing is called back from the claim \(award.claim).")
        }
        return row
    }

    private func recover(
        _ state: SettleState, _ order: OrderGiven, from origin: JournalEntry.Origin
    ) throws -> ([PayRecord], Text) {
        let body = try RecoveryOrder(reading: order.body.bytes)
        let row = try recoverable(state, body.award)
        let fen = body.fen ?? row.recoverableFen
        guard fen > 0, fen <= row.recoverableFen else {
            throw SettleRefusal(
                zh: "应追回\(Money(fen: row.recoverableFen))元，不能登记\(Money(fen: fen))元。",
                en: "\(Money(fen: row.recoverableFen)) yuan are called back; \(Money(fen: fen)) cannot be recorded.")
        }
        let recovered = try recovered(row, fen, order, from: origin)
        return (
            [.recovered(recovered)],
            Text(
                zh: "追回款\(Money(fen: fen))元已登记。", en: "\(Money(fen: fen)) yuan of the recovery are recorded as paid.")
        )
    }

    private func setOff(
        _ state: SettleState, _ order: OrderGiven, from origin: JournalEntry.Origin
    ) throws -> ([PayRecord], Text) {
        let body = try RecoveryOrder(reading: order.body.bytes)
        let row = try recoverable(state, body.award)
        guard let name = body.against, let other = state.pay.awards[AwardKey(name)]?.content else {
            throw SettleRefusal(zh: "没有可抵扣的奖补。", en: "There is no such award to set it off against.")
        }
        guard other.of.applicant == row.of.applicant else {
            throw SettleRefusal(
                zh: "只能抵扣同一申报主体的奖补。", en: "A recovery is set off against an award of the same applicant only.")
        }
        if let payment = other.payment {
            throw SettleRefusal(
                zh: "申报\(name.claim)已列入拨付\(payment)。", en: "The claim \(name.claim) is in the payment \(payment).")
        }
        let most = min(row.recoverableFen, other.owedFen)
        let fen = body.fen ?? most
        guard fen > 0, fen <= most else {
            throw SettleRefusal(
                zh: "最多可抵扣\(Money(fen: most))元。", en: "At most \(Money(fen: most)) yuan can be set off.")
        }
        let recovered = try recovered(row, fen, against: other, order, from: origin)
        return (
            [.recovered(recovered)],
            Text(
                zh: "以申报\(name.claim)抵扣\(Money(fen: fen))元。",
                en: "\(Money(fen: fen)) yuan are set off against the claim \(name.claim).")
        )
    }

    /// - Parameter other: the award that it is set off against; nil where money came in.
    func recovered(
        _ row: PayableAward, _ fen: Int64, against other: PayableAward? = nil, _ order: OrderGiven,
        from origin: JournalEntry.Origin
    ) throws -> RecoveryPaid {
        var recovered = RecoveryPaid()
        recovered.round = row.round
        recovered.of = row.of
        recovered.fen = fen
        recovered.against = other.map { AwardName($0.round, $0.of.claim) }
        recovered.at = Moment(order.at) ?? Moment()
        recovered.reason = order.reason
        recovered.order = order.id
        recovered.follows = RecordReference(origin)
        recovered.entries = [
            JournalEntryRecord(
                try .recoveryPaid(
                    Money(fen: fen), by: office, of: row.of.matter, against: other?.of.matter, from: origin))
        ]
        return recovered
    }
}

extension PaymentLine {
    init(_ row: PayableAward, _ reference: String, version: Int64) {
        self.init()
        self.reference = reference
        round = row.round
        claim = row.of.claim
        office = row.of.office
        self.version = version
        applicant = row.of.applicant
        programme = row.of.programme
        clause = row.of.clause
        period = row.of.period
        fen = row.owedFen
    }

    /// Of the lines as they are written: what the second officer approves.
    static func digest(of lines: [PaymentLine]) -> String {
        var prepared = PaymentLines()
        prepared.lines = lines
        return "\(SHA256.digest(of: prepared.bytes))"
    }
}

/// The confirmed set.
private struct PaymentLines: Message {
    var lines: [PaymentLine] = []

    static let type = "payment.lines"
    static let summary = Text(zh: "拨付清单", en: "The lines of a payment.")
    static let fields: FieldList<PaymentLines> = [Field("lines", \.lines, zh: "各笔", en: "the lines")]
}
