import Commands
import Lines
import Policy

/// `calculator coverage`: what is modelled of each clause, and what is not.
enum CoverageCommand {
    private static let language = Option(
        "lang", "zh|en", "the language", .choice(Language.self), default: .en)

    static let command = Command(
        "coverage", "says of each clause whether it is computed, decided by an officer, or only recorded",
        [PolicyFolder.option, language]
    ) { values in
        let rulebooks = try PolicyFolder.load(values).values.sorted { $0.programme.id < $1.programme.id }
        for rulebook in rulebooks {
            Console.standard.write(Coverage(rulebook.programme).table(values[language]) + "\n")
        }
    }
}
