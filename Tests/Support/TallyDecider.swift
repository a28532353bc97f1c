public import Agent
public import Log
public import Messages

/// A small stage for tests of the loop: it counts what it hears, remembers the rows of a table, throws, plans, takes
/// too long or dies, as its inputs tell it.
///
/// An input's payload is a verb with words behind it:
/// `add` counts the key and writes the new count, `add ID` with that word beside it; `look` writes what the table says
/// of the key; `many N` writes N
/// records; `large N` writes one of N bytes; `plan N PIECE` writes N records as a plan in pieces; `throw` throws, `throw N` with N characters;
/// `spin` never ends; `die` ends the process; `letters` writes the dead letters that it knows of. A record of `rows` says
/// what the table shall say of its key.
public struct TallyDecider: Decider, Sendable {
    public enum Input: Equatable, Sendable {
        case add(String, id: String)
        case look(String)
        case many(Int)
        case large(Int)
        case plan(Int, piece: Int)
        case row(String, String)
        case refuse(Int)
        case spin
        case die
        case letters
    }

    public struct State: DeciderState {
        public var counts: Table<String, Int>
        public var rows: Table<String, String>
        public var plans: Table<String, Int>
        /// The attempts of each dead letter, where the tally keeps them.
        public var letters: Table<String, Int>

        public init(_ store: StateStore) {
            counts = Table(store, 1)
            rows = Table(store, 2)
            plans = Table(store, 3)
            letters = Table(store, 4)
        }
    }

    public struct Refusal: Error, CustomStringConvertible {
        public let description: String
    }

    private let tallies: String
    private let partition: Int32
    private let rows: String
    private let wrongFrom: Int
    private let keepsLetters: Bool

    /// - Parameters:
    ///   - tallies: the topic to write to.
    ///   - partition: its partition that belongs to the task.
    ///   - rows: the topic that is a table.
    ///   - wrongFrom: the first count that it gets wrong.
    ///   - keepsLetters: whether it knows of its dead letters, and says when one was decided after all.
    public init(
        tallies: String, partition: Int32, rows: String = "", wrongFrom: Int = .max, keepsLetters: Bool = false
    ) {
        self.wrongFrom = wrongFrom
        self.keepsLetters = keepsLetters
        self.tallies = tallies
        self.partition = partition
        self.rows = rows
    }

    public func input(from record: Record) throws -> Input? {
        let key = record.key.map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard let payload = record.payload else { return nil }
        guard let text = String(validating: payload, as: UTF8.self) else { throw Refusal(description: "it is no text") }
        if record.topic == rows { return .row(key, text) }
        let words = text.split(separator: " ")
        let numbers = words.dropFirst().compactMap { Int($0) }
        switch (words.first, numbers.count) {
        case ("add", _): return .add(key, id: words.dropFirst().first.map(String.init) ?? "")
        case ("look", _): return .look(key)
        case ("many", 1): return .many(numbers[0])
        case ("large", 1): return .large(numbers[0])
        case ("plan", 2): return .plan(numbers[0], piece: numbers[1])
        case ("throw", _): return .refuse(numbers.first ?? 0)
        case ("spin", _): return .spin
        case ("die", _): return .die
        case ("letters", _): return .letters
        case ("skip", _): return nil
        default: throw Refusal(description: "“\(text.prefix(40))” is no verb")
        }
    }

    public func decide(_ state: State, _ input: Input) throws -> Decision<TallyRecorded> {
        switch input {
        case .add(let key, let id):
            let count = (state.counts[key] ?? 0) + 1
            return [TallyRecorded(key, count, count < wrongFrom ? id : "wrong")]
        case .look(let key): return [TallyRecorded(key, state.counts[key] ?? 0, state.rows[key] ?? "nothing")]
        case .many(let count): return Decision((0..<count).map { TallyRecorded("many", $0) })
        case .large(let size): return [TallyRecorded("large", size, String(repeating: "x", count: size))]
        case .plan(let count, let piece):
            let plan = Plan(
                id: "plan-\(count)-\(state.plans["begun"] ?? 0)", subject: "count to \(count)",
                targets: [TopicPartition(tallies, partition)], cursor: "0 \(count) \(piece)")
            return Decision([TallyRecorded("planned", count)], plan: plan)
        case .row(let key, let text):
            // Those that wait for a row are answered when it comes.
            return state.rows["waiting \(key)"] == nil ? [] : [TallyRecorded(key, 0, text)]
        case .refuse(let size): throw Refusal(description: "told to throw" + String(repeating: "！", count: size))
        case .spin:
            var number = 1
            while number != 0 { number = number &* 3 | 1 }
            return []
        case .die: preconditionFailure("told to die")
        case .letters:
            let known = state.letters.keys.map { "\($0.prefix(8)):\(state.letters[$0] ?? 0)" }
            return [TallyRecorded("letters", known.count, known.joined(separator: " "))]
        }
    }

    public func resolve(_ state: State, letter: String, _ input: Input?) throws -> [TallyRecorded] {
        guard state.letters[letter] != nil else { return [] }
        if input == .letters { throw Refusal(description: "told to throw behind what followed") }
        return [TallyRecorded("resolved", input == nil ? 0 : 1, letter)]
    }

    public func proceed(_ state: State, with plan: Plan) throws -> PlanStep<TallyRecorded> {
        let numbers = plan.cursor.split(separator: " ").compactMap { Int($0) }
        guard numbers.count == 3 else { throw Refusal(description: "the cursor “\(plan.cursor)” is no place") }
        let end = min(numbers[0] + numbers[2], numbers[1])
        let outputs = (numbers[0]..<end).map { TallyRecorded(plan.id, $0) }
        return PlanStep(outputs, cursor: end < numbers[1] ? "\(end) \(numbers[1]) \(numbers[2])" : nil)
    }

    public func evolve(_ state: inout State, _ change: Change<Input, TallyRecorded>) {
        switch change {
        case .row(.row(let key, let text)): state.rows[key] = text
        case .row: break
        case .output(let tally):
            if tally.key == "planned" { state.plans["begun"] = (state.plans["begun"] ?? 0) + 1 }
            if tally.key == "resolved" { state.letters[tally.text] = nil }
            state.counts[tally.key] = tally.number
            if tally.text == "nothing" { state.rows["waiting \(tally.key)"] = "waiting" }
        case .finished(let plan): state.plans[plan.id] = 1
        case .buried(let letter): if keepsLetters { state.letters[letter.id] = letter.attempt }
        }
    }

    public func write(_ output: TallyRecorded, to buffer: OutputBuffer) throws {
        try buffer.append(
            output, id: "\(output.key) \(output.number)", key: output.key, to: tallies, partition: partition)
    }

    public func output(from record: Record) throws -> TallyRecorded {
        try TallyRecorded(reading: record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0))
    }
}

/// What the tally writes.
public struct TallyRecorded: Message {
    public var key = ""
    public var number = 0
    public var text = ""

    public init() {}

    public init(_ key: String, _ number: Int, _ text: String = "") {
        self.key = key
        self.number = number
        self.text = text
    }

    public static let type = "tally.v1"
    public static let summary = Text(zh: "计数", en: "A count.")
    public static let fields: FieldList<TallyRecorded> = [
        Field("key", \.key, zh: "键", en: "what is counted"), Field("number", \.number, zh: "数", en: "how often"),
        Field("text", \.text, zh: "说明", en: "what the table says of it"),
    ]
}
