import Agent
import Awards
import Decimals
import Documents
import Log
import Messages
import Policy
import Seals

/// Adopts policies, sets guides and opens rounds, as officers order.
struct RoundDecider: Decider, Sendable {
    typealias Input = OrderGiven

    enum Output: Equatable {
        case adopted(PolicyAdopted)
        case guide(GuideSet)
        case opened(RoundOpened)
        case answer(OrderAnswered)
    }

    struct State: DeciderState {
        /// The newest policy's digest, by programme.
        var policies: Agent.Table<String, String>
        /// A policy's file, by digest.
        var files: Agent.Table<String, String>
        /// The newest guide's digest, by programme and year.
        var guides: Agent.Table<String, String>
        /// The order that opened a round, by the round's id.
        var rounds: Agent.Table<String, String>
        /// The orders that were answered, so that none is carried out twice.
        var answered: Agent.Table<String, Bool>

        init(_ store: StateStore) {
            policies = Agent.Table(store, 1)
            files = Agent.Table(store, 2)
            guides = Agent.Table(store, 3)
            rounds = Agent.Table(store, 4)
            answered = Agent.Table(store, 5)
        }
    }

    let specification: TaskSpecification
    private let inbox: OrderInbox
    private let tier: Tier
    private let programmes: String
    private let rounds: String
    private let rulebooks = Rulebooks()

    init(_ task: TaskName, _ offices: Offices) throws {
        let inbox = OrderInbox(of: task, partitions: offices.partitions)
        let programmes = Stream.programmes.topic(of: task.division)
        let rounds = Stream.rounds.topic(of: task.division)
        guard let office = offices[task.division] else { throw UnknownOffice(division: task.division) }
        specification = TaskSpecification(
            task, sources: [inbox.source], outputs: [programmes, rounds, inbox.answers], retryPartitions: [])
        self.inbox = inbox
        self.programmes = programmes
        self.rounds = rounds
        tier = office.tier
    }

    struct UnknownOffice: Error, CustomStringConvertible {
        let division: Division
        var description: String { "the offices' file has no office \(division)" }
    }

    func input(from record: Record) throws -> OrderGiven? { try inbox.order(in: record) }

    func decide(_ state: State, _ order: OrderGiven) -> Decision<Output> {
        // Sent again: it was answered.
        guard state.answered[order.id] == nil else { return [] }
        do {
            switch order.kind {
            case OrderKind.policyAdopt.name: return Decision(try adopt(state, order))
            case OrderKind.guideSet.name: return Decision(try setGuide(state, order))
            case OrderKind.roundOpen.name: return Decision(try open(state, order))
            default: return [.answer(inbox.refuseUnknown(order))]
            }
        } catch let refusal as Refusal {
            return [.answer(inbox.refuse(order, zh: refusal.zh, en: refusal.en))]
        } catch {
            return [.answer(inbox.refuse(order, zh: "指令内容有误：\(error)", en: "The order cannot be used. \(error)"))]
        }
    }

    struct Refusal: Error {
        let zh: String
        let en: String
    }

    // MARK: Policies

    private func adopt(_ state: State, _ order: OrderGiven) throws -> [Output] {
        let bytes = try AdoptPolicyOrder(reading: order.body.bytes).bytes.bytes
        let digest = Self.digest(bytes)
        let rulebook: Rulebook
        do {
            rulebook = try rulebooks.rulebook(digest: digest, name: "policy") { bytes }
        } catch {
            throw Refusal(zh: "政策文件有误：\(error)", en: "The policy's file is wrong: \(error)")
        }
        let programme = rulebook.programme
        if let error = PolicyCheck([rulebook]).errors.first {
            throw Refusal(zh: "政策文件未通过检查：\(error)", en: "The policy's file does not pass its check: \(error)")
        }
        guard programme.state == .inForce else {
            throw Refusal(
                zh: "\(programme.id)仍是征求意见稿，只能模拟。", en: "\(programme.id) is a draft: it can be simulated only.")
        }
        guard programme.tiers.decides == tier else {
            let needed = programme.tiers.decides.rawValue
            throw Refusal(
                zh: "\(programme.id)由\(needed)一级决定，不由本机关采用。",
                en: "\(programme.id) is decided at the tier \(needed), not by this office.")
        }
        if state.policies[programme.id] == digest {
            return [.answer(inbox.accept(order, zh: "该文件已采用。", en: "This file is in force already."))]
        }
        var adopted = PolicyAdopted()
        adopted.programme = programme.id
        adopted.digest = digest
        adopted.bytes = Base64Data(bytes)
        adopted.order = order.id
        let answer = inbox.accept(
            order, zh: "已采用\(programme.title.zh)（\(digest.prefix(19))）。",
            en: "\(programme.title.en) is adopted (\(digest.prefix(19))).")
        return [.adopted(adopted), .answer(answer)]
    }

    private func rulebook(_ state: State, _ programme: String) throws -> (Rulebook, digest: String) {
        guard let digest = state.policies[programme], let file = state.files[digest] else {
            throw Refusal(zh: "尚未采用政策\(programme)。", en: "The programme \(programme) is not adopted yet.")
        }
        return (try rulebooks.rulebook(digest: digest, name: programme) { Array(file.utf8) }, digest)
    }

    // MARK: Guides and rounds

    private func setGuide(_ state: State, _ order: OrderGiven) throws -> [Output] {
        let body = try SetGuideOrder(reading: order.body.bytes)
        let (rulebook, _) = try rulebook(state, body.programme)
        for entry in body.facts.entries { try check(entry.name, entry.value, rulebook) }
        for clause in body.closedClauses where rulebook.programme.clause(clause) == nil {
            throw Refusal(zh: "\(body.programme)没有条款\(clause)。", en: "\(body.programme) has no clause \(clause).")
        }
        if let coefficient = body.coefficient {
            guard coefficient > .zero, coefficient <= Decimal128(1) else {
                throw Refusal(zh: "预算系数须大于0且不超过1。", en: "A budget coefficient is above 0 and at most 1.")
            }
        }
        var guide = GuideSet()
        guide.programme = body.programme
        guide.year = body.year
        guide.facts = body.facts.sorted()
        guide.closedClauses = body.closedClauses
        guide.coefficient = body.coefficient
        guide.digest = Self.digest(body.bytes)
        guide.order = order.id
        let answer = inbox.accept(
            order, zh: "已确定\(body.programme)\(body.year)年度申报指南。",
            en: "The guide of \(body.programme) for \(body.year) is set.")
        return [.guide(guide), .answer(answer)]
    }

    /// A guide's fact is one that a clause takes from the guide, within the law's bound.
    private func check(_ name: String, _ value: Fact, _ rulebook: Rulebook) throws {
        let clauses = rulebook.programme.clauses.filter { $0.fact(name)?.source == "guide" }
        guard !clauses.isEmpty else {
            throw Refusal(zh: "没有条款由指南确定\(name)。", en: "No clause takes \(name) from the guide.")
        }
        for clause in clauses {
            do {
                _ = try rulebook.rule(clause.id)?.slots(of: [name: value])
            } catch {
                throw Refusal(zh: "条款\(clause.id)：\(error)", en: "Clause \(clause.id): \(error)")
            }
        }
    }

    private func open(_ state: State, _ order: OrderGiven) throws -> [Output] {
        let body = try OpenRoundOrder(reading: order.body.bytes)
        let (rulebook, digest) = try rulebook(state, body.programme)
        for clause in body.clauses where rulebook.programme.clause(clause) == nil {
            throw Refusal(zh: "\(body.programme)没有条款\(clause)。", en: "\(body.programme) has no clause \(clause).")
        }
        guard body.opens < body.deadline else {
            throw Refusal(zh: "截止时间须晚于开始时间。", en: "The deadline must lie behind the opening.")
        }
        var opened = RoundOpened()
        opened.round =
            "\(body.programme)/\(body.period)/" + (body.clauses.isEmpty ? "all" : body.clauses.joined(separator: "+"))
        if state.rounds[opened.round] != nil {
            throw Refusal(zh: "批次\(opened.round)已经开始。", en: "The round \(opened.round) is open already.")
        }
        opened.programme = body.programme
        opened.clauses = body.clauses
        opened.period = body.period
        opened.opens = body.opens
        opened.deadline = body.deadline
        opened.policy = digest
        opened.guide = state.guides["\(body.programme)/\(body.period)"]
        opened.order = order.id
        let answer = inbox.accept(
            order, zh: "批次\(opened.round)开始受理，截止\(body.deadline)。",
            en: "The round \(opened.round) is open until \(body.deadline).")
        return [.opened(opened), .answer(answer)]
    }

    private static func digest(_ bytes: [UInt8]) -> String { "\(SHA256.digest(of: bytes))" }

    // MARK: State and records

    func evolve(_ state: inout State, _ change: Change<OrderGiven, Output>) {
        switch change {
        case .output(.adopted(let policy)):
            state.policies[policy.programme] = policy.digest
            state.files[policy.digest] = String(decoding: policy.bytes.bytes, as: UTF8.self)
        case .output(.guide(let guide)): state.guides["\(guide.programme)/\(guide.year)"] = guide.digest
        case .output(.opened(let round)): state.rounds[round.round] = round.order
        case .output(.answer(let answer)): state.answered[answer.order] = answer.accepted
        case .row, .finished: break
        }
    }

    func write(_ output: Output, to buffer: OutputBuffer) throws {
        switch output {
        case .adopted(let policy):
            try buffer.append(policy, id: policy.digest, key: policy.programme, to: programmes)
        case .guide(let guide):
            try buffer.append(guide, id: "\(guide.order).guide", key: guide.programme, to: programmes)
        case .opened(let round): try buffer.append(round, id: "\(round.order).round", key: round.round, to: rounds)
        case .answer(let answer): try inbox.write(answer, to: buffer)
        }
    }

    func output(from record: Record) throws -> Output {
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        if record.topic == inbox.answers { return .answer(try OrderAnswered(reading: payload)) }
        if record.topic == rounds { return .opened(try RoundOpened(reading: payload)) }
        return record.header(text: "ce_type") == GuideSet.type
            ? .guide(try GuideSet(reading: payload)) : .adopted(try PolicyAdopted(reading: payload))
    }
}
