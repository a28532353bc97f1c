import Foundation
import Messages
import TestSupport

/// A line of a table of worked statements: what was paid, what is owed for it, and why. An error is expected by words
/// that its sentence holds.
struct StatementCase: CustomStringConvertible {
    let name: String
    /// What `settler statement` is given, as it stands in the table.
    let line: [UInt8]
    let input: Fact
    let expect: Facts
    let why: String

    /// The statements of a file; lines of other commands are passed over.
    static func read(_ path: String) throws -> [StatementCase] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try text.split(separator: "\n").compactMap { try StatementCase(String($0)) }
    }

    private init?(_ line: String) throws {
        // A key that stands twice is refused within a line too, so the input is taken as it stands.
        guard line.contains(#""command": "statement""#), let start = line.range(of: #""in": "#)?.upperBound,
            let end = line.range(of: #", "expect": "#, options: .backwards)?.lowerBound
        else { return nil }
        self.line = Array(line[start..<end].utf8)
        let rest = "\(line[..<start])null\(line[end...])"
        guard case .record(let record) = try Fact(json: Array(rest.utf8)), case .text(let name)? = record["case"],
            case .text(let why)? = record["why"], case .record(let expect)? = record["expect"]
        else { throw Unreadable(line: line) }
        input = (try? Fact(json: self.line)) ?? .null
        self.name = name
        self.expect = expect
        self.why = why
    }

    struct Unreadable: Error {
        let line: String
    }

    /// What an answer has against it; nil when it is right.
    func fault(in answer: Fact) -> String? {
        guard case .record(let found) = answer else { return "\(self): \(answer.json)" }
        guard case .list(let words)? = expect["error"] else {
            guard case .record(let wanted)? = expect["counties"], case .record(let counties)? = found["counties"],
                wanted.sorted() == counties.sorted(), found["total"] == expect["total"], found.count == 2
            else { return "\(self): \(answer.json)" }
            return nil
        }
        guard case .text(let sentence)? = found["error"], found.count == 1 else { return "\(self): \(answer.json)" }
        let missing = words.filter { word in
            guard case .text(let word) = word else { return true }
            return !sentence.contains(word)
        }
        return missing.isEmpty ? nil : "\(self): \(sentence) lacks \(missing.map(\.json))"
    }

    var description: String { "\(name) (\(why)) expects \(Fact.record(expect).json)" }
}
