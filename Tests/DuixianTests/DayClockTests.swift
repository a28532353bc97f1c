import Agent
import Awards
import Log
import Messages
import Synchronization
import TestSupport
import Testing

@testable import Duixian

struct DayClockTests {
    private let log: any EventLog
    private let calendar: WorkingDays
    private let division: Division

    init() throws {
        log = try SQLiteLog()
        calendar = try WorkingDays.load(path: Repository.file("deploy/calendar.yaml"))
        division = try #require(Division("150223"))
        _ = try log.create([TopicDefinition("150223.days", partitions: 1)])
    }

    private func clock(at time: String) throws -> DayClock {
        let nowMs = try #require(Moment(time)).seconds * 1_000
        return DayClock(division: division, log: log, calendar: calendar) { nowMs }
    }

    private func run(_ time: String, upTo day: String? = nil) throws {
        try clock(at: time).run(once: true, upTo: day.flatMap { CivilDate($0) }, until: StopSignal()) { _ in }
    }

    private func days() throws -> [DayBegan] {
        var days: [DayBegan] = []
        try LogScan.run(log, [TopicPartition("150223.days", 0)]) { record in
            let day = try DayBegan(reading: try #require(record.payload))
            #expect(record.header(text: "ce_id") == "150223.day.\(day.date)")
            #expect(record.header(text: "ce_time") == "\(day.date)T00:00:00+08:00")
            days.append(day)
            return true
        }
        return days
    }

    @Test("a day is written once, days that were missed in order, and a clock that ran back writes none")
    func missed() throws {
        try run("2026-02-13T23:59:59.999+08:00")
        try run("2026-02-13T16:00:00Z")
        try run("2026-02-14T20:00:00+08:00")
        try run("2026-02-11T08:00:00+08:00")
        try run("2026-02-17T00:00:00+08:00")
        #expect(try days().map(\.date) == (13...17).map { "2026-02-\($0)" })
    }

    @Test("a day says whether it is worked, and why not")
    func working() throws {
        try run("2025-01-25T08:00:00+08:00")
        try run("2025-02-08T08:00:00+08:00")
        let days = try days()
        let byDate = Dictionary(uniqueKeysWithValues: days.map { ($0.date, $0) })
        #expect(byDate["2025-01-25"]?.working == false && byDate["2025-01-25"]?.note == nil)
        #expect(byDate["2025-01-26"]?.working == true && byDate["2025-01-26"]?.note?.contains("调休") == true)
        #expect(byDate["2025-01-29"]?.working == false && byDate["2025-01-29"]?.note?.contains("春节") == true)
        #expect(byDate["2025-02-05"]?.working == true && byDate["2025-02-05"]?.note == nil)
    }

    @Test("a day of a year whose notice is missing is an error, and nothing is written")
    func unknownYear() throws {
        try run("2026-12-31T08:00:00+08:00")
        #expect(throws: UnknownYear.self) { try run("2026-12-31T08:00:00+08:00", upTo: "2027-01-01") }
        #expect(try days().map(\.date) == ["2026-12-31"])
    }

    @Test("it goes on at midnight, and a newer clock ends it")
    func midnight() throws {
        let start = try #require(Moment("2026-03-02T00:00:00+08:00")).seconds * 1_000 - 10
        let now = Mutex<Int64>(start)
        let box = Box(now)
        let clock = DayClock(division: division, log: log, calendar: calendar) {
            // Each look at the clock is 6 ms later.
            box.value.withLock { now in
                now += 6
                return now
            }
        }
        let stop = StopSignal()
        var said: [String] = []
        try clock.run(once: false, until: stop) { day in
            said.append(day.description)
            if said.count == 2 { stop.set() }
        }
        #expect(said == ["2026-03-01", "2026-03-02"])
        box.value.withLock { $0 += 86_400_000 }
        let error = try #require(throws: LogError.self) {
            try clock.run(once: false, until: StopSignal()) { day in
                // While it writes one day, another clock starts; the next day finds it fenced.
                box.value.withLock { $0 += 86_400_000 }
                #expect(throws: Never.self) { try run("2026-03-02T08:00:00+08:00") }
            }
        }
        #expect(error.reason == .fenced)
    }

    private final class Box: Sendable {
        let value: Mutex<Int64>
        init(_ value: consuming Mutex<Int64>) { self.value = value }
    }
}
