import Foundation
import Glibc
import Log
import TestSupport
import Testing

/// What an office meets when something is wrong with its Kafka: one sentence with what to do, and nothing lost.
@Suite(.serialized)
struct KafkaFaultTests {
    /// A cluster with TLS and access rules, for all tests here.
    private static let secured = Result { try KafkaCluster.start(tls: true) }

    private func log(_ cluster: KafkaCluster, _ properties: [String: String]) -> KafkaLog {
        KafkaLog(KafkaConfiguration(brokers: cluster.bootstrap, properties: properties))
    }

    private func expect(
        _ reason: LogError.Reason, _ kind: LogError.Kind, _ words: [String], _ call: String,
        _ body: () throws -> Void
    ) {
        let error = #expect(throws: LogError.self, "\(call)") { try body() }
        guard let error else { return }
        #expect(error.reason == reason && error.kind == kind, "\(call): \(error)")
        for word in words { #expect(error.description.contains(word), "\(call): \(error)") }
        #expect(!error.description.contains("\n"), "\(call): \(error)")
    }

    @Test("a topic that is not there is named by every call, with the command that makes it")
    func missingTopic() throws {
        guard let cluster = try KafkaCluster.required() else { return }
        let log = log(cluster, [:])
        let missing = TopicPartition("150200.missing", 0)
        let words = ["150200.missing is not in Kafka at \(cluster.bootstrap)", "duixian provision"]
        expect(.unknownTopic, .fatal, words, "ends") { _ = try log.ends(of: [missing]) }
        expect(.unknownTopic, .fatal, words, "offsets") { _ = try log.offsets(of: [missing], atMs: 1) }
        expect(.unknownTopic, .fatal, words, "append") { try log.append([record(missing.topic, "x")]) }
        let reader = try log.reader(for: .following)
        defer { reader.close() }
        expect(.unknownTopic, .fatal, words, "assign") { try reader.assign([missing: 0]) }
        let writer = try log.takenWriter("150200.echo.0")
        defer { writer.close() }
        expect(.unknownTopic, .fatal, words, "warm") { try writer.warm([missing.topic]) }
        try writer.begin()
        expect(.unknownTopic, .fatal, words, "send") { try writer.send(record(missing.topic, "x")) }
        try writer.abort()
        _ = try log.create([TopicDefinition("150200.narrow", partitions: 1)])
        expect(.unknownPartition, .fatal, ["150200.narrow has 1 partitions, so none is number 7"], "ends") {
            _ = try log.ends(of: [TopicPartition("150200.narrow", 7)])
        }
    }

    @Test("a certificate without rights is told so by every call")
    func noRights() throws {
        guard let cluster = try Self.secured.get() else { return }
        let admin = log(cluster, cluster.properties)
        _ = try admin.create([TopicDefinition("150200.claims", partitions: 1)])
        let stranger = log(cluster, try cluster.certificate(for: "150400"))
        let claims = TopicPartition("150200.claims", 0)
        let words = ["authorization failed", "have their administrator give the office its one prefixed rule"]
        expect(.notAllowed, .fatal, words, "ends") { _ = try stranger.ends(of: [claims]) }
        expect(.notAllowed, .fatal, words, "offsets") { _ = try stranger.offsets(of: [claims], atMs: 1) }
        expect(.notAllowed, .fatal, words, "committed") { _ = try stranger.committed(by: "150200.x", of: [claims]) }
        expect(.notAllowed, .fatal, words, "append") { try stranger.append([record(claims.topic, "x")]) }
        expect(.notAllowed, .fatal, words, "create") {
            _ = try stranger.create([TopicDefinition("150400.claims", partitions: 1)])
        }
        let reader = try stranger.reader(for: .following)
        defer { reader.close() }
        expect(.notAllowed, .fatal, words, "assign") { try reader.assign([claims: 0]) }
        let writer = try stranger.writer(id: "150200.echo.0")
        defer { writer.close() }
        expect(.notAllowed, .fatal, words, "warm") { try writer.warm([claims.topic]) }
        expect(.notAllowed, .fatal, words, "take") { try writer.take() }
        #expect(try admin.all(claims).isEmpty)
    }

    @Test("an office that only reads another's topic cannot write to it, and loses nothing of its own")
    func readOnlyRights() throws {
        guard let cluster = try Self.secured.get() else { return }
        let admin = log(cluster, cluster.properties)
        _ = try admin.create([
            TopicDefinition("150200.rounds", partitions: 1), TopicDefinition("150300.claims", partitions: 1),
        ])
        let (foreign, own) = (TopicPartition("150200.rounds", 0), TopicPartition("150300.claims", 0))
        try cluster.allow("150300", reads: ["150200"])
        let office = log(cluster, try cluster.certificate(for: "150300"))
        expect(.notAllowed, .fatal, ["Topic authorization failed"], "append") {
            try office.append([record(foreign.topic, "x")])
        }
        let writer = try office.takenWriter("150300.echo.0")
        defer { writer.close() }
        try writer.transaction([record(own.topic, "kept")], offsets: [foreign: 0])
        try writer.begin()
        try writer.send(record(own.topic, "with what is refused"))
        expect(.notAllowed, .abortable, ["commit as 150300.echo.0 to 150200.rounds, 150300.claims"], "commit") {
            try writer.send(record(foreign.topic, "x"))
            try writer.commit()
        }
        // Brokers may refuse the abort of a transaction that they never let begin; a new writer goes on all the same.
        do { try writer.abort() } catch { #expect(error.isFatal, "\(error)") }
        let next = try office.takenWriter("150300.echo.0")
        defer { next.close() }
        try next.transaction([record(own.topic, "after")])
        #expect(try office.all(own) == ["kept", "after"])
        #expect(try office.all(foreign).isEmpty)
    }

    @Test("an address at which nobody answers is named", arguments: ["refused", "unresolvable", "silent"])
    func nobodyThere(_ kind: String) throws {
        let port = try FreePorts.block()
        let silent = kind == "silent" ? try SilentListener(port: port) : nil
        let address = kind == "unresolvable" ? "no.such.host.invalid:9092" : "127.0.0.1:\(port)"
        let log = KafkaLog(KafkaConfiguration(brokers: address))
        expect(.unreachable, .retriable, ["no broker answers at \(address)", "check the address"], kind) {
            _ = try log.topics()
        }
        withExtendedLifetime(silent) {}
    }

    @Test("a certificate of an authority that the other side does not know is told", arguments: ["ours", "theirs"])
    func foreignAuthority(_ whose: String) throws {
        guard let cluster = try Self.secured.get() else { return }
        let folder = try TemporaryFolder()
        try ChildProcess.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "10",
                "-subj", "/CN=150200", "-keyout", folder.file("key"), "-out", folder.file("certificate"),
            ])
        var properties = cluster.properties
        if whose == "ours" {
            properties["ssl.certificate.location"] = folder.file("certificate")
            properties["ssl.key.location"] = folder.file("key")
        } else {
            properties["ssl.ca.location"] = folder.file("certificate")
        }
        let words = [
            "the TLS connection to \(cluster.bootstrap) is refused", "certificate is of the brokers' authority",
        ]
        expect(.certificate, .retriable, words, whose) { _ = try log(cluster, properties).topics() }
    }

    @Test("an expired or missing certificate is found before any connection is tried")
    func expiredCertificate() throws {
        guard let cluster = try Self.secured.get() else { return }
        var properties = try cluster.certificate(for: "150224", days: 0)
        let file = try #require(properties["ssl.certificate.location"])
        // It has expired when its second is over. No broker is there, and none is asked.
        let log = KafkaLog(KafkaConfiguration(brokers: "127.0.0.1:1", properties: properties))
        let error = #expect(throws: LogError.self) { while true { try log.writer(id: "150224.echo.0").close() } }
        #expect(error?.reason == .certificate && error?.kind == .fatal)
        let sentence =
            #/.*150224.crt: the certificate of CN=150224,O=Duixian expired at 2[-0-9]+T[:0-9]+Z: put a new .*/#
        #expect(try sentence.wholeMatch(in: error?.description ?? "") != nil, "\(String(describing: error))")
        expect(.certificate, .fatal, ["expired at"], "topics") { _ = try log.topics() }
        expect(.certificate, .fatal, ["expired at"], "reader") { try log.reader(for: .following).close() }
        properties["ssl.certificate.location"] = file + ".missing"
        let other = KafkaLog(KafkaConfiguration(brokers: "127.0.0.1:1", properties: properties))
        expect(.certificate, .fatal, ["cannot be read (No such file or directory)", "correct the path"], "missing") {
            _ = try other.topics()
        }
    }

    @Test("over TLS the office's one rule is enough for a task, and a record of garbage is a dead letter")
    func oneRule() throws {
        guard let cluster = try Self.secured.get() else { return }
        try cluster.allow("150223")
        let office = log(cluster, try cluster.certificate(for: "150223"))
        let task = try TaskFixture(office, division: "150223")
        let garbage = OutgoingRecord(
            topic: "150223.claims", partition: 0, key: [0xff, 0], payload: [0xc0, 0, 0x7b, 0xff],
            headers: [Header("ce_type", [0xff, 0xfe]), Header("ce_id", [])])
        try task.tell([("a", "add")])
        try office.append([garbage])
        try task.tell([("a", "add")])
        try task.running { _ in _ = try task.tallies(atLeast: 2) }
        try task.tell([("a", "add")])
        try task.running { _ in _ = try task.tallies(atLeast: 3) }
        #expect(try task.tallies() == ["a 1", "a 2", "a 3"])
        #expect(try task.read("dead-letters") { $0.header(text: "origin") } == ["150223.claims[0]@1"])
    }

    @Test(
        "a broker that dies in the middle of transactions loses nothing that was acknowledged", .timeLimit(.minutes(5)))
    func killedBroker() throws {
        guard let cluster = try KafkaCluster.start() else { return }
        defer { cluster.close() }
        let log = log(cluster, [:])
        _ = try log.create([TopicDefinition("t", partitions: 2)])
        var transactions = UnsureTransactions(writer: try log.takenWriter("w"))
        defer { transactions.writer.close() }
        for number in 0..<10 {
            let restarting = DispatchGroup()
            func die() {
                cluster.kill()
                Thread.detachNewThread(in: restarting) { try? cluster.restart() }
            }
            try transactions.write(number, to: log) { step in
                if (number == 2 && step == 0) || (number == 4 && step == 1) || (number == 7 && step == 2) { die() }
            }
            restarting.wait()
        }
        let first = try log.all(TopicPartition("t", 0)).compactMap { Int($0) }
        #expect(try log.all(TopicPartition("t", 1)).compactMap { Int($0) } == first)
        #expect(first == first.sorted() && Set(first).count == first.count)
        #expect(transactions.acknowledged.isSubset(of: first))
        #expect(transactions.acknowledged.union(transactions.unsure).isSuperset(of: first))
        #expect(transactions.acknowledged.count >= 7)
    }
}

/// Numbered transactions of two records each, written as the loop writes: what is retriable is called again, what is
/// abortable is aborted and done anew, and after what is fatal the outcome is open and a new writer goes on.
private struct UnsureTransactions {
    var writer: any LogWriter
    var acknowledged: Set<Int> = []
    var unsure: Set<Int> = []

    /// - Parameter reach: hears of each step, the first time it is made.
    mutating func write(_ number: Int, to log: any EventLog, reach: (Int) -> Void) throws {
        var reached = 0
        func arrive(_ step: Int) {
            guard step == reached else { return }
            reached += 1
            reach(step)
        }
        for _ in 0..<20 {
            do {
                arrive(0)
                try again { () throws(LogError) in try writer.begin() }
                try writer.send(record("t", "\(number)", in: 0))
                arrive(1)
                try writer.send(record("t", "\(number)", in: 1))
                arrive(2)
                try again { () throws(LogError) in try writer.commit() }
                acknowledged.insert(number)
                return
            } catch  where error.kind == .abortable {
                do { try writer.abort() } catch {
                    try renew(number, log)
                    return
                }
            } catch {
                try renew(number, log)
                return
            }
        }
        Issue.record("transaction \(number) was aborted twenty times")
    }

    private func again(_ call: () throws(LogError) -> Void) throws(LogError) {
        for remaining in (0..<20).reversed() {
            do { return try call() } catch  where error.isRetriable && remaining > 0 { continue }
        }
    }

    private mutating func renew(_ number: Int, _ log: any EventLog) throws {
        unsure.insert(number)
        writer.close()
        writer = try log.takenWriter("w")
    }
}

extension Thread {
    fileprivate static func detachNewThread(in group: DispatchGroup, _ body: @escaping @Sendable () -> Void) {
        group.enter()
        detachNewThread {
            body()
            group.leave()
        }
    }
}

/// A port at which connections are taken and nothing is ever said.
private final class SilentListener {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(bound == 0 && listen(descriptor, 16) == 0)
    }

    deinit { close(descriptor) }
}
