import Agent
import Awards
import Commands
import Log

/// `duixian bench latency`: how long a claim takes through three hops at a steady rate.
enum LatencyBench {
    private static let address = Option(required: "log", "LOG", "the log to measure: kafka:HOST:PORT, or a SQLite file")
    private static let rate = Option("rate", "N", "claims a second", .integer(1...100_000), default: 1_000)
    private static let seconds = Option("seconds", "N", "how long it is measured", .integer(1...3_600), default: 16)
    private static let warmUp = Option(
        "warm-up", "N", "seconds before that, for the brokers to load what they need", .integer(0...3_600), default: 15)

    static let command = Command(
        "latency", "how long a claim takes through three hops at a steady rate", [address, rate, seconds, warmUp]
    ) { values in
        let log = try LogAddress(values[address]).open()
        let run = String(UInt64.random(in: 0 ... .max), radix: 36)
        let topics = CopyHop.topics(run)
        _ = try log.create(CopyHop.allTopics(run).map { TopicDefinition($0, partitions: 1) })
        let count = values[rate] * (values[warmUp] + values[seconds])
        let hops = try (0..<3).map { hop in
            try Subprocess(
                CommandLine.arguments[0],
                [
                    "bench", "copy", "--log", values[address], "--claims", "\(count)", "--hop", "\(hop)", "--run", run,
                ])
        }
        let feeding = try feed(log, topics[0], values[rate], count)
        let latencies = try follow(log, topics[3], count).suffix(values[rate] * values[seconds]).sorted()
        try feeding.get()
        for hop in hops { _ = try hop.output() }
        func at(_ share: Int) -> Int64 { latencies[min(latencies.count - 1, latencies.count * share / 1_000)] }
        Console.standard.write(
            "\(values[rate])/s through three hops, \(latencies.count) claims: "
                + "p50 \(at(500)) ms, p95 \(at(950)) ms, p99 \(at(990)) ms, max \(latencies.last ?? 0) ms\n")
    }

    /// Writes claims at the rate, from a thread of its own.
    private static func feed(_ log: any EventLog, _ topic: String, _ rate: Int, _ count: Int) throws -> Feeding {
        try Feeding {
            var source = try ClaimSource(nil, count: count)
            let start = ContinuousClock.now
            var sent = 0
            while sent < count {
                let due = min(count, Int(milliseconds(start.duration(to: .now))) * rate / 1_000)
                guard due > sent else {
                    // The pace itself: nothing is waited for but the clock.
                    _ = StopSignal().wait(milliseconds: 1)
                    continue
                }
                let now = Array("\(WallClock.now())".utf8)
                let claims = try source.next(due - sent) ?? []
                try log.append(
                    claims.map {
                        OutgoingRecord(
                            topic: topic, partition: 0, key: $0.0, payload: $0.1, headers: [Header("sent", now)])
                    })
                sent = due
            }
        }
    }

    /// How long each claim took until it could be read at the end, in milliseconds.
    private static func follow(_ log: any EventLog, _ topic: String, _ count: Int) throws -> [Int64] {
        let reader = try log.reader(for: .following)
        defer { reader.close() }
        try reader.assign([TopicPartition(topic, 0): 0])
        var latencies: [Int64] = []
        while latencies.count < count {
            let batch = try reader.poll(PollLimits(moreWaitMs: 0))
            let now = WallClock.now()
            latencies += batch.map { now - (Int64($0.header(text: "sent") ?? "") ?? 0) }
        }
        return latencies
    }

    private static func milliseconds(_ duration: Duration) -> Int64 {
        duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
    }
}
