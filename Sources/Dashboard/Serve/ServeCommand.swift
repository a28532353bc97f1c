import Agent
import Awards
import Commands
import Dispatch
import Glibc
import Log
import Pages
import Web

/// `dashboard serve`: the pages of one office.
enum ServeCommand {
    private static let settings = [listen, accounts, unmask, rate, mail, from, smtp, webhook, secret]
    private static let listen = AgentSetting(
        "listen", "HOST:PORT", "where the pages answer; 127.0.0.1:8090 when left out", environment: "DUIXIAN_LISTEN")
    private static let accounts = AgentSetting(
        "accounts", "FILE", "who may log in; without it only this machine is answered", environment: "DUIXIAN_ACCOUNTS")
    private static let unmask = AgentSetting(
        "unmask", "yes", "whether operators may see what is personal, on record", environment: "DUIXIAN_UNMASK")
    private static let rate = AgentSetting(
        "retries-per-second", "N", "dead letters that are sent again in a second; 100 when left out",
        environment: "DUIXIAN_RETRIES_PER_SECOND")

    private static let mail = AgentSetting(
        "alarm-mail", "MAILBOX", "who is told of alarms by e-mail", environment: "DUIXIAN_ALARM_MAIL")
    private static let from = AgentSetting(
        "alarm-from", "MAILBOX", "who such e-mails come from", environment: "DUIXIAN_ALARM_FROM")
    private static let smtp = AgentSetting(
        "smtp", "HOST:PORT", "the mail server that takes them", environment: "DUIXIAN_SMTP")
    private static let webhook = AgentSetting(
        "alarm-webhook", "URL", "where alarms are posted to, signed", environment: "DUIXIAN_ALARM_WEBHOOK")
    private static let secret = AgentSetting(
        "alarm-secret", "FILE", "the secret that signs them", environment: "DUIXIAN_ALARM_SECRET")

    static let command = Command(
        "serve", "answers the pages of one office",
        AgentConfiguration.placeOptions + settings.map(\.option),
        details: """
            It reads all topics of the installation and keeps an index of them in the state's folder, which may be \
            deleted: it is made again from the log. It writes only what somebody does on a page: retries, and a record \
            of who did what.

            Without --accounts it answers this machine alone. With it the pages need HTTPS, which a server in front of \
            them gives; the cookies of sessions go over nothing else.
            """
    ) { values in
        let configuration = try AgentConfiguration(place: values, of: .dashboard, settings)
        let server = try Serving(configuration)
        try server.run()
    }

    /// What the settings say, checked.
    struct Choices {
        let address: HostPort
        let accounts: Accounts?
        let allowsUnmasking: Bool
        let retriesPerSecond: Int
        let alarms: AlarmSender.Targets

        init(_ own: [String: String]) throws {
            let text = own["listen"] ?? "127.0.0.1:8090"
            guard let address = HostPort(text) else {
                throw CommandFailure(.configuration, "--listen takes HOST:PORT, not “\(text)”.")
            }
            self.address = address
            accounts = try own["accounts"].map { try Accounts.load(path: $0) }
            guard accounts != nil || ["127.0.0.1", "localhost", "::1"].contains(address.host) else {
                throw CommandFailure(
                    .configuration,
                    "Without --accounts the pages answer this machine alone: listen at 127.0.0.1, not at \(address.host)."
                )
            }
            switch own["unmask"] {
            case nil, "no"?, "false"?: allowsUnmasking = false
            case "yes"?, "true"?: allowsUnmasking = true
            case let other?: throw CommandFailure(.configuration, "--unmask takes yes or no, not “\(other)”.")
            }
            guard let rate = Int(own["retries-per-second"] ?? "100"), 1...10_000 ~= rate else {
                throw CommandFailure(.configuration, "--retries-per-second takes a number from 1 to 10000.")
            }
            retriesPerSecond = rate
            alarms = try AlarmSender.Targets(own)
        }
    }
}

/// A dashboard that runs: the thread that takes pictures, the desk that sends letters again, the server.
final class Serving: Sendable {
    let site: Site
    let server: HTTPServer
    private let desk: RetryDesk
    private let sender: AlarmSender
    private let stop = StopSignal()
    private let taking = DispatchGroup()
    private let logger: Logger

    /// How long lies between two pictures.
    static let everyMs = 2_000

    convenience init(_ configuration: AgentConfiguration) throws {
        let choices = try ServeCommand.Choices(configuration.own)
        let logger = Logger(level: configuration.level, format: configuration.format)
        let offices = try Offices.load(path: configuration.offices)
        guard let office = offices[configuration.office] else {
            throw CommandFailure(.configuration, "\(configuration.offices) has no office \(configuration.office).")
        }
        try Folder.make(configuration.stateFolder)
        let log = try CommandOptions.openLog(at: configuration.log)
        let look = MachineLook(folders: [configuration.stateFolder], log: configuration.log)
        try self.init(
            office, offices, log, logName: configuration.log.description, state: configuration.stateFolder, choices,
            look: look, logger: logger)
    }

    init(
        _ office: Office, _ offices: Offices, _ log: any EventLog, logName: String, state: String,
        _ choices: ServeCommand.Choices, look: MachineLook? = nil, logger: Logger
    ) throws {
        self.logger = logger
        let index = try InstallationIndex(
            path: "\(state)/\(office.division).dashboard.sqlite", own: office.division, log: logName)
        let desk = RetryDesk(
            log, index, office, partitions: offices.partitions, perSecond: choices.retriesPerSecond, logger: logger)
        let site = Site(
            office, offices, log, index, desk, accounts: choices.accounts, allowsUnmasking: choices.allowsUnmasking)
        let sender = AlarmSender(choices.alarms, office: office.division.code, logger: logger)
        self.sender = sender
        self.desk = desk
        self.site = site
        var web = HTTPServer.Configuration()
        web.host = choices.address.host
        web.port = UInt16(clamping: choices.address.port)
        web.threads = 4
        web.maximumBodyBytes = 2 << 20
        server = try HTTPServer(web, routes: site.routes) { fault in
            logger.error(
                "http.failed", "A request could not be answered: \(fault.error)",
                ["method": .text(fault.method), "path": .text(fault.path)])
        }
        logger.info("http.listening", "The dashboard answers at http://\(choices.address.host):\(server.port)/.")
        if choices.accounts == nil {
            logger.warning("accounts.none", "The office has no accounts: only this machine is answered.")
        }
        desk.start()
        DispatchQueue(label: "pictures").async(group: taking) { [stop, logger] in
            let book = AlarmBook(look: { look?.look() ?? [] }) { alarm in
                logger.warning(
                    "alarm", alarm.en, ["kind": .text(alarm.kind.rawValue), "subject": .text(alarm.subject)])
                sender.send(alarm)
            }
            let taker = PictureTaker(log, offices, index, alarms: book)
            defer { taker.close() }
            repeat { site.show(taker.take()) } while !stop.wait(milliseconds: Self.everyMs)
        }
    }

    func run() throws {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        signal(SIGPIPE, SIG_IGN)
        var number: Int32 = 0
        while sigwait(&signals, &number) != 0 { continue }
        close()
    }

    func close() {
        stop.set()
        sender.close()
        taking.wait()
        desk.close()
        server.close()
    }
}
