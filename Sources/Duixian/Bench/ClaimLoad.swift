import Agent
import Commands
import Glibc
import Synchronization

/// Claims that are sent at a steady rate.
struct ClaimLoad {
    let port: UInt16
    let rate: Int
    let connections: Int
    let body: @Sendable (_ number: Int) -> [UInt8]

    private static let readyLimit = Duration.seconds(60)

    /// Waits until the server listens and has copied the policy.
    func awaitReady() throws {
        let start = ContinuousClock.now
        var last = ""
        while ContinuousClock.now - start < Self.readyLimit {
            if let connection = try? ClaimConnection(port: port), let answer = try? connection.post(body(0)) {
                if answer.status == 201 { return }
                last = answer.body
            }
            _ = StopSignal().wait(milliseconds: 50)
        }
        throw CommandFailure(.unavailable, "The intake takes no claim after 60 s. \(last)")
    }

    /// A claim that the server has on its disk.
    struct Acknowledged {
        let number: Int
        /// From when it was due, so that a server which falls behind is seen to.
        let milliseconds: Double
        let at: ContinuousClock.Instant
    }

    /// Sends the claims 1 to `count`; what became of them, and the seconds from the first to the last.
    func run(count: Int) throws -> (claims: [Acknowledged], seconds: Double) {
        let all = Mutex<[Acknowledged]>([])
        let bodies = (1...count).map(body)
        let start = ContinuousClock.now + .milliseconds(500)
        let threads = try (0..<connections).map { thread in
            try Feeding {
                let connection = try ClaimConnection(port: port)
                var own: [Acknowledged] = []
                for index in stride(from: thread, to: count, by: connections) {
                    let due = start + .microseconds(Int64(index) * 1_000_000 / Int64(rate))
                    let wait = due - .now
                    // The pace itself: nothing is waited for but the clock.
                    if wait > .zero { usleep(UInt32(wait / .microseconds(1))) }
                    let answer = try connection.post(bodies[index])
                    guard answer.status == 201 else {
                        throw CommandFailure(.unavailable, "A claim was answered \(answer.status): \(answer.body)")
                    }
                    let now = ContinuousClock.now
                    own.append(Acknowledged(number: index + 1, milliseconds: (now - due) / .milliseconds(1), at: now))
                }
                all.withLock { $0 += own }
            }
        }
        for thread in threads { try thread.get() }
        let took = (ContinuousClock.now - start) / .seconds(1)
        return (all.withLock { $0 }, took)
    }
}
