import Agent
import Commands
import Messages

/// `calculator hold`: holds payments of an enterprise, a clause or a round.
enum HoldCommand {
    static let command = Command(
        "hold", "holds payments, and lets them go on", subcommands: [place, lift])

    private static let subject = Argument("WHAT", "enterprise, clause or round", .choice(HoldSet.Subject.self))
    private static let name = Argument(
        "NAME", "the applicant's code, the clause as baotou-2022/7-1, or the round's id", .text)

    private static let place = Command(
        "place", "nothing that it covers is paid until it is lifted", [subject, name] + OrderConsole.options
    ) { values in
        var order = PlaceHoldOrder()
        order.subject = values[subject]
        order.name = values[name]
        try OrderConsole.give(.holdPlace, body: RawJSON(order), values)
    }

    private static let hold = Argument("HOLD", "the hold's id, as place answered it", .text)

    private static let lift = Command("lift", "lifts a hold", [hold] + OrderConsole.options) { values in
        var order = LiftHoldOrder()
        order.hold = values[hold]
        try OrderConsole.give(.holdLift, body: RawJSON(order), values)
    }
}
