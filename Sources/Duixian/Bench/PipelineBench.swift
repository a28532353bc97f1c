import Agent
import Commands
import Log

/// `duixian bench pipeline`: claims → verifications → assessments through real workers of one city, on one partition.
enum PipelineBench {
    private static let address = Option(required: "log", "LOG", "the log to measure: kafka:HOST:PORT, or a SQLite file")
    private static let count = Option("claims", "N", "how many claims", .integer(1...10_000_000), default: 500_000)
    private static let batch = Option(
        "batch", "RECORDS", "inputs of a transaction, at most", .integer(1...100_000), default: 10_000)
    private static let policy = Option(
        "policy", "FILE", "the file of baotou-2022", .file, default: "deploy/policies/baotou-2022.yaml")
    private static let folder = Option(
        "folder", "FOLDER", "where the outbox, snapshots and the workers' lines go, and are removed", .text,
        default: "/var/tmp")
    private static let peer = Option(
        "peer", "DIR", "a folder with passthrough.c, compare.sh and generate.py, which are run beside it", .file)
    private static let rate = Option(
        "rate", "N", "measures instead how long claims take at so many a second, from the county's intake on",
        .integer(1...20_000))
    private static let seconds = Option("seconds", "N", "how long that is measured", .integer(1...90), default: 15)
    private static let connections = Option(
        "connections", "N", "at a time to the intake", .integer(1...256), default: 32)

    static let command = Command(
        "pipeline", "verifying and assessing claims through real workers, beside a copier and Kafka Streams",
        [address, count, batch, policy, folder, peer, rate, seconds, connections],
        details: """
            Makes an installation of a city and a county of its own on the log, with the livestream clause's policy and \
            100,000 firms in its registers. Without --rate all claims are there before the workers start, and what \
            counts is from the first committed verification to the last committed assessment.
            """
    ) { values in
        let scratch = try ScratchFolder(in: values[folder])
        defer { scratch.remove() }
        let place = LogAddress(values[address])
        let peers = try values[peer].map { try PeerFolder($0, place) }
        let installation = try PipelineInstallation(place, folder: scratch.path, batch: values[batch])
        say("loading \(PipelineFirms.count) firms into the registers of \(installation.verifications)")
        try installation.furnish(policy: values[policy])
        if let rate = values[rate] {
            return try PipelineLatency(
                installation: installation, rate: rate, seconds: values[seconds], connections: values[connections]
            ).run()
        }
        let own = try measure(installation, values[count])
        guard let peers else { return }
        let limit = try PipelineLimit(peers: peers, installation: installation, folder: scratch.path).run(
            count: values[count], batch: values[batch])
        say("Kafka Streams, on claims of its own")
        let streams = try peers.compare("streams", claims: values[count], batch: values[batch])
        compare(own, limit, streams)
    }

    private static func measure(_ installation: PipelineInstallation, _ count: Int) throws -> PipelineRates {
        defer { installation.stop() }
        _ = try installation.start("verifier")
        _ = try installation.start("calculator")
        try installation.awaitFurnished()
        installation.stop()
        say("loading \(count) claims")
        try installation.append(claims: count, to: installation.claims)
        var meter = try CommitMeter(installation.log, [installation.verifications, installation.assessments])
        var uses = [try installation.start("verifier"), try installation.start("calculator")]
        try meter.watch(until: count) {
            try installation.check()
            for index in uses.indices { uses[index].look() }
        }
        try installation.checkLastAssessment()
        let rates = PipelineRates(meter, uses, count)
        say(rates.line("duixian"))
        say("  the verifier holds \(uses[0].residentMebibytes) MiB, the calculator \(uses[1].residentMebibytes) MiB")
        return rates
    }

    /// The peer says its own figures; the last of them counts from its first record on.
    private static func compare(_ own: PipelineRates, _ limit: PipelineRates, _ streams: String) {
        let line = streams.split(separator: "\n").last.map(String.init) ?? ""
        say("  \(line)")
        let rate = line.split(separator: " ").compactMap { word in
            word.hasSuffix("/s") ? Double(word.dropLast(2)) : nil
        }.last
        say("ratio to the copier: \(times(own.whole / limit.whole)) end to end")
        if let rate, rate > 0 { say("ratio to Kafka Streams: \(times(own.whole / rate)) end to end") }
    }

    private static func times(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }

    static func say(_ sentence: String) { Console.standard.write(sentence + "\n") }
}

/// What came of a run over two hops.
struct PipelineRates {
    private let hops: [Double]
    /// Processor time for one record, in microseconds; the start of the program is counted with it.
    private let processor: [Double]
    /// From the first record of the first hop to the last of the last, records a second.
    let whole: Double

    init(_ meter: CommitMeter, _ uses: [ProcessUse], _ count: Int) {
        hops = Array(meter.rates.dropLast())
        whole = meter.rates.last ?? 0
        processor = uses.map { $0.processorSeconds * 1_000_000 / Double(count) }
    }

    func line(_ name: String) -> String {
        let parts = zip(hops, processor).map { rate, time in
            "\(Int(rate))/s (\((time * 10).rounded() / 10) µs of a processor each)"
        }
        return "  \(name): hops \(parts.joined(separator: ", ")); \(Int(whole))/s end to end"
    }
}

/// The C program that only copies, over two hops with the same claims.
struct PipelineLimit {
    let peers: PeerFolder
    let installation: PipelineInstallation
    let folder: String

    func run(count: Int, batch: Int) throws -> PipelineRates {
        let copier = "\(folder)/passthrough"
        try peers.compileCopier(as: copier)
        let topics = (0...2).map { "\(installation.claims).bench-limit-\($0)" }
        _ = try installation.log.create(topics.map { TopicDefinition($0, partitions: 1) })
        PipelineBench.say("loading \(count) claims for the copier")
        try installation.append(claims: count, to: topics[0])
        var meter = try CommitMeter(installation.log, [topics[1], topics[2]])
        let copiers = try zip(topics, topics.dropFirst()).map {
            try peers.copy(copier, from: $0, to: $1, batch: batch)
        }
        var uses = copiers.map { ProcessUse($0.identifier) }
        do {
            try meter.watch(until: count) { for index in uses.indices { uses[index].look() } }
        } catch {
            for copier in copiers { copier.terminate() }
            throw error
        }
        let rates = PipelineRates(meter, uses, count)
        PipelineBench.say(rates.line("a C program that only copies"))
        for copier in copiers { PipelineBench.say("    it says: " + (try copier.output()).trimmedLine) }
        return rates
    }
}

extension String {
    fileprivate var trimmedLine: String { split(separator: "\n").last.map(String.init) ?? "" }
}
