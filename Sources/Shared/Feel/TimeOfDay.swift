/// A time of the day, to the nanosecond, with or without what it is counted from: an offset or a zone.
public struct TimeOfDay: Hashable, Sendable {
    /// Since midnight, below 86,400.
    public let second: Int32
    public let nanosecond: Int32
    public let zone: Zone?

    init(second: Int32, nanosecond: Int32, zone: Zone?) {
        self.second = second
        self.nanosecond = nanosecond
        self.zone = zone
    }

    /// Nil when there is no such time.
    init?(hour: Int, minute: Int, second: Int, nanosecond: Int, zone: Zone?) {
        guard (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second) else { return nil }
        self.init(second: Int32(hour * 3600 + minute * 60 + second), nanosecond: Int32(nanosecond), zone: zone)
    }

    /// Any number of nanoseconds, of which whole days fall away.
    init(wrapping total: Int128, zone: Zone?) {
        var rest = total % DaysDuration.day
        if rest < 0 { rest += DaysDuration.day }
        self.init(
            second: Int32(rest / DaysDuration.second), nanosecond: Int32(rest % DaysDuration.second), zone: zone)
    }

    var hour: Int { Int(second) / 3600 }
    var minute: Int { Int(second) / 60 % 60 }
    var secondOfMinute: Int { Int(second) % 60 }

    /// Nanoseconds since midnight.
    var total: Int128 { Int128(second) * DaysDuration.second + Int128(nanosecond) }

    /// Seconds east of Greenwich; of a zone with its own rules those of 1 January 2000, for a time has no day.
    var offset: Int? { zone?.offset(atLocal: 946_684_800) }

    /// Nanoseconds since midnight at Greenwich; nil without offset.
    var universal: Int128? { offset.map { total - Int128($0) * DaysDuration.second } }
}
