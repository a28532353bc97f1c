extension Builtin {
    static let temporals: [Builtin] = [
        ofDay("day of year") { .number($0.dayOfYear) },
        ofDay("day of week") { .string(weekdays[$0.weekday - 1]) },
        ofDay("month of year") { .string(months[Int($0.month) - 1]) },
        ofDay("week of year") { .number($0.weekOfYear) },
        Builtin("now", "", readsClock: true) { _, evaluation in
            evaluation.now.map { .dateTime($0) } ?? .null
        },
        Builtin("today", "", readsClock: true) { _, evaluation in
            evaluation.now.map { .date($0.day) } ?? .null
        },
    ]

    private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    private static func ofDay(_ name: String, _ body: @escaping @Sendable (Day) -> Value) -> Builtin {
        Builtin(name, "date") { arguments, _ in arguments[0].asDay.map(body) ?? .null }
    }
}
