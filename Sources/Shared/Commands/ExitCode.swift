public import Documents

/// How a process ends: sysexits.h, and what a supervisor or a page is to make of 75 to 78.
public enum ExitCode: Int32, Sendable {
    case ok = 0
    /// The command line was wrong (EX_USAGE).
    case usage = 64
    /// What was given to work on is wrong (EX_DATAERR).
    case dataError = 65
    /// Something that it needs is not there (EX_UNAVAILABLE).
    case unavailable = 69
    /// A fault of the program (EX_SOFTWARE).
    case software = 70
    /// A file cannot be made (EX_CANTCREAT).
    case cantCreate = 73
    /// Reading or writing failed (EX_IOERR).
    case ioError = 74
    /// Start me again (EX_TEMPFAIL).
    case temporary = 75
    /// Two processes claim one identity: somebody must look (EX_PROTOCOL's number).
    case conflict = 76
    /// A right is missing: somebody must grant it (EX_NOPERM).
    case notAllowed = 77
    /// The configuration is wrong (EX_CONFIG).
    case configuration = 78
}

/// An error that says how the process should end. Its description is one sentence, or one a line.
public protocol ExitCoded: Error {
    var exitCode: ExitCode { get }
}

/// An error of a command: a sentence and an exit code.
public struct CommandFailure: ExitCoded, Hashable, CustomStringConvertible {
    public let exitCode: ExitCode
    public let description: String

    public init(_ exitCode: ExitCode, _ sentence: String) {
        self.exitCode = exitCode
        description = sentence
    }
}

/// Documents are configuration, unless a command was given one to work on and says otherwise.
extension DocumentErrors: ExitCoded {
    public var exitCode: ExitCode { .configuration }
}
