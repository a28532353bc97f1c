import Glibc

/// Writes one line an event. A value: copies share the sink, and `with` gives one that adds keys to each line.
public struct Logger: Sendable {
    public let level: LogLevel
    public let format: LogFormat
    private let sink: LogSink
    private let clock: @Sendable () -> Int64
    private let fields: [LogLine.Field]

    /// The clock gives milliseconds since 1970.
    public init(
        level: LogLevel = .info, format: LogFormat, sink: LogSink,
        clock: @escaping @Sendable () -> Int64 = WallClock.now
    ) {
        self.init(level: level, format: format, sink: sink, clock: clock, fields: [])
    }

    /// Writes to a file descriptor: as text when that is a terminal, else as JSON, unless a format is given.
    public init(level: LogLevel = .info, format: LogFormat? = nil, descriptor: Int32 = 2) {
        let chosen = format ?? (isatty(descriptor) == 1 ? .text : .json)
        self.init(level: level, format: chosen, sink: .descriptor(descriptor))
    }

    private init(
        level: LogLevel, format: LogFormat, sink: LogSink, clock: @escaping @Sendable () -> Int64,
        fields: [LogLine.Field]
    ) {
        self.level = level
        self.format = format
        self.sink = sink
        self.clock = clock
        self.fields = fields
    }

    /// A logger whose lines also carry these keys, behind those of this one and before those of a line.
    public func with(_ fields: KeyValuePairs<String, LogValue>) -> Logger {
        let more = fields.map { LogLine.Field(key: $0.key, value: $0.value) }
        return Logger(level: level, format: format, sink: sink, clock: clock, fields: self.fields + more)
    }

    /// Writes a line, or, when its level is off, does not even make its message.
    public func log(
        _ level: LogLevel, _ event: String, _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
    ) {
        guard level >= self.level else { return }
        let all = self.fields + fields().map { LogLine.Field(key: $0.key, value: $0.value) }
        let line = LogLine(time: clock(), level: level, event: event, message: message(), fields: all)
        sink.write(line.bytes(as: format))
    }

    public func debug(
        _ event: String, _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
    ) {
        log(.debug, event, message(), fields())
    }

    public func info(
        _ event: String, _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
    ) {
        log(.info, event, message(), fields())
    }

    public func warning(
        _ event: String, _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
    ) {
        log(.warning, event, message(), fields())
    }

    public func error(
        _ event: String, _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
    ) {
        log(.error, event, message(), fields())
    }
}
