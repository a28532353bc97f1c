/// A day and a time.
public struct Moment: Hashable, Sendable {
    public let day: Day
    public let time: TimeOfDay

    public init(day: Day, time: TimeOfDay) {
        self.day = day
        self.time = time
    }

    /// A day begins at midnight at Greenwich (DMN 1.5, 10.3.2.3.5).
    init(startOf day: Day) {
        self.init(day: day, time: TimeOfDay(second: 0, nanosecond: 0, zone: .utc))
    }

    /// Seconds and nanoseconds since 1970-01-01T00:00:00Z, shown at an offset from Greenwich in seconds; nil when out
    /// of bounds.
    public init?(secondsSince1970 seconds: Int64, nanoseconds: Int32 = 0, offset: Int32 = 0) {
        guard (0..<1_000_000_000).contains(nanoseconds), abs(offset) <= 64_800, seconds.magnitude < 1 << 56 else {
            return nil
        }
        let zone = Zone.offset(offset)
        self.init(
            local: Int128(seconds + Int64(offset)) * DaysDuration.second + Int128(nanoseconds), zone: zone)
    }

    /// Nanoseconds of the clock on the wall since 1970-01-01T00:00:00.
    var local: Int128 { Int128(day.number) * DaysDuration.day + time.total }

    init?(local: Int128, zone: Zone?) {
        var days = local / DaysDuration.day
        if local % DaysDuration.day < 0 { days -= 1 }
        guard let number = Int(exactly: days), let day = Day(number: number) else { return nil }
        self.init(day: day, time: TimeOfDay(wrapping: local, zone: zone))
    }

    var offset: Int? { time.zone?.offset(atLocal: Int(local / DaysDuration.second)) }

    /// Nanoseconds since 1970-01-01T00:00:00Z; nil without zone.
    var universal: Int128? { offset.map { local - Int128($0) * DaysDuration.second } }

    func adding(_ duration: DaysDuration) -> Moment? {
        guard let zone = time.zone, let universal else { return Moment(local: local + duration.total, zone: time.zone) }
        let instant = universal + duration.total
        guard let seconds = Int(exactly: instant / DaysDuration.second) else { return nil }
        return Moment(local: instant + Int128(zone.offset(atUniversal: seconds)) * DaysDuration.second, zone: zone)
    }
}
