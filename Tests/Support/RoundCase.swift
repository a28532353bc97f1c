import Foundation
public import Messages

/// A line of a table of worked rounds: a whole round in, what each claim must get, and why.
public struct RoundCase: Sendable, CustomStringConvertible {
    public let name: String
    /// What `calculator adjudicate` is given.
    public let input: Facts
    /// Outcomes by claim.
    public let expect: Facts
    public let why: String

    /// The rounds of a file in the tables' folder; lines of other commands are passed over.
    public static func read(_ file: String) throws -> [RoundCase] {
        let text = try String(contentsOfFile: WorkedCase.path(file), encoding: .utf8)
        return try text.split(separator: "\n").compactMap { try RoundCase(String($0)) }
    }

    private init?(_ line: String) throws {
        guard case .record(let record) = try Fact(json: Array(line.utf8)) else {
            throw WorkedCase.Unreadable(line: line)
        }
        guard record["command"] == .text("adjudicate") else { return nil }
        guard case .text(let name)? = record["case"], case .text(let why)? = record["why"],
            case .record(let input)? = record["in"], case .record(let expect)? = record["expect"],
            case .record(let claims)? = expect["claims"]
        else { throw WorkedCase.Unreadable(line: line) }
        self.name = name
        self.input = input
        self.expect = claims
        self.why = why
    }

    /// Its claims in another order.
    public func reordered(_ order: ([Fact]) -> [Fact]) -> Facts {
        var input = input
        if case .list(let claims)? = input["claims"] { input["claims"] = .list(order(claims)) }
        return input
    }

    /// What an answer has against it, a sentence a claim.
    public func faults(in answer: Facts) -> [String] {
        guard case .record(let claims)? = answer["claims"] else { return ["\(self): \(Fact.record(answer).json)"] }
        return expect.entries.compactMap { entry in
            guard case .record(let wanted) = entry.value, case .record(let found)? = claims[entry.name] else {
                return "\(self): \(entry.name) is not answered"
            }
            let kinds = WorkedCase.outcomes.filter { found[$0] != nil }
            let isRight =
                kinds.count == 1 && wanted[kinds[0]] != nil && wanted.entries.allSatisfy { found[$0.name] == $0.value }
            return isRight
                ? nil : "\(self): \(entry.name) expects \(entry.value.json), found \(Fact.record(found).json)"
        }
    }

    public var description: String { "\(name) (\(why))" }
}
