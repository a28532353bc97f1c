internal import Awards
public import Commands
internal import Log
public import Messages

/// Gives orders for commands: waits for the answer and says what became of it, as every executable does.
public enum OrderConsole {
    public static let officer = Option(
        required: "officer", "ID", "who gives it", environment: "DUIXIAN_OFFICER")
    public static let reason = Option(required: "reason", "TEXT", "why; it is kept with the order")
    public static let wait = Option(
        "wait", "SECONDS", "how long to wait for the answer", .integer(0...86_400), default: 30)

    /// What every command that gives an order takes.
    public static let options: [any Parameter] = [
        CommandOptions.office, officer, reason, wait, CommandOptions.at, CommandOptions.offices, CommandOptions.log,
        CommandOptions.config,
    ]

    /// Gives an order of a kind and prints the answer. Throws a `CommandFailure` when it is refused, or nobody answers.
    public static func give(
        _ kind: OrderKind, applicant: String? = nil, body: RawJSON, _ values: Values
    ) throws {
        try give(
            OrderDraft(
                office: values[CommandOptions.office], stage: kind.stage, kind: kind.name, officer: values[officer],
                reason: values[reason], applicant: applicant, body: body),
            waitSeconds: values[wait], values)
    }

    public static func give(_ draft: OrderDraft, waitSeconds: Int, _ values: Values) throws {
        let offices = try CommandOptions.loadOffices(values)
        let now = try CommandOptions.clock(values, offices)
        let desk = OrderDesk(offices: offices, log: try CommandOptions.openLog(values), now: now)
        switch try outcome(of: draft, at: desk, waitMs: waitSeconds * 1_000) {
        case .answered(let answer):
            let text = "\(answer.sentence.zh)\n\(answer.sentence.en)"
            guard answer.accepted else { throw CommandFailure(.dataError, "refused: \(text)") }
            Console.standard.write("accepted: \(text)\n")
        case .recorded(let order, let agent):
            throw CommandFailure(
                .unavailable,
                "The order \(order) is recorded, and the \(agent.rawValue) of \(draft.office) has not answered within "
                    + "\(waitSeconds) s; it will when it runs (duixian lag shows whether it does).")
        }
    }

    private static func outcome(of draft: OrderDraft, at desk: OrderDesk, waitMs: Int) throws -> OrderOutcome {
        do {
            return try desk.give(draft, waitMs: waitMs)
        } catch let error as OrderRefusal {
            throw CommandFailure(.notAllowed, error.description)
        } catch let error as LogError where error.reason == .fenced {
            throw CommandFailure(
                .temporary,
                "\(draft.officer) gave another order at the same moment; this one is not recorded: repeat it.")
        } catch let error as LogError where error.reason == .timedOut && error.isFatal {
            throw CommandFailure(
                .unavailable,
                "It is not known whether the order is recorded (\(error)); look for it with: duixian tail "
                    + "\(Stream.orders.topic(of: draft.office)) before you give it again.")
        }
    }
}
