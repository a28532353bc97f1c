import Agent
import Awards
import Commands
import Documents
import Feel
import Log
import Messages
import Policy

/// What officers do with letters: check templates, look at letters and what became of them, send one again.
enum LetterCommands {
    private static let place: [any Commands.Parameter] = [
        CommandOptions.office, CommandOptions.offices, CommandOptions.log, CommandOptions.config,
    ]

    // MARK: Templates

    private static let folder = Argument("FOLDER", "the templates, such as deploy/letters", .file)

    static let check = Command(
        "check", "checks the templates of letters", [folder],
        details: """
            Each kind of letter has, for each language, a plain text (receipt.zh.txt), whose first line is its subject, \
            and HTML (receipt.zh.html); page.html is the page that HTML stands in. {{ … }} shows a value, {% if … %}, \
            {% for x in … %} and {% end %} choose and repeat, and what stands in them is FEEL. notifier values KIND lists \
            what a kind of letter can name.
            """
    ) { values in
        do throws(DocumentErrors) {
            let templates = try LetterTemplateSet(folder: values[folder])
            Console.standard.write("\(values[folder]): \(templates.files.count) files, \(templates.digest)\n")
        } catch {
            throw CommandFailure(.dataError, error.description)
        }
    }

    private static let kind = Argument("LETTER", "the kind of letter", .choice(LetterWritten.Kind.self))

    static let values = Command("values", "lists the values that a kind of letter can name", [kind]) { values in
        Console.standard.write(lines(LetterFields.of(values[kind]), indent: "").joined())
    }

    private static func lines(_ fields: [StaticType.Field], indent: String) -> [String] {
        fields.flatMap { field -> [String] in
            guard case .list(.record(let inner)) = field.type else {
                return ["\(indent)\(field.name)    \(field.type)\n"]
            }
            return ["\(indent)\(field.name)    a list, each with:\n"] + lines(inner, indent: indent + "  ")
        }
    }

    // MARK: Preview

    private static let claim = Option("claim", "ID", "the claim that it is about")
    private static let letters = Option(
        "letters", "FOLDER", "the templates", .file, default: ChannelSettings.defaultLetters,
        environment: "DUIXIAN_NOTIFIER_LETTERS")
    private static let language = Option("lang", "zh|en", "one language instead of both", .choice(Language.self))
    private static let isHTML = Flag("html", "show the page instead of the plain text")

    static let preview = Command(
        "preview", "shows a letter as it would be sent now", [kind, claim, letters, language, isHTML] + place,
        details: "Of several of a kind it shows the newest. A notice needs no --claim."
    ) { values in
        let templates = try readTemplates(values[letters])
        let log = try CommandOptions.openLog(values)
        let book = try DeliveryBook.read(log, values[CommandOptions.office])
        let found = book.order.compactMap { book.entries[$0]?.letter }.last { letter in
            letter.kind == values[kind] && (values[claim] == nil || letter.claim == values[claim])
        }
        guard let found else {
            throw CommandFailure(
                .unavailable,
                "\(values[CommandOptions.office]) has written no letter \(values[kind].rawValue)"
                    + (values[claim].map { " about \($0)." } ?? "."))
        }
        let rendered = RenderedLetter(found, templates, values[language].map { [$0] } ?? Language.allCases)
        Console.standard.write(
            values[isHTML] ? rendered.html : "\(rendered.subject)\n\n\(rendered.plain)")
    }

    private static func readTemplates(_ folder: String) throws -> LetterTemplateSet {
        do throws(DocumentErrors) {
            return try LetterTemplateSet(folder: folder)
        } catch {
            throw CommandFailure(.dataError, error.description)
        }
    }

    // MARK: Deliveries

    private static let wait = Option(
        "wait", "SECONDS", "wait so long until none is to be sent any more", .integer(0...86_400), default: 0)
    private static let all = Flag("all", "list every letter, not only what needs somebody")

    static let deliveries = Command(
        "deliveries", "shows what became of letters: how many, and which failed or are not known to be sent",
        [all, wait] + place,
        details: "Ends with 75 when letters still wait after --wait."
    ) { values in
        let log = try CommandOptions.openLog(values)
        let office = values[CommandOptions.office]
        let deadline = WallClock.now() + Int64(values[wait]) * 1_000
        let stop = StopSignal()
        var list = DeliveryList(try DeliveryBook.read(log, office))
        while list.waiting > 0, WallClock.now() < deadline {
            stop.wait(milliseconds: 250)
            list = DeliveryList(try DeliveryBook.read(log, office))
        }
        Console.standard.write(list.text(all: values[all]))
        if values[wait] > 0, list.waiting > 0 {
            throw CommandFailure(
                .temporary, "\(list.waiting) letters of \(office) still wait to be sent; its notifier may not run.")
        }
    }

    // MARK: Resend

    private static let letter = Argument("LETTER", "the letter's id, such as L-0123…", .text)

    static let resend = Command(
        "resend", "has a letter sent once more", [letter] + OrderConsole.options,
        details: "It carries the same id, so that a receiver that has the first knows the second."
    ) { values in
        var order = ResendOrder()
        order.letter = values[letter]
        try OrderConsole.give(.letterResend, body: RawJSON(order), values)
    }
}

/// What became of letters, for people.
struct DeliveryList {
    private let book: DeliveryBook

    init(_ book: DeliveryBook) { self.book = book }

    private var entries: [DeliveryBook.Entry] { book.order.compactMap { book.entries[$0] } }

    /// Letters that are to be sent, or are being sent.
    var waiting: Int { entries.count { $0.due != nil || $0.isOpen } }

    func text(all: Bool) -> String {
        var counts: [String: Int] = [:]
        var lines: [String] = []
        for entry in entries {
            let state = state(of: entry)
            counts[state, default: 0] += 1
            let needsSomebody = entry.ended?.outcome == .failed || entry.ended?.outcome == .unknown
            guard all || needsSomebody else { continue }
            let letter = entry.letter
            let detail = entry.ended?.detail.map { "  \($0)" } ?? ""
            lines.append(
                "\(letter.id)  \(state)  \(letter.kind.rawValue)  \(letter.claim ?? letter.round ?? "")\(detail)")
        }
        let total = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        return (lines + ["\(entries.count) 份文书 / letters: \(total.isEmpty ? "–" : total)"]).joined(separator: "\n")
            + "\n"
    }

    private func state(of entry: DeliveryBook.Entry) -> String {
        if entry.due != nil { return "waits" }
        if entry.isOpen { return "is being sent" }
        return entry.ended.map { $0.outcome == .unknown ? "outcome unknown" : $0.outcome.rawValue } ?? "waits"
    }
}
