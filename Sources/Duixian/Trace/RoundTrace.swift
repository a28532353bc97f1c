import Awards
import Decimals
import Log
import Messages

/// The life of one round, as far as a claim in it is concerned.
struct RoundTrace {
    let opened: RoundOpened
    /// Who decides it.
    let office: String
    private var closing: RoundClosing?
    private var blocked: RoundBlocked?
    private(set) var closed: RoundClosed?
    private var published: (notice: RoundPublished, timeMs: Int64)?
    private var confirmed: RoundConfirmed?
    /// Working days that have begun since the notice did.
    private var days: Int64 = 0
    /// Open, by objection the claim.
    private var objections: [String: String] = [:]

    init(_ opened: RoundOpened, at office: String) {
        self.opened = opened
        self.office = office
    }

    /// Whether a version belongs to it, unless a round before has taken it.
    func takes(_ of: ClaimVersion) -> Bool {
        of.programme == opened.programme && of.period == opened.period
            && (opened.clauses.isEmpty || opened.clauses.contains(of.clause)) && of.lodged <= opened.deadline
    }

    /// Of the day on which the notice began none.
    mutating func take(_ day: DayBegan, atMs timeMs: Int64) {
        if let published, day.working, timeMs > published.timeMs { days += 1 }
    }

    // MARK: Records

    /// What a record says of the round; of a claim only with the claim. Nil for what changes nothing for anybody.
    mutating func take(_ said: RoundSaid, atMs timeMs: Int64) -> (claim: String?, sentence: String)? {
        switch said {
        case .opened(let opened): return (nil, "takes claims in from \(opened.opens) to \(opened.deadline)")
        case .closing(let record):
            closing = record
            let days = record.registers.map { "\($0.kind) of \($0.asOf)" }.joined(separator: ", ")
            return (nil, "closing: \(record.offices.count) offices are to say that all is there; registers \(days)")
        case .blocked(let record):
            blocked = record
            return nil
        case .waived(let record):
            guard record.subject == .claim else { return nil }
            return (record.name, "left to the next round: \(record.reason)")
        case .closed(let record):
            closed = record
            blocked = nil
            published = nil
            let awards = "\(record.awards) awards, \(Money(fen: record.totalFen)) yuan"
            return (nil, "adjudicated (\(record.revision)): \(record.claims) claims, \(awards)")
        case .published(let record):
            published = (record, timeMs)
            days = 0
            return (nil, "published for \(record.workingDays) working days (\(record.digest.prefix(19)))")
        case .objection(let record):
            objections[record.objection] = record.claim
            return (record.claim, "objection \(record.objection): \(record.text)")
        case .resolved(let record):
            objections[record.objection] = nil
            let facts = record.facts.names.isEmpty ? "" : "; corrected: \(record.facts.names.joined(separator: ", "))"
            let upheld = record.isUpheld ? "upheld" : "not upheld"
            return (record.claim, "objection \(record.objection) \(upheld): \(record.reason)\(facts)")
        case .confirmed(let record):
            confirmed = record
            return (nil, "confirmed: \(record.awards) awards, \(Money(fen: record.totalFen)) yuan")
        }
    }

    // MARK: What comes next

    /// Whom the round waits for; nil when it is confirmed.
    func waiting(_ offices: Offices) -> TraceWaiting? {
        let name = opened.round
        if confirmed != nil { return nil }
        if closed == nil { return beforeItsClose(offices) }
        guard let published, published.notice.revision == closed?.revision else {
            return TraceWaiting(
                zh: "批次\(name)的拟奖补决定尚未公示", en: "the proposals of \(name) are to be published", .closer, office, offices)
        }
        if !objections.isEmpty {
            let open = objections.keys.sorted().joined(separator: ", ")
            return TraceWaiting(
                zh: "批次\(name)的异议\(open)尚未处理", en: "objections to \(name) are open: \(open)", .arbiter, office, offices)
        }
        let left = published.notice.workingDays - days
        guard left <= 0 else {
            return TraceWaiting(
                zh: "批次\(name)公示中，还有\(left)个工作日", en: "\(name) is on notice, \(left) working days are left")
        }
        return TraceWaiting(
            zh: "批次\(name)公示期满，待决定", en: "the notice of \(name) is over; its awards are to be confirmed", .confirmer,
            office, offices)
    }

    private func beforeItsClose(_ offices: Offices) -> TraceWaiting {
        let name = opened.round
        guard closing != nil else {
            return TraceWaiting(
                zh: "批次\(name)受理至\(opened.deadline)，其后截止",
                en: "\(name) takes claims in until \(opened.deadline) and is closed then", .closer, office, offices)
        }
        guard let first = blocked?.blockers.first, let count = blocked?.count else {
            return TraceWaiting(zh: "批次\(name)正在报齐、测定", en: "\(name) is being closed")
        }
        let more = count > 1 ? (zh: "等\(count)项", en: " and \(count - 1) more") : (zh: "", en: "")
        let what = first.words
        return TraceWaiting(
            zh: "批次\(name)尚缺\(what.zh)\(more.zh)（calculator round status \(name)）",
            en: "\(name) lacks \(what.en)\(more.en) (see calculator round status \(name))", what.role,
            what.office ?? office, offices)
    }
}

extension RoundBlocker {
    /// What is missing, who could bring it, and where if not at the deciding office.
    fileprivate var words: (zh: String, en: String, role: Role?, office: String?) {
        switch kind {
        case .silent: ("机关\(name)的报齐", "word from the office \(name) that all is forwarded", nil, nil)
        case .register:
            ("登记\(name)（\(detail ?? "")）", "the register \(name) of \(detail ?? "its day")", .importer, nil)
        case .waits: ("申报\(name)的核定", "the outcome of the claim \(name)", .reviewer, nil)
        case .letter: ("无法处理的记录\(name)的重试", "a retry of the dead letter \(name)", .operator, detail)
        case .count:
            ("\(name)的版本核对（\(detail ?? "")）", "versions of \(name): \(detail ?? "they differ")", .operator, nil)
        case .facts: ("可以测定的事实：\(detail ?? "")", "facts that can be used: \(detail ?? "")", .arbiter, nil)
        }
    }
}

/// A record of a round.
enum RoundSaid {
    case opened(RoundOpened)
    case closing(RoundClosing)
    case blocked(RoundBlocked)
    case waived(RoundWaived)
    case closed(RoundClosed)
    case published(RoundPublished)
    case objection(ObjectionLodged)
    case resolved(ObjectionResolved)
    case confirmed(RoundConfirmed)

    /// Nil for anything else, and for what cannot be read.
    init?(_ record: Record) {
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        func read<Content: Message>(_ type: Content.Type) -> Content? { try? Content(reading: payload) }
        let said: RoundSaid? =
            switch record.header(text: "ce_type") {
            case RoundOpened.type: read(RoundOpened.self).map { .opened($0) }
            case RoundClosing.type: read(RoundClosing.self).map { .closing($0) }
            case RoundBlocked.type: read(RoundBlocked.self).map { .blocked($0) }
            case RoundWaived.type: read(RoundWaived.self).map { .waived($0) }
            case RoundClosed.type: read(RoundClosed.self).map { .closed($0) }
            case RoundPublished.type: read(RoundPublished.self).map { .published($0) }
            case ObjectionLodged.type: read(ObjectionLodged.self).map { .objection($0) }
            case ObjectionResolved.type: read(ObjectionResolved.self).map { .resolved($0) }
            case RoundConfirmed.type: read(RoundConfirmed.self).map { .confirmed($0) }
            default: nil
            }
        guard let said else { return nil }
        self = said
    }

    var round: String {
        switch self {
        case .opened(let record): record.round
        case .closing(let record): record.round
        case .blocked(let record): record.round
        case .waived(let record): record.round
        case .closed(let record): record.round
        case .published(let record): record.round
        case .objection(let record): record.round
        case .resolved(let record): record.round
        case .confirmed(let record): record.round
        }
    }
}

/// What a claim waits for, and who must act.
struct TraceWaiting {
    let zh: String
    let en: String

    init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }

    /// - Parameter role: of the officers who can go on; nil where it is no officer's to decide.
    init(zh: String, en: String, _ role: Role?, _ office: String, _ offices: Offices) {
        guard let role else {
            self.init(zh: zh, en: en)
            return
        }
        let officers = Division(office).flatMap { offices[$0] }?.officers.filter { $0.roles.contains(role) } ?? []
        let names = officers.map(\.id).joined(separator: ", ")
        let who = names.isEmpty ? "" : " \(names)"
        self.init(
            zh: "\(zh)；由\(office)的\(role.title.zh)人员\(names.isEmpty ? "" : "（\(names)）")办理",
            en: "\(en): for the \(role.rawValue)\(who) of \(office)")
    }
}
