import Agent
import Commands

/// `settler reconcile`: proves the money of a log, or names what is wrong.
enum ReconcileCommand {
    static let command = Command(
        "reconcile", "proves from the streams alone that all money follows from its records",
        [CommandOptions.offices, CommandOptions.log, CommandOptions.config],
        details: """
            Every entry balances and follows from its record, by digest; what is paid, owed and returned is what was \
            awarded; no award is in two payments. It reads a log and writes nothing, so that it runs on a copy \
            anywhere. Ends with 65 when there is any difference, each named with its record.
            """
    ) { values in
        let offices = try CommandOptions.loadOffices(values)
        let found = try Reconciliation(offices, try CommandOptions.openLog(values))
        Console.standard.write(try found.text)
        guard found.differences.isEmpty else {
            throw CommandFailure(.dataError, "\(found.differences.count) records do not follow from theirs.")
        }
    }
}
