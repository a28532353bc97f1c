import Agent
import Awards
import Decimals
import Documents
import Log
import Messages
import Policy
import Seals
import Testing

@testable import Notifier

/// A Notify of a banner of Baotou, and what the city tells it.
final class NotifyFixture {
    static let round = "baotou-2022/2023/all"
    static let programme = "baotou-2022"
    private static let rulebooks = Rulebooks()
    let decider: NotifyDecider
    var state = NotifyState(StateStore())
    /// All letters written, in order.
    private(set) var letters: [LetterWritten] = []
    private(set) var answers: [OrderAnswered] = []
    private(set) var resent: [LetterResent] = []
    let policy: PolicyAdopted
    private var orders = 0

    init(_ office: String = "150203") throws {
        decider = try NotifyDecider(
            try #require(TaskName("\(office).notify.0")), try Offices.load(path: "deploy/offices.yaml"),
            rulebooks: Self.rulebooks)
        var policy = PolicyAdopted()
        policy.programme = Self.programme
        policy.bytes = Base64Data(try Document.read("deploy/policies/baotou-2022.yaml"))
        policy.digest = "\(SHA256.digest(of: policy.bytes.bytes))"
        policy.order = "order-policy"
        self.policy = policy
    }

    /// With policy, guide and a round that is open.
    static func open(_ office: String = "150203") throws -> NotifyFixture {
        let fixture = try NotifyFixture(office)
        for record in fixture.terms() { try fixture.take(record) }
        return fixture
    }

    /// Takes a record in as the loop does: a row first evolves, then is decided; a plan is written to its end.
    @discardableResult func take(_ record: Record) throws -> [LetterWritten] {
        guard let input = try decider.input(from: record) else { return [] }
        let source = decider.specification.sources.first { $0.partition.topic == record.topic }
        if try #require(source).isTable { decider.evolve(&state, .row(input)) }
        let decision = decider.decide(state, input)
        var outputs = decision.outputs
        for output in outputs { decider.evolve(&state, .output(output)) }
        if var plan = decision.plan {
            #expect(record.header(text: "ce_plan") == nil, "a record of a plan begins a plan")
            while true {
                let piece = decider.proceed(state, with: plan)
                outputs += piece.outputs
                guard let cursor = piece.cursor else { break }
                plan = Plan(id: plan.id, subject: plan.subject, targets: plan.targets, cursor: cursor)
            }
            decider.evolve(&state, .finished(plan))
        }
        var written: [LetterWritten] = []
        for output in outputs {
            switch output {
            case .letter(let letter): written.append(letter)
            case .resent(let more): resent.append(more)
            case .answer(let answer): answers.append(answer)
            }
        }
        letters += written
        return written
    }

    // MARK: Records

    static func record<Content: Message>(
        _ message: Content, on topic: String, at time: String = "2024-03-01T09:00:00+08:00", plan: String? = nil
    ) -> Record {
        var headers = [Header("ce_type", Content.type), Header("ce_time", time)]
        if let plan { headers.append(Header("ce_plan", plan)) }
        return Record(
            OutgoingRecord(topic: topic, partition: 0, key: nil, payload: message.bytes, headers: headers),
            at: Position(TopicPartition(topic, 0), 0))
    }

    func terms() -> [Record] {
        var guide = GuideSet()
        guide.programme = Self.programme
        guide.year = 2023
        guide.digest = "sha256:\(String(repeating: "ab", count: 32))"
        guide.order = "order-guide"
        guide.facts = ["rate": .number(Decimal128(8)), "fx_usd_cny": .number(Decimal128(7))]
        var opened = RoundOpened()
        opened.round = Self.round
        opened.programme = Self.programme
        opened.period = "2023"
        opened.opens = Moment("2024-01-01T00:00:00+08:00") ?? Moment()
        opened.deadline = Moment("2024-07-01T00:00:00+08:00") ?? Moment()
        opened.policy = policy.digest
        opened.guide = guide.digest
        opened.order = "order-open"
        return [
            Self.record(policy, on: "150200.programmes"), Self.record(guide, on: "150200.programmes"),
            Self.record(opened, on: "150200.rounds"),
        ]
    }

    static func claim(
        _ id: String, clause: String = "5", version: Int64 = 1, applicant: String = "91150203MA0Q00100X",
        name: String = "昆都仑区示例酒店（虚构）"
    ) -> ClaimSubmitted {
        var claim = ClaimSubmitted()
        claim.id = id
        claim.version = version
        claim.office = "150203"
        claim.programme = programme
        claim.clause = clause
        claim.period = "2023"
        claim.applicant = applicant
        claim.applicantName = name
        claim.object = clause == "5" ? "示例饭店（虚构）" : nil
        claim.facts =
            clause == "5"
            ? ["kind": .text("旅游饭店"), "grade": .text("四星级"), "rated_on": .text("2023-04-21")]
            : ["local_sales": .number(Decimal128(30_000_000))]
        claim.received = Moment("2024-02-01T09:00:00+08:00") ?? Moment()
        claim.lodged = Moment("2024-02-0\(version)T09:00:00+08:00") ?? Moment()
        var contact = Contact()
        contact.name = "王示例"
        contact.phone = "13900000001"
        contact.email = "wang@example.cn"
        claim.contact = contact
        return claim
    }

    static func lodged(_ claim: ClaimSubmitted) -> Record { record(claim, on: "150203.claims") }

    static func refused(_ claim: ClaimSubmitted, number: Int64 = 1, reasons: [String] = ["not_registered"]) -> Record {
        var refused = ClaimRefused()
        refused.of = ClaimVersion(of: claim)
        refused.number = number
        refused.failures = reasons.map { reason in
            var check = FailedCheck()
            check.reason = reason
            check.sentence = Text(zh: "登记机关查无此户", en: "no register knows it")
            check.source = "registration"
            check.asOf = "2024-02-20"
            return check
        }
        return record(refused, on: "150200.verifications", at: "2024-02-21T09:00:00+08:00")
    }

    private static func assessment(of claim: ClaimSubmitted) -> ClaimAssessed {
        var assessed = ClaimAssessed()
        assessed.of = ClaimVersion(of: claim)
        assessed.facts = claim.facts
        assessed.facts["newly_rated"] = .boolean(true)
        return assessed
    }

    static func assessed(
        _ claim: ClaimSubmitted, _ outcome: ClaimAssessed.Outcome = .award, number: Int64 = 1, asks: [String] = []
    ) -> Record {
        var assessed = assessment(of: claim)
        assessed.number = number
        assessed.outcome = outcome
        assessed.asks = asks
        return record(assessed, on: "150200.assessments", at: "2024-02-22T09:00:00+08:00")
    }

    static func proposed(
        _ claim: ClaimSubmitted, fen: Int64?, revision: Int64 = 1, outcome: AwardProposed.Outcome? = nil,
        reason: String? = nil, kept: String? = nil, steps: [AwardStep] = []
    ) -> Record {
        var proposed = AwardProposed()
        proposed.round = round
        proposed.revision = revision
        proposed.of = ClaimVersion(of: claim)
        proposed.outcome = outcome ?? (fen == nil ? .reject : .award)
        proposed.awardFen = fen
        proposed.reason = reason
        proposed.kept = kept
        proposed.steps = steps
        proposed.basis = AwardBasis(assessment(of: claim)).digest
        return record(proposed, on: "150200.awards", plan: "\(round)#\(revision)")
    }

    static func step(_ stage: String, _ before: Int64, _ after: String, _ words: Text? = nil) throws -> AwardStep {
        var step = AwardStep()
        step.stage = stage
        step.before = Decimal128(before)
        step.after = try Decimal128(after)
        step.words = words
        return step
    }

    static func closed(revision: Int64 = 1, digest: String = "11") -> Record {
        var closed = RoundClosed()
        closed.round = round
        closed.revision = revision
        closed.digest = "sha256:\(String(repeating: digest, count: 32))"
        closed.order = "order-close"
        return record(closed, on: "150200.rounds", plan: "\(round)#\(revision)")
    }

    static func closing() -> Record {
        var closing = RoundClosing()
        closing.round = round
        closing.programme = programme
        closing.period = "2023"
        closing.policy = "sha256:\(String(repeating: "cd", count: 32))"
        closing.order = "order-close"
        return record(closing, on: "150200.rounds")
    }

    static func published(revision: Int64 = 1, days: Int64 = 5) -> Record {
        var published = RoundPublished()
        published.round = round
        published.revision = revision
        published.digest = "sha256:\(String(repeating: "ef", count: 32))"
        published.workingDays = days
        published.order = "order-publish-\(revision)"
        return record(published, on: "150200.rounds", at: "2024-07-0\(revision + 2)T09:00:00+08:00")
    }

    static func confirmed(revision: Int64 = 1) -> Record {
        var confirmed = RoundConfirmed()
        confirmed.round = round
        confirmed.revision = revision
        confirmed.digest = "sha256:\(String(repeating: "ef", count: 32))"
        confirmed.order = "order-confirm"
        return record(confirmed, on: "150200.rounds", at: "2024-07-12T09:00:00+08:00")
    }

    static func resolved(_ claim: ClaimSubmitted, isUpheld: Bool) -> Record {
        var resolved = ObjectionResolved()
        resolved.round = round
        resolved.objection = "0123456789abcdef"
        resolved.claim = claim.id
        resolved.isUpheld = isUpheld
        resolved.facts = isUpheld ? ["grade": .text("五星级")] : [:]
        resolved.reason = "评定文件复核"
        resolved.order = "order-resolve"
        return record(resolved, on: "150200.rounds", at: "2024-07-04T09:00:00+08:00")
    }

    static func corrected(_ claim: ClaimSubmitted, number: Int64 = 1, from: Int64, to: Int64) -> Record {
        var corrected = AwardCorrected()
        corrected.round = round
        corrected.of = ClaimVersion(of: claim)
        corrected.number = number
        corrected.beforeFen = from
        corrected.afterFen = to
        corrected.deltaFen = to - from
        corrected.reason = "评定更正"
        corrected.order = "order-amend-\(number)"
        return record(corrected, on: "150200.awards", at: "2024-08-12T09:00:00+08:00")
    }

    func resend(_ letter: String) throws -> OrderAnswered {
        orders += 1
        var body = ResendOrder()
        body.letter = letter
        var order = OrderGiven()
        order.id = "order-resend-\(orders)"
        order.stage = "notify"
        order.officer = "o-150203-07"
        order.reason = "对方未收到"
        order.at = "2024-08-01T09:00:00+08:00"
        order.kind = OrderKind.letterResend.name
        order.body = RawJSON(body)
        try take(Self.record(order, on: "150203.orders"))
        return try #require(answers.last)
    }
}
