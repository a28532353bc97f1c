import Agent
import Awards
import Log
import Messages
import Policy
import Seals

/// The money of an office: what it pays and calls back, and what it settles with the tiers above and below.
struct SettleDecider: Decider, Sendable {
    typealias State = SettleState
    typealias Input = SettleInput

    enum Output: Equatable {
        case paying(PayRecord)
        case year(YearRecord)
        case figure(FigureReported)
        case answer(OrderAnswered)
    }

    struct UnknownOffice: Error, CustomStringConvertible {
        let division: Division
        var description: String { "the offices' file has no office \(division)" }
    }

    struct UnknownOutput: Error, CustomStringConvertible {
        let type: String
        var description: String { "the settler never wrote a record of the type \(type)" }
    }

    let specification: TaskSpecification
    private let inbox: OrderInbox
    private let topics: SettleTopics
    /// The office and those above it: who decides what it pays.
    private let deciding: Set<Division>
    private let paying: Paying
    private let yearEnd: YearEnd
    private let figures: FigureBook

    init(_ task: TaskName, _ offices: Offices, _ rulebooks: Rulebooks = Rulebooks()) throws {
        guard let office = offices[task.division] else { throw UnknownOffice(division: task.division) }
        let inbox = OrderInbox(of: task, partitions: offices.partitions)
        topics = SettleTopics(task.division)
        let days = TopicPartition(Stream.days.topic(of: task.division), 0)
        var sources: [TaskSpecification.Source] = [.init(days, isTable: true, isDigested: true), inbox.source]
        deciding = Set(offices.chain(from: task.division).map(\.division))
        for decider in offices.chain(from: task.division) where !decider.tasks(of: .round).isEmpty {
            sources += [Stream.programmes, .rounds, .awards].map {
                .init(TopicPartition($0.topic(of: decider.division), 0), isTable: true)
            }
        }
        specification = TaskSpecification(
            task, sources: sources + YearEnd.sources(office, offices), outputs: topics.all + [inbox.answers],
            retryPartitions: [0])
        self.inbox = inbox
        paying = Paying(office, offices, inbox, rulebooks)
        yearEnd = YearEnd(office, offices, inbox)
        figures = FigureBook(office: office, inbox: inbox, rulebooks: rulebooks)
    }

    // MARK: Deciding

    func decide(_ state: State, _ input: Input) throws -> Decision<Output> {
        if case .order(let order) = input.content { return answer(state, order, from: input.origin) }
        let first = deciding.contains(input.office) ? try paying.decide(state, input) : []
        let second = try yearEnd.decide(state, input)
        precondition(first.plan == nil || second.plan == nil, "two plans begin with one record")
        return Decision(first.outputs + second.outputs, plan: first.plan ?? second.plan)
    }

    private func answer(_ state: State, _ order: OrderGiven, from origin: JournalEntry.Origin) -> Decision<Output> {
        // Sent again: it was answered.
        guard state.answered[order.id] == nil else { return [] }
        do {
            if Paying.kinds.contains(where: { $0.name == order.kind }) {
                return try paying.answer(state, order, from: origin)
            }
            if YearEnd.kinds.contains(where: { $0.name == order.kind }) {
                return try yearEnd.answer(state, order, from: origin)
            }
            if order.kind == OrderKind.kpiReport.name { return Decision(try figures.answer(state, order)) }
            return [.answer(inbox.refuseUnknown(order))]
        } catch let refusal as SettleRefusal {
            return [.answer(inbox.refuse(order, zh: refusal.zh, en: refusal.en))]
        } catch {
            return [.answer(inbox.refuse(order, zh: "指令内容有误：\(error)", en: "The order cannot be used. \(error)"))]
        }
    }

    func proceed(_ state: State, with plan: Plan) throws -> PlanStep<Output> {
        Paying.subjects.contains(plan.subject)
            ? try paying.proceed(state, with: plan) : try yearEnd.proceed(state, with: plan)
    }

    // MARK: State

    func evolve(_ state: inout State, _ change: Change<Input, Output>) {
        switch change {
        case .row(let input):
            evolve(common: &state, input)
            if deciding.contains(input.office) { paying.evolve(&state, input) }
            yearEnd.evolve(&state, input)
        case .output(.paying(let record)):
            paying.evolve(&state, record)
            yearEnd.evolve(&state, paid: record)
        case .output(.year(let record)): yearEnd.evolve(&state, record)
        case .output(.figure(let figure)): FigureBook.evolve(&state, figure)
        case .output(.answer(let answer)): state.answered[answer.order] = answer.accepted
        case .finished(let plan):
            if Paying.subjects.contains(plan.subject) {
                paying.finish(&state, plan)
            } else {
                yearEnd.finish(&state, plan)
            }
        case .buried: break
        }
    }

    /// What both parts know of rounds.
    func evolve(common state: inout State, _ input: Input) {
        switch input.content {
        case .policy(let policy):
            state.policies[policy.digest] = String(decoding: policy.bytes.bytes, as: UTF8.self)
        case .opened(let round): state.opened[round.round] = Recorded(round)
        case .closed(let round): state.closed[round.round] = Recorded(round)
        case .confirmed(let round): state.confirmed[round.round] = Recorded(round)
        case .order, .day, .guide, .hold, .lifted, .proposed, .corrected, .year: break
        }
    }

    // MARK: Records

    func input(from record: Record) throws -> Input? {
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        guard let content = try content(of: record, payload), let office = Division(String(record.topic.prefix(6)))
        else { return nil }
        let digest = SHA256.digest(of: payload)
        let id = record.header(text: "ce_id") ?? digest.hex
        return Input(content: content, office: office, origin: JournalEntry.Origin(id: id, digest: digest))
    }

    private func content(of record: Record, _ payload: UnsafeRawBufferPointer) throws -> Input.Content? {
        if record.topic == inbox.source.partition.topic { return try inbox.order(in: record).map { .order($0) } }
        switch record.header(text: "ce_type") {
        case DayBegan.type: return .day(try DayBegan(reading: payload))
        case PolicyAdopted.type: return .policy(try PolicyAdopted(reading: payload))
        case GuideSet.type: return .guide(try GuideSet(reading: payload))
        case HoldSet.type: return .hold(try HoldSet(reading: payload))
        case HoldLifted.type: return .lifted(try HoldLifted(reading: payload))
        case RoundOpened.type: return .opened(try RoundOpened(reading: payload))
        case RoundClosed.type: return .closed(try RoundClosed(reading: payload))
        case RoundConfirmed.type: return .confirmed(try RoundConfirmed(reading: payload))
        case AwardProposed.type: return .proposed(try AwardProposed(reading: payload))
        case AwardCorrected.type: return .corrected(try AwardCorrected(reading: payload))
        default: return try YearInput(record, payload).map { .year($0) }
        }
    }

    func write(_ output: Output, to buffer: OutputBuffer) throws {
        switch output {
        case .paying(let record): try record.write(to: buffer, topics)
        case .year(let record): try record.write(to: buffer, topics)
        case .figure(let figure): try FigureBook.write(figure, to: buffer, topics.records)
        case .answer(let answer): try inbox.write(answer, to: buffer)
        }
    }

    func output(from record: Record) throws -> Output {
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        if record.topic == inbox.answers { return .answer(try OrderAnswered(reading: payload)) }
        let type = record.header(text: "ce_type") ?? ""
        if let record = try PayRecord(type: type, payload) { return .paying(record) }
        if let record = try YearRecord(type: type, payload) { return .year(record) }
        if type == FigureReported.type { return .figure(try FigureReported(reading: payload)) }
        throw UnknownOutput(type: type)
    }
}

extension Offices {
    /// The office and those above it, nearest first.
    func chain(from division: Division) -> [Office] {
        var chain: [Office] = []
        var next = self[division]
        while let office = next {
            chain.append(office)
            next = office.superior.flatMap { self[$0] }
        }
        return chain
    }

    /// Whether a division's office is the other one, or under it.
    func isBelow(_ division: Division, _ other: Division) -> Bool {
        var next = self[division]
        while let office = next {
            if office.division == other { return true }
            next = office.superior.flatMap { self[$0] }
        }
        return false
    }
}
