import Agent
import Awards
import Log
import Messages
import Seals

/// What follows from a group of requests: the records to write, and an answer for each request. Pure.
struct OutboxGroup {
    let office: Division
    /// When all of the group are lodged.
    let lodgedMs: Int64
    private(set) var records: [OutgoingRecord] = []
    /// What the group itself adds, by claim.
    private var added: [String: [OutboxVersion]] = [:]
    private var contents: [String: ClaimSubmitted] = [:]

    init(office: Division, lodgedMs: Int64) {
        self.office = office
        self.lodgedMs = lodgedMs
    }

    func claim(of request: OutboxRequest) -> String {
        switch request {
        case .claim(let draft): draft.claimID
        case .withdrawal(let claim, _, _): claim
        }
    }

    /// - Parameters:
    ///   - known: the claim's versions that were there before the group, ascending.
    ///   - content: reads a known version.
    mutating func add(
        _ request: OutboxRequest, known: [OutboxVersion], content: (Int64) throws -> ClaimSubmitted
    ) throws -> Result<OutboxReceipt, OutboxRefusal> {
        let versions = known + (added[claim(of: request)] ?? [])
        switch request {
        case .claim(let draft): return add(draft.normalized, versions)
        case .withdrawal(let claim, let reason, let named):
            guard let last = versions.last else { return .failure(.unknownClaim(claim)) }
            if let named, named != last.number {
                // Said again: what followed the version was its withdrawal.
                if let done = versions.first(where: { $0.number == named + 1 && $0.isWithdrawal }) {
                    return .success(OutboxReceipt(done, of: claim, isNew: false))
                }
                return .failure(.notTheLast(claim: claim, named: named, last: last.number))
            }
            if last.isWithdrawal { return .success(OutboxReceipt(last, of: claim, isNew: false)) }
            let withdrawn = try contents[claim] ?? content(last.offset)
            return withdraw(withdrawn, last, reason)
        }
    }

    private mutating func add(_ draft: ClaimDraft, _ versions: [OutboxVersion]) -> Result<OutboxReceipt, OutboxRefusal>
    {
        let id = draft.claimID
        let content = draft.contentDigest
        let last = versions.last
        let same = versions.first { version in
            !version.isWithdrawal && version.content == content
                && (draft.supersedes.map { version.number == $0 + 1 } ?? true)
        }
        if let same { return .success(OutboxReceipt(same, of: id, isNew: false)) }
        if let named = draft.supersedes, named != last?.number {
            return .failure(.notTheLast(claim: id, named: named, last: last?.number ?? 0))
        }
        let version = OutboxVersion(
            number: (last?.number ?? 0) + 1, content: content, receivedMs: versions.first?.receivedMs ?? lodgedMs,
            lodgedMs: lodgedMs, isWithdrawal: false, offset: -1)
        let claim = ClaimSubmitted(draft, version, of: office)
        guard write(claim, id: "\(id).\(version.number)", key: claim.applicant, at: claim.lodged) else {
            return .failure(.tooLarge(claim: id))
        }
        contents[id] = claim
        added[id, default: []].append(version)
        return .success(OutboxReceipt(version, of: id, isNew: true))
    }

    private mutating func withdraw(
        _ claim: ClaimSubmitted, _ last: OutboxVersion, _ reason: String?
    ) -> Result<OutboxReceipt, OutboxRefusal> {
        var withdrawn = ClaimWithdrawn()
        withdrawn.of = ClaimVersion(of: claim)
        withdrawn.of.version = last.number + 1
        withdrawn.of.lodged = Moment(atMs: lodgedMs)
        withdrawn.reason = reason
        let version = OutboxVersion(
            number: last.number + 1, content: SHA256.digest(of: withdrawn.bytes), receivedMs: last.receivedMs,
            lodgedMs: lodgedMs, isWithdrawal: true, offset: -1)
        let id = "\(claim.id).\(version.number)"
        guard write(withdrawn, id: id, key: claim.applicant, at: withdrawn.of.lodged) else {
            return .failure(.tooLarge(claim: claim.id))
        }
        contents[claim.id] = nil
        added[claim.id, default: []].append(version)
        return .success(OutboxReceipt(version, of: claim.id, isNew: true))
    }

    /// False when it is larger than a record may be.
    private mutating func write(_ message: some Message, id: String, key: String, at time: Moment) -> Bool {
        let event = CloudEvent(id: id, type: Swift.type(of: message).type, source: "\(office).intake", time: "\(time)")
        let payload = message.bytes
        // Room for key and headers, here and behind the relay.
        guard payload.count + 4096 <= RecordLimit.record else { return false }
        records.append(
            OutgoingRecord(
                topic: Stream.outbox.topic(of: office), partition: 0, key: Array(key.utf8), payload: payload,
                headers: event.headers.map { Header($0.name, $0.value) }))
        return true
    }
}

extension OutboxReceipt {
    init(_ version: OutboxVersion, of claim: String, isNew: Bool) {
        self.init(
            claim: claim, version: version.number, received: Moment(atMs: version.receivedMs),
            lodged: Moment(atMs: version.lodgedMs), isWithdrawal: version.isWithdrawal, isNew: isNew)
    }
}

extension ClaimSubmitted {
    /// - Parameter draft: normalized.
    init(_ draft: ClaimDraft, _ version: OutboxVersion, of office: Division) {
        self.init()
        id = draft.claimID
        self.version = version.number
        self.office = office.code
        programme = draft.programme
        clause = draft.clause
        period = draft.period
        applicant = draft.applicant
        applicantName = draft.applicantName
        object = draft.object
        facts = draft.facts
        evidence = draft.evidence ?? []
        received = Moment(atMs: version.receivedMs)
        lodged = Moment(atMs: version.lodgedMs)
        supersedes = version.number > 1 ? version.number - 1 : nil
        answers = draft.answers
        sameAs = draft.sameAs
        contact = draft.contact
        account = draft.account
    }
}

extension Moment {
    /// In UTC, with milliseconds.
    init(atMs milliseconds: Int64) {
        self = Moment(WallClock.text(milliseconds)) ?? Moment()
    }
}
