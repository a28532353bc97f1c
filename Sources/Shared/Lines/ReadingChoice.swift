public import Commands
public import Policy

/// `A-10=whole_increment`, or `baotou-2022:A-10=whole_increment` for one programme alone.
public struct ReadingChoice: Sendable, CustomStringConvertible {
    /// Nil: every programme that has this choice.
    public let programme: String?
    public let reading: String
    public let choice: String

    public init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        let names = parts[0].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard let reading = names.last, names.count <= 2, names.allSatisfy({ !$0.isEmpty }),
            ["A-", "R-"].contains(String(reading.prefix(2))), reading.dropFirst(2).allSatisfy(\.isNumber)
        else { return nil }
        programme = names.count == 2 ? names[0] : nil
        (self.reading, choice) = (reading, parts[1])
    }

    public var description: String { (programme.map { "\($0):" } ?? "") + "\(reading)=\(choice)" }
}

extension ValueKind where Value == ReadingChoice {
    public static var reading: ValueKind {
        ValueKind("a reading and its choice, such as A-10=whole_increment") { ReadingChoice($0) }
    }
}

extension ReadingChoice {
    public static let option = Option(
        repeating: "reading", "[PROGRAMME:]A-nn=CHOICE",
        "an ambiguity read in another way, such as A-06=narrow; of one programme where it is named", .reading)

    /// The programmes as the command line reads them.
    public static func applied(_ values: Values, to rulebooks: [String: Rulebook]) throws -> [String: Rulebook] {
        guard !values[option].isEmpty else { return rulebooks }
        return try SimulationPlan(files: [], readings: values[option]).applied(to: rulebooks).rulebooks
    }
}
