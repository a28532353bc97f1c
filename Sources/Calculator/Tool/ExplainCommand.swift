import Commands
import Documents
import Lines
import Messages
import Policy

/// `calculator explain`: an assessment in words.
enum ExplainCommand {
    private static let clause = Argument("CLAUSE", "the programme and the clause, such as baotou-2022/7-1", .clause)
    private static let facts = Option(required: "facts", "FILE", "the facts, a JSON object", .file)
    private static let language = Option("lang", "zh|en", "the language", .choice(Language.self), default: .zh)

    static let command = Command(
        "explain", "explains what a clause says on some facts: each condition, each step of the amount",
        [clause, facts, language, PolicyFolder.option, PolicyFolder.division]
    ) { values in
        let rulebook = try values[clause].rulebook(in: PolicyFolder.loadWithDivision(values))
        let rule = try values[clause].rule(in: rulebook)
        let facts = try FactsFile.read(values[facts])
        do {
            let text = try rulebook.explanation(of: rule.clause.id, facts, in: values[language])
            Console.standard.write(text ?? "")
        } catch let error as FactErrors {
            throw CommandFailure(.dataError, "\(values[Self.facts]): \(error).")
        }
    }
}

/// A file with the facts of one claim.
enum FactsFile {
    static func read(_ path: String) throws -> Facts {
        do {
            guard case .record(let facts) = try Fact(json: Document.read(path)) else {
                throw CommandFailure(.dataError, "\(path): expected a JSON object of facts.")
            }
            return facts
        } catch let errors as DocumentErrors {
            throw CommandFailure(.dataError, errors.description)
        } catch let error as MessageError {
            throw CommandFailure(.dataError, "\(path): \(error)")
        }
    }
}

/// A clause as the command line names it.
struct ClauseName: Sendable, CustomStringConvertible {
    let programme: String
    let clause: String

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        (programme, clause) = (parts[0], parts[1])
    }

    var description: String { "\(programme)/\(clause)" }

    func rulebook(in rulebooks: [String: Rulebook]) throws -> Rulebook {
        guard let rulebook = rulebooks[programme] else {
            let hint = Spelling.hint(for: programme, among: rulebooks.keys.sorted())
            throw CommandFailure(.dataError, "There is no programme \(programme)\(hint.isEmpty ? "." : hint)")
        }
        return rulebook
    }

    func rule(in rulebook: Rulebook) throws -> Rule {
        guard let rule = rulebook.rule(clause) else {
            let known = rulebook.programme.clauses.map(\.id).joined(separator: ", ")
            throw CommandFailure(.dataError, "\(programme) has no clause \(clause); it has \(known).")
        }
        return rule
    }
}

extension ValueKind where Value == ClauseName {
    static var clause: ValueKind { ValueKind("a programme and a clause, such as baotou-2022/7-1") { ClauseName($0) } }
}
