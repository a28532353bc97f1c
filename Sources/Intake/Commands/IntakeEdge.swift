import Agent
import Awards
import Commands
import Dispatch
import Glibc
import Log
import Web

/// What an intake does beside its relay: it keeps its copy of programmes and rounds fresh, says of a round that closes
/// that all is there once its clock is past the deadline, and answers HTTP.
final class IntakeEdge: Sendable {
    private let server: HTTPServer?
    private let stop = StopSignal()
    private let copying = DispatchGroup()

    /// - Parameters:
    ///   - partitions: of the office's claims.
    ///   - listen: nil for no HTTP API.
    ///   - form: the pages beside the API; nil for none.
    ///   - completes: whether it says of rounds that all is there.
    init(
        _ desk: IntakeDesk, _ shared: any EventLog, partitions: Int, listen: HostPort?, form: FormSite? = nil,
        completes: Bool = true, _ logger: Logger
    ) throws {
        try desk.terms.terms().prepare()
        server = try listen.map { address in
            try ClaimAPI(desk).serve(host: address.host, port: address.port, more: form?.routes ?? []) { fault in
                logger.error("http.fault", "\(fault)")
            }
        }
        if let server, let listen {
            logger.info("http.listening", "Claims are taken in at http://\(listen.host):\(server.port)/claims.")
            Self.tell(of: form, at: "http://\(listen.host):\(server.port)/", logger)
        }
        DispatchQueue(label: "terms").async(group: copying) { [stop] in
            var (stale, incomplete) = (Trouble(), Trouble())
            repeat {
                stale.meet(logger, "terms.stale", "Programmes and rounds are as last copied") {
                    try desk.terms.refresh(from: shared)
                    (try? desk.terms.terms())?.prepare()
                }
                incomplete.meet(logger, "round.incomplete", "It cannot be said of a round that all is there") {
                    for round in completes ? try desk.completeRounds(partitions: partitions) : [] {
                        logger.info("round.complete", "All that was lodged for \(round) by its deadline is there.")
                    }
                }
            } while !stop.wait(milliseconds: 1_000)
        }
    }

    private static func tell(of form: FormSite?, at address: String, _ logger: Logger) {
        guard let form else {
            let sentence = "The office has no accounts, and the address is open to other machines: there are no pages."
            return logger.warning("form.none", sentence)
        }
        logger.info("form.listening", "The form answers at \(address).")
        if form.accounts == nil {
            logger.warning("accounts.none", "The office has no accounts: its pages answer only this machine.")
        }
    }

    /// What goes wrong again and again, and is told once.
    private struct Trouble {
        private var last: String?

        mutating func meet(_ logger: Logger, _ name: String, _ sentence: String, _ body: () throws -> Void) {
            do {
                try body()
                last = nil
            } catch {
                let what = (error as? LogError)?.message ?? "\(error)"
                if what != last { logger.warning(name, "\(sentence): \(error)") }
                last = what
            }
        }
    }

    /// The port of the HTTP API.
    var port: UInt16? { server?.port }

    func close() {
        server?.close()
        stop.set()
        copying.wait()
    }

    /// As the worker starts it.
    static let ofWorker = AgentEdge(IntakePlace.settings) { configuration, shared, logger in
        let place = try IntakePlace(configuration)
        let desk = try place.desk()
        let edge = try IntakeEdge(
            desk, shared, partitions: place.offices.partitions, listen: place.listen, form: place.form(desk),
            completes: place.completesItself, logger)
        return AgentEdge.Running(log: RelayLog(desk.outbox, shared)) { edge.close() }
    }

    // MARK: serve

    static let serve = Command(
        "serve", "answers the form's pages and the HTTP API without forwarding; run does both",
        [ClaimCommands.withoutRound, CommandOptions.at] + ClaimCommands.place,
        details: """
            POST /claims, GET /claims/{id}, POST /claims/{id}/withdrawal, PUT /evidence, and GET /openapi.json, which \
            describes them. / is where a clerk begins: what can be claimed under, the form, drafts, tables, receipts.

            Without --accounts the pages answer this machine alone. With it they need HTTPS, which a server in front of \
            them gives; it must pass Host on. SIGTERM finishes what is open and ends.
            """
    ) { values in
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        signal(SIGPIPE, SIG_IGN)
        let place = try IntakePlace(AgentConfiguration(place: values, of: .intake, IntakePlace.settings))
        guard let listen = place.listen else {
            throw CommandFailure(.configuration, "Nothing says where to listen: give --listen HOST:PORT.")
        }
        let logger = Logger(level: place.configuration.level, format: place.configuration.format)
        let clock = try CommandOptions.clock(values, place.offices)
        let desk = try place.desk(needsRound: values[ClaimCommands.withoutRound] ? false : nil, nowMs: clock)
        let edge = try IntakeEdge(
            desk, place.configuration.log.open(logger: logger), partitions: place.offices.partitions, listen: listen,
            form: place.form(desk), completes: place.completesItself, logger)
        var number: Int32 = 0
        while sigwait(&signals, &number) != 0 { continue }
        edge.close()
    }
}
