import Synchronization

/// What only grows. One atomic addition; any thread.
public final class Counter: Sendable {
    private let count = Atomic<UInt64>(0)

    init() {}

    public func increment(by count: Int = 1) {
        precondition(count >= 0, "a counter only grows")
        self.count.wrappingAdd(UInt64(count), ordering: .relaxed)
    }

    public var value: UInt64 { count.load(ordering: .relaxed) }
}

/// What goes up and down, or is not known: then it has no sample, for 0 would be a lie and NaN hides the others in a
/// sum or a maximum.
public final class Gauge: Sendable {
    private let bits = Atomic<UInt64>(Double.nan.bitPattern)

    init() {}

    /// nil (or NaN) when it is not known.
    public func set(_ value: Double?) {
        bits.store((value ?? .nan).bitPattern, ordering: .relaxed)
    }

    public var value: Double? {
        let value = Double(bitPattern: bits.load(ordering: .relaxed))
        return value.isNaN ? nil : value
    }
}

/// The time in seconds since a moment, worked out when it is read, so that it also grows while the loop is stuck.
public final class AgeGauge: Sendable {
    private static let none = Int64.min
    private let start = Atomic<Int64>(none)
    private let clock: @Sendable () -> Int64

    init(clock: @escaping @Sendable () -> Int64) {
        self.clock = clock
    }

    /// Milliseconds since 1970, or nil when there is nothing that could have an age; then it has no sample.
    public func since(_ milliseconds: Int64?) {
        start.store(milliseconds ?? Self.none, ordering: .relaxed)
    }

    /// Never below 0, whatever the clock does.
    public var value: Double? {
        let start = start.load(ordering: .relaxed)
        guard start != Self.none else { return nil }
        return Double(max(0, clock().subtractingReportingOverflow(start).partialValue)) / 1000
    }
}

/// How often values fell under each of some bounds.
public final class Histogram: Sendable {
    struct Content: Sendable {
        /// One for each bound, and one for what is above all.
        var counts: [UInt64]
        var sum = 0.0
    }

    let bounds: [Double]
    private let content: Mutex<Content>

    init(bounds: [Double]) {
        precondition(!bounds.isEmpty && zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "bounds must ascend")
        self.bounds = bounds
        content = Mutex(Content(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    public func observe(_ value: Double) {
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        content.withLock { content in
            content.counts[index] += 1
            content.sum += value
        }
    }

    func read() -> Content { content.withLock { $0 } }
}
