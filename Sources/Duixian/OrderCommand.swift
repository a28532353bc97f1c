import Agent
import Awards
import Commands
import Documents
import Log
import Messages

/// `duixian order`: an officer's order, of any kind.
enum OrderCommand {
    private static let stage = Argument("STAGE", "the stage that answers", .choice(Stage.self))
    private static let kind = Argument("KIND", "the kind of order, such as echo.say")
    private static let officer = Option(
        required: "officer", "ID", "who gives it", environment: "DUIXIAN_OFFICER")
    private static let reason = Option(required: "reason", "TEXT", "why; it is kept with the order")
    private static let applicant = Option("applicant", "USCC", "the applicant that it is about")
    private static let body = Option("body", "JSON", "what the order says")
    private static let bodyFile = Option("body-file", "FILE", "a file that holds what the order says", .file)
    private static let wait = Option(
        "wait", "SECONDS", "how long to wait for the answer", .integer(0...86_400), default: 30)

    private static let kinds = OrderKind.all.map { kind in
        "  \(kind.stage.rawValue) \(kind.name)  takes the role \(kind.role.rawValue): \(kind.meaning.en)"
    }.joined(separator: "\n")

    static let command = Command(
        "order", "gives an order, and shows the answer",
        [
            stage, kind, CommandOptions.office, officer, reason, applicant, body, bodyFile, wait,
            CommandOptions.offices, CommandOptions.log, CommandOptions.config,
        ],
        details: """
            The orders there are:

            \(kinds)

            Ends with 65 when the stage refuses it, and with 69 when nobody answers in time; the order stands then, \
            and giving it again gives a second one.
            """
    ) { values in
        let offices = try CommandOptions.loadOffices(values)
        let draft = OrderDraft(
            office: values[CommandOptions.office], stage: values[stage], kind: values[kind], officer: values[officer],
            reason: values[reason], applicant: values[applicant], body: try content(values))
        let desk = OrderDesk(offices: offices, log: try CommandOptions.openLog(values))
        switch try give(draft, at: desk, waitMs: values[wait] * 1_000) {
        case .answered(let answer):
            let text = "\(answer.sentence.zh)\n\(answer.sentence.en)"
            guard answer.accepted else { throw CommandFailure(.dataError, "refused: \(text)") }
            Console.standard.write("accepted: \(text)\n")
        case .recorded(let order, let agent):
            throw CommandFailure(
                .unavailable,
                "The order \(order) is recorded, and the \(agent.rawValue) of \(draft.office) has not answered within "
                    + "\(values[wait]) s; it will when it runs (duixian lag shows whether it does).")
        }
    }

    private static func give(_ draft: OrderDraft, at desk: OrderDesk, waitMs: Int) throws -> OrderOutcome {
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

    private static func content(_ values: Values) throws -> RawJSON {
        do {
            switch (values[body], values[bodyFile]) {
            case (nil, nil): return .null
            case (let text?, nil): return try RawJSON(text)
            case (nil, let path?): return try RawJSON(try Document.read(path))
            case (_?, _?): throw CommandFailure(.usage, "Give --body or --body-file, not both.")
            }
        } catch let error as MessageError {
            throw CommandFailure(.dataError, "The order's body is no JSON. \(error)")
        }
    }
}
