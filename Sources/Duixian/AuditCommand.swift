import Agent
import Commands
import Log

/// `duixian audit`: follows the chains of progress through a log.
enum AuditCommand {
    private static let with = Option(
        "with", "LOG", "another log: compares what both hold of each stream and key, and follows no chain")
    private static let named = 20

    static let command = Command(
        "audit", "names the first transaction that was altered, lost or slipped in",
        [CommandOptions.log, CommandOptions.config, with],
        details: """
            Every task ends each of its transactions with a progress record, which holds the digests of what it read \
            and wrote and of the progress record before. The audit reads the whole log and compares. It changes \
            nothing, and may run beside the agents.

            With --with it compares two logs: of each stream but health and progress, and each key, the same payloads \
            in the same order. Two runs of the same steps, and a replay, are equal in that sense.

            Ends with 65 when something is not as it was written.
            """
    ) { values in
        if let other = values[with] { return try compare(CommandOptions.openLog(values), other) }
        let report = try Audit(CommandOptions.openLog(values)).run()
        Console.standard.write("\(report)\n")
        guard report.isClean else {
            throw CommandFailure(.dataError, "The log is not as it was written: \(report.findings[0])")
        }
    }

    private static func compare(_ log: any EventLog, _ other: String) throws {
        let other = try CommandOptions.openLog(at: LogAddress(other))
        let result = try LogComparison(left: log, right: other).run()
        guard result.differences.isEmpty else {
            let more = result.differences.count - named
            throw CommandFailure(
                .dataError,
                "\(log.name) and \(other.name) differ in \(result.differences.count) keys:\n"
                    + result.differences.prefix(named).joined(separator: "\n")
                    + (more > 0 ? "\n… and \(more) more" : ""))
        }
        Console.standard.write(
            "\(log.name) and \(other.name) hold the same: \(result.records) records of \(result.keys) keys.\n")
    }
}
