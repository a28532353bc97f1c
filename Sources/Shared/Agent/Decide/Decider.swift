public import Log
public import Messages

/// A stage's rules: what follows from an input, and how what was recorded changes what the stage knows.
///
/// Pure and synchronous. No clock, no I/O, no randomness; whatever is emitted from a `Dictionary` or `Set` is sorted
/// first, for these run differently in each process. The same decider over the same records writes the same bytes.
public protocol Decider<Input, Output, State> {
    /// What the stage's input records say.
    associatedtype Input
    /// What the stage writes.
    associatedtype Output
    /// What the stage knows: tables over the task's store.
    associatedtype State: DeciderState

    /// What the record says; nil when it is nothing for this stage. A throw makes a dead letter of it.
    func input(from record: Record) throws -> Input?

    /// What follows from an input. A throw makes a dead letter of it.
    func decide(_ state: State, _ input: Input) throws -> Decision<Output>

    /// What follows when a dead letter was sent again and its record was decided: it stands behind what followed from
    /// that. A throw makes the letter's next attempt of it.
    ///
    /// - Parameters:
    ///   - state: with what followed from the record.
    ///   - letter: the letter's id, as the retry names it; the stage may know of no such letter, or no more.
    ///   - input: what the record says; nil when it is nothing for this stage.
    func resolve(_ state: State, letter: String, _ input: Input?) throws -> [Output]

    /// The next piece of a plan, from the plan's own cursor.
    func proceed(_ state: State, with plan: Plan) throws -> PlanStep<Output>

    /// How what was recorded changes what the stage knows. It is all that makes the state, live and after a restart.
    func evolve(_ state: inout State, _ change: Change<Input, Output>)

    /// Writes an output as a record. A throw makes a dead letter of the input that it followed from.
    func write(_ output: Output, to buffer: OutputBuffer) throws

    /// What a record that `write` wrote says. A throw stops the agent: its own past cannot be read.
    func output(from record: Record) throws -> Output

    /// Decides a record, writes what follows from it, and evolves the state by it: `input`, `evolve` of a table's row,
    /// `decide`, and of each output `write` and `evolve`, in this order. Not to be written by a stage: it stands here so
    /// that it is compiled for the stage's own types, of which the loop knows nothing; that halves what a small
    /// decision costs.
    ///
    /// - Parameters:
    ///   - most: how many outputs there may be.
    ///   - reached: hears how far it came.
    /// - Returns: the plan that follows, if one does.
    func take(
        _ record: Record, isRow: Bool, _ state: inout State, to buffer: OutputBuffer, most: Int,
        _ reached: (DecisionStage) -> Void
    ) throws -> Plan?

    /// The time of the oldest thing that still waits for something, in milliseconds since 1970; nil when nothing does.
    func oldestOpenMs(_ state: State) -> Int64?
}

extension Decider {
    public func resolve(_ state: State, letter: String, _ input: Input?) throws -> [Output] { [] }

    public func proceed(_ state: State, with plan: Plan) throws -> PlanStep<Output> {
        preconditionFailure("a plan \(plan.id) of a stage that has no plans")
    }

    public func oldestOpenMs(_ state: State) -> Int64? { nil }

    @inlinable
    public func take(
        _ record: Record, isRow: Bool, _ state: inout State, to buffer: OutputBuffer, most: Int,
        _ reached: (DecisionStage) -> Void
    ) throws -> Plan? {
        guard let input = try input(from: record) else { return nil }
        reached(.read)
        if isRow {
            evolve(&state, .row(input))
            reached(.rowTaken)
        }
        let decision = try decide(state, input)
        guard decision.outputs.count <= most else {
            throw TooManyOutputs(count: decision.outputs.count, limit: most)
        }
        for index in decision.outputs.indices {
            try write(decision.outputs[index], to: buffer)
            evolve(&state, .output(decision.outputs[index]))
        }
        return decision.plan
    }
}

/// How far a stage has come with a record.
public enum DecisionStage: Sendable {
    /// The record says something for the stage.
    case read
    /// It is a table's row, by which the state is evolved.
    case rowTaken
}

/// A decision that does not fit into a transaction.
public struct TooManyOutputs: Error, CustomStringConvertible {
    public let count: Int
    public let limit: Int

    public init(count: Int, limit: Int) {
        self.count = count
        self.limit = limit
    }

    public var description: String {
        "the decision has \(count) outputs, over the limit of \(limit) a transaction; a bigger one must be a plan"
    }
}

/// A stage's tables, made over the store of its task.
public protocol DeciderState {
    init(_ store: StateStore)
}

/// The state of a stage that knows nothing.
public struct NoState: DeciderState {
    public init(_ store: StateStore) {}
}

/// What follows from an input: records, and at most one plan, begun behind them.
public struct Decision<Output> {
    public let outputs: [Output]
    public let plan: Plan?

    public init(_ outputs: [Output] = [], plan: Plan? = nil) {
        self.outputs = outputs
        self.plan = plan
    }
}

extension Decision: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: Output...) { self.init(elements) }
}

extension Decision: Sendable where Output: Sendable {}
extension Decision: Equatable where Output: Equatable {}

/// A decision that is bigger than a batch: carried out in pieces, each a transaction, and in force when it is finished.
public struct Plan: Equatable, Sendable {
    /// Made from content, as all ids are.
    public let id: String
    /// What it decides, in one word, for people.
    public let subject: String
    /// The partitions that its records may go to. Each is told where the plan starts and where it is finished.
    public let targets: [TopicPartition]
    /// How far it is, as only the decider reads it.
    public let cursor: String

    public init(id: String, subject: String, targets: [TopicPartition], cursor: String) {
        self.id = id
        self.subject = subject
        self.targets = targets
        self.cursor = cursor
    }
}

/// A piece of a plan.
public struct PlanStep<Output> {
    public let outputs: [Output]
    /// Where the next piece begins; nil when this was the last.
    public let cursor: String?
    /// The time that the records say (`ce_time`): that of the input which the plan follows, where it follows one.
    public let time: String?

    public init(_ outputs: [Output], cursor: String?, time: String? = nil) {
        self.outputs = outputs
        self.cursor = cursor
        self.time = time
    }
}

/// Something recorded, by which a state evolves.
public enum Change<Input, Output> {
    /// A row of an input that the stage declares as a table.
    case row(Input)
    /// An output of the stage itself. A plan's outputs are not among them.
    case output(Output)
    /// A plan of the stage is finished and in force.
    case finished(Plan)
    /// A record that the stage read became a dead letter: of its origin, with its bytes where they are not too many. When
    /// it was sent again and failed again, the letter has the same id and a later attempt.
    case buried(DeadLetter)
}
