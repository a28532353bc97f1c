/// What a log refused.
///
/// The three kinds are those of librdkafka's transactions, and the agent loop treats each in one way.
public struct LogError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Kind: String, Sendable {
        /// The same call with the same arguments may succeed.
        case retriable
        /// The transaction must be aborted; the writer may go on with another.
        case abortable
        /// The writer or reader is of no more use: a new one must be made.
        case fatal
    }

    /// What it is about, as far as somebody acts differently on it.
    public enum Reason: Sendable {
        /// A newer writer of the same id has taken over.
        case fenced
        /// The brokers refuse the right to do this.
        case notAllowed
        case unknownTopic
        case unknownPartition
        /// Nobody answers at the address.
        case unreachable
        /// The certificate, ours or theirs, is not accepted.
        case certificate
        case timedOut
        case tooLarge
        /// The offset is not in the partition: its records are gone, or it is another topic of the same name.
        case outOfRange
        case locked
        case readOnly
        case full
        case corrupt
        /// A configuration property that librdkafka does not know or does not take.
        case configuration
        case other
    }

    public let kind: Kind
    public let reason: Reason
    /// One sentence: what, where, what to do.
    public let message: String
    /// The record or partition that it is about.
    public let position: Position?

    public init(_ kind: Kind, _ reason: Reason, _ message: String, at position: Position? = nil) {
        self.kind = kind
        self.reason = reason
        self.message = message
        self.position = position
    }

    public var isRetriable: Bool { kind == .retriable }
    public var isFatal: Bool { kind == .fatal }
    public var description: String { position.map { "\($0): \(message)" } ?? message }
}
