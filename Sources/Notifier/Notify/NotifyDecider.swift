import Agent
import Awards
import Log
import Messages
import Policy

/// Which letters an office writes to its applicants, and what they say.
///
/// A letter is due when all that it tells of is there, whatever came first; its id follows from what it is about, so
/// none is written twice. It carries values, not words: templates are files of the office, which the sender fills in
/// with them, so that changing a letter changes no decision.
struct NotifyDecider: Decider, Sendable {
    typealias State = NotifyState

    enum Input {
        case claim(ClaimSubmitted)
        case withdrawn(ClaimWithdrawn)
        case refused(ClaimRefused, day: String)
        case assessed(ClaimAssessed, day: String)
        case policy(PolicyAdopted)
        case guide(GuideSet)
        case opened(RoundOpened, by: String)
        case closing(RoundClosing)
        case closed(RoundClosed)
        case published(RoundPublished, day: String)
        case resolved(ObjectionResolved, day: String)
        case confirmed(RoundConfirmed, day: String)
        /// Of another office only that it was read.
        case proposed(AwardProposed)
        case corrected(AwardCorrected, day: String)
        case paid(PaymentAnswered, day: String)
        case called(RecoveryAsked, day: String)
        case day
        case order(OrderGiven)
    }

    enum Output: Equatable {
        case letter(LetterWritten)
        case resent(LetterResent)
        case answer(OrderAnswered)
    }

    struct UnknownOffice: Error, CustomStringConvertible {
        let division: Division
        var description: String { "the offices' file has no office \(division)" }
    }

    let specification: TaskSpecification
    let inbox: OrderInbox
    let office: Office
    let topics: NotifyTopics
    let rulebooks: Rulebooks
    private let partitions: Int32

    /// - Parameter rulebooks: compiled policies, which several deciders may share.
    init(_ task: TaskName, _ offices: Offices, rulebooks: Rulebooks = Rulebooks()) throws {
        self.rulebooks = rulebooks
        guard let office = offices[task.division] else { throw UnknownOffice(division: task.division) }
        let inbox = OrderInbox(of: task, partitions: offices.partitions)
        topics = NotifyTopics(office, offices)
        partitions = Int32(offices.partitions)
        specification = TaskSpecification(
            task, sources: topics.sources(partitions: partitions) + [inbox.source],
            outputs: [topics.letters, inbox.answers], retryPartitions: Array(0..<partitions))
        self.inbox = inbox
        self.office = office
    }

    // MARK: Deciding

    func decide(_ state: State, _ input: Input) -> Decision<Output> {
        switch input {
        case .claim(let claim): letters(state, about: claim.id)
        case .withdrawn(let withdrawn): letters(state, about: withdrawn.of.claim)
        case .refused(let refused, _): letters(state, about: refused.of.claim)
        case .assessed(let assessed, _): letters(state, about: assessed.of.claim)
        case .resolved(let resolved, _): letters(state, about: resolved.claim)
        case .corrected(let corrected, _): letters(state, about: corrected.of.claim)
        case .paid(let paid, _): letters(state, about: paid.of.claim)
        case .called(let called, _): letters(state, about: called.of.claim)
        case .proposed(let proposed):
            proposed.of.office == office.division.code ? letters(state, about: proposed.of.claim) : []
        case .policy(let policy): sweep(state, .programme(policy.programme), id: policy.order)
        case .published(let published, _): sweep(state, .round(published.round), id: published.order)
        case .confirmed(let confirmed, _): sweep(state, .round(confirmed.round), id: confirmed.order)
        // Pages of a notice wait for all that they show.
        case .day: Decision(DueLetters(self, state).allPages().map { .letter($0) })
        case .order(let order): decide(state, order)
        case .guide, .opened, .closing, .closed: []
        }
    }

    private func letters(_ state: State, about claim: String) -> Decision<Output> {
        let due = DueLetters(self, state)
        return Decision(due.names(of: claim).compactMap { due.letter($0) }.map { .letter($0) })
    }

    // MARK: Many at once

    /// How many claims a piece of a plan looks at: a letter has some kilobytes.
    private static let piece = 250

    /// A plan that writes what is due of many claims; none where nothing is.
    private func sweep(_ state: State, _ scope: SweepScope, id: String) -> Decision<Output> {
        let due = DueLetters(self, state)
        let isDue = !due.pages(of: scope).isEmpty || due.claims(of: scope).contains { !due.names(of: $0).isEmpty }
        guard isDue else { return [] }
        return Decision(
            [],
            plan: Plan(
                id: "\(specification.id)/\(id)/\(scope)", subject: "\(scope)",
                targets: (0..<partitions).map { TopicPartition(topics.letters, $0) }, cursor: ""))
    }

    /// The cursor is the last claim that was looked at.
    func proceed(_ state: State, with plan: Plan) -> PlanStep<Output> {
        let due = DueLetters(self, state)
        let scope = SweepScope(plan.subject)
        var letters = plan.cursor.isEmpty ? due.pages(of: scope) : []
        let rest = due.claims(of: scope).filter { $0 > plan.cursor }
        for claim in rest.prefix(Self.piece) { letters += due.names(of: claim).compactMap { due.letter($0) } }
        let isLast = rest.count <= Self.piece
        return PlanStep(letters.map { .letter($0) }, cursor: isLast ? nil : rest[Self.piece - 1])
    }

    private func finish(_ state: inout State, _ plan: Plan) {
        let due = DueLetters(self, state)
        let scope = SweepScope(plan.subject)
        let names = due.claims(of: scope).flatMap { due.names(of: $0) }
        let pages = due.pages(of: scope)
        for name in names { state.told[name.id] = name.recipient }
        for page in pages { state.told[page.id] = office.division.code }
    }

    // MARK: Orders

    private func decide(_ state: State, _ order: OrderGiven) -> Decision<Output> {
        guard state.answered[order.id] == nil else { return [] }
        guard order.kind == OrderKind.letterResend.name else { return [.answer(inbox.refuseUnknown(order))] }
        let letter: String
        do {
            letter = try ResendOrder(reading: order.body.bytes).letter
        } catch {
            return [.answer(inbox.refuse(order, zh: "指令内容有误：\(error)", en: "The order cannot be used. \(error)"))]
        }
        guard state.told.contains(letter) else {
            return [.answer(inbox.refuse(order, zh: "没有文书\(letter)。", en: "There is no letter \(letter)."))]
        }
        var resent = LetterResent()
        resent.letter = letter
        resent.number = (state.resent[letter] ?? 0) + 1
        resent.officer = order.officer
        resent.reason = order.reason
        resent.order = order.id
        let answer = inbox.accept(
            order, zh: "文书\(letter)将再次发送。", en: "The letter \(letter) is sent once more.")
        return [.resent(resent), .answer(answer)]
    }

    // MARK: State

    func evolve(_ state: inout State, _ change: Change<Input, Output>) {
        switch change {
        case .row(let input): evolve(&state, input)
        case .output(.letter(let letter)): state.told[letter.id] = letter.recipient ?? office.division.code
        case .output(.resent(let resent)): state.resent[resent.letter] = resent.number
        case .output(.answer(let answer)): state.answered[answer.order] = true
        case .finished(let plan): finish(&state, plan)
        case .buried: break
        }
    }
}

/// What a plan looks at.
enum SweepScope: CustomStringConvertible {
    case round(String)
    case programme(String)

    var description: String {
        switch self {
        case .round(let id): "round:\(id)"
        case .programme(let id): "programme:\(id)"
        }
    }

    /// As `description` wrote it.
    init(_ text: String) {
        let name = String(text.drop { $0 != ":" }.dropFirst())
        self = text.hasPrefix("round:") ? .round(name) : .programme(name)
    }
}

/// The body of an order to send a letter once more.
struct ResendOrder: Message {
    var letter = ""

    static let type = "letter.resend.v1"
    static let summary = Text(zh: "再次发送一份文书", en: "A letter is to be sent once more.")

    static let fields: FieldList<ResendOrder> = [
        Field("letter", \.letter, zh: "文书编号", en: "the letter's id", format: .filled)
    ]
}
