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
    private static let lodgedAt = Option(
        "lodged-at", "DIVISION", "the office that took the claim in, where two did", .division)

    static let command = Command(
        "review", "attests the facts that a claim's review asks for",
        [claim, facts, lodgedAt] + OrderConsole.options,
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
        try OrderConsole.give(.reviewAnswer, applicant: review.of.applicant, body: RawJSON(body), values)
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
}
