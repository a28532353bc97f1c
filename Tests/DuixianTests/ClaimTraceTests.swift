import Awards
import Decimals
import Log
import Messages
import TestSupport
import Testing

@testable import Duixian

/// A claim's way goes on through its round: what was proposed with its steps, the notice, and who must act next.
struct ClaimTraceTests {
    private static let round = "baotou-2022/2023/all"
    private static let digest = "sha256:" + String(repeating: "0", count: 64)
    private var trace = ClaimTrace("4-2023-a")
    private var time: Int64 = 1_700_000_000_000
    private let offices: Offices

    init() throws { offices = try Offices.load(path: Repository.file("deploy/offices.yaml")) }

    private mutating func take(_ message: some Message, on topic: String) {
        time += 1_000
        trace.take(
            Record(
                OutgoingRecord(
                    topic: topic, partition: 0, key: nil, payload: message.bytes,
                    headers: [Header("ce_type", type(of: message).type)]),
                at: Position(TopicPartition(topic, 0), time), timestampMs: time))
    }

    private var version: ClaimVersion {
        var of = ClaimVersion()
        of.claim = "4-2023-a"
        of.office = "150207"
        of.programme = "baotou-2022"
        of.clause = "4"
        of.period = "2023"
        of.applicant = "91150207MA0Q0A0AXU"
        return of
    }

    private mutating func open() {
        var assessed = ClaimAssessed()
        assessed.of = version
        assessed.outcome = .award
        assessed.awardFen = 20_000_000
        take(assessed, on: "150200.assessments")
        var opened = RoundOpened()
        opened.round = Self.round
        opened.programme = "baotou-2022"
        opened.period = "2023"
        opened.policy = Self.digest
        opened.deadline = Moment("2024-03-01T00:00:00+08:00") ?? Moment()
        opened.order = "o"
        take(opened, on: "150200.rounds")
    }

    private mutating func close() {
        var closed = RoundClosed()
        closed.round = Self.round
        closed.claims = 1
        closed.digest = Self.digest
        closed.awards = 1
        closed.order = "o"
        take(closed, on: "150200.rounds")
        var proposal = AwardProposed()
        proposal.round = Self.round
        proposal.of = version
        proposal.outcome = .award
        proposal.awardFen = 20_000_000
        var step = AwardStep()
        step.stage = "amount"
        step.after = Decimal128(200_000)
        proposal.steps = [step]
        take(proposal, on: "150200.awards")
    }

    private mutating func publish() {
        var published = RoundPublished()
        published.round = Self.round
        published.workingDays = 1
        published.digest = Self.digest
        published.order = "o"
        take(published, on: "150200.rounds")
    }

    @Test mutating func whileTheRoundIsOpenItsCloserMustAct() {
        open()
        let text = trace.text(offices)
        #expect(text.contains("takes claims in until 2024-03-01T00:00:00+08:00"), "\(text)")
        #expect(text.contains("for the closer o-1502-02 of 150200"), "\(text)")
    }

    @Test mutating func aBlockedRoundNamesWhatItLacks() {
        open()
        var blocked = RoundBlocked()
        blocked.round = Self.round
        blocked.count = 2
        blocked.blockers = [RoundBlocker(.register, "tax", "2024-02-29"), RoundBlocker(.silent, "150223")]
        var closing = RoundClosing()
        closing.round = Self.round
        closing.programme = "baotou-2022"
        closing.period = "2023"
        closing.policy = Self.digest
        closing.order = "o"
        take(closing, on: "150200.rounds")
        take(blocked, on: "150200.rounds")
        let text = trace.text(offices)
        #expect(text.contains("lacks the register tax of 2024-02-29 and 1 more"), "\(text)")
    }

    @Test mutating func fromTheProposalToItsConfirmation() {
        open()
        close()
        #expect(trace.text(offices).contains("proposed in \(Self.round) (1): award 200000.00 yuan"))
        #expect(trace.text(offices).contains("amount: 0 → 200000"))
        #expect(trace.text(offices).contains("are to be published: for the closer"))
        publish()
        #expect(trace.text(offices).contains("1 working days are left"))
        var day = DayBegan()
        day.date = "2024-03-11"
        day.working = true
        take(day, on: "150200.days")
        #expect(trace.text(offices).contains("to be confirmed: for the confirmer o-1502-03"))
        var objection = ObjectionLodged()
        objection.round = Self.round
        objection.objection = "x1"
        objection.claim = "4-2023-a"
        objection.text = "称号有误"
        objection.order = "o"
        take(objection, on: "150200.rounds")
        #expect(trace.text(offices).contains("objections to \(Self.round) are open: x1: for the arbiter o-1502-01"))
        var confirmed = RoundConfirmed()
        confirmed.round = Self.round
        confirmed.awards = 1
        confirmed.digest = Self.digest
        confirmed.totalFen = 20_000_000
        confirmed.order = "o"
        take(confirmed, on: "150200.rounds")
        #expect(trace.text(offices).contains("decided: award 200000.00 yuan"))
    }
}
