import FoundationEssentials
import Web

/// Serves `/metrics` (Prometheus' text) and `/health` (a `HealthReport` as JSON: 200 when healthy, 503 when not) on the
/// worker's address, and `/lag` (a `LagAnswer`, asked of the log each time). Runs until it is closed.
public final class HealthServer: Sendable {
    /// The port that it listens on.
    public let port: UInt16
    private let server: HTTPServer

    /// Throws Web's `HTTPServerError`. `report` is called on the server's threads for each request and must not wait
    /// for the loop: a worker that does not answer is taken for dead.
    public init(
        host: String, port: UInt16, metrics: Metrics, logger: Logger,
        lag: @escaping @Sendable () throws -> LagAnswer = { LagAnswer(tasks: [:]) },
        report: @escaping @Sendable () -> (report: HealthReport, isHealthy: Bool)
    ) throws {
        var configuration = HTTPServer.Configuration()
        configuration.host = host
        configuration.port = port
        configuration.maximumBodyBytes = 0
        let metricsRoute = Route(.get, "/metrics") { _ in
            let type = "text/plain; version=0.0.4; charset=utf-8"
            return Response(mediaType: type, body: Array(metrics.text().utf8))
        }
        let healthRoute = Route(.get, "/health") { _ in
            let (report, isHealthy) = report()
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let body = try encoder.encode(report)
            var response = Response(status: isHealthy ? 200 : 503, mediaType: "application/json", body: Array(body))
            response.headers.append(Response.Header("Cache-Control", "no-store"))
            return response
        }
        let lagRoute = Route(.get, "/lag") { _ in
            Response(mediaType: "application/json", body: Array(try JSONEncoder().encode(lag())))
        }
        server = try HTTPServer(configuration, routes: [metricsRoute, healthRoute, lagRoute]) { fault in
            logger.error(
                "http.failed", "A request could not be answered: \(fault.error)",
                ["method": .text(fault.method), "path": .text(fault.path)])
        }
        self.port = server.port
    }

    /// Stops; see `HTTPServer.close()`.
    public func close() { server.close() }
}
