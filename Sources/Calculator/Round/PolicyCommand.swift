import Agent
import Awards
import Commands
import Documents
import Glibc
import Messages
import Policy

/// `calculator policy`: which policies an office decides by.
enum PolicyCommand {
    private static let file = Argument("FILE", "the policy's file", .file)

    private static let yes = Flag("yes", "does not ask")

    private static let adopt = Command(
        "adopt", "has the office decide by a policy from now on", [file, yes] + OrderConsole.options,
        details: """
            Shows what the file changes to the one in force: clauses, parameters, conditions, readings; on a terminal \
            it asks before the order is given. The order carries the file; what was assessed before stays as it is. \
            `calculator simulate --with FILE` shows what it would change in amounts. A file with the implementing rules \
            of a division below (实施细则) takes the place of that division's rules; rounds that open from then on use them.
            """
    ) { values in
        let path = values[file]
        let bytes = try Document.read(path)
        let terms = try AdoptedTerms(try CommandOptions.openLog(values), values[CommandOptions.office])
        do {
            Console.standard.write(try preview(of: bytes, path, terms) + "\n")
        } catch let errors as DocumentErrors {
            throw CommandFailure(.dataError, errors.description)
        }
        guard values[yes] || isatty(STDIN_FILENO) == 0 || isConfirmed() else {
            throw CommandFailure(.usage, "Nothing is adopted. 未采用。")
        }
        var order = AdoptPolicyOrder()
        order.bytes = Base64Data(bytes)
        try OrderConsole.give(.policyAdopt, body: RawJSON(order), values)
    }

    /// What the file changes, once it has passed its check: a policy's, or a division's implementing rules.
    private static func preview(of bytes: [UInt8], _ path: String, _ terms: AdoptedTerms) throws -> String {
        if let rules = try PolicyBundle.rules(in: bytes, file: path) {
            guard let policy = terms.policies[rules.programme]?.bytes.bytes else {
                throw CommandFailure(.dataError, "The programme \(rules.programme) is not adopted yet.")
            }
            let own = try Programme.load(PolicyBundle.bytes(policy, with: []), file: rules.programme, overlay: rules)
            let lines = (own.overlay?.replaced ?? []).map { replaced in
                "  \(replaced.clause) \(replaced.parameter.name) = \(replaced.own)"
            }
            return (["\(rules.division) \(rules.issuer.zh) \(rules.issuer.en)"] + lines).joined(separator: "\n")
        }
        let programme = try Programme.load(bytes, file: path)
        if let error = PolicyCheck([try Rulebook(programme)]).errors.first {
            throw CommandFailure(.dataError, "\(error)")
        }
        return changes(of: programme, to: terms.policies[programme.id])
    }

    /// What the file changes, for people.
    static func changes(of programme: Programme, to adopted: PolicyAdopted?) -> String {
        guard let adopted else {
            return "\(programme.id)：首次采用，共\(programme.clauses.count)条。 "
                + "\(programme.id) is adopted for the first time, with \(programme.clauses.count) clauses."
        }
        guard let old = try? Programme.load(adopted.bytes.bytes, file: programme.id) else {
            return "现行文件无法读取。 The file in force cannot be read any more, so there is nothing to compare with."
        }
        let lines = PolicyChanges(from: old, to: programme).lines
        guard !lines.isEmpty else {
            return "\(programme.id)：与现行文件相比，条款、参数、条件和解读均无变化。 "
                + "\(programme.id): no clause, parameter, condition or reading changes."
        }
        return (["\(programme.id)：与现行文件相比 compared with the file in force:"] + lines).joined(separator: "\n")
    }

    private static func isConfirmed() -> Bool {
        Console.standard.write("采用吗？ Adopt it? [y/N] ")
        return ["y", "yes", "是"].contains(readLine()?.lowercased() ?? "")
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

    private static let anyProgramme = Argument(optional: "PROGRAMME", "one programme instead of all", .text)
    private static let anyYear = Option("year", "YEAR", "one year instead of all", .integer(1950...9999))

    private static let show = Command(
        "show", "shows the terms that the office has set",
        [
            anyProgramme, anyYear, CommandOptions.office, CommandOptions.offices, CommandOptions.log,
            CommandOptions.config,
        ]
    ) { values in
        let offices = try CommandOptions.loadOffices(values)
        let office = try CommandOptions.office(values[CommandOptions.office], in: offices, values)
        let guides = try AdoptedTerms(try CommandOptions.openLog(values), office.division).guides.filter { guide in
            values[anyProgramme].map { guide.programme == $0 } ?? true
                && values[anyYear].map { guide.year == Int64($0) } ?? true
        }
        for guide in guides { Console.standard.write(text(of: guide)) }
        if guides.isEmpty { Console.standard.write("没有已确定的申报指南。 No guide is set.\n") }
    }

    static func text(of guide: GuideSet) -> String {
        var lines = ["\(guide.programme) \(guide.year)  \(guide.digest)"]
        for entry in guide.facts.entries { lines.append("  \(entry.name) = \(entry.value.json)") }
        if let coefficient = guide.coefficient { lines.append("  预算系数 budget coefficient = \(coefficient)") }
        if !guide.closedClauses.isEmpty {
            lines.append("  不受理的条款 clauses that do not run: \(guide.closedClauses.joined(separator: ", "))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    static let command = Command("guide", "sets and shows the year's terms of a programme", subcommands: [set, show])
}
