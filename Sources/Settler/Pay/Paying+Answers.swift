import Agent
import Awards
import Decimals
import Messages

/// What the bank or the treasury answers to a payment: taken row by row, and refused row by row.
extension Paying {
    func take(
        _ state: SettleState, _ order: OrderGiven, from origin: JournalEntry.Origin
    ) throws -> ([PayRecord], Text) {
        let body = try PaymentAnswersOrder(reading: order.body.bytes)
        guard !body.rows.isEmpty, body.rows.count <= Self.mostLines else {
            throw SettleRefusal(
                zh: "一次须登记1至\(Self.mostLines)行。", en: "An order records 1 to \(Self.mostLines) rows.")
        }
        var work = AnswerWork(paying: self, pay: state.pay, order: order, origin: origin)
        for row in body.rows { try work.take(row) }
        return (work.records, work.sentence)
    }
}

/// The rows of one order, one after the other.
private struct AnswerWork {
    let paying: Paying
    let pay: PayState
    let order: OrderGiven
    let origin: JournalEntry.Origin
    private(set) var records: [PayRecord] = []
    private var seen: Set<String> = []
    private var rows: [AwardKey: PayableAward] = [:]
    private var paid = 0
    private var returned = 0
    private var refusals: [(row: Int64, sentence: Text)] = []

    init(paying: Paying, pay: PayState, order: OrderGiven, origin: JournalEntry.Origin) {
        self.paying = paying
        self.pay = pay
        self.order = order
        self.origin = origin
    }

    mutating func take(_ row: AnswerRow) throws {
        do {
            try use(row)
        } catch let refusal as SettleRefusal {
            var refused = PaymentAnswerRefused()
            refused.order = order.id
            refused.row = row.row
            refused.reference = row.reference.isEmpty ? nil : row.reference
            refused.sentence = Text(zh: refusal.zh, en: refusal.en)
            refusals.append((row.row, refused.sentence))
            records.append(.answerRefused(refused))
        }
    }

    private mutating func use(_ row: AnswerRow) throws {
        let reference = row.reference
        guard let line = pay.lines[reference]?.content else {
            throw SettleRefusal(
                zh: "没有拨出过“\(reference)”。", en: "No line \(reference) was sent: the payee is unknown.")
        }
        guard let fen = (try? Decimal128(row.amount)).flatMap({ try? Money(exactYuan: $0) })?.fen, fen > 0 else {
            throw SettleRefusal(
                zh: "“\(row.amount)”不是大于零的金额。", en: "\(row.amount) is no amount above zero in yuan and fen.")
        }
        guard fen == line.fen else {
            throw SettleRefusal(
                zh: "\(reference)拨出\(Money(fen: line.fen))元，回执为\(Money(fen: fen))元。",
                en: "\(reference) was sent with \(Money(fen: line.fen)) yuan, the answer says \(Money(fen: fen)).")
        }
        guard let outcome = PaymentAnswered.Outcome(bankWord: row.outcome) else {
            throw SettleRefusal(
                zh: "结果“\(row.outcome)”须为“已付”或“退回”。", en: "The outcome \(row.outcome) is neither paid nor returned.")
        }
        if outcome == .returned, (row.reason ?? "").isEmpty {
            throw SettleRefusal(zh: "退回须有原因。", en: "A line that came back needs its reason.")
        }
        if let day = row.day, CivilDate(day) == nil {
            throw SettleRefusal(zh: "“\(day)”不是日期。", en: "\(day) is no day such as 2024-02-29.")
        }
        guard seen.insert(reference).inserted else {
            throw SettleRefusal(
                zh: "同一文件中\(reference)出现两次。", en: "\(reference) stands there twice.")
        }
        // A payment may come back later; what came back, or was answered the same way, is not answered again.
        if let known = line.outcome, known == .returned || outcome == .paid {
            throw SettleRefusal(
                zh: "\(reference)已登记为\(known.title.zh)。", en: "\(reference) is recorded as \(known.title.en) already.")
        }
        try answer(line, outcome, row)
    }

    private mutating func answer(_ line: SentLine, _ outcome: PaymentAnswered.Outcome, _ row: AnswerRow) throws {
        let key = AwardKey(line.award)
        guard let award = rows[key] ?? pay.awards[key]?.content else {
            throw SettleRefusal(zh: "没有奖补\(key.claim)。", en: "There is no award to \(key.claim).")
        }
        var answered = PaymentAnswered()
        answered.payment = line.payment
        answered.reference = row.reference
        answered.round = award.round
        answered.of = award.of
        answered.fen = line.fen
        answered.outcome = outcome
        answered.reason = outcome == .returned ? row.reason : nil
        answered.day = row.day
        answered.order = order.id
        answered.follows = RecordReference(origin)
        if outcome == .returned {
            answered.entries = [
                JournalEntryRecord(
                    try .returned(Money(fen: line.fen), to: paying.office, of: award.of.matter, from: origin))
            ]
            returned += 1
        } else {
            paid += 1
        }
        records.append(.answered(answered))
        var now = award.applying(.answered(answered))
        // What was called back of it meanwhile need not be sent out first.
        let fen = min(now.recoverableFen, now.owedFen)
        if outcome == .returned, fen > 0 {
            let recovered = try paying.recovered(now, fen, against: now, order, from: origin)
            records.append(.recovered(recovered))
            now = now.applying(.recovered(recovered))
            now.owedFen -= fen
            now.paidFen += fen
        }
        rows[key] = now
    }

    var sentence: Text {
        let named = refusals.prefix(20)
        let more = refusals.count > named.count
        let zh = named.map { "第\($0.row)行：\($0.sentence.zh)" }.joined() + (more ? "…" : "")
        let en = named.map { "Row \($0.row): \($0.sentence.en)" }.joined(separator: " ") + (more ? " …" : "")
        return Text(
            zh: "已付\(paid)笔，退回\(returned)笔，未采用\(refusals.count)行。\(zh)",
            en: "\(paid) paid, \(returned) returned, \(refusals.count) rows refused. \(en)")
    }
}

extension PaymentAnswered.Outcome {
    /// As banks and clerks write it.
    init?(bankWord: String) {
        switch bankWord {
        case "paid", "已付", "成功": self = .paid
        case "returned", "退回", "失败": self = .returned
        default: return nil
        }
    }

    var title: Text {
        switch self {
        case .paid: Text(zh: "已付", en: "paid")
        case .returned: Text(zh: "退回", en: "returned")
        }
    }
}
