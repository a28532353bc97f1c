import Agent
import Awards
import Decimals
import Log
import Messages
import Policy

/// Applies the clauses of its office's programmes to claims that were verified.
struct AssessDecider: Decider, Sendable {
    enum Input {
        case verified(ClaimVerified)
        case refused(ClaimRefused)
        case withdrawn(ClaimWithdrawn)
        case policy(PolicyAdopted)
        case guide(GuideSet)
        case order(OrderGiven)
    }

    enum Output: Equatable {
        case assessed(ClaimAssessed)
        case review(ReviewRequested)
        case answer(OrderAnswered)
    }

    struct State: DeciderState {
        /// The newest policy's digest, by programme.
        var policies: Agent.Table<String, String>
        /// A policy's file, by digest.
        var files: Agent.Table<String, String>
        /// A guide as JSON, by programme and year.
        var guides: Agent.Table<String, String>
        /// The newest version that was assessed, and its verification's number, by claim and office.
        var newest: Agent.Table<String, AssessedVersion>
        /// The verified claim that waits for an officer's amount, as JSON, by review.
        var undecided: Agent.Table<String, String>

        init(_ store: StateStore) {
            policies = Agent.Table(store, 1)
            files = Agent.Table(store, 2)
            guides = Agent.Table(store, 3)
            newest = Agent.Table(store, 4)
            undecided = Agent.Table(store, 5)
        }
    }

    let specification: TaskSpecification
    private let inbox: OrderInbox
    private let assessments: String
    private let programmes: String
    private let rulebooks = Rulebooks()

    init(_ task: TaskName, _ offices: Offices) {
        let inbox = OrderInbox(of: task, partitions: offices.partitions)
        let assessments = Stream.assessments.topic(of: task.division)
        let programmes = Stream.programmes.topic(of: task.division)
        let partition = Int32(task.number)
        let verifiers = ([offices[task.division]].compactMap { $0 } + offices.subordinates(of: task.division)).filter {
            !$0.tasks(of: .verify).isEmpty
        }
        var sources = verifiers.map { office in
            TaskSpecification.Source(TopicPartition(Stream.verifications.topic(of: office.division), partition))
        }
        sources.append(TaskSpecification.Source(TopicPartition(programmes, 0), isTable: true))
        sources.append(inbox.source)
        specification = TaskSpecification(
            task, sources: sources, outputs: [assessments, inbox.answers], retryPartitions: [partition])
        self.inbox = inbox
        self.assessments = assessments
        self.programmes = programmes
    }

    // MARK: Reading

    func input(from record: Record) throws -> Input? {
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        switch record.header(text: "ce_type") {
        case ClaimVerified.type: return .verified(try ClaimVerified(reading: payload))
        case ClaimRefused.type: return .refused(try ClaimRefused(reading: payload))
        case ClaimWithdrawn.type: return .withdrawn(try ClaimWithdrawn(reading: payload))
        case PolicyAdopted.type: return .policy(try PolicyAdopted(reading: payload))
        case GuideSet.type: return .guide(try GuideSet(reading: payload))
        case OrderGiven.type: return try inbox.order(in: record).map { .order($0) }
        // Waiting claims and reviews are the verifier's own.
        default: return nil
        }
    }

    // MARK: Deciding

    func decide(_ state: State, _ input: Input) throws -> Decision<Output> {
        switch input {
        case .verified(let verified): return Decision(try assess(state, verified, decided: nil))
        case .refused(let refused):
            guard isNews(state, refused.of, refused.number), isOurs(state, refused.of) else { return [] }
            return [.assessed(passedOn(state, refused.of, refused.number, .refused, refused.failures.first?.reason))]
        case .withdrawn(let withdrawn):
            guard isNews(state, withdrawn.of, 1), isOurs(state, withdrawn.of) else { return [] }
            return [.assessed(passedOn(state, withdrawn.of, 1, .withdrawn, nil))]
        case .order(let order): return Decision(try answer(state, order))
        case .policy, .guide: return []
        }
    }

    private func isOurs(_ state: State, _ version: ClaimVersion) -> Bool { state.policies[version.programme] != nil }

    private func isNews(_ state: State, _ version: ClaimVersion, _ number: Int64) -> Bool {
        guard let known = state.newest[version.place] else { return true }
        return (known.version, known.number) < (version.version, number)
    }

    private func passedOn(
        _ state: State, _ version: ClaimVersion, _ number: Int64, _ outcome: ClaimAssessed.Outcome, _ reason: String?
    ) -> ClaimAssessed {
        var assessed = ClaimAssessed()
        assessed.of = version
        assessed.number = number
        assessed.outcome = outcome
        assessed.reason = reason
        assessed.policy = state.policies[version.programme] ?? ""
        return assessed
    }

    private func assess(_ state: State, _ verified: ClaimVerified, decided: Fact?) throws -> [Output] {
        guard decided != nil || isNews(state, verified.of, verified.number) else { return [] }
        guard let digest = state.policies[verified.of.programme], let file = state.files[digest] else { return [] }
        let rulebook = try rulebooks.rulebook(digest: digest, name: verified.of.programme) { Array(file.utf8) }
        let guide = try state.guides["\(verified.of.programme)/\(verified.of.period)"].map {
            try GuideSet(reading: Array($0.utf8))
        }
        let work = AssessmentWork(verified, rulebook: rulebook, policy: digest, guide: guide, decided: decided)
        let assessed = try work.assessed()
        guard assessed.outcome == .refer, decided == nil else { return [.assessed(assessed)] }
        return [.assessed(assessed), .review(review(of: assessed, verified))]
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
        case .row(.policy(let policy)):
            state.policies[policy.programme] = policy.digest
            state.files[policy.digest] = String(decoding: policy.bytes.bytes, as: UTF8.self)
        case .row(.guide(let guide)):
            state.guides["\(guide.programme)/\(guide.year)"] = String(decoding: guide.bytes, as: UTF8.self)
        case .output(.assessed(let assessed)):
            state.newest[assessed.of.place] = AssessedVersion(version: assessed.of.version, number: assessed.number)
        case .output(.review(let review)):
            if let verified = review.verified {
                state.undecided[review.id] = String(decoding: verified.bytes, as: UTF8.self)
            }
        case .output(.answer), .row, .finished: break
        }
    }

    func write(_ output: Output, to buffer: OutputBuffer) throws {
        switch output {
        case .assessed(let assessed):
            let of = assessed.of
            try buffer.append(
                assessed, id: "\(of.claim).\(of.office).\(of.version).\(assessed.number).assessed", key: of.applicant,
                to: assessments)
        case .review(let review): try buffer.append(review, id: review.id, key: review.of.applicant, to: assessments)
        case .answer(let answer): try inbox.write(answer, to: buffer)
        }
    }

    func output(from record: Record) throws -> Output {
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        if record.topic == inbox.answers { return .answer(try OrderAnswered(reading: payload)) }
        return record.header(text: "ce_type") == ReviewRequested.type
            ? .review(try ReviewRequested(reading: payload)) : .assessed(try ClaimAssessed(reading: payload))
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

/// What was last said of a claim of an office.
struct AssessedVersion: StateValue, Equatable {
    let version: Int64
    let number: Int64

    init(version: Int64, number: Int64) {
        self.version = version
        self.number = number
    }

    func write(to bytes: inout [UInt8]) {
        version.write(to: &bytes)
        number.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let version = Int64(from: &bytes), let number = Int64(from: &bytes) else { return nil }
        self.init(version: version, number: number)
    }
}

extension ClaimVersion {
    /// A claim at an office: its versions replace each other.
    var place: String { "\(claim)@\(office)" }
}
