import Agent
import Awards
import Decimals
import Messages
import Testing

@testable import Verifier

/// Given registers and claims, when an input comes, then these outputs follow.
struct VerifyDeciderTests {
    private let registers: [VerifyDecider.Input] = [Sample.registration(), Sample.tax(), Sample.inspection()]

    private func given(_ inputs: [VerifyDecider.Input]) throws -> VerifyRun {
        let run = try VerifyRun()
        try run.tell(.policy(try Sample.policy()))
        try run.tell(inputs)
        return run
    }

    private func refusal(_ outputs: [VerifyDecider.Output]) -> [String]? {
        guard case .refused(let refused)? = outputs.first, outputs.count == 1 else { return nil }
        return refused.failures.map(\.reason)
    }

    private func verified(_ outputs: [VerifyDecider.Output]) throws -> ClaimVerified {
        guard case .verified(let verified)? = outputs.first else { throw Sample.Missing(what: "\(outputs)") }
        return verified
    }

    private func waiting(_ outputs: [VerifyDecider.Output]) throws -> ClaimWaiting {
        guard case .waiting(let waiting)? = outputs.first else { throw Sample.Missing(what: "\(outputs)") }
        return waiting
    }

    private func review(_ outputs: [VerifyDecider.Output]) throws -> ReviewRequested {
        guard case .review(let review)? = outputs.last else { throw Sample.Missing(what: "\(outputs)") }
        return review
    }

    @Test("facts stand with where they come from, and a difference is shown")
    func provenance() throws {
        let run = try given(registers)
        var facts = Sample.liveFacts
        facts["local_sales"] = Sample.number(35_000_000)
        facts["prior_awards"] = Sample.number(1)
        let verified = try verified(try run.tell(.claim(Sample.claim(facts: facts))))
        #expect(verified.facts["local_sales"] == Sample.number(30_000_000))
        let sales = try #require(verified.provenance.first { $0.fact == "local_sales" })
        #expect(sales.standing == .attested && sales.source == "tax" && sales.asOf == "2023-01-31")
        #expect(sales.declared == "35000000")
        let rooms = try #require(verified.provenance.first { $0.fact == "rooms" })
        #expect(rooms.standing == .attested && rooms.source == "inspection" && rooms.declared == nil)
        // What a round knows is left to it.
        #expect(verified.facts["prior_awards"] == nil && verified.facts["applied_on"] == nil)
        #expect(verified.number == 1 && verified.of == ClaimVersion(of: Sample.claim()))
        #expect(run.decider.oldestOpenMs(run.state) == nil)
    }

    @Test("a register's number that is written otherwise is no difference")
    func sameNumber() throws {
        let run = try given(registers)
        var facts = Sample.liveFacts
        facts["local_sales"] = .number(try Decimal128("30000000.00"))
        let verified = try verified(try run.tell(.claim(Sample.claim(facts: facts))))
        #expect(verified.provenance.allSatisfy { $0.declared == nil })
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reasons: [String]
        var status = "存续"
        var clause = "7-1"
        var period = "2022"
        var facts = Sample.liveFacts
    }

    static let wrongFacts: Facts = ["rooms": .text("six"), "anchors": Sample.number(1), "area_m2": Sample.number(-5)]

    @Test(
        "every failed check is named",
        arguments: [
            Refusal(testDescription: "not in business", reasons: ["applicant_not_active"], status: "注销"),
            Refusal(testDescription: "no such clause", reasons: ["clause_unknown"], clause: "99"),
            Refusal(testDescription: "before the programme", reasons: ["period_outside_validity"], period: "2021"),
            Refusal(testDescription: "after the programme", reasons: ["period_outside_validity"], period: "2026"),
            Refusal(testDescription: "no year", reasons: ["period_unknown"], period: "最近"),
            Refusal(
                testDescription: "wrong facts", reasons: ["fact_wrong", "fact_unknown", "fact_wrong"],
                facts: wrongFacts),
            Refusal(
                testDescription: "all at once",
                reasons: [
                    "applicant_not_active", "period_outside_validity", "fact_wrong", "fact_unknown", "fact_wrong",
                ], status: "吊销", period: "2019", facts: wrongFacts),
        ])
    func refusals(_ row: Refusal) throws {
        let run = try given([Sample.registration(status: row.status)])
        let claim = Sample.claim(clause: row.clause, period: row.period, facts: row.facts)
        #expect(refusal(try run.tell(.claim(claim))) == row.reasons)
        #expect(try run.tell(.claim(claim)).isEmpty)
    }

    @Test("a refusal waits for the register of businesses, so that it names all")
    func refusalWaits() throws {
        let run = try given([])
        let missing = try waiting(try run.tell(.claim(Sample.claim(facts: Self.wrongFacts)))).missing
        #expect(missing.map(\.kind) == ["registration"])
        #expect(refusal(try run.tell(Sample.registration(status: "注销")))?.first == "applicant_not_active")
    }

    @Test("a firm that a complete register does not know is refused, but not by one of an earlier day")
    func unknownFirm() throws {
        let run = try given([Sample.tax(), Sample.inspection()])
        try run.tell(.claim(Sample.claim()))
        #expect(try run.tell(Sample.imported(.registration, asOf: "2023-06-30", isComplete: false)).isEmpty)
        #expect(try run.tell(Sample.imported(.registration, asOf: "2023-02-28")).isEmpty)
        #expect(refusal(try run.tell(Sample.imported(.registration, asOf: "2023-03-01"))) == ["applicant_unknown"])
        #expect(refusal(try run.tell(.claim(Sample.claim("c-2", clause: "4", facts: [:])))) == ["applicant_unknown"])
    }

    @Test("every missing row is named, and the claim is taken up when the last comes")
    func late() throws {
        let run = try given([])
        let first = try run.tell(.claim(Sample.claim()))
        let waiting = try waiting(first)
        #expect(waiting.missing.map(\.kind) == ["registration", "tax"])
        #expect(waiting.missing.map(\.key) == ["", "2022"])
        #expect(waiting.claim.contact == nil && waiting.number == 1)
        #expect(try review(first).facts == ["area_m2", "rooms", "active_anchors"])
        #expect(run.decider.oldestOpenMs(run.state) == waiting.claim.lodged.seconds * 1_000)
        #expect(try run.tell(Sample.tax(Sample.other)).isEmpty)
        let second = try self.waiting(try run.tell(Sample.tax()))
        #expect(second.missing.map(\.kind) == ["registration"] && second.number == 2)
        #expect(try self.waiting(try run.tell(Sample.registration())).missing.isEmpty)
        #expect(try verified(try run.tell(Sample.inspection())).number == 4)
        #expect(run.decider.oldestOpenMs(run.state) == nil)
        #expect(run.state.pending.keys.isEmpty && run.state.reviews.keys.isEmpty)
    }

    @Test("a newer row replaces, an older one does not, and neither changes what was verified")
    func newer() throws {
        func sales(_ amount: Int64, _ day: String) -> VerifyDecider.Input {
            Sample.row(.tax, ["local_sales": Sample.number(amount)], key: "2022", asOf: day)
        }
        let run = try given([Sample.registration(), Sample.inspection()])
        try run.tell([sales(1, "2023-02-01"), sales(2, "2023-01-01"), sales(3, "2023-02-01")])
        #expect(try verified(try run.tell(.claim(Sample.claim()))).facts["local_sales"] == Sample.number(3))
        #expect(try run.tell(sales(4, "2023-02-02")).isEmpty)
        #expect(try verified(try run.tell(.claim(Sample.claim(version: 2)))).facts["local_sales"] == Sample.number(4))
    }

    @Test("the object's row comes first, then the period's, then the applicant's")
    func keys() throws {
        func rating(_ grade: String, _ key: String) -> VerifyDecider.Input {
            Sample.row(
                .ratings, ["kind": .text("旅游饭店"), "grade": .text(grade), "rated_on": .text("2023-02-01")], key: key)
        }
        let rows = [rating("三星级", ""), rating("四星级", "2022"), rating("五星级", "饭店甲")]
        let expected = [("饭店甲", "五星级"), ("饭店乙", "四星级")]
        for (object, grade) in expected {
            let run = try given([Sample.registration()] + rows)
            let verified = try verified(
                try run.tell(.claim(Sample.claim(clause: "5", object: object, facts: [:]))))
            #expect(verified.facts["grade"] == .text(grade))
        }
    }

    @Test("a value that the clause cannot use attests nothing")
    func unfitRow() throws {
        let run = try given([Sample.registration(), Sample.inspection()])
        try run.tell(Sample.row(.tax, ["local_sales": .text("much")], key: "2022"))
        #expect(try waiting(try run.tell(.claim(Sample.claim()))).missing.map(\.kind) == ["tax"])
        _ = try verified(try run.tell(Sample.row(.tax, ["local_sales": Sample.number(9)], key: "2022")))
    }

    @Test("the same version again, or a lower one later, changes nothing")
    func versions() throws {
        let run = try given(registers)
        _ = try verified(try run.tell(.claim(Sample.claim(version: 2))))
        #expect(try run.tell(.claim(Sample.claim(version: 2))).isEmpty)
        #expect(try run.tell(.claim(Sample.claim(version: 1))).isEmpty)
        #expect(try verified(try run.tell(.claim(Sample.claim(version: 3)))).of.version == 3)
    }

    @Test("a higher version does not end the wait of a lower, whose end comes later")
    func waitingVersions() throws {
        let run = try given([Sample.registration(), Sample.inspection()])
        _ = try waiting(try run.tell(.claim(Sample.claim(version: 1))))
        _ = try waiting(try run.tell(.claim(Sample.claim(version: 2))))
        let ended = try run.tell(Sample.tax())
        #expect(ended.count == 2)
        #expect(run.state.places[ShortDigest("c-1")]?.map(\.version) == [2])
    }

    @Test("a withdrawal is passed on once, and an older version behind it changes nothing")
    func withdrawals() throws {
        let run = try given(registers)
        try run.tell(.claim(Sample.claim()))
        var withdrawn = ClaimWithdrawn()
        withdrawn.of = ClaimVersion(of: Sample.claim(version: 2))
        withdrawn.reason = "不再需要"
        #expect(try run.tell(.withdrawn(withdrawn)) == [.withdrawn(withdrawn)])
        #expect(try run.tell(.withdrawn(withdrawn)).isEmpty)
        #expect(try run.tell(.claim(Sample.claim(version: 1))).isEmpty)
    }

    @Test("of one claim at several offices the later ones are marked, whichever came first")
    func duplicates() throws {
        let claims = [
            Sample.claim(office: "150203", received: "2023-03-02T09:00:00+08:00"),
            Sample.claim(office: "150204", received: "2023-03-01T09:00:00+08:00"),
            Sample.claim(office: "150207", received: "2023-03-01T09:00:00+08:00"),
        ]
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [0, 2, 1]] {
            let run = try given(registers)
            for index in order { try run.tell(.claim(claims[index])) }
            var marks: [String: String?] = [:]
            for case .finding(let finding) in run.outputs { marks[finding.office] = finding.first }
            #expect(marks == ["150203": "150204", "150207": "150204"])
            #expect(run.outputs.count { if case .verified = $0 { true } else { false } } == 3)
        }
    }

    @Test("flags of lists become facts where the clause declares them, never a refusal")
    func lists() throws {
        let post = Sample.row(
            .post, ["parcels": .list([.record(["banner": .text("固阳县"), "count": Sample.number(10)])])], key: "2022")
        let claim = Sample.claim(clause: "14", facts: [:])
        let run = try given([Sample.registration(), post])
        let missing = try waiting(try run.tell(.claim(claim))).missing
        #expect(missing.map(\.kind) == ["credit"] && missing.first?.isListed == true)
        let clear = try verified(try run.tell(Sample.imported(.credit)))
        #expect(clear.facts["on_credit_blacklist"] == .boolean(false))
        #expect(clear.provenance.last?.source == "credit" && clear.provenance.last?.asOf == "2023-01-31")
        let listed = try given([
            Sample.registration(), post, Sample.row(.credit, ["on_credit_blacklist": .boolean(true)]),
        ])
        #expect(try verified(try listed.tell(.claim(claim))).facts["on_credit_blacklist"] == .boolean(true))
    }

    @Test("a government is in no register of businesses, and is a county or a city by its code")
    func governments() throws {
        let titles = Sample.row(
            .titles, ["base_level": .text("国家级"), "approved_on": .text("2022-05-01")],
            applicant: Sample.government)
        let run = try given([titles])
        let verified = try verified(
            try run.tell(.claim(Sample.claim(clause: "3", applicant: Sample.government, facts: [:]))))
        #expect(verified.facts["claimant_kind"] == .text("county"))
        let firm = try given([Sample.registration(), Sample.row(.titles, ["base_level": .text("国家级")])])
        let asked = try waiting(try firm.tell(.claim(Sample.claim(clause: "3", facts: [:]))))
        #expect(asked.missing.map(\.facts) == [["approved_on"]])
    }
}

/// Reviews, policies and rounds.
struct VerifyReviewTests {
    private let asked: Facts = [
        "area_m2": Sample.number(1500), "rooms": Sample.number(5), "active_anchors": Sample.number(11),
    ]

    private func given(_ inputs: [VerifyDecider.Input]) throws -> (VerifyRun, String) {
        let run = try VerifyRun()
        try run.tell(.policy(try Sample.policy()))
        try run.tell(inputs)
        var id = ""
        for case .review(let review) in try run.tell(.claim(Sample.claim())) { id = review.id }
        return (run, id)
    }

    private func answer(_ outputs: [VerifyDecider.Output]) throws -> OrderAnswered {
        guard case .answer(let answer)? = outputs.last else { throw Sample.Missing(what: "\(outputs)") }
        return answer
    }

    @Test("an officer's answer attests the facts")
    func answered() throws {
        let (run, id) = try given([Sample.registration(), Sample.tax()])
        #expect(run.outputs.count == 1)
        let outputs = try run.tell(Sample.order(id, asked))
        guard case .verified(let verified)? = outputs.first else { throw Sample.Missing(what: "\(outputs)") }
        let rooms = try #require(verified.provenance.first { $0.fact == "rooms" })
        #expect(rooms.standing == .reviewed && rooms.source == "order-1" && rooms.declared == "6")
        #expect(verified.facts["rooms"] == Sample.number(5))
        #expect(try answer(outputs).accepted)
        #expect(try run.tell(Sample.order(id, asked)).isEmpty, "the same order again")
        #expect(try !answer(try run.tell(Sample.order(id, asked, id: "order-2"))).accepted)
    }

    @Test("an answer that comes before the rows is kept until they come")
    func answeredFirst() throws {
        let (run, id) = try given([Sample.registration()])
        let outputs = try run.tell(Sample.order(id, asked))
        guard case .waiting(let waiting)? = outputs.first else { throw Sample.Missing(what: "\(outputs)") }
        #expect(waiting.missing.map(\.kind) == ["tax"] && waiting.reviewed == asked && waiting.review == "order-1")
        guard case .verified(let verified)? = try run.tell(Sample.tax()).first else {
            throw Sample.Missing(what: "verified")
        }
        #expect(verified.facts["rooms"] == Sample.number(5))
    }

    @Test("an answer must attest what is asked, and what the clause can use")
    func refusedAnswers() throws {
        let (run, id) = try given([Sample.registration(), Sample.tax()])
        var few = asked
        few["rooms"] = nil
        var wrong = asked
        wrong["rooms"] = .text("five")
        var more = asked
        more["local_sales"] = Sample.number(1)
        for (number, facts) in [few, wrong, more].enumerated() {
            #expect(try !answer(try run.tell(Sample.order(id, facts, id: "o-\(number)"))).accepted)
        }
        #expect(try !answer(try run.tell(Sample.order("another", asked, id: "o-8"))).accepted)
        #expect(try !answer(try run.tell(Sample.order(id, asked, id: "o-9", kind: "review.sing"))).accepted)
        #expect(try answer(try run.tell(Sample.order(id, asked))).accepted)
    }

    @Test("a row that attests what the review asks for ends it, though something else is missing")
    func reviewIsOver() throws {
        let run = try VerifyRun()
        try run.tell([.policy(try Sample.policy()), Sample.registration()])
        let outputs = try run.tell(.claim(Sample.claim()))
        guard case .review(let review)? = outputs.last else { throw Sample.Missing(what: "\(outputs)") }
        guard case .waiting(let waiting)? = try run.tell(Sample.inspection()).first else {
            throw Sample.Missing(what: "\(run.outputs)")
        }
        #expect(waiting.isReviewOver == true && waiting.missing.map(\.kind) == ["tax"])
        #expect(run.state.reviews.keys.isEmpty)
        // Whoever answers now is told that nobody asks.
        var facts = Facts()
        for name in review.facts { facts[name] = Sample.number(99) }
        #expect(try !answer(try run.tell(Sample.order(review.id, facts))).accepted)
        let last = try run.tell(Sample.tax())
        guard case .verified(let verified)? = last.first else { throw Sample.Missing(what: "\(last)") }
        #expect(verified.facts["rooms"] == Sample.number(6))
        #expect(verified.provenance.first { $0.fact == "rooms" }?.source == "inspection")
    }

    @Test("a row that attests some of the facts makes the review smaller")
    func smaller() throws {
        let (run, id) = try given([Sample.registration(), Sample.tax()])
        let outputs = try run.tell(
            Sample.row(.inspection, ["area_m2": Sample.number(1200), "active_anchors": Sample.number(12)]))
        guard case .review(let review)? = outputs.first else { throw Sample.Missing(what: "\(outputs)") }
        #expect(review.facts == ["rooms"] && review.id != id)
        #expect(try !answer(try run.tell(Sample.order(id, asked, id: "o-1"))).accepted)
        #expect(try answer(try run.tell(Sample.order(review.id, ["rooms": Sample.number(7)]))).accepted)
    }

    @Test("a claim waits for its programme, and other offices' programmes are not ours")
    func programmes() throws {
        let run = try VerifyRun()
        try run.tell([Sample.registration(), Sample.tax(), Sample.inspection()])
        try run.tell(.claim(Sample.claim()))
        try run.tell(.claim(Sample.claim("c-2", clause: "9", programme: "nm39-2022")))
        guard case .waiting(let waiting)? = run.outputs.first else { throw Sample.Missing(what: "waiting") }
        #expect(waiting.missing.map(\.kind) == ["programme"] && waiting.missing.map(\.key) == ["baotou-2022"])
        #expect(
            try run.tell(.policy(try Sample.policy("nm39-2022"))).allSatisfy {
                if case .verified = $0 { false } else { true }
            })
        let outputs = try run.tell(.policy(try Sample.policy()))
        guard case .verified? = outputs.first, outputs.count == 1 else { throw Sample.Missing(what: "\(outputs)") }
    }

    @Test("a policy that cannot be read is refused and the one before stays in force")
    func brokenPolicy() throws {
        let run = try VerifyRun()
        try run.tell(.policy(try Sample.policy()))
        try run.tell([Sample.registration(), Sample.tax(), Sample.inspection()])
        var broken = try Sample.policy()
        broken.digest = "sha256:0"
        broken.bytes = Base64Data(Array("programme: baotou-2022".utf8))
        #expect(throws: (any Error).self) { try run.tell(.policy(broken)) }
        guard case .verified? = try run.tell(.claim(Sample.claim())).first else {
            throw Sample.Missing(what: "verified")
        }
    }

    @Test("a round fixes the policy for its clauses")
    func rounds() throws {
        let run = try VerifyRun()
        let old = try Sample.policy()
        var new = old
        let text = String(decoding: old.bytes.bytes, as: UTF8.self)
        let changed = Array(
            text.replacing(
                "area_m2:        {unit: m2, source: inspection", with: "area_m2:        {unit: m2, source: claim"
            ).utf8)
        new.bytes = Base64Data(changed)
        new.digest = "sha256:new"
        #expect(changed.count != old.bytes.bytes.count)
        var round = RoundOpened()
        round.round = "r"
        round.programme = "baotou-2022"
        round.clauses = ["7-1"]
        round.period = "2022"
        round.policy = old.digest
        try run.tell([.policy(old), .policy(new), .round(round)])
        try run.tell([Sample.registration(), Sample.tax(), Sample.inspection()])
        for (period, standing) in [("2022", Provenance.Standing.attested), ("2023", .declared)] {
            try run.tell(Sample.row(.tax, ["local_sales": Sample.number(1)], key: ""))
            let outputs = try run.tell(.claim(Sample.claim("c-\(period)", period: period)))
            guard case .verified(let verified)? = outputs.first else { throw Sample.Missing(what: "\(outputs)") }
            #expect(verified.provenance.first { $0.fact == "area_m2" }?.standing == standing)
        }
    }

    @Test("more versions than one decision takes up are taken up with the inputs that follow")
    func draining() throws {
        let run = try VerifyRun(most: 3)
        try run.tell([Sample.registration(), Sample.tax(), Sample.inspection()])
        for number in 0..<8 { try run.tell(.claim(Sample.claim("c-\(number)"))) }
        var counts = [try run.tell(.policy(try Sample.policy())).count]
        for _ in 0..<3 { counts.append(try run.tell(Sample.tax(Sample.other)).count) }
        #expect(counts == [3, 3, 2, 0])
        #expect(run.state.draining.isEmpty && run.state.pending.keys.isEmpty)
    }
}
