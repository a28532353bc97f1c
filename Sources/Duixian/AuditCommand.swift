import Agent
import Commands
import Log

/// `duixian audit`: follows the chains of progress through a log.
enum AuditCommand {
    static let command = Command(
        "audit", "names the first transaction that was altered, lost or slipped in",
        [CommandOptions.log, CommandOptions.config],
        details: """
            Every task ends each of its transactions with a progress record, which holds the digests of what it read \
            and wrote and of the progress record before. The audit reads the whole log and compares. It changes \
            nothing, and may run beside the agents.

            Ends with 65 when something is not as it was written.
            """
    ) { values in
        let report = try Audit(CommandOptions.openLog(values)).run()
        Console.standard.write("\(report)\n")
        guard report.isClean else {
            throw CommandFailure(.dataError, "The log is not as it was written: \(report.findings[0])")
        }
    }
}
