import Agent
import Awards
import Commands
import Log

/// `duixian clock`: an office's days.
enum ClockCommand {
    private static let calendar = Option(
        required: "calendar", "FILE", "which days are worked", .file, environment: "DUIXIAN_CALENDAR")
    private static let once = Flag("once", "writes what is missing up to today, and ends")
    private static let day = Option(
        "day", "YYYY-MM-DD", "writes what is missing up to this day, and ends",
        ValueKind<CivilDate>("a day such as 2026-01-31") { CivilDate($0) })

    static let command = Command(
        "clock", "writes a record a day, from which the office's agents know the date",
        [
            CommandOptions.office, CommandOptions.offices, CommandOptions.log, CommandOptions.config, calendar, once,
            day,
        ],
        details: """
            A day begins at midnight of Asia/Shanghai and is written once, to <division>.days; days that were missed \
            are written in order. Of two clocks of an office the newer one goes on, and the other ends with 76.

            --day may name a day to come, for a trial; the clock then writes none until that day is over.
            """
    ) { values in
        let stop = Interruption.signal()
        let offices = try CommandOptions.loadOffices(values)
        let office = try CommandOptions.office(values[CommandOptions.office], in: offices, values)
        let clock = DayClock(
            division: office.division, log: try CommandOptions.openLog(values),
            calendar: try WorkingDays.load(path: values[calendar]), now: WallClock.now)
        do {
            try clock.run(once: values[once] || values[day] != nil, upTo: values[day], until: stop) { day in
                Console.standard.write("\(day)\n")
            }
        } catch let error as LogError where error.reason == .fenced {
            throw CommandFailure(.conflict, "Another clock of \(office.division) has taken over; run only one.")
        } catch let error as UnknownYear {
            throw CommandFailure(.configuration, "\(values[calendar]): \(error).")
        }
    }
}
