import Agent
import Awards
import Decimals
import Log
import Messages
import Policy

/// Applies the clauses of its office's programmes to claims that were verified.
final class AssessDecider: Decider, Sendable {
    enum Input {
        /// Read without what only a review shows; that is in the record. In a box, as the largest outputs: what is large
        /// is copied piece by piece wherever it is handed on.
        indirect case verified(ClaimVerified, in: Record? = nil)
        case refused(ClaimRefused)
        case withdrawn(ClaimWithdrawn)
        /// What this office adopted, or one below it.
        case policy(PolicyAdopted, isOwn: Bool)
        case guide(GuideSet)
        case round(RoundOpened)
        case order(OrderGiven)
        case complete(VerifyComplete)
        case resolved(LetterResolved)
    }

    enum Output: Equatable {
        indirect case assessed(ClaimAssessed)
        indirect case review(ReviewRequested)
        case answer(OrderAnswered)
        case complete(AssessComplete)
        case resolved(LetterResolved)
    }

    let specification: TaskSpecification
    private let inbox: OrderInbox
    private let assessments: String
    private let programmes: String
    /// What it reads of verifiers.
    let verifications: [String]
    private let rulebooks = Rulebooks()
    private let clauses = AssessedClauses()
    private let guides = Guides()
    /// How many waiting versions one decision takes up. What is left is taken up with the inputs that follow.
    private let most: Int

    typealias State = AssessState

    init(_ task: TaskName, _ offices: Offices, most: Int = 4_000) {
        self.most = most
        let inbox = OrderInbox(of: task, partitions: offices.partitions)
        let assessments = Stream.assessments.topic(of: task.division)
        let programmes = Stream.programmes.topic(of: task.division)
        let partition = Int32(task.number)
        let rounds = Stream.rounds.topic(of: task.division)
        let below = offices.subordinates(of: task.division)
        let verifiers = ([offices[task.division]].compactMap { $0 } + below).filter { !$0.tasks(of: .verify).isEmpty }
        let verifications = verifiers.map { Stream.verifications.topic(of: $0.division) }
        var sources = verifications.map { TaskSpecification.Source(TopicPartition($0, partition)) }
        // What an office below has adopted is not ours: without that nobody could tell it from what is not here yet.
        let others = below.filter { !$0.tasks(of: .round).isEmpty }.map { Stream.programmes.topic(of: $0.division) }
        sources += ([programmes, rounds] + others).map { .init(TopicPartition($0, 0), isTable: true) }
        sources.append(inbox.source)
        specification = TaskSpecification(
            task, sources: sources, outputs: [assessments, inbox.answers], retryPartitions: [partition])
        self.inbox = inbox
        self.assessments = assessments
        self.programmes = programmes
        self.verifications = verifications
    }

    // MARK: Reading

    /// What a clause does not ask for is not read.
    private static let assessed = ClaimVerified.fields.passingOver("provenance", "lodged")

    func input(from record: Record) throws -> Input? {
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        switch record.header(text: "ce_type") {
        case ClaimVerified.type: return .verified(try ClaimVerified(reading: payload, Self.assessed), in: record)
        case ClaimRefused.type: return .refused(try ClaimRefused(reading: payload))
        case ClaimWithdrawn.type: return .withdrawn(try ClaimWithdrawn(reading: payload))
        case PolicyAdopted.type:
            return .policy(try PolicyAdopted(reading: payload), isOwn: record.topic == programmes)
        case GuideSet.type: return record.topic == programmes ? .guide(try GuideSet(reading: payload)) : nil
        case RoundOpened.type: return .round(try RoundOpened(reading: payload))
        case OrderGiven.type: return try inbox.order(in: record).map { .order($0) }
        case VerifyComplete.type: return .complete(try VerifyComplete(reading: payload))
        case LetterResolved.type: return .resolved(try LetterResolved(reading: payload))
        // Waiting claims and reviews are the verifier's own.
        default: return nil
        }
    }

    // MARK: Deciding

    func decide(_ state: State, _ input: Input) throws -> Decision<Output> {
        var outputs: [Output] = []
        switch input {
        case .verified(let verified, let record):
            if isNews(state, verified.of, verified.number) { outputs = try assess(state, verified, in: record) }
        case .refused(let refused):
            outputs = passOn(state, refused.of, refused.number, .refused, refused.failures.first?.reason)
        case .withdrawn(let withdrawn): outputs = passOn(state, withdrawn.of, 1, .withdrawn, nil)
        case .order(let order): outputs = try answer(state, order)
        case .complete(let complete): outputs = pass(state, complete)
        case .resolved(let resolved): outputs = [.resolved(pass(state, resolved))]
        case .policy, .guide, .round: break
        }
        // What has all its terms now goes on; behind an input that says something itself, with the next.
        guard outputs.isEmpty else { return Decision(outputs) }
        return Decision(state.ready(most: most).flatMap { takeUp(state, $0) })
    }

    func resolve(_ state: State, letter: String, _ input: Input?) -> [Output] { reported(state, letter, input) }

    private func isNews(_ state: State, _ version: ClaimVersion, _ number: Int64) -> Bool {
        state.said[version.name].map { $0 < number } ?? true
    }

    /// A refusal or a withdrawal: passed on by the office that decides about the programme.
    private func passOn(
        _ state: State, _ version: ClaimVersion, _ number: Int64, _ outcome: ClaimAssessed.Outcome, _ reason: String?
    ) -> [Output] {
        guard isNews(state, version, number) else { return [] }
        var assessed = ClaimAssessed()
        assessed.of = version
        assessed.number = number
        assessed.reason = reason
        if state.policies[version.programme] != nil {
            assessed.outcome = outcome
            return [.assessed(assessed)]
        }
        guard state.others[version.programme] == nil else { return [] }
        assessed.outcome = .waiting
        assessed.then = outcome
        return [.assessed(assessed)]
    }

    /// A version that cannot be assessed goes on waiting: what was read now is not to blame for it.
    private func takeUp(_ state: State, _ waiting: ClaimAssessed) -> [Output] {
        do {
            return try assess(state, waiting)
        } catch {
            var failed = waiting
            failed.reason = AssessState.cannotBeAssessed
            return [.assessed(failed)]
        }
    }

    private func assess(_ state: State, _ waiting: ClaimAssessed) throws -> [Output] {
        if let outcome = waiting.then {
            var assessed = waiting
            assessed.outcome = outcome
            assessed.then = nil
            return [.assessed(assessed)]
        }
        var verified = ClaimVerified()
        verified.of = waiting.of
        verified.number = waiting.number
        verified.facts = waiting.facts
        verified.earlier = waiting.earlier
        return try assess(state, verified)
    }

    /// - Parameter record: where the whole of it is, if it was read in part.
    private func assess(
        _ state: State, _ verified: ClaimVerified, in record: Record? = nil, decided: Fact? = nil
    ) throws -> [Output] {
        switch state.terms(of: verified.of) {
        case .notOurs: return []
        case .missing(let what):
            var waiting = ClaimAssessed()
            waiting.of = verified.of
            waiting.number = verified.number
            waiting.outcome = .waiting
            waiting.reason = what
            waiting.facts = verified.facts
            waiting.earlier = verified.earlier
            return [.assessed(waiting)]
        case .known(let digest, let guideDigest):
            let clause = try clauses.clause(verified.of.clause, of: digest, at: verified.of.office) {
                try rulebooks.rulebook(digest: digest, name: verified.of.programme) {
                    Array((state.files[digest] ?? "").utf8)
                }
            }
            let guide = try guideDigest.flatMap { digest in try guides.guide(digest) { state.guides[digest] } }
            let work = AssessmentWork(
                verified: verified, clause: clause, policy: digest, guide: guide, decided: decided)
            let assessed = try work.assessed()
            guard assessed.outcome == .refer, decided == nil else { return [.assessed(assessed)] }
            let whole = try record?.payload.map { try ClaimVerified(reading: $0) } ?? verified
            return [.assessed(assessed), .review(review(of: assessed, whole))]
        }
    }

    private func review(of assessed: ClaimAssessed, _ verified: ClaimVerified) -> ReviewRequested {
        var review = ReviewRequested()
        review.id = "\(assessed.of.claim).\(assessed.of.office).\(assessed.of.version).\(assessed.number).amount"
        review.of = assessed.of
        review.subject = .amount
        review.reason = assessed.reason
        review.ceilingFen = assessed.ceilingFen
        review.verified = verified
        return review
    }

    // MARK: Orders

    private func answer(_ state: State, _ order: OrderGiven) throws -> [Output] {
        // Sent again: it was answered.
        guard state.answered[order.id] == nil else { return [] }
        guard order.kind == OrderKind.decisionAnswer.name else { return [.answer(inbox.refuseUnknown(order))] }
        let body: DecideAmountOrder
        do {
            body = try DecideAmountOrder(reading: order.body.bytes)
        } catch {
            return [.answer(inbox.refuse(order, zh: "指令内容有误：\(error)", en: "The order cannot be used. \(error)"))]
        }
        guard let waiting = state.undecided[body.review] else {
            return [
                .answer(
                    inbox.refuse(
                        order, zh: "没有待决定的复核\(body.review)。", en: "No review \(body.review) waits for an amount."))
            ]
        }
        let verified = try ClaimVerified(reading: Array(waiting.utf8))
        guard state.said[verified.of.name] ?? 0 <= verified.number else {
            return [
                .answer(
                    inbox.refuse(
                        order, zh: "复核\(body.review)之后该申报已重新核验。",
                        en: "The claim was verified again since review \(body.review)."))
            ]
        }
        let outputs = try assess(state, verified, decided: body.amount)
        guard case .assessed(let assessed)? = outputs.first else { return [] }
        if assessed.outcome == .reject, assessed.reason == "decision_exceeds_ceiling" {
            let most = Money(fen: assessed.ceilingFen ?? 0)
            return [
                .answer(
                    inbox.refuse(order, zh: "金额超过上限\(most)元。", en: "The amount is above the ceiling of \(most) yuan."))
            ]
        }
        guard assessed.outcome != .refer else {
            return [.answer(inbox.refuse(order, zh: "金额应为不小于0的数。", en: "The amount must be a number from 0."))]
        }
        return outputs + [.answer(inbox.accept(order, zh: "已记录所定金额。", en: "The amount is recorded."))]
    }

    // MARK: State and records

    func evolve(_ state: inout State, _ change: Change<Input, Output>) {
        switch change {
        case .row(.policy(let policy, let isOwn)):
            guard isOwn else { return state.adoptedElsewhere(policy.programme) }
            state.policies[policy.programme] = policy.digest
            state.files[policy.digest] = String(decoding: policy.bytes.bytes, as: UTF8.self)
            state.lookAgain()
        case .row(.guide(let guide)):
            state.guides[guide.digest] = String(decoding: guide.bytes, as: UTF8.self)
            state.lookAgain()
        case .row(.round(let round)):
            state.take(round)
            state.lookAgain()
        case .output(.assessed(let assessed)): state.take(assessed)
        case .output(.review(let review)):
            if let verified = review.verified {
                state.undecided[review.id] = String(decoding: verified.bytes, as: UTF8.self)
            }
        case .output(.answer(let answer)): state.answered[answer.order] = answer.accepted
        case .output(.resolved(let resolved)): state.resolve(resolved.letter)
        case .buried(let letter): bury(&state, letter)
        case .output(.complete), .row, .finished: break
        }
    }

    func write(_ output: Output, to buffer: OutputBuffer) throws {
        switch output {
        case .assessed(let assessed):
            let of = assessed.of
            try buffer.append(
                assessed, id: of.recordID(String(assessed.number) + ".assessed"), key: of.applicant, to: assessments)
        case .review(let review): try buffer.append(review, id: review.id, key: review.of.applicant, to: assessments)
        case .complete(let complete):
            try buffer.append(
                complete, id: complete.recordID, key: complete.round, to: assessments,
                partition: Int32(specification.name.number))
        case .resolved(let resolved):
            try buffer.append(
                resolved, id: "\(resolved.letter).resolved", key: resolved.of?.applicant ?? resolved.letter,
                to: assessments, partition: Int32(specification.name.number))
        case .answer(let answer): try inbox.write(answer, to: buffer)
        }
    }

    func output(from record: Record) throws -> Output {
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        if record.topic == inbox.answers { return .answer(try OrderAnswered(reading: payload)) }
        switch record.header(text: "ce_type") {
        case ReviewRequested.type: return .review(try ReviewRequested(reading: payload))
        case AssessComplete.type: return .complete(try AssessComplete(reading: payload))
        case LetterResolved.type: return .resolved(try LetterResolved(reading: payload))
        default: return .assessed(try ClaimAssessed(reading: payload))
        }
    }
}

/// What an officer decides.
struct DecideAmountOrder: Message {
    var review = ""
    /// In yuan.
    var amount = Fact.null

    init() {}

    static let type = "decision.answer"
    static let summary = Text(zh: "决定一份申报的金额", en: "Decides a claim's amount.")
    static let fields: FieldList<DecideAmountOrder> = [
        Field("review", \.review, zh: "复核编号", en: "the review's id", format: .filled),
        Field("amount", \.amount, zh: "金额（元）", en: "the amount, in yuan"),
    ]
}
