import Agent
import Awards
import Commands
import Log

/// `duixian lag`: how far every task is behind.
enum LagCommand {
    private static let json = Flag("json", "a line of JSON a task instead of a table")

    static let command = Command(
        "lag", "shows how far every task is behind",
        [CommandOptions.offices, CommandOptions.log, CommandOptions.config, CommandOptions.anyOffice, json],
        details: """
            RECORDS is how many committed records a task has not decided yet, SECONDS the age of the oldest of them, \
            both by the task's last transaction; - stands for what is not known, as of a task that never committed. On \
            Kafka the markers of transactions that lie among them are counted too.

            STATE is what the task's worker last said of it, in the last 15 s.
            """
    ) { values in
        let offices = try CommandOptions.loadOffices(values)
        let chosen = try CommandOptions.chosen(offices, values)
        let log = try CommandOptions.openLog(values)
        var output = StandardOutput()
        let lags = try LagReport(log: log, nowMs: WallClock.now()).lags(of: chosen)
        if values[json] {
            for lag in lags { output.line(lag) }
        } else {
            output.write(LagReport.table(lags))
        }
    }
}
