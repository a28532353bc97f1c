import Foundation
public import Glibc
import Synchronization

/// An Apache Kafka of the tests' own, on free ports and in a folder that goes with it; made by `deploy/kafka`, and
/// gone when the tests' process is, however that ends.
public final class KafkaCluster: Sendable {
    public let brokers: Int
    /// The brokers' addresses, `host:port,host:port`.
    public let bootstrap: String
    /// librdkafka's settings for a client that may do everything.
    public let properties: [String: String]
    /// The file that Kafka's own commands take as `--command-config`; nil without TLS.
    public let toolSettings: String?

    private let folder: TemporaryFolder
    private let cleanup: Int

    /// A cluster stays up until it is closed, whether or not anyone still holds it.
    private static let open = Mutex<[KafkaCluster]>([])
    private static let shared = Result { try KafkaCluster(brokers: 1, tls: false, host: "127.0.0.1") }

    /// The one plaintext broker that the tests of this process share. It stays up: a test that harms a broker starts
    /// its own.
    ///
    /// - Returns: nil, and says so, where there is no Kafka (`KAFKA_HOME`).
    /// - Throws: when it does not start; or when there is none and nothing may be skipped.
    public static func required() throws -> KafkaCluster? {
        guard try isThere() else { return nil }
        return try shared.get()
    }

    /// A cluster of a test's own, to be killed and restarted; `close` it. With `tls` clients need a certificate.
    /// `host` is the address to listen on, such as a `NetworkNamespace`'s.
    ///
    /// - Returns: nil, and says so, where there is no Kafka (`KAFKA_HOME`).
    /// - Throws: when it does not start; or when there is none and nothing may be skipped.
    public static func start(
        brokers: Int = 1, tls: Bool = false, host: String = "127.0.0.1"
    ) throws -> KafkaCluster? {
        guard try isThere() else { return nil }
        return try KafkaCluster(brokers: brokers, tls: tls, host: host)
    }

    private static func isThere() throws -> Bool {
        try Requirement.environment("KAFKA_HOME", for: "what is tested on Apache Kafka") != nil
    }

    private init(brokers: Int, tls: Bool, host: String) throws {
        let folder = try TemporaryFolder()
        let port = try FreePorts.block(of: 2 * brokers)
        self.folder = folder
        self.brokers = brokers
        bootstrap = (0..<brokers).map { "\(host):\(port + $0)" }.joined(separator: ",")
        var properties = ["bootstrap.servers": bootstrap]
        if tls { properties.merge(Self.certificate("admin", in: folder.file("kafka/tls"))) { $1 } }
        self.properties = properties
        toolSettings = tls ? folder.file("kafka/tls/admin.properties") : nil
        // The lock is held by a start that still runs; a broker's number counts only while its process is that broker.
        cleanup = Watchdog.shared.atEnd(
            "cd '\(folder.path)/kafka' && { flock 9; for p in broker-*/pid; do n=$(<\"$p\"); "
                + "while grep -qF \"$PWD/${p%pid}server.properties\" /proc/$n/cmdline; do "
                + "kill -9 $n; sleep 0.02; done; done; } 9>lock; cd /")
        var arguments = ["start", "--brokers", "\(brokers)", "--port", "\(port)", "--host", host]
        if tls { arguments.append("--tls") }
        do { try deploy(arguments) } catch {
            close()
            throw error
        }
        Self.open.withLock { $0.append(self) }
    }

    /// Runs `deploy/kafka` on this cluster.
    @discardableResult
    private func deploy(_ arguments: [String]) throws -> String {
        try ChildProcess.run(
            Repository.file("deploy/kafka"), arguments + ["--data", folder.file("kafka")], seconds: 240)
    }

    /// Starts every broker that does not run, and waits until it answers.
    public func restart() throws { try deploy(["start"]) }

    /// Stops all brokers, each cleanly; `restart` brings them back.
    public func stop() throws { try deploy(["stop"]) }

    /// Ends the cluster for good, at once.
    public func close() {
        for broker in 1...brokers { kill(broker: broker) }
        Watchdog.shared.forget(cleanup)
        Self.open.withLock { open in open.removeAll { $0 === self } }
    }

    /// Kills a broker (the first is 1) with SIGKILL and waits until it is gone.
    public func kill(broker: Int = 1) { end(broker, SIGKILL) }

    /// Stops a broker (the first is 1) cleanly and waits until it is gone.
    public func stop(broker: Int) { end(broker, SIGTERM) }

    /// Stops a broker in its tracks (SIGSTOP), until `resume`.
    public func freeze(broker: Int = 1) { signal(broker, SIGSTOP) }

    public func resume(broker: Int = 1) { signal(broker, SIGCONT) }

    /// Issues an office's certificate and gives librdkafka's settings that use it; a cluster with `tls` only. Zero
    /// days: it has expired as soon as it is there.
    public func certificate(for office: String, days: Int = 365) throws -> [String: String] {
        try deploy(["certificate", office, "--days", "\(days)"])
        return properties.merging(Self.certificate(office, in: folder.file("kafka/tls"))) { $1 }
    }

    /// Lets an office write and read what is its own, and read what is others'.
    public func allow(_ office: String, reads others: [String] = []) throws {
        try deploy(["allow", office] + others.flatMap { ["--reads", $0] })
    }

    private static func certificate(_ name: String, in tls: String) -> [String: String] {
        [
            "security.protocol": "ssl", "ssl.ca.location": "\(tls)/ca.crt",
            "ssl.certificate.location": "\(tls)/\(name).crt", "ssl.key.location": "\(tls)/\(name).key",
        ]
    }

    /// A broker's process, if it runs.
    public func process(of broker: Int = 1) -> pid_t? {
        let home = folder.file("kafka/broker-\(broker)")
        guard let text = FileManager.default.contents(atPath: "\(home)/pid"),
            let process = pid_t(String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)),
            let command = FileManager.default.contents(atPath: "/proc/\(process)/cmdline"),
            String(decoding: command, as: UTF8.self).contains("\(home)/server.properties")
        else { return nil }
        return process
    }

    private func signal(_ broker: Int, _ number: Int32) {
        if let process = process(of: broker) { _ = Glibc.kill(process, number) }
    }

    /// The broker is no child of ours, so its end can only be looked for.
    private func end(_ broker: Int, _ number: Int32) {
        signal(broker, number)
        while process(of: broker) != nil { usleep(10_000) }
    }
}
