public import Log

/// What an audit of a log came to.
public struct AuditReport: Equatable, Sendable, CustomStringConvertible {
    /// A task's chain of progress records, as far as it holds.
    public struct Chain: Equatable, Sendable {
        public let task: String
        /// The number of the last transaction that holds; 0 for a task that never wrote.
        public var transactions: Int64 = 0
        /// Records whose digest was compared: outputs, and inputs whose streams have no progress of their own.
        public var records: Int64 = 0
        /// The digest of the last progress record that holds. Nothing in the log covers that record itself: kept
        /// elsewhere, this text proves it too.
        public var head: String
        /// Whether the chain holds to its end; behind a break nothing of it is checked.
        public var isWhole = true
    }

    /// Something that is not as it was written.
    public struct Finding: Equatable, Sendable, CustomStringConvertible {
        /// The task whose chain does not hold; nil for a record that no chain covers.
        public let task: String?
        /// The first transaction of the task that was altered, lost or slipped in.
        public let transaction: Int64?
        /// Where to look, the record that tells first.
        public let positions: [Position]
        /// What is wrong, in one sentence.
        public let sentence: String

        public var description: String { sentence }
    }

    public internal(set) var chains: [Chain] = []
    public internal(set) var findings: [Finding] = []
    /// Topics that hold records and that no task writes: what comes from outside, by commands and edges. No chain covers
    /// them; only the brokers' access rules say who could write there. Of some (`Audit.streamsWithoutProgress`) the
    /// digests stand in the progress of the tasks that have read them.
    public internal(set) var topicsWithoutProgress: [String] = []

    /// Nothing was found.
    public var isClean: Bool { findings.isEmpty }
    public var transactions: Int64 { chains.reduce(0) { $0 + $1.transactions } }
    public var records: Int64 { chains.reduce(0) { $0 + $1.records } }

    /// The report for people: the findings, then what was checked, and what it rests on.
    public var description: String {
        var lines = findings.map(\.sentence)
        lines.append(
            "\(chains.count) chains with \(transactions) transactions and \(records) records were followed: "
                + (isClean ? "each is as it was written." : "\(findings.count) findings."))
        if !topicsWithoutProgress.isEmpty {
            lines.append(
                "No chain covers \(topicsWithoutProgress.joined(separator: ", ")): commands and edges write there, and "
                    + "who could is what the brokers' access rules say.")
        }
        return lines.joined(separator: "\n")
    }
}
