import Foundation
import Messages
import Synchronization
import TestSupport
import Testing

@testable import Intake

/// A load for a running `intake serve --without-round`, or one with a round: DUIXIAN_LOAD=PORT:PER_SECOND:SECONDS. No
/// test: it prints figures, and asks only that every claim was acknowledged.
struct LoadTests {
    private static let asked: [Int]? = {
        let parts = ProcessInfo.processInfo.environment["DUIXIAN_LOAD"]?.split(separator: ":").compactMap { Int($0) }
        return parts?.count == 3 ? parts : nil
    }()

    @Test("so many claims a second, each durable when it is acknowledged", .enabled(if: asked != nil))
    func load() throws {
        let load = try #require(Self.asked)
        let (port, perSecond, seconds) = (UInt16(load[0]), load[1], load[2])
        let connections = 64
        let total = perSecond * seconds
        let base = Int(Date().timeIntervalSince1970) % 1_000_000 * 1_000_000
        let bodies = (0..<total).map { Samples.draft(base + $0).bytes }
        let latencies = Mutex<[Double]>([])
        let start = ContinuousClock.now + .milliseconds(500)
        try together(connections) { thread in
            let client = try HTTPConnection(port: port)
            var own: [Double] = []
            for number in stride(from: thread, to: total, by: connections) {
                // From when it was due, so that a server which falls behind is seen to.
                let due = start + .microseconds(Int64(number) * 1_000_000 / Int64(perSecond))
                let wait = due - .now
                if wait > .zero { usleep(UInt32(wait / .microseconds(1))) }
                let answer = try client.send("POST", "/claims", bodies[number])
                guard answer.status == 201 else { throw HTTPConnection.Broken() }
                own.append((ContinuousClock.now - due) / .milliseconds(1))
            }
            latencies.withLock { $0 += own }
        }
        let took = (ContinuousClock.now - start) / .seconds(1)
        let sorted = latencies.withLock { $0.sorted() }
        func percentile(_ part: Double) -> Double { sorted[min(sorted.count - 1, Int(part * Double(sorted.count)))] }
        print(
            "\(sorted.count) claims in \(took) s: \(Int(Double(sorted.count) / took)) a second; ms: "
                + "p50 \(percentile(0.5)), p99 \(percentile(0.99)), p99.9 \(percentile(0.999)), most \(sorted.last ?? 0)"
        )
        #expect(sorted.count == total)
    }
}
