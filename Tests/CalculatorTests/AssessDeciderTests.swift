import Agent
import Awards
import Decimals
import Documents
import Log
import Messages
import Policy
import Seals
import Testing

@testable import Calculator

/// Given the policy and what was assessed, when a claim was verified, then this is what it is worth.
struct AssessDeciderTests {
    private let decider: AssessDecider
    private var state = AssessDecider.State(StateStore())
    /// What followed from the last row.
    private var followed: [AssessDecider.Output] = []

    init() throws {
        let offices = try Offices.load(path: "deploy/offices.yaml")
        decider = AssessDecider(try #require(TaskName("150200.assess.0")), offices)
    }

    /// A policy is adopted, and a round opened that fixes it, with the guide if there is one.
    private mutating func given(policy file: String, guide: GuideSet? = nil) throws {
        let policy = try adopted(file)
        try row(policy, on: "150200.programmes")
        if let guide { try row(guide, on: "150200.programmes") }
        try row(opened(policy, guide), on: "150200.rounds")
    }

    private func adopted(_ file: String) throws -> PolicyAdopted {
        var adopted = PolicyAdopted()
        let bytes = try Document.read("deploy/policies/\(file).yaml")
        adopted.programme = file
        adopted.digest = "\(SHA256.digest(of: bytes))"
        adopted.bytes = Base64Data(bytes)
        adopted.order = "o-0"
        return adopted
    }

    private func opened(_ policy: PolicyAdopted, _ guide: GuideSet? = nil) -> RoundOpened {
        var round = RoundOpened()
        round.round = "\(policy.programme)/2023/all"
        round.programme = policy.programme
        round.period = "2023"
        round.policy = policy.digest
        round.guide = guide?.digest
        round.order = "o-9"
        return round
    }

    private mutating func row(_ message: some Message, on topic: String) throws {
        let input = try #require(try decider.input(from: DeciderRecords.record(message, on: topic)))
        decider.evolve(&state, .row(input))
        let outputs = try decider.decide(state, input).outputs
        for output in outputs { decider.evolve(&state, .output(output)) }
        followed = outputs
    }

    private mutating func when(_ record: Record) throws -> [AssessDecider.Output] {
        guard let input = try decider.input(from: record) else { return [] }
        let outputs = try decider.decide(state, input).outputs
        for output in outputs { decider.evolve(&state, .output(output)) }
        return outputs
    }

    private func verified(
        _ clause: String, _ facts: Facts, version: Int64 = 1, number: Int64 = 1, programme: String = "baotou-2022"
    ) throws -> ClaimVerified {
        var verified = ClaimVerified()
        verified.of.claim = "c-1"
        verified.of.version = version
        verified.of.office = "150207"
        verified.of.programme = programme
        verified.of.clause = clause
        verified.of.period = "2023"
        verified.of.applicant = "91150202MA0Q0A0A0X"
        verified.of.received = try #require(Moment("2024-02-02T09:00:00+08:00"))
        verified.of.lodged = verified.of.received
        verified.number = number
        verified.facts = facts
        return verified
    }

    private mutating func when(_ verified: ClaimVerified) throws -> [AssessDecider.Output] {
        try when(DeciderRecords.record(verified, on: "150200.verifications"))
    }

    private func assessed(_ outputs: [AssessDecider.Output]) throws -> ClaimAssessed {
        guard case .assessed(let assessed)? = outputs.first else { throw Nothing() }
        return assessed
    }

    private struct Nothing: Error {}

    private let livestream: Facts = [
        "registered_in": .text("包头"), "area_m2": .number(Decimal128(1200)), "rooms": .number(Decimal128(6)),
        "active_anchors": .number(Decimal128(12)), "established_on": .text("2020-03-01"),
        "local_sales": .number(Decimal128(35_000_000)),
    ]

    @Test mutating func aVerifiedClaimIsWorthWhatTheCommandSays() throws {
        try given(policy: "baotou-2022")
        let answer = try assessed(when(verified("7-1", livestream)))
        #expect(answer.outcome == .award)
        #expect(answer.awardFen == 35_000_000)
        #expect(answer.shares?.city == 17_500_000)
        #expect(answer.policy == state.policies["baotou-2022"])
        #expect(answer.readings.contains("A-14=local_products"))
        #expect(answer.conditions.allSatisfy { $0.holds == true })
        #expect(answer.steps.map(\.stage) == ["amount"])
    }

    @Test mutating func theSameVersionAgainChangesNothing() throws {
        try given(policy: "baotou-2022")
        #expect(try when(verified("7-1", livestream, version: 2, number: 2)).count == 1)
        #expect(try when(verified("7-1", livestream, version: 2, number: 2)).isEmpty)
        #expect(try when(verified("7-1", livestream, version: 2, number: 1)).isEmpty)
        #expect(try when(verified("7-1", livestream, version: 2, number: 3)).count == 1)
    }

    @Test mutating func anEarlierVersionIsAssessedByItselfWheneverItComes() throws {
        try given(policy: "baotou-2022")
        #expect(try when(verified("7-1", livestream, version: 2)).count == 1)
        #expect(try assessed(when(verified("7-1", livestream, version: 1))).of.version == 1)
    }

    @Test mutating func whatComesBeforeItsTermsWaitsForThem() throws {
        let policy = try adopted("baotou-2022")
        let early = try assessed(when(verified("7-1", livestream)))
        #expect(early.outcome == .waiting && early.reason == "policy_not_adopted")
        #expect(try when(verified("7-1", livestream)).isEmpty)
        var withdrawn = ClaimWithdrawn()
        withdrawn.of = try verified("7-1", [:], version: 2).of
        let held = try assessed(when(DeciderRecords.record(withdrawn, on: "150200.verifications")))
        #expect(held.outcome == .waiting && held.then == .withdrawn)
        try row(policy, on: "150200.programmes")
        // A withdrawal needs to know only whose the programme is.
        #expect(try assessed(followed).outcome == .withdrawn && followed.count == 1)
        let second = try assessed(when(verified("7-1", livestream, version: 3)))
        #expect(second.reason == "round_not_open")
        var guide = GuideSet()
        guide.programme = "baotou-2022"
        guide.year = 2023
        guide.digest = "\(SHA256.digest(of: [1]))"
        guide.order = "o-1"
        try row(opened(policy, guide), on: "150200.rounds")
        #expect(followed.isEmpty)
        try row(guide, on: "150200.programmes")
        #expect(followed.count == 2)
        #expect(try assessed(followed).awardFen == 35_000_000)
        #expect(try assessed(followed).guide == guide.digest)
        try row(guide, on: "150200.programmes")
        #expect(followed.isEmpty)
    }

    @Test mutating func aRoundFixesThePolicyThatItsClaimsAreAssessedBy() throws {
        try given(policy: "baotou-2022")
        let fixed = state.policies["baotou-2022"]
        var newer = try adopted("baotou-2022")
        newer.bytes = Base64Data(newer.bytes.bytes + Array("# newer\n".utf8))
        newer.digest = "\(SHA256.digest(of: newer.bytes.bytes))"
        try row(newer, on: "150200.programmes")
        #expect(state.policies["baotou-2022"] == newer.digest)
        #expect(try assessed(when(verified("7-1", livestream))).policy == fixed)
    }

    @Test func aProgrammeThatAnOfficeBelowHasAdoptedIsNotItsOwn() throws {
        let decider = try region
        var state = AssessDecider.State(StateStore())
        let record = DeciderRecords.record(try adopted("baotou-2022"), on: "150200.programmes")
        let early = try decider.decide(state, .verified(verified("7-1", livestream))).outputs
        #expect(try assessed(early).outcome == .waiting)
        for output in early { decider.evolve(&state, .output(output)) }
        let input = try #require(try decider.input(from: record))
        decider.evolve(&state, .row(input))
        #expect(try decider.decide(state, input).outputs.isEmpty)
        #expect(try decider.decide(state, .verified(verified("7-1", livestream, version: 2))).outputs.isEmpty)
        #expect(try decider.decide(state, .refused(ClaimRefused(of: verified("7-1", [:]).of))).outputs.isEmpty)
    }

    @Test mutating func whatOnlyARoundKnowsIsLeftOpen() throws {
        try given(policy: "baotou-2022")
        let facts: Facts = ["local_physical_retail": .number(Decimal128(80_000_000)), "rate": .number(Decimal128(10))]
        let answer = try assessed(when(verified("8", facts)))
        #expect(answer.outcome == .pendingRound)
        #expect(answer.asks == ["rank"])
    }

    @Test mutating func theGuidesFactsStandOverTheClaims() throws {
        var guide = GuideSet()
        guide.programme = "baotou-2022"
        guide.year = 2023
        guide.digest = "\(SHA256.digest(of: [1]))"
        guide.facts = ["fx_usd_cny": .number(Decimal128(7))]
        guide.order = "o-1"
        try given(policy: "baotou-2022", guide: guide)
        let facts: Facts = [
            "turnover_usd": .number(Decimal128(2_000_000)), "fiscal_prev": .number(Decimal128(600_000)),
            "fiscal_cur": .number(Decimal128(1_500_000)), "city_delta": .number(Decimal128(400_000)),
            "fx_usd_cny": .number(Decimal128(9)),
        ]
        let answer = try assessed(when(verified("11-1", facts)))
        #expect(answer.awardFen == 70_000_000)
        #expect(answer.shares?.returned == 40_000_000)
        #expect(answer.guide == guide.digest)
    }

    @Test mutating func refusalsAndWithdrawalsArePassedOn() throws {
        try given(policy: "baotou-2022")
        var refused = ClaimRefused()
        refused.of = try verified("7-1", [:]).of
        var failure = FailedCheck()
        failure.reason = "applicant_unknown"
        refused.failures = [failure]
        let answer = try assessed(when(DeciderRecords.record(refused, on: "150200.verifications")))
        #expect(answer.outcome == .refused)
        #expect(answer.reason == "applicant_unknown")
        // A standby, and the task itself after a restart, reads it back.
        #expect(try ClaimAssessed(reading: answer.bytes) == answer)
        var withdrawn = ClaimWithdrawn()
        withdrawn.of = refused.of
        withdrawn.of.version = 2
        let last = try assessed(when(DeciderRecords.record(withdrawn, on: "150200.verifications")))
        #expect(last.outcome == .withdrawn)
        // No clause was applied, so there is no policy; and what is written can be read again.
        for assessed in [answer, last] { #expect(try ClaimAssessed(reading: assessed.bytes).policy == nil) }
    }

    // MARK: An officer's amount

    @Test mutating func anOfficersAmountStandsWhereTheClauseRefers() throws {
        try given(policy: "baotou-2022")
        let parcels = Fact.list([.record(["banner": .text("白云鄂博矿区"), "count": .number(Decimal128(1_000))])])
        let claim = try verified("14", ["parcels": parcels, "on_credit_blacklist": .boolean(false)])
        let outputs = try when(claim)
        #expect(try assessed(outputs).reason == "rate_not_defined")
        guard case .review(let review)? = outputs.last else { throw Nothing() }
        #expect(review.ceilingFen == 30_000)
        for (amount, fen) in [("300.01", nil), ("-1", nil), ("250.009", 25_000)] as [(String, Int64?)] {
            var body = DecideAmountOrder()
            body.review = review.id
            body.amount = .number(try Decimal128(amount))
            let order = DeciderRecords.order(.decisionAnswer, body: body, id: "o\(amount)", on: "150200")
            let outputs = try when(order)
            guard case .answer(let answer)? = outputs.last else { throw Nothing() }
            #expect(answer.accepted == (fen != nil))
            if fen != nil { #expect(try assessed(outputs).awardFen == fen) } else { #expect(outputs.count == 1) }
        }
    }

    private var region: AssessDecider {
        get throws {
            AssessDecider(
                try #require(TaskName("150000.assess.0")), try Offices.load(path: "deploy/offices.yaml"))
        }
    }

    @Test func anAmountThatAnOfficerDecidesIsAReviewWithItsCeiling() throws {
        let decider = try region
        var state = AssessDecider.State(StateStore())
        let policy = try adopted("nm39-2022")
        decider.evolve(&state, .row(.policy(policy, isOwn: true)))
        decider.evolve(&state, .row(.round(opened(policy))))
        let claim = try verified(
            "10-1", ["recognised": .boolean(true), "supported_years": .list([])], programme: "nm39-2022")
        let outputs = try decider.decide(state, .verified(claim)).outputs
        for output in outputs { decider.evolve(&state, .output(output)) }
        #expect(try assessed(outputs).outcome == .refer)
        guard case .review(let review)? = outputs.last else { throw Nothing() }
        #expect(review.ceilingFen == 100_000_000)

        func decide(_ amount: String, id: String) throws -> [AssessDecider.Output] {
            var body = DecideAmountOrder()
            body.review = review.id
            body.amount = .number(try Decimal128(amount))
            let record = DeciderRecords.order(.decisionAnswer, body: body, id: id, on: "150000")
            return try decider.decide(state, try #require(try decider.input(from: record))).outputs
        }
        let tooHigh = try decide("1000000.01", id: "o-1")
        guard case .answer(let refused)? = tooHigh.last else { throw Nothing() }
        #expect(!refused.accepted && tooHigh.count == 1)
        for output in tooHigh { decider.evolve(&state, .output(output)) }
        #expect(try decide("1", id: "o-1").isEmpty, "the same order again")
        let right = try decide("600000", id: "o-2")
        #expect(try assessed(right).awardFen == 60_000_000)
        guard case .answer(let accepted)? = right.last else { throw Nothing() }
        #expect(accepted.accepted)
    }
}

extension ClaimRefused {
    fileprivate init(of version: ClaimVersion) {
        self.init()
        of = version
    }
}
