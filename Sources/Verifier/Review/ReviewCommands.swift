import Agent
import Awards
import Commands
import Log
import Messages

/// `verifier reviews`: what waits for a person, the oldest first.
enum ReviewsCommand {
    static let command = Command(
        "reviews", "lists the open reviews, the oldest first",
        [CommandOptions.office, CommandOptions.offices, CommandOptions.log, CommandOptions.config]
    ) { values in
        let offices = try CommandOptions.loadOffices(values)
        let office = try CommandOptions.office(values[CommandOptions.office], in: offices, values)
        let reviews = try OpenReviews.read(
            try CommandOptions.openLog(values), office.division, partitions: offices.partitions)
        let now = WallClock.now()
        for entry in reviews.entries { Console.standard.write(line(entry, nowMs: now) + "\n") }
        if reviews.entries.isEmpty { Console.standard.write("没有待核实的申报。 No review is open.\n") }
    }

    static func line(_ entry: OpenReviews.Entry, nowMs: Int64) -> String {
        let of = entry.review.of
        let days = max(0, nowMs - of.lodged.inMilliseconds) / 86_400_000
        let outdated = entry.isOutdated ? "  已有更正或撤回 (a later version came)" : ""
        return "\(days)天 \(days) d  \(of.claim)  \(of.office)  v\(of.version)  \(of.programme) \(of.clause)  "
            + "\(of.applicant)  \(entry.review.facts.joined(separator: ", "))\(outdated)"
    }
}

/// `verifier review`: an officer attests what a review asks for.
enum ReviewCommand {
    private static let claim = Argument("CLAIM", "the claim's id")
    private static let facts = Argument(
        repeating: "FACT=VALUE", "each fact that the review asks for, such as rooms=6", .namedFact, atLeast: 1)
    private static let officer = Option(required: "officer", "ID", "who attests it", environment: "DUIXIAN_OFFICER")
    private static let reason = Option(required: "reason", "TEXT", "what it rests on; it is kept with the order")
    private static let lodgedAt = Option(
        "lodged-at", "DIVISION", "the office that took the claim in, where two did", .division)
    private static let wait = Option(
        "wait", "SECONDS", "how long to wait for the answer", .integer(0...86_400), default: 30)

    static let command = Command(
        "review", "attests the facts that a claim's review asks for",
        [
            claim, facts, CommandOptions.office, officer, reason, lodgedAt, wait, CommandOptions.offices,
            CommandOptions.log, CommandOptions.config,
        ],
        details: """
            A value is a number, true, false, null (known not to be there) or a text; quotes make a text of anything.

            Ends with 65 when the answer is refused, and with 69 when nobody answers in time; the order stands then.
            """
    ) { values in
        let offices = try CommandOptions.loadOffices(values)
        let office = try CommandOptions.office(values[CommandOptions.office], in: offices, values)
        let log = try CommandOptions.openLog(values)
        let entries = try OpenReviews.read(log, office.division, partitions: offices.partitions).entries
        let review = try choose(entries, values[claim], at: values[lodgedAt])
        var body = ReviewAnswer()
        body.review = review.id
        for fact in values[facts] { body.facts[fact.name] = fact.value }
        let draft = OrderDraft(
            office: office.division, stage: OrderKind.reviewAnswer.stage, kind: OrderKind.reviewAnswer.name,
            officer: values[officer], reason: values[reason], applicant: review.of.applicant, body: RawJSON(body))
        try give(draft, at: OrderDesk(offices: offices, log: log), waitSeconds: values[wait])
    }

    /// The open review of a claim's newest version.
    static func choose(
        _ entries: [OpenReviews.Entry], _ claim: String, at office: Division?
    ) throws -> ReviewRequested {
        let own = entries.map(\.review).filter { review in
            review.of.claim == claim && office.map { review.of.office == $0.code } ?? true
        }
        guard let newest = own.max(by: { $0.of.version < $1.of.version }) else {
            throw CommandFailure(.dataError, "No review of the claim \(claim) is open; see: verifier reviews")
        }
        let offices = Set(own.map(\.of.office)).sorted()
        guard offices.count == 1 else {
            throw CommandFailure(
                .usage, "The claim \(claim) came to \(offices.joined(separator: " and ")): say which with --lodged-at.")
        }
        return newest
    }

    private static func give(_ draft: OrderDraft, at desk: OrderDesk, waitSeconds: Int) throws {
        let outcome: OrderOutcome
        do {
            outcome = try desk.give(draft, waitMs: waitSeconds * 1_000)
        } catch let error as OrderRefusal {
            throw CommandFailure(.notAllowed, error.description)
        } catch let error as LogError where error.reason == .fenced {
            throw CommandFailure(
                .temporary,
                "\(draft.officer) gave another order at the same moment; this one is not recorded: repeat it.")
        }
        switch outcome {
        case .answered(let answer):
            let text = "\(answer.sentence.zh)\n\(answer.sentence.en)"
            guard answer.accepted else { throw CommandFailure(.dataError, "refused: \(text)") }
            Console.standard.write("accepted: \(text)\n")
        case .recorded(let order, let agent):
            throw CommandFailure(
                .unavailable,
                "The order \(order) is recorded, and the \(agent.rawValue) of \(draft.office) has not answered within "
                    + "\(waitSeconds) s; it will when it runs.")
        }
    }
}

/// A fact as the command line gives it.
struct NamedFact: Sendable, CustomStringConvertible {
    let name: String
    let value: Fact

    /// `rooms=6`, `has_base=true`, `kind=旅游饭店`, `kind=null`.
    init?(_ text: String) {
        guard let sign = text.firstIndex(of: "="), sign != text.startIndex else { return nil }
        name = String(text[..<sign])
        let rest = String(text[text.index(after: sign)...])
        value = (try? Fact(json: Array(rest.utf8))) ?? .text(rest)
    }

    var description: String { "\(name)=\(value.json)" }
}

extension ValueKind where Value == NamedFact {
    static var namedFact: ValueKind { ValueKind("a fact and its value, such as rooms=6") { NamedFact($0) } }
}
