internal import Log

/// Why a task cannot go on as it is. The kinds are those that its worker acts on, each with its exit code.
struct LoopError: Error, CustomStringConvertible {
    enum Kind: Equatable {
        /// A new start may help: the log did not answer, or the outcome of a commit is not known.
        case again
        /// Somebody else writes under the task's id now.
        case fenced
        /// The brokers' rules forbid it.
        case notAllowed
        /// The task cannot run as it is configured.
        case configuration
        /// State and offsets disagree, a record of its own cannot be read, or a plan is not what it says: a person
        /// must look.
        case inconsistent
        /// The agent is told to stop.
        case stopped
    }

    let kind: Kind
    let message: String

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    init(_ error: LogError) {
        kind =
            switch error.reason {
            case .fenced: .fenced
            case .notAllowed: .notAllowed
            case .unknownTopic, .unknownPartition, .configuration: .configuration
            case .outOfRange, .corrupt: .inconsistent
            case .certificate: error.isFatal ? .notAllowed : .again
            case .unreachable, .timedOut, .tooLarge, .locked, .readOnly, .full, .other: .again
            }
        message = error.description
    }

    var description: String { message }
}
