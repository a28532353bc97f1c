import Agent
import Awards
import Commands
import Log
import Messages
import Synchronization

/// Claims that go in, echoes that come out, and an order that is answered: shows that an installation works.
struct Trial {
    let offices: Offices
    /// Those that run an echo, all their tasks owned by workers that are there.
    let echoing: [Office]
    let log: any EventLog
    let claims: Int
    let supervisor: Supervisor
    let stop: StopSignal
    let progress: (_ sentence: String) -> Void

    struct Result {
        struct Row {
            let office: Office
            let claims: Int
            var echoes = 0
        }

        var rows: [Row]
        /// From the first claim to the last echo.
        var milliseconds: Int64 = 0
        var order: (kind: OrderKind, officer: String, office: Division, outcome: OrderOutcome)?

        var claims: Int { rows.reduce(0) { $0 + $1.claims } }
        var echoes: Int { rows.reduce(0) { $0 + $1.echoes } }
    }

    private static let readyLimitMs: Int64 = 60_000
    /// No echo for so long: something is wrong.
    private static let silenceLimitMs: Int64 = 60_000
    private static let orderLimitMs = 30_000

    func run() throws -> Result {
        try awaitOwners()
        let samples = try makeSamples()
        var result = Result(
            rows: zip(echoing, shares).map { Result.Row(office: $0, claims: $1) })
        if claims > 0 { try echo(samples, into: &result) }
        if !stop.isSet { result.order = try order() }
        return result
    }

    /// How many claims each office gets.
    private var shares: [Int] {
        echoing.indices.map { claims / echoing.count + ($0 < claims % echoing.count ? 1 : 0) }
    }

    /// Asks the workers until each task has its owner, so that what is measured is not their start.
    private func awaitOwners() throws {
        progress("waiting for the workers")
        let deadline = WallClock.now() + Self.readyLimitMs
        var waiting = echoing.flatMap(\.workers).filter { $0.agent == .echo && !$0.runs.isEmpty }
        while true {
            waiting.removeAll { worker in
                let probe = HealthProbe(host: worker.health.host, port: worker.health.port)
                guard case .answered(let roles) = probe.ask() else { return false }
                return worker.runs.allSatisfy { roles[$0.description] == .owner }
            }
            if waiting.isEmpty { return }
            try checkWorkers()
            guard WallClock.now() < deadline else {
                let names = waiting.map(\.name).joined(separator: ", ")
                throw CommandFailure(
                    .unavailable, "These workers do not own their tasks after 60 s: \(names); their lines say why.")
            }
            if stop.wait(milliseconds: 50) { return }
        }
    }

    private func checkWorkers() throws {
        if let trouble = supervisor.trouble { throw CommandFailure(.unavailable, trouble) }
    }

    /// A trial over a log that has seen one goes on with other claims.
    private func makeSamples() throws -> [SampleClaims] {
        try echoing.map { office in
            let partitions = try LogScan.partitions(of: Stream.claims.topic(of: office.division), in: log)
            let end = try log.ends(of: partitions).values.reduce(0) { $0 + $1.highWatermark }
            return SampleClaims(office: office.division, run: end)
        }
    }

    private func echo(_ samples: [SampleClaims], into result: inout Result) throws {
        let partitions = try echoing.flatMap { office in
            try LogScan.partitions(of: Stream.echoes.topic(of: office.division), in: log)
        }
        let reader = try log.reader(for: .following)
        defer { reader.close() }
        try reader.assign(try log.ends(of: partitions).mapValues(\.lastStable))
        let began = WallClock.now()
        let feeder = Feeder(samples: samples, shares: shares, log: log, stop: stop)
        Background.start { feeder.run() }
        var lastNews = began
        var lastWord = began
        while result.echoes < result.claims, !stop.isSet {
            let now = WallClock.now()
            let heard = count(try reader.poll(PollLimits(firstWaitMs: 200)), samples, into: &result)
            if heard > 0 { lastNews = now }
            if now - lastWord >= 500 {
                lastWord = now
                progress("\(grouped(result.echoes)) of \(grouped(result.claims)) claims echoed")
            }
            try checkWorkers()
            if let failure = feeder.failure { throw CommandFailure(.unavailable, failure) }
            guard now - lastNews < Self.silenceLimitMs else {
                throw CommandFailure(
                    .unavailable,
                    "Of \(result.claims) claims \(result.echoes) were echoed, and none for 60 s; duixian lag shows "
                        + "which task is behind.")
            }
        }
        result.milliseconds = max(1, WallClock.now() - began)
    }

    /// Counts this trial's echoes; an earlier one, that was interrupted, may come too.
    private func count(_ batch: RecordBatch, _ samples: [SampleClaims], into result: inout Result) -> Int {
        var heard = 0
        for record in batch {
            guard let payload = record.payload, let echo = try? ClaimEchoed(reading: payload),
                let index = samples.firstIndex(where: { echo.claim.hasPrefix($0.idPrefix) })
            else { continue }
            result.rows[index].echoes += 1
            heard += 1
        }
        return heard
    }

    /// Has an officer of the first office that has one for it give an order.
    private func order() throws -> (kind: OrderKind, officer: String, office: Division, outcome: OrderOutcome)? {
        let kind = OrderKind.echoSay
        for office in echoing {
            guard let officer = office.officers.first(where: { $0.roles.contains(kind.role) }) else { continue }
            progress("giving an order")
            let draft = OrderDraft(
                office: office.division, stage: kind.stage, kind: kind.name, officer: officer.id, reason: "duixian up",
                body: try RawJSON(#"{"text":"你好，兑现 / hello, Duixian"}"#))
            let outcome = try OrderDesk(offices: offices, log: log).give(draft, waitMs: Self.orderLimitMs)
            return (kind, officer.id, office.division, outcome)
        }
        return nil
    }
}

/// Writes samples, each office's in transactions of its own.
private final class Feeder: Sendable {
    private let samples: [SampleClaims]
    private let shares: [Int]
    private let log: any EventLog
    private let stop: StopSignal
    private let found = Mutex<String?>(nil)

    private static let transactionRecords = 1_000

    init(samples: [SampleClaims], shares: [Int], log: any EventLog, stop: StopSignal) {
        self.samples = samples
        self.shares = shares
        self.log = log
        self.stop = stop
    }

    /// Why no more is written.
    var failure: String? { found.withLock { $0 } }

    func run() {
        do { try write() } catch { found.withLock { $0 = "\(error)" } }
    }

    private func write() throws {
        var writers: [any LogWriter] = []
        defer { for writer in writers { writer.close() } }
        for sample in samples {
            let writer = try log.writer(id: "\(sample.office).samples")
            writers.append(writer)
            try writer.take()
            try writer.warm([Stream.claims.topic(of: sample.office)])
        }
        for start in stride(from: 0, to: shares.max() ?? 0, by: Self.transactionRecords) {
            for (index, sample) in samples.enumerated() where start < shares[index] {
                if stop.isSet { return }
                try writers[index].begin()
                for number in start..<min(start + Self.transactionRecords, shares[index]) {
                    try writers[index].send(sample.record(number))
                }
                try writers[index].commit()
            }
        }
    }
}
