import Agent
import Commands
import Messages

/// `calculator round`: the life of a round, each step an order of an officer.
enum RoundCommand {
    static let command = Command(
        "round", "opens, closes, publishes and confirms rounds",
        subcommands: [open, close, waive, status, publish, object, resolve, confirm, amend])

    private static let round = Argument("ROUND", "the round's id, such as baotou-2022/2023/all", .text)
    private static let preview = Flag("preview", "only say what it would change")
    private static let facts = Argument(
        repeating: "FACT=VALUE", "facts that stand from now on, such as online_retail=91000000", .namedFact)

    // MARK: Open and close

    private static let programme = Argument("PROGRAMME", "the programme", .text)
    private static let period = Argument("PERIOD", "the period, such as 2023", .text)
    private static let clauses = Option("clauses", "CLAUSES", "clauses, with commas between them; all, if not given")
    private static let opens = Option(required: "opens", "MOMENT", "from when claims are taken in", .moment)
    private static let deadline = Option(required: "deadline", "MOMENT", "until when", .moment)

    private static let open = Command(
        "open", "opens a round", [programme, period, clauses, opens, deadline] + OrderConsole.options
    ) { values in
        var order = OpenRoundOrder()
        order.programme = values[programme]
        order.period = values[period]
        order.clauses = values[clauses]?.split(separator: ",").map(String.init) ?? []
        order.opens = values[opens]
        order.deadline = values[deadline]
        try OrderConsole.give(.roundOpen, body: RawJSON(order), values)
    }

    private static let asOf = Option(required: "as-of", "DAY", "the day of which registers are taken", .day)
    private static let registers = Option(
        "registers", "KIND=DAY,…", "registers that are taken of another day, with commas between them")

    private static let close = Command(
        "close", "closes a round over exactly what was lodged by its deadline",
        [round, asOf, registers] + OrderConsole.options,
        details: """
            Each county's intake then says that it has forwarded all, and each register of the day must be there; \
            `calculator round status` shows by name what is still waited for.
            """
    ) { values in
        var order = CloseRoundOrder()
        order.round = values[round]
        order.asOf = "\(values[asOf])"
        order.registers = try (values[registers] ?? "").split(separator: ",").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw CommandFailure(.usage, "--registers \(pair) is not KIND=DAY, such as tax=2024-02-20.")
            }
            return RegisterDay(parts[0], parts[1])
        }
        try OrderConsole.give(.roundClose, body: RawJSON(order), values)
    }

    private static let subject = Argument(
        "WHAT", "claim, office, register or letter", .choice(RoundWaived.Subject.self))
    private static let name = Argument("NAME", "its id, division or kind", .text)

    private static let waive = Command(
        "waive", "lets a round close without a claim, an office, a register or a dead letter",
        [round, subject, name] + OrderConsole.options,
        details: "A claim that is waived is left to the next round; so are those of an office."
    ) { values in
        var order = WaiveOrder()
        order.round = values[round]
        order.subject = values[subject]
        order.name = values[name]
        try OrderConsole.give(.roundWaive, body: RawJSON(order), values)
    }

    private static let status = Command(
        "status", "shows where a round is, and what blocks it by name",
        [round, CommandOptions.office, CommandOptions.offices, CommandOptions.log, CommandOptions.config]
    ) { values in
        let log = try CommandOptions.openLog(values)
        let status = try RoundStatus.read(values[round], at: values[CommandOptions.office], log)
        Console.standard.write(status.text)
    }

    // MARK: Notice

    private static let workingDays = Option(
        "working-days", "N", "how many working days the notice lasts", .integer(1...60), default: 5,
        environment: "DUIXIAN_NOTICE_DAYS")

    private static let publish = Command(
        "publish", "shows a round's proposals to the public", [round, workingDays] + OrderConsole.options
    ) { values in
        var order = PublishOrder()
        order.round = values[round]
        order.workingDays = Int64(values[workingDays])
        try OrderConsole.give(.roundPublish, body: RawJSON(order), values)
    }

    private static let claim = Argument("CLAIM", "the claim's id", .text)
    private static let text = Option(required: "text", "TEXT", "what is objected")

    private static let object = Command(
        "object", "records an objection to a proposal", [round, claim, text] + OrderConsole.options
    ) { values in
        var order = ObjectOrder()
        order.round = values[round]
        order.claim = values[claim]
        order.text = values[text]
        try OrderConsole.give(.roundObject, body: RawJSON(order), values)
    }

    private static let objection = Argument("OBJECTION", "the objection's id", .text)
    private static let upheld = Flag("upheld", "it is upheld: the facts stand from now on")

    private static let resolve = Command(
        "resolve", "decides on an objection, and says what that changes for everyone else",
        [round, objection, facts, upheld, preview] + OrderConsole.options
    ) { values in
        var order = ResolveOrder()
        order.round = values[round]
        order.objection = values[objection]
        order.isUpheld = values[upheld]
        for fact in values[facts] { order.facts[fact.name] = fact.value }
        order.isPreview = values[preview] ? true : nil
        try OrderConsole.give(.roundResolve, body: RawJSON(order), values)
    }

    private static let digest = Option(required: "digest", "DIGEST", "digest of what is on notice (see status)")

    private static let confirm = Command(
        "confirm", "confirms a round's awards once their notice is over", [round, digest] + OrderConsole.options,
        details: "Who confirms is another officer than who closed the round."
    ) { values in
        var order = ConfirmOrder()
        order.round = values[round]
        order.digest = values[digest]
        try OrderConsole.give(.roundConfirm, body: RawJSON(order), values)
    }

    private static let supersedes = Option(
        "supersedes", "N", "number of the award's correction that this one follows", .integer(0...1_000_000), default: 0
    )

    private static let amend = Command(
        "amend", "corrects a confirmed award by a further payment or a recovery",
        [round, claim, facts, supersedes, preview] + OrderConsole.options
    ) { values in
        var order = AmendOrder()
        order.round = values[round]
        order.claim = values[claim]
        order.supersedes = Int64(values[supersedes])
        for fact in values[facts] { order.facts[fact.name] = fact.value }
        order.isPreview = values[preview] ? true : nil
        try OrderConsole.give(.roundAmend, body: RawJSON(order), values)
    }
}
