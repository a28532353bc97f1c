import Agent
import Awards
import Commands
import Decimals
import Messages

/// `calculator reviews`: the claims whose amount an officer must decide, the oldest first.
enum ReviewsCommand {
    static let command = Command(
        "reviews", "lists the claims whose amount an officer must decide, the oldest first",
        [CommandOptions.office, CommandOptions.offices, CommandOptions.log, CommandOptions.config],
        details: "Each with its age, the ceiling that the policy sets, and why an officer is asked."
    ) { values in
        let offices = try CommandOptions.loadOffices(values)
        let office = try CommandOptions.office(values[CommandOptions.office], in: offices, values)
        let open = try OpenAmounts.read(
            try CommandOptions.openLog(values), office.division, partitions: offices.partitions)
        let nowMs = WallClock.now()
        for review in open.reviews { Console.standard.write(line(review, nowMs: nowMs) + "\n") }
        if open.reviews.isEmpty { Console.standard.write("没有待决定的金额。 No amount waits for a decision.\n") }
    }

    static func line(_ review: ReviewRequested, nowMs: Int64) -> String {
        let of = review.of
        let days = max(0, nowMs - of.lodged.milliseconds) / 86_400_000
        let ceiling =
            review.ceilingFen.map { "上限\(Money(fen: $0))元 at most \(Money(fen: $0)) yuan" } ?? "无上限 no ceiling"
        return "\(days)天 \(days) d  \(of.claim)  \(of.office)  v\(of.version)  \(of.programme) \(of.clause)  "
            + "\(of.applicant)  \(ceiling)  \(review.reason ?? "")"
    }
}

/// `calculator review`: an officer decides a claim's amount.
enum ReviewCommand {
    private static let claim = Argument("CLAIM", "the claim's id", .text)
    private static let amount = Argument("YUAN", "the amount in yuan, such as 600000", .decimal)
    private static let lodgedAt = Option(
        "lodged-at", "DIVISION", "the office that took the claim in, where two did", .division)

    static let command = Command(
        "review", "decides the amount of a claim that the policy leaves to an officer",
        [claim, amount, lodgedAt] + OrderConsole.options,
        details: """
            An amount above the ceiling is refused. `calculator reviews` lists what waits.

            Ends with 65 when the amount is refused, and with 69 when nobody answers in time; the order stands then.
            """
    ) { values in
        guard !values[amount].isNegative else {
            throw CommandFailure(.usage, "\(values[amount]) yuan is below 0; to grant nothing give 0.")
        }
        let offices = try CommandOptions.loadOffices(values)
        let office = try CommandOptions.office(values[CommandOptions.office], in: offices, values)
        let log = try CommandOptions.openLog(values)
        let open = try OpenAmounts.read(log, office.division, partitions: offices.partitions)
        let review = try choose(open.reviews, values[claim], at: values[lodgedAt])
        var body = DecideAmountOrder()
        body.review = review.id
        body.amount = .number(values[amount])
        try OrderConsole.give(.decisionAnswer, applicant: review.of.applicant, body: RawJSON(body), values)
    }

    static func choose(
        _ reviews: [ReviewRequested], _ claim: String, at office: Division?
    ) throws -> ReviewRequested {
        let own = reviews.filter { review in
            review.of.claim == claim && office.map { review.of.office == $0.code } ?? true
        }
        guard let review = own.first else {
            throw CommandFailure(.dataError, "No amount of the claim \(claim) waits; see: calculator reviews")
        }
        guard own.count == 1 else {
            let offices = own.map(\.of.office).sorted().joined(separator: " and ")
            throw CommandFailure(.usage, "The claim \(claim) came to \(offices): say which with --lodged-at.")
        }
        return review
    }
}
