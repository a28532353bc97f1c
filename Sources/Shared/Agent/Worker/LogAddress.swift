public import Log

/// Where a log is, as a command line or a configuration names it: `kafka:HOST:PORT,…`, or a SQLite file's path.
public enum LogAddress: Equatable, Sendable, CustomStringConvertible {
    case file(String)
    case kafka(KafkaConfiguration)

    public init(_ text: String, properties: [String: String] = [:]) {
        if text.hasPrefix("kafka:") {
            self = .kafka(KafkaConfiguration(brokers: String(text.dropFirst(6)), properties: properties))
        } else {
            self = .file(text)
        }
    }

    public var description: String {
        switch self {
        case .file(let path): path
        case .kafka(let configuration): "kafka:\(configuration.brokers)"
        }
    }

    /// The log there. A file is made when it is missing; brokers are not asked yet.
    ///
    /// - Parameter logger: hears what librdkafka says of itself.
    public func open(logger: Logger? = nil) throws(LogError) -> any EventLog {
        switch self {
        case .file(let path): return try SQLiteLog(file: path)
        case .kafka(let configuration):
            return KafkaLog(configuration) { level, text in
                switch level {
                case ...3: logger?.warning("kafka.trouble", text)
                case 4...5: logger?.info("kafka.note", text)
                default: logger?.debug("kafka.debug", text)
                }
            }
        }
    }
}
