import Agent
import Awards
import Commands
import Documents
import Messages
import Policy

/// `calculator policy`: which policies an office decides by.
enum PolicyCommand {
    private static let file = Argument("FILE", "the policy's file", .file)

    private static let adopt = Command(
        "adopt", "has the office decide by a policy from now on", [file] + OrderConsole.options,
        details: """
            The order carries the file; what was assessed before stays as it is. `calculator simulate --with FILE` \
            shows what it would change.
            """
    ) { values in
        let path = values[file]
        let bytes = try Document.read(path)
        do {
            let check = PolicyCheck([try Rulebook(Programme.load(bytes, file: path))])
            if let error = check.errors.first { throw CommandFailure(.dataError, "\(error)") }
        } catch let errors as DocumentErrors {
            throw CommandFailure(.dataError, errors.description)
        }
        var order = AdoptPolicyOrder()
        order.bytes = Base64Data(bytes)
        try OrderConsole.give(.policyAdopt, body: RawJSON(order), values)
    }

    static let command = Command(
        "policy", "adopts policies", subcommands: [adopt])
}

/// `calculator guide`: a programme's terms for a year.
enum GuideCommand {
    private static let programme = Argument("PROGRAMME", "the programme", .text)
    private static let year = Argument("YEAR", "the year", .integer(1950...9999))
    private static let terms = Argument(
        repeating: "FACT=VALUE", "facts that the guide fixes, such as fx_usd_cny=7.05", .namedFact)
    private static let closed = Option("closed", "CLAUSES", "clauses that do not run, with commas between them")
    private static let coefficient = Option("coefficient", "NUMBER", "the budget coefficient", .decimal)

    private static let set = Command(
        "set", "sets a programme's terms for a year",
        [programme, year, terms, closed, coefficient] + OrderConsole.options
    ) { values in
        var order = SetGuideOrder()
        order.programme = values[programme]
        order.year = Int64(values[year])
        for term in values[terms] { order.facts[term.name] = term.value }
        order.closedClauses = values[closed]?.split(separator: ",").map(String.init) ?? []
        order.coefficient = values[coefficient]
        try OrderConsole.give(.guideSet, body: RawJSON(order), values)
    }

    static let command = Command("guide", "sets the year's terms of a programme", subcommands: [set])
}
