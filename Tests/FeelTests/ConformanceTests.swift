import Feel
import Foundation
import TestSupport
import Testing

/// The conformance cases of DMN: a file of lines `group, case, JSON text with the expression, expected value as JSON`.
struct ConformanceTests {
    /// How many cases of a group may be wrong; of every other group none.
    private static let wrongAtMost = [
        // They name types of a model that the expression alone does not have.
        "0070-feel-instance-of": 6,
        // The model's types change the values.
        "0082-feel-coercion": 7,
        // No time at all is written PT0S and P0M; two cases want P0D and P0Y.
        "0100-arithmetic": 2,
    ]

    @Test func agreesWithTheCases() throws {
        guard
            let path = try Requirement.environment("FEEL_TCK", for: "the test of FEEL by the conformance cases of DMN")
        else { return }
        var right: [String: Int] = [:]
        var all: [String: Int] = [:]
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            try #require(fields.count == 4)
            let text = try #require(Self.json(fields[2]) as? String)
            let given = Self.given(text)
            all[fields[0], default: 0] += 1
            if Self.same(Self.json(given), Self.json(fields[3])) {
                right[fields[0], default: 0] += 1
            } else {
                print("WRONG \(fields[0]) \(fields[1]): \(text) should be \(fields[3]) and is \(given)")
            }
        }
        for (group, count) in all.sorted(by: { $0.key < $1.key }) {
            let wrong = count - right[group, default: 0]
            print("\(group) \(count - wrong)/\(count)")
            #expect(wrong <= Self.wrongAtMost[group, default: 0], "\(group): \(wrong) of \(count) are wrong")
        }
        print("FEEL conformance: \(right.values.reduce(0, +))/\(all.values.reduce(0, +))")
    }

    /// What is wrong before it runs is null to the cases.
    static func given(_ text: String) -> String {
        let now = Moment(secondsSince1970: 1_700_000_000)
        guard let expression = try? Expression.parse(text), let formula = try? Formula(expression, now: now) else {
            return "null"
        }
        return formula.value().notation
    }

    static func json(_ text: String) -> Any {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) ?? "unreadable"
    }

    /// Numbers to 8 places, for the cases give no more.
    static func same(_ left: Any, _ right: Any) -> Bool {
        switch (left, right) {
        case (let left as [String: Any], let right as [String: Any]):
            guard Set(left.keys) == Set(right.keys) else { return false }
            return left.allSatisfy { key, value in
                guard let other = right[key] else { return false }
                if key == "number", let value = value as? String, let other = other as? String {
                    guard let a = Decimal(string: value), let b = Decimal(string: other) else { return false }
                    return abs(a - b) <= Decimal(string: "0.00000001") ?? 0
                }
                return same(value, other)
            }
        case (let left as [Any], let right as [Any]):
            return left.count == right.count && zip(left, right).allSatisfy { same($0, $1) }
        case (is NSNull, is NSNull): return true
        case (let left as String, let right as String): return left == right
        case (let left as NSNumber, let right as NSNumber): return left == right
        default: return false
        }
    }
}
