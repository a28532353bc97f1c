import Agent
import Commands
import Log
import Synchronization

/// How long claims take from the county's acknowledgement to the city's committed assessment: intake, relay, verify,
/// assess.
struct PipelineLatency {
    let installation: PipelineInstallation
    let rate: Int
    let seconds: Int
    let connections: Int

    /// Until the brokers have loaded what they need.
    private static let warmUpSeconds = 5
    private static let silenceLimit = Duration.seconds(60)

    func run() throws {
        let warmUp = rate * Self.warmUpSeconds
        let count = warmUp + rate * seconds
        guard count < PipelineFirms.count else {
            throw CommandFailure(
                .usage, "Each claim is another firm's: --rate times --seconds stays below \(PipelineFirms.count).")
        }
        defer { installation.stop() }
        var verifier = try installation.start("verifier")
        _ = try installation.start("calculator")
        let port = try ClaimConnection.freePort()
        _ = try installation.start("intake", ["--listen", "127.0.0.1:\(port)"])
        try installation.awaitFurnished()
        let firms = installation.firms
        let load = ClaimLoad(port: port, rate: rate, connections: connections, body: firms.draft)
        try load.awaitReady()
        let partition = TopicPartition(installation.assessments, 0)
        let end = try installation.log.ends(of: [partition])[partition]?.lastStable ?? 0
        let acknowledged = Mutex<[ClaimLoad.Acknowledged]>([])
        let feeding = try Feeding {
            let claims = try load.run(count: count).claims
            acknowledged.withLock { $0 = claims }
        }
        let seen = try follow(partition, from: end, count)
        try feeding.get()
        verifier.look()
        let claims = acknowledged.withLock { $0 }.filter { $0.number > warmUp }
        let waits = claims.compactMap { claim in
            seen[firms.codes[claim.number]].map { ($0 - claim.at) / .milliseconds(1) }
        }
        guard waits.count == count - warmUp else {
            throw CommandFailure(.software, "Of \(count - warmUp) claims \(waits.count) were assessed.")
        }
        PipelineBench.say("\(rate) claims a second for \(seconds) s, over intake, relay, verifier and calculator")
        PipelineBench.say("  acknowledged, ms: \(Self.line(Latencies(claims.map(\.milliseconds))))")
        PipelineBench.say("  from then until assessed, ms: \(Self.line(Latencies(waits)))")
        PipelineBench.say("  the verifier holds \(verifier.residentMebibytes) MiB")
    }

    private static func line(_ latencies: Latencies) -> String {
        "p50 \(latencies.at(0.5)), p95 \(latencies.at(0.95)), p99 \(latencies.at(0.99)), max \(latencies.at(1))"
    }

    /// When each firm's assessment could be read.
    private func follow(
        _ partition: TopicPartition, from start: Int64, _ count: Int
    ) throws -> [String: ContinuousClock.Instant] {
        let reader = try installation.log.reader(for: .following)
        defer { reader.close() }
        try reader.assign([partition: start])
        var seen: [String: ContinuousClock.Instant] = [:]
        var news = ContinuousClock.now
        while seen.count < count {
            let batch = try reader.poll(PollLimits(firstWaitMs: 200, moreWaitMs: 0))
            let now = ContinuousClock.now
            if !batch.isEmpty { news = now }
            for record in batch {
                let firm = record.key.map { String(decoding: $0, as: UTF8.self) } ?? ""
                // The claim that asked whether the intake is ready may come here, too.
                if firm != installation.firms.codes[0] { seen[firm] = now }
            }
            try installation.check()
            guard now - news < Self.silenceLimit else {
                throw CommandFailure(
                    .unavailable, "Of \(count) claims \(seen.count) were assessed, and none for 60 s.")
            }
        }
        return seen
    }
}
