import FoundationEssentials
import Glibc

/// What another worker's health port said.
public enum ProbeOutcome: Hashable, Sendable {
    /// The worker lives; its roles by task.
    case answered([String: TaskRole])
    /// Its machine lives and the worker does not: the connection was refused, reset, or closed before the answer.
    case reset
    /// Nothing is known: no answer in time, no way there, or an answer that is no health report.
    case silent
}

/// Asks another worker's `/health`, blocking: by the outcomes a standby decides whether the owner died.
public struct HealthProbe: Hashable, Sendable {
    /// A name is looked up by the system's resolver at each probe, whose time-outs are its own: give an address.
    public let host: String
    public let port: UInt16
    /// For each address that the host has.
    public let connectTimeoutMs: Int
    /// For the request and the whole answer.
    public let readTimeoutMs: Int

    public init(host: String, port: UInt16, connectTimeoutMs: Int = 500, readTimeoutMs: Int = 1000) {
        self.host = host
        self.port = port
        self.connectTimeoutMs = connectTimeoutMs
        self.readTimeoutMs = readTimeoutMs
    }

    /// Takes at most the two time-outs. Throws nothing: what goes wrong on this side leaves the other unknown.
    public func ask() -> ProbeOutcome {
        do {
            let body = try get("/health")
            guard let report = try? JSONDecoder().decode(HealthReport.self, from: Data(body)) else { return .silent }
            return .answered(Dictionary(report.tasks.map { ($0.task, $0.role) }) { first, _ in first })
        } catch {
            switch error {
            case .reset: return .reset
            case .silent: return .silent
            }
        }
    }

    /// How far the worker's tasks are behind, by name; nil when it does not say.
    public func lag() -> [String: Int64]? {
        guard let body = try? get("/lag") else { return nil }
        return (try? JSONDecoder().decode(LagAnswer.self, from: Data(body)))?.tasks
    }

    private func get(_ path: String) throws(ProbeFailure) -> ArraySlice<UInt8> {
        let connection = try ProbeConnection(host: host, port: port, timeoutMs: connectTimeoutMs)
        defer { connection.close() }
        let place = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        let request = "GET \(path) HTTP/1.1\r\nHost: \(place)\r\nConnection: close\r\n\r\n"
        let deadline = ContinuousClock.now + .milliseconds(readTimeoutMs)
        try connection.send(Array(request.utf8), until: deadline)
        var answer: [UInt8] = []
        while true {
            switch try ProbeAnswer(answer) {
            case .complete(let body): return body
            case .incomplete: answer += try connection.receive(until: deadline)
            }
        }
    }
}

/// How a probe ends without an answer.
enum ProbeFailure: Error {
    case reset, silent
}
