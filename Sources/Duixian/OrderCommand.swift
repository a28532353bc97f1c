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
    private static let applicant = Option("applicant", "USCC", "the applicant that it is about")
    private static let body = Option("body", "JSON", "what the order says")
    private static let bodyFile = Option("body-file", "FILE", "a file that holds what the order says", .file)
    private static let kinds = OrderKind.all.map { kind in
        "  \(kind.stage.rawValue) \(kind.name)  takes the role \(kind.role.rawValue): \(kind.meaning.en)"
    }.joined(separator: "\n")

    static let command = Command(
        "order", "gives an order, and shows the answer",
        [stage, kind, applicant, body, bodyFile] + OrderConsole.options,
        details: """
            The orders there are:

            \(kinds)

            Ends with 65 when the stage refuses it, and with 69 when nobody answers in time; the order stands then, \
            and giving it again gives a second one.
            """
    ) { values in
        let draft = OrderDraft(
            office: values[CommandOptions.office], stage: values[stage], kind: values[kind],
            officer: values[OrderConsole.officer], reason: values[OrderConsole.reason], applicant: values[applicant],
            body: try content(values))
        try OrderConsole.give(draft, waitSeconds: values[OrderConsole.wait], values)
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
