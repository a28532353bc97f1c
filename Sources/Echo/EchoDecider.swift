import Agent
import Awards
import Log
import Messages

/// Says of each claim that it heard it, and which one of the applicant it is; says again what an officer orders.
struct EchoDecider: Decider, Sendable {
    enum Input {
        case claim(ClaimSubmitted)
        case order(OrderGiven)
    }

    enum Output: Equatable {
        case heard(ClaimEchoed)
        case answer(OrderAnswered)
    }

    struct State: DeciderState {
        /// How many claims of an applicant were heard.
        var counts: Table<String, Int>

        init(_ store: StateStore) { counts = Table(store, 1) }
    }

    struct Untyped: Error, CustomStringConvertible {
        var description: String { "the record has no ce_type, so nobody can know what it says" }
    }

    let specification: TaskSpecification
    private let claims: String
    private let echoes: String
    private let inbox: OrderInbox

    init(_ task: TaskName, partitions: Int) {
        let inbox = OrderInbox(of: task, partitions: partitions)
        let claims = Stream.claims.topic(of: task.division)
        let echoes = Stream.echoes.topic(of: task.division)
        let partition = Int32(task.number)
        specification = TaskSpecification(
            task, sources: [.init(TopicPartition(claims, partition)), inbox.source], outputs: [echoes, inbox.answers],
            retryPartitions: [partition])
        self.claims = claims
        self.echoes = echoes
        self.inbox = inbox
    }

    func input(from record: Record) throws -> Input? {
        guard record.topic == claims else { return try inbox.order(in: record).map { .order($0) } }
        guard let type = record.header(text: "ce_type") else { throw Untyped() }
        guard type == ClaimSubmitted.type else { return nil }
        return .claim(try ClaimSubmitted(reading: record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)))
    }

    func decide(_ state: State, _ input: Input) -> Decision<Output> {
        switch input {
        case .claim(let claim):
            var echo = ClaimEchoed()
            echo.claim = claim.id
            echo.version = claim.version
            echo.applicant = claim.applicant
            echo.heard = (state.counts[claim.applicant] ?? 0) + 1
            return [.heard(echo)]
        case .order(let order): return [.answer(answer(to: order))]
        }
    }

    private func answer(to order: OrderGiven) -> OrderAnswered {
        guard order.kind == OrderKind.echoSay.name else { return inbox.refuseUnknown(order) }
        do {
            let say = try SayOrder(reading: order.body.bytes)
            return inbox.accept(order, zh: "回声：\(say.text)", en: "The echo says: \(say.text)")
        } catch {
            return inbox.refuse(order, zh: "指令内容有误：\(error)", en: "What the order says cannot be used. \(error)")
        }
    }

    func evolve(_ state: inout State, _ change: Change<Input, Output>) {
        switch change {
        case .output(.heard(let echo)): state.counts[echo.applicant] = echo.heard
        case .output(.answer), .row, .finished, .buried: break
        }
    }

    func write(_ output: Output, to buffer: OutputBuffer) throws {
        switch output {
        case .heard(let echo):
            try buffer.append(echo, id: "\(echo.claim).\(echo.version).\(echo.heard)", key: echo.applicant, to: echoes)
        case .answer(let answer): try inbox.write(answer, to: buffer)
        }
    }

    func output(from record: Record) throws -> Output {
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        if record.topic == inbox.answers { return .answer(try OrderAnswered(reading: payload)) }
        return .heard(try ClaimEchoed(reading: payload))
    }
}

/// The body of `echo.say`.
struct SayOrder: Message {
    var text = ""

    init() {}

    static let type = "echo.say"
    static let summary = Text(zh: "请复述一句话", en: "Asks the echo to say something.")
    static let fields: FieldList<SayOrder> = [
        Field("text", \.text, zh: "要复述的话", en: "what to say", format: .filled)
    ]
}
