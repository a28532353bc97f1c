internal import Glibc
internal import Synchronization

/// Places at which a test lets the process die: `DUIXIAN_FAILPOINT=committed:3` ends it the third time it has
/// committed, as abruptly as a power cut.
enum FailPoint: String {
    case begun
    case produced
    case offsetsSent = "offsets-sent"
    case committed

    static func reach(_ point: FailPoint) {
        guard let armed, armed.point == point else { return }
        if armed.countdown.wrappingSubtract(1, ordering: .sequentiallyConsistent).newValue == 0 { _exit(137) }
    }

    private static let armed: Armed? = {
        guard let text = getenv("DUIXIAN_FAILPOINT") else { return nil }
        let parts = String(cString: text).split(separator: ":")
        guard parts.count == 2, let point = FailPoint(rawValue: String(parts[0])), let times = Int(parts[1]) else {
            return nil
        }
        return Armed(point, times)
    }()
}

private final class Armed: Sendable {
    let point: FailPoint
    let countdown: Atomic<Int>

    init(_ point: FailPoint, _ times: Int) {
        self.point = point
        countdown = Atomic(times)
    }
}
