import Agent
import Awards
import Decimals
import Log
import Messages

/// Goes through what one office wrote about payments, in its order, and says what does not follow.
struct OfficeReconciliation {
    let office: Division
    private let awards: AwardsOnRecord
    /// The digests of the office's orders, by id.
    private let orders: [String: String]
    private(set) var state = PayState(StateStore())
    private(set) var ledger = Ledger()
    private(set) var differences: [Difference] = []
    private var posted: [AwardKey: Set<Int64>] = [:]
    private var seen: Set<String> = []
    /// What a correction calls back, by the record's id: it was made with what is owed.
    private var asked: [String: PayRecord] = [:]

    init(_ office: Division, _ awards: AwardsOnRecord, orders: [String: String]) {
        self.office = office
        self.awards = awards
        self.orders = orders
    }

    private mutating func differ(_ record: String, _ zh: String, _ en: String) {
        differences.append(Difference(office: office.code, record: record, zh: zh, en: en))
    }

    mutating func take(_ record: Record, _ payload: UnsafeRawBufferPointer) {
        let id = record.header(text: "ce_id") ?? "offset \(record.offset)"
        let said: PayRecord
        do {
            guard let known = try PayRecord(type: record.header(text: "ce_type") ?? "", payload) else { return }
            said = known
        } catch {
            return differ(id, "记录无法读取：\(error)", "The record cannot be read: \(error)")
        }
        guard said.id == id else {
            return differ(id, "记录内容属于\(said.id)。", "What the record says is that of \(said.id).")
        }
        guard seen.insert(id).inserted else { return differ(id, "记录出现两次。", "The record stands there twice.") }
        post(said, id)
        do {
            try check(said)
        } catch let fault as Fault {
            differ(id, fault.zh, fault.en)
        } catch {
            differ(id, "与所依记录不符：\(error)", "It does not follow from its record: \(error)")
        }
        state.apply(said)
    }

    private mutating func post(_ said: PayRecord, _ id: String) {
        guard let posting = said.posting else { return }
        guard let origin = posting.follows.origin else { return differ(id, "未写明所依记录。", "It names no record.") }
        for record in posting.entries {
            do {
                ledger.post(try record.entry(from: origin))
            } catch {
                differ(id, "分录有误：\(error)", "\(error)")
            }
        }
    }

    // MARK: Record by record

    private struct Fault: Error {
        let zh: String
        let en: String
    }

    private func require(_ isSo: Bool, _ zh: @autoclosure () -> String, _ en: @autoclosure () -> String) throws {
        guard isSo else { throw Fault(zh: zh(), en: en()) }
    }

    private mutating func check(_ said: PayRecord) throws {
        switch said {
        case .owed(let owed): try check(owed)
        case .asked:
            try require(
                asked.removeValue(forKey: said.id) == said, "追回与所依更正不符。",
                "What is called back does not follow from its correction.")
        case .prepared(let prepared): try check(prepared)
        case .approved(let approved): try check(approved)
        case .cancelled(let cancelled):
            try require(
                state.phases[cancelled.payment] == .prepared, "拨付\(cancelled.payment)并非待复核。",
                "The payment \(cancelled.payment) did not wait for approval.")
        case .sent(let sent): try check(sent)
        case .answered(let answered): try check(answered)
        case .recovered(let recovered): try check(recovered)
        case .reissued(let reissued):
            try require(
                state[award: reissued.round, reissued.of.claim]?.returned == reissued.reference, "该笔未退回。",
                "The line did not come back.")
        case .answerRefused: break
        }
    }

    private mutating func check(_ owed: AwardOwed) throws {
        let key = AwardKey(owed.round, owed.of.claim)
        guard let parties = awards.parties(owed.of, owed.round, paidBy: office) else {
            throw Fault(zh: "没有批次\(owed.round)的政策。", en: "The policy of the round \(owed.round) is not there.")
        }
        let postings = Postings(parties: parties)
        let expected: [PayRecord]
        if owed.number == 0 {
            guard let award = awards.award(key) else {
                throw Fault(zh: "没有该项生效的奖补。", en: "There is no such confirmed award.")
            }
            expected = try postings.award(award.content, from: award.origin).map { [.owed($0)] } ?? []
        } else {
            guard let placed = awards.correction(key, owed.number) else {
                throw Fault(zh: "没有第\(owed.number)号更正。", en: "There is no correction number \(owed.number).")
            }
            expected = try postings.correction(placed.content, from: placed.origin, state.awards[key]?.content)
        }
        posted[key, default: []].insert(owed.number)
        for record in expected.dropFirst() { asked[record.id] = record }
        let found = PayRecord.owed(owed)
        try require(
            expected.first == found, "过账与\(owed.follows.id)不符。", "The posting does not follow from \(owed.follows.id).")
    }

    private func check(_ prepared: PaymentPrepared) throws {
        try require(
            PaymentLine.digest(of: prepared.lines) == prepared.digest, "清单与其摘要不符。",
            "The lines do not have their digest.")
        try require(
            prepared.lines.reduce(Int128(0)) { $0 + Int128($1.fen) } == Int128(prepared.totalFen), "各笔之和不等于总额。",
            "The lines do not add up to their total.")
        var claims: Set<AwardKey> = []
        for line in prepared.lines {
            let key = AwardKey(line.round, line.claim)
            guard let row = state.awards[key]?.content else {
                throw Fault(zh: "\(line.claim)没有应付的奖补。", en: "Nothing is owed to \(line.claim).")
            }
            try require(
                claims.insert(key).inserted && row.payment == nil, "\(line.claim)在两批拨付中。",
                "The award to \(line.claim) is in two payments.")
            try require(
                row.owedFen == line.fen, "\(line.claim)应付\(Money(fen: row.owedFen))元。",
                "\(Money(fen: row.owedFen)) yuan are owed to \(line.claim), not \(Money(fen: line.fen)).")
        }
    }

    private func check(_ approved: PaymentApproved) throws {
        let prepared = state.payments[approved.payment]?.content
        try require(
            prepared?.digest == approved.digest && state.phases[approved.payment] == .prepared, "没有待复核的这批拨付。",
            "No payment with this digest waited for approval.")
        try require(
            prepared?.payer != approved.approver, "编制与复核为同一人。", "One officer has prepared and approved it.")
        try require(
            prepared?.totalFen == approved.totalFen && prepared?.lines.count == Int(approved.count), "总额与清单不符。",
            "Its total is not that of the lines.")
    }

    private func check(_ sent: PaymentSent) throws {
        let line = state.payments[sent.payment]?.content.lines.first { $0.reference == sent.reference }
        try require(
            line?.round == sent.round && line?.claim == sent.of.claim && line?.fen == sent.fen
                && line?.version == sent.version && state.phases[sent.payment] == .approved, "拨付清单中没有这一笔。",
            "It is not the line of an approved payment.")
        try require(
            !state.lines.contains(sent.reference), "\(sent.reference)拨出两次。", "\(sent.reference) was sent twice.")
        try follow(
            sent, try .payment(Money(fen: sent.fen), by: office, of: sent.of.matter, from: try origin(sent.follows)))
    }

    private func check(_ answered: PaymentAnswered) throws {
        let line = state.lines[answered.reference]?.content
        try require(
            line?.fen == answered.fen && line?.award == AwardName(answered.round, answered.of.claim)
                && line?.outcome != .returned, "没有拨出过这一笔，或已退回。",
            "No such line was sent, or it came back before.")
        let origin = try origin(answered.follows)
        guard answered.outcome == .returned else {
            return try require(answered.entries.isEmpty, "已付不应再记账。", "What was paid moves nothing again.")
        }
        try follow(answered, try .returned(Money(fen: answered.fen), to: office, of: answered.of.matter, from: origin))
    }

    private func check(_ recovered: RecoveryPaid) throws {
        guard let row = state[award: recovered.round, recovered.of.claim], recovered.fen <= row.recoverableFen else {
            throw Fault(zh: "超过应追回金额。", en: "It is more than is called back.")
        }
        let against = recovered.against.flatMap { state.awards[AwardKey($0)]?.content }
        try require(
            recovered.against == nil || (against?.owedFen ?? 0) >= recovered.fen, "超过可抵扣金额。",
            "It is more than is owed to the award that it is set off against.")
        try follow(
            recovered,
            try .recoveryPaid(
                Money(fen: recovered.fen), by: office, of: recovered.of.matter, against: against?.of.matter,
                from: try origin(recovered.follows)))
    }

    /// An order of the office, as it stands on its stream.
    private func origin(_ reference: RecordReference) throws -> JournalEntry.Origin {
        guard let origin = reference.origin, orders[reference.id] == reference.digest else {
            throw Fault(
                zh: "没有所依指令\(reference.id)，或其内容已变。", en: "The order \(reference.id) is not there, or says else.")
        }
        return origin
    }

    private func follow(_ posting: some PostingMessage, _ entry: JournalEntry) throws {
        try require(
            posting.entries == [JournalEntryRecord(entry)], "过账与\(posting.follows.id)不符。",
            "The posting does not follow from \(posting.follows.id).")
    }

    // MARK: The whole

    /// What must be there and is not, and what does not add up.
    mutating func finish(due: [AwardKey: Set<Int64>]) {
        for (key, numbers) in due.sorted(by: { $0.key < $1.key }) {
            for number in numbers.subtracting(posted[key] ?? []).sorted() {
                differ("\(key.round).\(key.claim).owed.\(number)", "应过账而未过账。", "It is due, and not posted.")
            }
        }
        for id in asked.keys.sorted() { differ(id, "应追回而未记录。", "It is due, and not recorded.") }
        for id in state.payments.keys where state.phases[id] == .approved {
            for line in state.payments[id]?.content.lines ?? [] where !state.lines.contains(line.reference) {
                differ("\(line.reference).sent", "已复核而未记录拨出。", "It is approved, and not recorded as sent.")
            }
        }
        for key in state.awards.keys {
            guard let row = state.awards[key]?.content else { continue }
            let sum = row.owedFen + row.paidFen - row.recoverableFen - row.recoveredFen
            guard sum != row.awardFen || row.owedFen < 0 || row.paidFen < 0 else { continue }
            differ(
                "\(key.round).\(key.claim)",
                "已付、应付与退回之和\(Money(fen: sum))元，奖补\(Money(fen: row.awardFen))元。",
                "What is paid, owed and returned is \(Money(fen: sum)) yuan, the award \(Money(fen: row.awardFen)).")
        }
        if ledger.sum != 0 { differ("ledger", "全部分录之和不为零。", "All entries together are not zero.") }
    }
}

/// A record that does not follow from those that it should.
struct Difference: Hashable, Sendable {
    let office: String
    /// Its id.
    let record: String
    let zh: String
    let en: String

    var text: String { "\(office) \(record)\n  \(zh)\n  \(en)\n" }
}
