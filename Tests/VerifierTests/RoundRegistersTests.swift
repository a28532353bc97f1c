import Agent
import Awards
import Messages
import Testing

@testable import Verifier

/// On which rows the claims of a round stand that closes.
struct RoundRegistersTests {
    let day = "2023-06-30"

    func given(_ inputs: [VerifyDecider.Input], most: Int = 4_000) throws -> VerifyRun {
        let run = try VerifyRun(most: most)
        try run.tell(.policy(try Sample.policy()))
        try run.tell([Sample.registration(), Sample.inspection()])
        try run.tell(inputs)
        return run
    }

    func verified(_ outputs: [VerifyDecider.Output]) -> [ClaimVerified] {
        outputs.compactMap { if case .verified(let verified) = $0 { verified } else { nil } }
    }

    /// What the tax register last said in a verification, and of which day.
    private func sales(_ outputs: [VerifyDecider.Output]) -> String? {
        guard let last = verified(outputs).last else { return nil }
        let day = last.provenance.first { $0.fact == "local_sales" }?.asOf ?? "?"
        return "\(last.facts["local_sales"]?.json ?? "?") of \(day)"
    }

    private func markers(_ outputs: [VerifyDecider.Output]) -> [VerifyComplete] {
        outputs.compactMap { if case .complete(let complete) = $0 { complete } else { nil } }
    }

    struct Rows: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Amount and day of each row; no amount stands for the end of an import of the day.
        let before: [(Int64?, String)]
        let after: [(Int64?, String)]
        let stands: String?
        let newest: String?
    }

    static let rows: [Rows] = [
        Rows(
            testDescription: "the newest up to the day", before: [(1, "2023-05-31"), (2, "2023-06-30")], after: [],
            stands: "2 of 2023-06-30", newest: "2 of 2023-06-30"),
        Rows(
            testDescription: "not a row of a later day",
            before: [(1, "2023-05-31"), (2, "2023-06-15"), (3, "2023-07-31")], after: [],
            stands: "2 of 2023-06-15", newest: "3 of 2023-07-31"),
        Rows(
            testDescription: "not a row that came behind the marker", before: [(1, "2023-05-31")],
            after: [(2, "2023-06-30")], stands: "1 of 2023-05-31", newest: "2 of 2023-06-30"),
        Rows(
            testDescription: "of the same day the later", before: [(1, "2023-06-30"), (2, "2023-06-30")],
            after: [(3, "2023-06-30")], stands: "2 of 2023-06-30", newest: "3 of 2023-06-30"),
        Rows(
            testDescription: "an older day that came last", before: [(2, "2023-06-30"), (1, "2023-05-31")], after: [],
            stands: "2 of 2023-06-30", newest: "2 of 2023-06-30"),
        Rows(
            testDescription: "where there is none the first that comes at all", before: [],
            after: [(5, "2023-07-31"), (6, "2023-06-30"), (7, "2023-08-31")], stands: "5 of 2023-07-31",
            newest: "7 of 2023-08-31"),
        Rows(
            testDescription: "also when that came before the marker", before: [(5, "2023-07-31")],
            after: [(6, "2023-06-30")], stands: "5 of 2023-07-31", newest: "5 of 2023-07-31"),
        Rows(
            testDescription: "the same facts of several imports, by their days",
            before: [
                (1, "2023-04-30"), (nil, "2023-04-30"), (1, "2023-05-31"), (nil, "2023-05-31"), (1, "2023-07-31"),
            ],
            after: [(1, "2023-08-31")], stands: "1 of 2023-05-31", newest: "1 of 2023-08-31"),
        Rows(
            testDescription: "other facts between the same",
            before: [(1, "2023-05-31"), (2, "2023-06-15"), (1, "2023-07-31")],
            after: [], stands: "2 of 2023-06-15", newest: "1 of 2023-07-31"),
        Rows(testDescription: "none", before: [], after: [], stands: nil, newest: nil),
    ]

    private func inputs(_ rows: [(Int64?, String)]) -> [VerifyDecider.Input] {
        rows.map { amount, day in
            amount.map { Sample.sales($0, day) } ?? Sample.imported(.tax, asOf: day, isComplete: false)
        }
    }

    @Test("the row of the day stands, whenever the claim, the round's close and the marker come", arguments: rows)
    func rowOfTheDay(_ rows: Rows) throws {
        let claim = VerifyDecider.Input.claim(Sample.claim())
        let closing = try Sample.closing(registers: [.tax: day])
        let marker = Sample.imported(.tax, asOf: day, isComplete: false)
        let before = inputs(rows.before)
        let after = inputs(rows.after)
        let orders: [[VerifyDecider.Input]] = [
            [closing] + before + [marker] + after + [claim], [claim] + before + [marker] + after + [closing],
            [claim, closing] + before + [marker] + after, before + [claim, marker] + after + [closing],
            before + [claim, closing, marker] + after, before + [marker, claim] + after + [closing],
            before + [marker] + after + [claim, closing], before + [marker, closing] + after + [claim],
        ]
        for (index, order) in orders.enumerated() {
            let run = try given([try Sample.opened()] + order)
            #expect(sales(run.outputs) == rows.stands, "order \(index)")
            let numbers = verified(run.outputs).map(\.number)
            #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count, "order \(index)")
            #expect(markers(run.outputs).map(\.register) == [RegisterDay("tax", day)], "order \(index)")
        }
        // Without a round that closes it is the newest, and so it is for what the round does not cover.
        for other in [[], [try Sample.closing(clauses: ["4"], registers: [.tax: day])]] {
            let run = try given(other + before + [marker] + after + [claim])
            #expect(sales(run.outputs) == rows.newest)
        }
        let late = Sample.claim(lodged: "2023-07-01T09:00:00+08:00")
        let run = try given([closing] + before + [marker] + after + [.claim(late)])
        #expect(sales(run.outputs) == rows.newest, "lodged behind the deadline")
    }

    @Test("what stood on other rows is verified again, one number higher, and then the marker is passed on")
    func again() throws {
        let run = try given([Sample.sales(1, "2023-05-31"), Sample.sales(3, "2023-07-31")])
        try run.tell([.claim(Sample.claim("c-1")), .claim(Sample.claim("c-2", clause: "4", facts: [:]))])
        try run.tell(Sample.sales(2, "2023-06-30"))
        #expect(verified(run.outputs).filter { $0.of.claim == "c-1" }.map(\.number) == [1])
        #expect(verified(try run.tell(try Sample.closing(registers: [.tax: day]))).isEmpty)
        let outputs = try run.tell(Sample.imported(.tax, asOf: day, isComplete: false))
        #expect(verified(outputs).map(\.number) == [2] && sales(outputs) == "2 of 2023-06-30")
        #expect(verified(outputs).first?.lodged == nil, "it is kept already")
        guard case .complete(let complete)? = outputs.last else { throw Sample.Missing(what: "\(outputs)") }
        #expect(complete.register == RegisterDay("tax", day) && complete.held.isEmpty && complete.more == nil)
        #expect(complete.round == "r" && complete.office == nil)
        // The first marker of the day is the marker.
        #expect(try run.tell(Sample.imported(.tax, asOf: day, isComplete: false)).isEmpty)
        #expect(try run.tell(Sample.imported(.tax, asOf: "2023-07-31", isComplete: false)).isEmpty)
        #expect(try run.tell(try Sample.closing(registers: [.tax: day])).isEmpty, "the same close again")
        // What comes later stands on the day's rows.
        #expect(sales(try run.tell(.claim(Sample.claim("c-3")))) == "2 of 2023-06-30")
    }

    @Test("a version that now waits is named with the marker, with the number that its outcome will have")
    func reopened() throws {
        let run = try given([Sample.row(.tax, ["total_sales": Sample.number(1)], key: "2022", asOf: day)])
        let credit = Sample.row(.credit, ["on_credit_blacklist": .boolean(false)], asOf: "2023-07-31")
        try run.tell([Sample.row(.post, ["parcels": .list([])], key: "2022"), credit])
        #expect(verified(try run.tell(.claim(Sample.claim(clause: "14", facts: [:])))).count == 1)
        try run.tell(try Sample.closing(registers: [.credit: day, .post: "2023-01-31"]))
        // The list of the day was not imported whole: the first row that comes is as good as any.
        #expect(verified(try run.tell(Sample.imported(.credit, asOf: day, isComplete: false))).isEmpty)
        let other = try given([])
        try other.tell(Sample.row(.ratings, rating("五星级"), asOf: "2023-07-31"))
        try other.tell(.claim(Sample.claim(clause: "5", object: "饭店", facts: [:])))
        try other.tell(Sample.row(.ratings, ["kind": .text("旅游饭店"), "grade": .text("无")], asOf: day))
        try other.tell(try Sample.closing(registers: [.ratings: day]))
        let outputs = try other.tell(Sample.imported(.ratings, asOf: day, isComplete: false))
        let waits = outputs.contains { if case .waiting(let waiting) = $0 { waiting.number == 2 } else { false } }
        let held = markers(outputs).flatMap(\.held)
        #expect(waits ? held.map(\.number) == [3] && held.first?.cause == .row : held.isEmpty)
    }

    private func rating(_ grade: String) -> Facts {
        ["kind": .text("旅游饭店"), "grade": .text(grade), "rated_on": .text("2023-01-02")]
    }

    @Test("a fact that the day's row lacks makes a decided version wait, and a later row ends that")
    func lacking() throws {
        let run = try given([Sample.row(.tax, ["total_sales": Sample.number(1)], key: "2022", asOf: day)])
        try run.tell(Sample.inspection())
        try run.tell(.claim(Sample.claim()))
        #expect(verified(run.outputs).isEmpty)
        try run.tell(Sample.imported(.tax, asOf: day, isComplete: false))
        try run.tell(Sample.sales(4, "2023-07-31"))
        try run.tell(try Sample.closing(registers: [.tax: day]))
        try run.tell(Sample.sales(5, "2023-08-31"))
        #expect(sales(run.outputs) == "4 of 2023-07-31", "the first row that has it")
    }

    @Test("who is on no list on the day is on none, though a row comes later")
    func lists() throws {
        let post = Sample.row(.post, ["parcels": .list([])], key: "2022")
        let listed = Sample.row(.credit, ["on_credit_blacklist": .boolean(true)], asOf: day)
        let claim = VerifyDecider.Input.claim(Sample.claim(clause: "14", facts: [:]))
        let marker = Sample.imported(.credit, asOf: day)
        let closing = try Sample.closing(registers: [.credit: day])
        let orders = [
            [claim, closing, marker, listed, post], [post, claim, marker, listed, closing],
            [post, marker, listed, closing, claim], [post, closing, marker, claim, listed],
        ]
        for order in orders {
            let last = verified(try given(order).outputs).last
            #expect(last?.facts["on_credit_blacklist"] == .boolean(false))
            #expect(last?.provenance.first { $0.fact == "on_credit_blacklist" }?.asOf == day)
        }
        let before = verified(try given([post, claim, listed, marker, closing]).outputs).last
        #expect(before?.facts["on_credit_blacklist"] == .boolean(true))
    }

    @Test("what a clause can do without is not taken from a row that came behind the marker")
    func assumed() throws {
        let row = Sample.row(.ratings, rating("五星级"), asOf: day)
        let late = Sample.row(.ratings, ["newly_rated": .boolean(false)], key: "2022", asOf: day)
        let claim = VerifyDecider.Input.claim(Sample.claim(clause: "5", facts: [:]))
        let marker = Sample.imported(.ratings, asOf: day, isComplete: false)
        let closing = try Sample.closing(registers: [.ratings: day])
        for order in [[row, claim, marker, closing, late], [row, marker, late, closing, claim]] {
            let last = try #require(verified(try given(order).outputs).last)
            #expect(last.facts["newly_rated"] == nil && last.facts["grade"] == .text("五星级"))
        }
        let before = verified(try given([row, late, marker, closing, claim]).outputs).last
        #expect(before?.facts["newly_rated"] == .boolean(false))
    }

    @Test("a firm that the register does not know on the day is refused, though it is registered later")
    func unknownFirm() throws {
        let claim = VerifyDecider.Input.claim(Sample.claim(applicant: Sample.other))
        let marker = Sample.imported(.registration, asOf: day)
        let closing = try Sample.closing(registers: [.registration: day])
        let rows: [VerifyDecider.Input] = [
            Sample.registration(Sample.other), Sample.tax(Sample.other), Sample.inspection(Sample.other),
        ]
        for order in [[claim, marker] + rows + [closing], [marker] + rows + [closing, claim]] {
            let run = try given(order)
            let refused = run.outputs.compactMap { if case .refused(let refused) = $0 { refused } else { nil } }
            #expect(refused.last?.failures.map(\.reason) == ["applicant_unknown"])
            #expect(verified(run.outputs).isEmpty)
        }
    }

    @Test("a register that is not waited for any more has no marker and changes nothing")
    func waived() throws {
        let run = try given([Sample.sales(1, day), Sample.sales(2, "2023-07-31"), .claim(Sample.claim())])
        try run.tell([try Sample.closing(registers: [.tax: day]), Sample.waived("tax")])
        #expect(try run.tell(Sample.imported(.tax, asOf: day, isComplete: false)).isEmpty)
        #expect(sales(try run.tell(.claim(Sample.claim("c-2")))) == "2 of 2023-07-31")
    }

    @Test("an answer to a request stands for the version that it completes")
    func answers() throws {
        let run = try given([Sample.sales(1, day), Sample.sales(2, "2023-07-31"), .claim(Sample.claim())])
        try run.tell([try Sample.closing(registers: [.tax: day]), Sample.imported(.tax, asOf: day)])
        var answer = Sample.claim(version: 2, lodged: "2023-08-01T09:00:00+08:00")
        #expect(sales(try run.tell(.claim(answer))) == "2 of 2023-07-31")
        answer.version = 3
        answer.answers = "c-1.150204.1.rooms"
        let outputs = try run.tell(.claim(answer))
        #expect(sales(outputs) == "1 of 2023-06-30")
        // Round is told which version it counts as.
        let of = try #require(verified(outputs).last?.of)
        #expect(of.version == 3 && of.lodged == answer.lodged && of.counted == Sample.claim().lodged)
    }

    @Test("the policy that a round fixes is that of its claims, also of those that came before the round")
    func policy() throws {
        let old = try Sample.policy()
        let new = try Sample.policyWithDeclaredArea()
        for order in [[try Sample.opened(), .claim(Sample.claim())], [.claim(Sample.claim()), try Sample.opened()]] {
            let run = try VerifyRun()
            try run.tell([.policy(old), .policy(new), Sample.registration(), Sample.tax(), Sample.inspection()])
            try run.tell(order)
            try run.tell(try Sample.closing())
            let area = verified(run.outputs).last?.provenance.first { $0.fact == "area_m2" }
            #expect(area?.standing == .attested)
        }
    }

    @Test("a claim waits for the policy that its round fixes")
    func missingPolicy() throws {
        let run = try VerifyRun()
        try run.tell([.policy(try Sample.policyWithDeclaredArea()), try Sample.opened()])
        try run.tell([Sample.registration(), Sample.tax(), Sample.inspection()])
        guard case .waiting? = try run.tell(.claim(Sample.claim())).first else {
            throw Sample.Missing(what: "waiting")
        }
        #expect(verified(try run.tell(.policy(try Sample.policy()))).count == 1)
    }

    @Test(
        "an answer to a review stands when another check refused the version before it came",
        arguments: [true, false])
    func answeredWhileRefused(isAnsweredBefore: Bool) throws {
        let run = try VerifyRun()
        try run.tell([.policy(try Sample.policy()), try Sample.opened(), Sample.registration(), Sample.tax()])
        let asked = try run.tell(.claim(Sample.claim()))
        guard case .review(let review)? = asked.last else { throw Sample.Missing(what: "\(asked)") }
        try run.tell(Sample.row(.registration, ["status": .text("注销")], asOf: "2023-07-31"))
        // A row that may answer the review has the version verified once more.
        guard case .refused? = try run.tell(Sample.row(.inspection, ["stations": Sample.number(1)])).first else {
            throw Sample.Missing(what: "a refusal")
        }
        var facts = Facts()
        for name in review.facts { facts[name] = Sample.number(2_000) }
        let order = Sample.order(review.id, facts)
        if isAnsweredBefore {
            let answered = try run.tell(order)
            guard case .attested(let attested)? = answered.first, case .answer(let answer)? = answered.last else {
                throw Sample.Missing(what: "\(answered)")
            }
            #expect(attested.facts == facts && attested.order == "order-1" && answer.accepted)
            let second = try run.tell(Sample.order(review.id, facts, id: "order-2"))
            guard case .answer(let refused)? = second.last else { throw Sample.Missing(what: "\(second)") }
            #expect(!refused.accepted, "it is answered")
        }
        try run.tell(try Sample.closing(registers: [.registration: day]))
        var outputs = try run.tell(Sample.imported(.registration, asOf: day, isComplete: false))
        if !isAnsweredBefore {
            #expect(outputs.contains { if case .review(let again) = $0 { again.id == review.id } else { false } })
            outputs = try run.tell(order)
        }
        let last = try #require(verified(outputs).last)
        #expect(last.facts["rooms"] == Sample.number(2_000) && last.number > 1)
        #expect(last.provenance.first { $0.fact == "rooms" }?.source == "order-1")
    }
}

extension Sample {
    /// The policy with one fact that the applicant declares.
    static func policyWithDeclaredArea() throws -> PolicyAdopted {
        var new = try policy()
        let text = String(decoding: new.bytes.bytes, as: UTF8.self)
        let changed = Array(
            text.replacing(
                "area_m2:        {unit: m2, source: inspection", with: "area_m2:        {unit: m2, source: claim"
            ).utf8)
        guard changed.count != new.bytes.bytes.count else { throw Missing(what: "area_m2") }
        new.bytes = Base64Data(changed)
        new.digest = "sha256:declared-area"
        return new
    }
}
