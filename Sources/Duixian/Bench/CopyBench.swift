import Agent
import Awards
import Commands
import Log

/// `duixian bench copy`: the loop with a decider that copies, three hops at once, each a process.
enum CopyBench {
    private static let address = Option(
        "log", "LOG", "the log to measure: kafka:HOST:PORT, or a SQLite file", default: "")
    private static let count = Option("claims", "N", "how many claims", .integer(1...100_000_000), default: 500_000)
    private static let batch = Option(
        "batch", "RECORDS", "inputs of a transaction, at most", .integer(1...100_000), default: 5_000)
    private static let file = Option(
        "file", "FILE", "claims to copy, KEY|PAYLOAD a line, instead of made-up ones", .file)
    private static let hop = Option("hop", "N", "run one hop alone, as the benchmark does itself", .integer(0...2))
    private static let name = Option("run", "NAME", "the run that a hop belongs to", default: "")
    private static let peer = Option(
        "peer", "DIR", "a folder with compare.sh and generate.py, whose programs are run beside it on the same brokers",
        .file)

    static let command = Command(
        "copy", "three hops that copy claims, exactly once", [address, count, batch, file, hop, name, peer]
    ) { values in
        guard !values[address].isEmpty else { throw CommandFailure(.usage, "--log says which log is measured.") }
        let log = try LogAddress(values[address]).open()
        if let hop = values[hop] {
            let line = try CopyHop.run(
                log, run: values[name], hop: hop, count: values[count], batch: values[batch])
            return Console.standard.write(line + "\n")
        }
        try measure(log, values)
        if let folder = values[peer] { try measurePeer(folder, values) }
    }

    private static func measure(_ log: any EventLog, _ values: Values) throws {
        let run = String(UInt64.random(in: 0 ... .max), radix: 36)
        let topics = CopyHop.topics(run)
        _ = try log.create(CopyHop.allTopics(run).map { TopicDefinition($0, partitions: 1) })
        Console.standard.write("loading \(values[count]) claims into \(values[address])\n")
        try load(values[file], values[count], into: log, topics[0])
        let hops = try (0..<3).map { hop in
            try Subprocess(
                CommandLine.arguments[0],
                [
                    "bench", "copy", "--log", values[address], "--claims", "\(values[count])", "--batch",
                    "\(values[batch])", "--hop", "\(hop)", "--run", run,
                ])
        }
        for hop in hops { Console.standard.write("  " + (try hop.output())) }
    }

    private static func load(_ file: String?, _ count: Int, into log: any EventLog, _ topic: String) throws {
        let writer = try log.writer(id: "\(topic).load")
        defer { writer.close() }
        try writer.take()
        var claims = try ClaimSource(file, count: count)
        while let batch = try claims.next(10_000) {
            try writer.begin()
            for (key, payload) in batch {
                try writer.send(OutgoingRecord(topic: topic, partition: 0, key: key, payload: payload))
            }
            try writer.commit()
        }
    }

    private static func measurePeer(_ folder: String, _ values: Values) throws {
        Console.standard.write("beside it, on the same brokers: a C program that only copies, then Kafka Streams\n")
        let peers = try PeerFolder(folder, LogAddress(values[address]))
        Console.standard.write(try peers.compare("both", claims: values[count], batch: values[batch]))
    }
}
