public import Awards
public import Commands
internal import Documents
internal import Log

/// What a worker is told when it starts: a YAML file, environment variables over it, options over those.
public struct AgentConfiguration: Sendable {
    public var office: Division
    public var worker: String
    public var offices: String
    public var log: LogAddress
    public var stateFolder: String
    public var loop = LoopSettings()
    public var level = LogLevel.info
    public var format: LogFormat?
    /// What the agent's own settings say, by name.
    public var own: [String: String] = [:]

    /// The options of every agent's `run`.
    enum Options {
        static let file = Option("config", "FILE", "the agent's configuration", .file, environment: "DUIXIAN_CONFIG")
        static let office = Option("office", "DIVISION", "the office that it works for", environment: "DUIXIAN_OFFICE")
        static let worker = Option(
            "worker", "NAME", "which of the office's workers it is", environment: "DUIXIAN_WORKER")
        static let offices = Option("offices", "FILE", "who the offices are", .file, environment: "DUIXIAN_OFFICES")
        static let log = Option(
            "log", "LOG", "where the log is: kafka:HOST:PORT, or a SQLite file", environment: "DUIXIAN_LOG")
        static let state = Option(
            "state", "FOLDER", "where its snapshots and journals are kept", .file, environment: "DUIXIAN_STATE")
        static let batch = Option(
            "batch", "RECORDS", "inputs of a transaction, at most", .integer(1...100_000),
            environment: "DUIXIAN_BATCH_RECORDS")
        static let level = Option(
            "log-level", "LEVEL", "how much it says: debug, info, warning or error", .choice(LogLevel.self),
            environment: "DUIXIAN_LOG_LEVEL")

        static let all: [any Parameter] = [file, office, worker, offices, log, state, batch, level]
    }

    /// The options of an agent's other commands that use its files: those of `run` that say where things are.
    public static let placeOptions: [any Parameter] = [
        Options.file, Options.office, Options.offices, Options.log, Options.state,
    ]

    /// For a command beside `run`, which is no worker.
    public init(place values: Values, of kind: AgentKind, _ settings: [AgentSetting]) throws {
        try self.init(values, kind, settings, isWorker: false)
    }

    /// What a file says; everything in it may be missing.
    struct File {
        var office: Division?
        var worker: String?
        var offices: String?
        var log: LogAddress?
        var state: String?
        var loop = LoopSettings()
        var level: LogLevel?
        var format: LogFormat?
        var own: [String: String] = [:]

        /// - Parameter own: the section of the agent that reads it; those of other agents are passed over.
        static func load(_ path: String, own: OwnSection? = nil) throws(DocumentErrors) -> File {
            try Document.decode(try Document.read(path), file: path) { AgentConfiguration.read($0, own) }
        }
    }

    struct OwnSection {
        let kind: AgentKind
        let settings: [AgentSetting]
    }

    /// - Throws: `DocumentErrors` for a file that is wrong, a `CommandFailure` for what is missing.
    public init(_ values: Values, of kind: AgentKind, _ settings: [AgentSetting] = []) throws {
        try self.init(values, kind, settings, isWorker: true)
    }

    private init(_ values: Values, _ kind: AgentKind, _ settings: [AgentSetting], isWorker: Bool) throws {
        var file = File()
        if let path = values[Options.file] {
            file = try File.load(path, own: OwnSection(kind: kind, settings: settings))
        }
        if let text = values[Options.office] {
            guard let division = Division(text) else {
                throw CommandFailure(.usage, "--office takes a division's six digits, not “\(text)”.")
            }
            file.office = division
        }
        if let address = values[Options.log] {
            // Properties, such as those of TLS, stay what the file says.
            var properties: [String: String] = [:]
            if case .kafka(let known)? = file.log { properties = known.properties }
            file.log = LogAddress(address, properties: properties)
        }
        if isWorker, let records = values[Options.batch] { file.loop.batchRecords = records }
        func need<Value>(_ value: Value?, _ name: String) throws -> Value {
            guard let value else {
                throw CommandFailure(
                    .configuration, "Nothing says \(name): give --\(name), or a --config file with it.")
            }
            return value
        }
        office = try need(file.office, "office")
        worker = isWorker ? try need(values[Options.worker] ?? file.worker, "worker") : ""
        offices = try need(values[Options.offices] ?? file.offices, "offices")
        log = try need(file.log, "log")
        stateFolder = try need(values[Options.state] ?? file.state, "state")
        loop = file.loop
        level = (isWorker ? values[Options.level] : nil) ?? file.level ?? .info
        format = file.format
        own = file.own
        for setting in settings { if let text = values[setting.option] { own[setting.name] = text } }
    }

    private static func read(_ root: Reader, _ own: OwnSection?) -> File? {
        var file = File()
        for kind in AgentKind.allCases {
            guard let section = root.optional(kind.rawValue) else { continue }
            if let own, own.kind == kind {
                for setting in own.settings { file.own[setting.name] = section.optional(setting.key)?.text() }
            } else {
                _ = section.entries { _, _ in () }
            }
        }
        file.office = root.optional("office")?.text("a division's six digits in quotes", { Division($0) })
        file.worker = root.optional("worker")?.text()
        file.offices = root.optional("offices")?.text()
        file.log = root.optional("log").flatMap(readLog)
        file.state = root.optional("state")?.text()
        if let loop = root.optional("loop") { readLoop(loop, into: &file.loop) }
        if let logging = root.optional("logging") {
            file.level = logging.optional("level")?.choice(LogLevel.self)
            file.format = logging.optional("format")?.text("text or json") {
                switch $0 {
                case "text": LogFormat.text
                case "json": LogFormat.json
                default: nil
                }
            }
        }
        return file
    }

    private static func readLog(_ log: Reader) -> LogAddress? {
        let file = log.optional("file")?.text()
        let brokers = log.optional("kafka")?.text()
        let properties = log.optional("properties")?.entries { name, value in
            value.scalar().map { (name, $0.text) }
        }
        switch (file, brokers) {
        case (let file?, nil): return .file(file)
        case (nil, let brokers?):
            return LogAddress("kafka:\(brokers)", properties: Dictionary(properties ?? []) { $1 })
        default:
            log.report("a log is either a `file` or `kafka` with its brokers")
            return nil
        }
    }

    private static func readLoop(_ loop: Reader, into settings: inout LoopSettings) {
        if let records = loop.optional("batch_records")?.integer(in: 1...100_000) { settings.batchRecords = records }
        if let records = loop.optional("batch_outputs")?.integer(in: 1...200_000) { settings.batchOutputs = records }
        if let bytes = loop.optional("batch_bytes")?.integer(in: 1...1 << 30) { settings.batchBytes = bytes }
        if let records = loop.optional("snapshot_records")?.integer(in: 1...1_000_000_000) {
            settings.snapshotRecords = records
        }
        if let seconds = loop.optional("snapshot_seconds")?.integer(in: 1...86_400) {
            settings.snapshotMs = Int64(seconds) * 1_000
        }
        if let seconds = loop.optional("decide_limit_seconds")?.integer(in: 1...3_600) {
            settings.decideLimitMs = Int64(seconds) * 1_000
        }
    }
}
