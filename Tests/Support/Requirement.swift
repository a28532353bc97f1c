import Foundation
import Synchronization

/// What a test needs from the machine and may not find there, like a Kafka to run.
///
/// A test that does without says so on standard error, once a need. Where nothing may be passed over
/// (`DUIXIAN_NO_SKIP=1`, as in CI) the same is an error, and so a failure of the test.
public enum Requirement {
    private static let reported = Mutex<Set<String>>([])

    /// The value of an environment variable that names what a test needs, or nil when it is not set.
    ///
    /// - Throws: `Missing` when it is not set and nothing may be skipped.
    public static func environment(_ name: String, for what: String) throws -> String? {
        if let value = ProcessInfo.processInfo.environment[name], !value.isEmpty { return value }
        try skip("\(what) needs \(name), which is not set")
        return nil
    }

    /// Says that a test is skipped, and why.
    ///
    /// - Throws: `Missing` when nothing may be skipped.
    public static func skip(_ reason: String) throws {
        if ProcessInfo.processInfo.environment["DUIXIAN_NO_SKIP"] == "1" { throw Missing(description: reason) }
        guard reported.withLock({ $0.insert(reason).inserted }) else { return }
        FileHandle.standardError.write(Data("SKIPPED: \(reason).\n".utf8))
    }

    public struct Missing: Error, CustomStringConvertible {
        public let description: String
    }
}
