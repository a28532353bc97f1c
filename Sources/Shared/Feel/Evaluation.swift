/// An expression made ready to run.
typealias Code = @Sendable (inout Evaluation) -> Value

/// One run of a formula: the values it reads, its variables, and what it may still use up.
///
/// The limits make every run end, on a small stack and in little memory, whatever the expression. They count steps and
/// not time, so a run that is broken off is broken off everywhere; its result is null.
struct Evaluation {
    let slots: [Value]
    /// Variables of loops, filters, functions and contexts, each at a place that the compiler chose.
    var locals: [Value]
    let now: Moment?
    /// Steps of loops, elements of lists and letters of texts that may still be made.
    private var work = Evaluation.mostWork
    /// Levels that calls of functions may still go down.
    private var levels = Evaluation.mostLevels
    private(set) var isExhausted = false

    static let mostWork = 500_000
    static let mostLevels = 300
    static let mostDepth = 200

    init(slots: [Value], locals: Int, now: Moment?) {
        self.slots = slots
        self.locals = locals == 0 ? [] : [Value](repeating: .null, count: locals)
        self.now = now
    }

    /// False when there is nothing left: then the run is to end as soon as it can.
    mutating func spend(_ steps: Int) -> Bool {
        work -= min(steps, Self.mostWork)
        if work < 0 { isExhausted = true }
        return !isExhausted
    }

    /// For looking through a value: as many steps as there is in it.
    mutating func charge(_ value: Value) -> Bool {
        switch value {
        case .list, .context, .string: spend(value.weight)
        case .null, .boolean, .number, .date, .time, .dateTime, .days, .months, .range, .function, .unknown: true
        }
    }

    /// A value that has just been made, as far as its size is allowed.
    mutating func made(_ value: Value) -> Value {
        switch value {
        case .list(let list): fits(list.depth, list.weight, list.count) ? value : .null
        case .context(let context): fits(context.depth, context.weight, context.count) ? value : .null
        case .string(let text): text.utf8.count < 64 || spend(text.utf8.count / 16) ? value : .null
        case .function(let function): fits(function.depth, 0, 1) ? value : .null
        case .null, .boolean, .number, .date, .time, .dateTime, .days, .months, .range, .unknown: value
        }
    }

    private mutating func fits(_ depth: Int, _ weight: Int, _ count: Int) -> Bool {
        if depth > Self.mostDepth || weight > Self.mostWork { isExhausted = true }
        return spend(count)
    }

    /// Calls a function with the arguments in the order of its parameters.
    mutating func call(_ function: Function, _ arguments: [Value]) -> Value {
        switch function.body {
        case .builtin(let builtin):
            guard builtin.accepts(arguments.count) else { return .null }
            return builtin.apply(arguments, &self)
        case .defined(let defined):
            guard arguments.count == defined.parameters.count else { return .null }
            return call(defined, arguments)
        }
    }

    private mutating func call(_ defined: Function.Defined, _ arguments: [Value]) -> Value {
        guard spend(1), levels >= defined.height + 4 else {
            isExhausted = true
            return .null
        }
        var inner = Evaluation(slots: defined.slots, locals: defined.captured, work: work, now: now)
        inner.levels = levels - defined.height - 4
        for (index, argument) in arguments.enumerated() {
            guard let value = Types.converted(argument, to: defined.parameters[index].type) else { return .null }
            inner.locals[defined.first + index] = value
        }
        let result = defined.code(&inner)
        work = inner.work
        isExhausted = inner.isExhausted
        return result
    }

    private init(slots: [Value], locals: [Value], work: Int, now: Moment?) {
        self.slots = slots
        self.locals = locals
        self.work = work
        self.now = now
    }
}
