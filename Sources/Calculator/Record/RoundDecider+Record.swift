import Agent
import Awards
import Documents
import Messages
import Policy
import Seals

/// What clauses without money ask an office to keep (clauses that are duties, lists, approvals): an officer records it
/// with the paper that it rests on.
extension RoundDecider {
    func keep(_ state: State, _ order: OrderGiven) throws -> [Output] {
        let body = try KeepRecordOrder(reading: order.body.bytes)
        let (rulebook, _) = try rulebook(state, body.programme)
        guard rulebook.programme.clause(body.clause) != nil else {
            let hint = Spelling.hint(for: body.clause, among: rulebook.programme.clauses.map(\.id))
            throw Refusal(
                zh: "\(body.programme)没有条款\(body.clause)。", en: "\(body.programme) has no clause \(body.clause)\(hint)."
            )
        }
        guard rulebook.programme.runs(in: body.year) else {
            throw Refusal(
                zh: "\(body.year)年不在\(body.programme)的有效期内。", en: "\(body.programme) does not run in \(body.year).")
        }
        try checkFirms(of: body)
        try checkAmount(of: body)
        var kept = RecordKept()
        kept.kind = body.kind
        kept.office = office.division.code
        kept.programme = body.programme
        kept.clause = body.clause
        kept.year = body.year
        kept.subject = body.subject
        kept.firms = body.firms
        kept.amountFen = body.amountFen
        kept.paper = body.paper
        // By what it says, so that the same record twice is one.
        kept.record = "record-\(SHA256.digest(of: kept.bytes).hex.prefix(12))"
        if state.records.contains(kept.record) {
            return [
                .answer(
                    inbox.accept(order, zh: "此前已记录（\(kept.record)）。", en: "It was recorded before, as \(kept.record)."))
            ]
        }
        kept.keeper = order.officer
        kept.reason = order.reason
        kept.at = Moment(order.at) ?? Moment()
        kept.order = order.id
        let answer = inbox.accept(
            order, zh: "已记录（\(kept.record)）：\(body.kind.title.zh)，\(body.paper.number)。",
            en: "Recorded as \(kept.record): \(body.kind.title.en), \(body.paper.number).")
        return [.kept(kept), .answer(answer)]
    }

    private func checkFirms(of body: KeepRecordOrder) throws {
        guard body.kind != .firms || !body.firms.isEmpty else {
            throw Refusal(zh: "名单上没有企业。", en: "The list has no firms.")
        }
        var known: Set<String> = []
        for firm in body.firms {
            do {
                _ = try USCC(firm.uscc)
            } catch {
                throw Refusal(zh: "\(firm.name)：\(firm.uscc)不是统一社会信用代码。", en: "\(firm.name): \(error)")
            }
            guard known.insert(firm.uscc).inserted else {
                throw Refusal(zh: "\(firm.uscc)在名单上出现两次。", en: "\(firm.uscc) is on the list twice.")
            }
        }
    }

    private func checkAmount(of body: KeepRecordOrder) throws {
        if let fen = body.amountFen, fen < 0 {
            throw Refusal(zh: "金额不能为负。", en: "An amount cannot be below zero.")
        }
        switch body.kind {
        case .funds, .investment:
            guard body.amountFen != nil else {
                throw Refusal(
                    zh: "\(body.kind.title.zh)须写明金额。",
                    en: "A record of this kind (\(body.kind.title.en)) says an amount.")
            }
        case .firms, .scheme, .forwarding, .evaluation, .standard: break
        }
    }
}

/// The body of `record.keep`.
struct KeepRecordOrder: Message {
    var kind = RecordKept.Kind.firms
    var programme = ""
    var clause = ""
    var year: Int64 = 0
    var subject = ""
    var firms: [RecordedFirm] = []
    var amountFen: Int64?
    var paper = Paper()

    init() {}

    static let type = "record.keep"
    static let summary = Text(zh: "请留存一项记录", en: "Asks to keep what a clause asks the office to record.")
    static let fields: FieldList<KeepRecordOrder> = [
        Field("kind", \.kind, zh: "种类", en: "what kind of thing it is"),
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("clause", \.clause, zh: "条款", en: "clause", format: .filled),
        Field("year", \.year, zh: "年度", en: "the year"),
        Field("subject", \.subject, zh: "事项", en: "what it says", format: .filled),
        Field("firms", \.firms, zh: "企业名单", en: "the firms, where it is about firms"),
        Field("amount_fen", \.amountFen, zh: "金额（分）", en: "amount in fen"),
        Field("paper", \.paper, zh: "文件", en: "the paper"),
    ]
}
