public import Awards
public import Commands
internal import Documents
internal import Glibc
public import Log
public import Messages

/// The options that commands of all executables share, and what they lead to.
public enum CommandOptions {
    public static let offices = Option(
        required: "offices", "FILE", "who the offices are", .file, environment: "DUIXIAN_OFFICES")
    public static let log = Option(
        "log", "LOG", "where the log is: kafka:HOST:PORT, or a SQLite file", environment: "DUIXIAN_LOG")
    public static let config = Option(
        "config", "FILE", "an agent's configuration, which may name the log and Kafka's properties", .file,
        environment: "DUIXIAN_CONFIG")
    public static let office = Option(
        required: "office", "DIVISION", "the office", .division, environment: "DUIXIAN_OFFICE")
    public static let anyOffice = Option("office", "DIVISION", "one office instead of all", .division)

    public static let at = Option(
        "at", "MOMENT", "in a trial: the time that counts instead of now, such as 2024-03-01T09:00:00+08:00", .moment)

    /// The clock that a command goes by: the machine's; in a trial installation what `at` says.
    public static func clock(_ values: Values, _ offices: Offices) throws -> @Sendable () -> Int64 {
        guard let moment = values[at] else { return WallClock.now }
        guard offices.isTrial else {
            throw CommandFailure(
                .notAllowed, "--at is for trials: the offices' file does not say `trial: true`, so the clock counts.")
        }
        let timeMs = moment.milliseconds
        return { timeMs }
    }

    /// The log's address: what `--log` says, with the properties of `--config`.
    public static func address(_ values: Values) throws -> LogAddress {
        let known = try values[config].flatMap { try AgentConfiguration.log(in: $0) }
        guard let text = values[log] else {
            guard let known else {
                throw CommandFailure(.usage, "Nothing says where the log is: give --log, or a --config file with it.")
            }
            return known
        }
        var properties: [String: String] = [:]
        if case .kafka(let configuration)? = known { properties = configuration.properties }
        return LogAddress(text, properties: properties)
    }

    /// The log, which must be there: a slip of the pen makes no empty one.
    public static func openLog(_ values: Values) throws -> any EventLog { try openLog(at: try address(values)) }

    public static func openLog(at address: LogAddress) throws -> any EventLog {
        if case .file(let path) = address, access(path, F_OK) != 0 {
            throw CommandFailure(
                .unavailable, "There is no log \(path); make one with: duixian provision --log \(path) --offices FILE")
        }
        return try address.open()
    }

    public static func loadOffices(_ values: Values) throws -> Offices { try Offices.load(path: values[offices]) }

    /// One of the offices, by its division.
    public static func office(_ division: Division, in offices: Offices, _ values: Values) throws -> Office {
        if let office = offices[division] { return office }
        let known = offices.all.map(\.division.code).joined(separator: ", ")
        throw CommandFailure(.configuration, "\(values[Self.offices]) has no office \(division); it has \(known).")
    }

    /// The offices that a command is about: the one that `anyOffice` names, else all.
    public static func chosen(_ offices: Offices, _ values: Values) throws -> [Office] {
        guard let division = values[anyOffice] else { return offices.all }
        return [try office(division, in: offices, values)]
    }
}

extension ValueKind where Value == Division {
    public static var division: ValueKind { ValueKind("a division's six digits") { Division($0) } }
}

extension ValueKind where Value == Moment {
    public static var moment: ValueKind {
        ValueKind("a moment such as 2024-03-01T09:00:00+08:00", show: { "\($0)" }, parse: { Moment($0) })
    }
}

extension AgentConfiguration {
    /// The log that a configuration file names; nil when it names none.
    static func log(in path: String) throws(DocumentErrors) -> LogAddress? { try File.load(path).log }
}

extension ValueKind where Value == CivilDate {
    public static var day: ValueKind { ValueKind("a day such as 2024-02-29") { CivilDate($0) } }
}
