import Commands

/// `A-10=whole_increment`, or `baotou-2022:A-10=whole_increment` for one programme alone.
struct ReadingChoice: Sendable, CustomStringConvertible {
    /// Nil: every programme that has this choice.
    let programme: String?
    let reading: String
    let choice: String

    init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        let names = parts[0].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard let reading = names.last, names.count <= 2, names.allSatisfy({ !$0.isEmpty }),
            ["A-", "R-"].contains(String(reading.prefix(2))), reading.dropFirst(2).allSatisfy(\.isNumber)
        else { return nil }
        programme = names.count == 2 ? names[0] : nil
        (self.reading, choice) = (reading, parts[1])
    }

    var description: String { (programme.map { "\($0):" } ?? "") + "\(reading)=\(choice)" }
}

extension ValueKind where Value == ReadingChoice {
    static var reading: ValueKind {
        ValueKind("a reading and its choice, such as A-10=whole_increment") { ReadingChoice($0) }
    }
}
