import Foundation
public import Messages

/// A line of a table of worked cases: facts in, what must be answered, and why. Every key of `expect` must be equal;
/// others may stand beside it, but no other kind of outcome.
public struct WorkedCase: Sendable, CustomStringConvertible {
    public let name: String
    public let programme: String
    public let clause: String
    public let facts: Facts
    public let expect: Facts
    public let why: String
    /// Readings that are switched for it.
    public private(set) var readings: [String: String] = [:]

    public static let outcomes = ["award", "reject", "refer", "waitlist", "kpi", "policy", "ask", "error"]

    /// The cases of a file in the tables' folder.
    public static func read(_ file: String) throws -> [WorkedCase] {
        let text = try String(contentsOfFile: path(file), encoding: .utf8)
        return try text.split(separator: "\n").compactMap { try WorkedCase(String($0)) }
    }

    /// Where the tables lie.
    public static func path(_ file: String) -> String { Repository.file("Tests/PolicyTests/Cases/\(file)") }

    /// Nil for a line that is run through another command.
    private init?(_ line: String) throws {
        guard case .record(let record) = try Fact(json: Array(line.utf8)) else { throw Unreadable(line: line) }
        if let command = record["command"], command != .text("assess") { return nil }
        let input: Facts
        if case .record(let inside)? = record["in"] { input = inside } else { input = record }
        guard case .text(let name)? = record["case"], case .text(let why)? = record["why"],
            case .record(let expect)? = record["expect"], case .text(let programme)? = input["programme"],
            case .text(let clause)? = input["clause"], case .record(let facts)? = input["facts"]
        else { throw Unreadable(line: line) }
        self.name = name
        self.programme = programme
        self.clause = clause
        self.facts = facts
        self.expect = expect
        self.why = why
        if case .record(let readings)? = record["readings"] {
            for entry in readings.entries {
                if case .text(let choice) = entry.value { self.readings[entry.name] = choice }
            }
        }
    }

    public struct Unreadable: Error {
        public let line: String
    }

    /// What `calculator assess` is given.
    public var line: String {
        Fact.record(["programme": .text(programme), "clause": .text(clause), "facts": .record(facts)]).json
    }

    /// What an answer has against it; nil when it is right.
    public func fault(in answer: Facts) -> String? {
        let kinds = Self.outcomes.filter { answer[$0] != nil }
        guard kinds.count == 1, expect[kinds[0]] != nil else { return "\(self): \(Fact.record(answer).json)" }
        let wrong = expect.entries.filter { answer[$0.name] != $0.value }
        return wrong.isEmpty ? nil : "\(self): \(Fact.record(answer).json)"
    }

    public var description: String { "\(name) \(programme) \(clause) (\(why)) expects \(Fact.record(expect).json)" }
}
