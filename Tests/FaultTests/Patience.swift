import Foundation
import Glibc

/// Looks again and again, 200 times a second, until the body answers something.
///
/// - Throws: `NeverHappened` after so many seconds.
func eventually<Value>(
    _ what: String, seconds: Int = 240, _ body: () throws -> Value?
) throws -> Value {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
        if let value = try body() { return value }
        guard ContinuousClock.now < deadline else {
            throw NeverHappened(description: "\(what): not within \(seconds) s")
        }
        usleep(5_000)
    }
}

func eventually(_ what: String, seconds: Int = 240, _ body: () throws -> Bool) throws {
    let _: Bool = try eventually(what, seconds: seconds) { try body() ? true : nil }
}

struct NeverHappened: Error, CustomStringConvertible {
    let description: String
}

/// How long something takes.
struct Stopwatch {
    private let start = ContinuousClock.now
    /// When it was started, in milliseconds since 1970, as records are stamped.
    let startMs = Int64(Date().timeIntervalSince1970 * 1_000)

    var ms: Int { Int(start.duration(to: .now) / .milliseconds(1)) }
}

/// Says a measured figure where the run's log shows it.
func report(_ figure: String) { print("FIGURE: \(figure)") }
