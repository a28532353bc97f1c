import Agent
import Commands
import Log

/// Watches every 50 ms how much has been committed to topics of one partition.
struct CommitMeter {
    /// How one topic grew.
    struct Growth {
        let topic: TopicPartition
        let start: Int64
        var first: ContinuousClock.Instant?
        var firstCount: Int64 = 0
        var last = ContinuousClock.now
        var count: Int64 = 0
    }

    /// Nothing more for so long: that was all.
    private static let quiet = Duration.seconds(2)
    /// Too little, and nothing more for so long: something is wrong.
    private static let patience = Duration.seconds(180)

    private let log: any EventLog
    private(set) var growths: [Growth]

    init(_ log: any EventLog, _ topics: [String]) throws {
        self.log = log
        let partitions = topics.map { TopicPartition($0, 0) }
        let ends = try log.ends(of: partitions)
        growths = partitions.map { Growth(topic: $0, start: ends[$0]?.lastStable ?? 0) }
    }

    /// Watches until each topic has so many records more than at first and no further ones come. Markers of
    /// transactions count as records.
    ///
    /// - Parameter look: called each time.
    mutating func watch(until count: Int, look: () throws -> Void) throws {
        var news = ContinuousClock.now
        let never = StopSignal()
        while true {
            let ends = try log.ends(of: growths.map(\.topic))
            let now = ContinuousClock.now
            for index in growths.indices {
                let grown = (ends[growths[index].topic]?.lastStable ?? 0) - growths[index].start
                guard grown > growths[index].count else { continue }
                growths[index].take(grown, at: now)
                news = now
            }
            try look()
            let isAll = growths.allSatisfy { $0.count >= count }
            if isAll, now - news > Self.quiet { return }
            guard now - news < Self.patience else {
                let seen = growths.map { "\($0.count) in \($0.topic)" }.joined(separator: ", ")
                throw CommandFailure(.unavailable, "Of \(count) records there are \(seen), and none came for 180 s.")
            }
            // The pace itself: nothing is waited for but the clock.
            never.wait(milliseconds: 50)
        }
    }

    /// Records a second of each hop, and of all from the first record of the first to the last of the last.
    var rates: [Double] {
        let hops = growths.map { Self.rate($0.count - $0.firstCount, $0.first, $0.last) }
        guard let first = growths.first, let last = growths.last else { return hops }
        return hops + [Self.rate(last.count, first.first, last.last)]
    }

    private static func rate(
        _ count: Int64, _ first: ContinuousClock.Instant?, _ last: ContinuousClock.Instant
    ) -> Double {
        Double(count) / max(0.05, first.map { (last - $0) / .seconds(1) } ?? 0)
    }
}

extension CommitMeter.Growth {
    fileprivate mutating func take(_ grown: Int64, at now: ContinuousClock.Instant) {
        if first == nil {
            first = now
            firstCount = grown
        }
        last = now
        count = grown
    }
}
