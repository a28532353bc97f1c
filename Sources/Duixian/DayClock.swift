import Agent
import Awards
import Commands
import Log
import Messages

/// Writes an office's days: one record each, in order, none twice, none left out.
struct DayClock {
    let division: Division
    let log: any EventLog
    let calendar: WorkingDays
    /// Milliseconds since 1970.
    let now: @Sendable () -> Int64

    private var partition: TopicPartition { TopicPartition(Stream.days.topic(of: division), 0) }

    /// Writes every day after the last one that is written, up to today, or up to the day given; the first ever is that
    /// day alone. Then goes on at each midnight of Asia/Shanghai, unless it is to be done once.
    ///
    /// 1. TAKE the id `<division>.clock`: another clock of the office can write no more.
    /// 2. LAST: read the newest day, which nobody else can change now.
    /// 3. WRITE the days that are missing in one transaction.
    /// 4. WAIT for midnight, and go on at 3.
    ///
    /// - Throws: `UnknownYear` for a day whose year is not in the calendar; the days before it are not written either.
    func run(once: Bool, upTo day: CivilDate? = nil, until stop: StopSignal, say: (CivilDate) -> Void) throws {
        let writer = try log.writer(id: "\(division).clock")
        defer { writer.close() }
        try writer.take()
        try writer.warm([partition.topic])
        var last = try lastDay()
        var isToStop = false
        repeat {
            let today = try day ?? self.today()
            let missing = Self.days(after: last, upTo: today)
            if !missing.isEmpty { try write(missing, by: writer) }
            for day in missing { say(day) }
            last = missing.last ?? last
            if once { return }
            writer.idle()
            isToStop = wait(behind: today, until: stop)
        } while !isToStop
    }

    private func today() throws -> CivilDate {
        guard let day = CivilDate(inShanghaiAtMilliseconds: now()) else {
            throw CommandFailure(.software, "This machine's clock is outside the calendar: set it right.")
        }
        return day
    }

    static func days(after last: CivilDate?, upTo today: CivilDate) -> [CivilDate] {
        guard let last else { return [today] }
        guard last < today else { return [] }
        return (last.daysSince1970 + 1...today.daysSince1970).compactMap(CivilDate.init(daysSince1970:))
    }

    private func lastDay() throws -> CivilDate? {
        var last: CivilDate?
        try LogScan.run(log, [partition]) { record in
            guard let payload = record.payload else { return true }
            guard let day = CivilDate(try DayBegan(reading: payload).date) else { return true }
            last = max(last ?? day, day)
            return true
        }
        return last
    }

    private func write(_ days: [CivilDate], by writer: any LogWriter) throws {
        let records = try days.map(record)
        try writer.begin()
        do {
            for record in records { try writer.send(record) }
        } catch {
            try? writer.abort()
            throw error
        }
        try writer.commit()
    }

    private func record(of day: CivilDate) throws -> OutgoingRecord {
        var message = DayBegan()
        message.date = day.description
        message.working = try calendar.isWorkingDay(day)
        message.note = note(on: day)
        let event = CloudEvent(
            id: "\(division).day.\(day)", type: DayBegan.type, source: "\(division).clock",
            time: "\(day)T00:00:00+08:00")
        return OutgoingRecord(
            topic: partition.topic, partition: 0, key: Array(day.description.utf8), payload: message.bytes,
            headers: event.headers.map { Header($0.name, $0.value) })
    }

    private func note(on day: CivilDate) -> String? {
        for year in calendar.years {
            if let holiday = year.holidays.first(where: { $0.first <= day && day <= $0.last }) {
                return "\(holiday.name.zh) \(holiday.name.en)"
            }
            if year.makeUpDays.contains(day) { return "调休上班 make-up working day" }
        }
        return nil
    }

    /// Waits for the end of the day, looking at the machine's clock every 10 s, for it may be set. True when it is told
    /// to stop.
    private func wait(behind today: CivilDate, until stop: StopSignal) -> Bool {
        let midnightMs = today.adding(days: 1)?.startInShanghaiMilliseconds ?? .max
        return stop.wait(milliseconds: Int(min(max(midnightMs - now(), 1), 10_000)))
    }
}
