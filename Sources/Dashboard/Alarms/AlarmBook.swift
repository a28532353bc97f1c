import Agent
import Awards
import Log

/// Finds what is to be looked at in each picture, and keeps it as episodes: each is told once, and ends by itself when
/// its cause has been gone for half a minute.
struct AlarmBook {
    private struct Episode {
        var alarm: Alarm
        var seenMs: Int64
    }

    private var open: [String: Episode] = [:]
    private var over: [Alarm] = []
    /// How often each task's state was folded, and dead letters written, picture by picture.
    private var restores: [String: [(timeMs: Int64, count: Int64)]] = [:]
    private var letters: [String: [(timeMs: Int64, count: Int64)]] = [:]
    private var machine: (timeMs: Int64, found: [Alarm])?
    /// What is to be found on this machine: certificates and disks.
    private let look: () -> [Alarm]
    /// Told of each episode once, as it begins.
    private let tell: (Alarm) -> Void

    /// How long a cause must be gone before the episode is over.
    private static let quietMs: Int64 = 30_000
    private static let lagSeconds = 300.0
    private static let transactionSeconds = 20
    private static let skewMs: Int64 = 2_000
    private static let restoresAgain: Int64 = 3
    private static let windowMs: Int64 = 600_000
    private static let keptOver = 100

    init(look: @escaping () -> [Alarm] = { [] }, tell: @escaping (Alarm) -> Void = { _ in }) {
        self.look = look
        self.tell = tell
    }

    /// Adds the alarms to a picture: those that are open, the newest first, and then those that were.
    mutating func judge(_ picture: inout Picture, nowMs: Int64, monotonicMs: Int64) {
        for alarm in causes(picture, monotonicMs) {
            if open[alarm.id] != nil {
                open[alarm.id]?.seenMs = monotonicMs
                continue
            }
            var begun = alarm
            begun.sinceMs = nowMs
            open[alarm.id] = Episode(alarm: begun, seenMs: monotonicMs)
            tell(begun)
        }
        for (id, episode) in open where monotonicMs - episode.seenMs >= Self.quietMs {
            open[id] = nil
            var ended = episode.alarm
            ended.overMs = nowMs
            over.insert(ended, at: 0)
        }
        over = Array(over.prefix(Self.keptOver))
        picture.alarms = open.values.map(\.alarm).sorted { ($1.sinceMs, $0.id) < ($0.sinceMs, $1.id) } + over
    }

    private mutating func causes(_ picture: Picture, _ clock: Int64) -> [Alarm] {
        var found = ofTasks(picture, clock) + ofEdges(picture)
        for topic in picture.topics where topic.name.hasSuffix(".dead-letters") {
            guard Self.growth(&letters[topic.name, default: []], topic.records, clock, within: 60_000) > 0 else {
                continue
            }
            found.append(
                Alarm(
                    kind: .letters, subject: topic.name, zh: "\(topic.name)最近一分钟有新的死信。",
                    en: "\(topic.name) got new dead letters within the last minute."))
        }
        for topic in picture.topics {
            guard let seconds = topic.openSeconds, seconds > Self.transactionSeconds else { continue }
            found.append(
                Alarm(
                    kind: .transaction, subject: topic.name,
                    zh: "\(topic.name)中有事务超过\(Self.transactionSeconds)秒未结束，后面的记录都读不到。",
                    en: "A transaction in \(topic.name) has been open for more than \(Self.transactionSeconds) s: "
                        + "nothing behind it can be read."))
        }
        if let reason = picture.unread.first {
            found.append(
                Alarm(kind: .log, subject: "log", zh: "有内容读不到：\(reason)", en: "Something cannot be read: \(reason)"))
        }
        if machine.map({ clock - $0.timeMs > 60_000 }) ?? true { machine = (clock, look()) }
        return found + (machine?.found ?? [])
    }

    private mutating func ofTasks(_ picture: Picture, _ clock: Int64) -> [Alarm] {
        var found: [Alarm] = []
        func add(_ kind: Alarm.Kind, _ task: TaskPicture, _ zh: String, _ en: String) {
            found.append(
                Alarm(kind: kind, subject: "\(task.name)", zh: "\(task.name)：\(zh)", en: "\(task.name): \(en)"))
        }
        for task in picture.tasks {
            switch task.standing {
            case .stopped:
                add(.stopped, task, "没有运行，或没有消息。", "it does not run, or is not heard of.")
            case .rewound: add(.rewind, task, "正在重读已经处理过的记录。", "it reads again what it had decided.")
            case .ok, .unknown, .behind, .blocked: break
            }
            if let skew = task.clockSkewMs, abs(skew) > Self.skewMs {
                add(
                    .clock, task, "所在机器的时钟与本机相差超过2秒。",
                    "the clock of its machine and ours are more than 2 s apart.")
            }
            let name = "\(task.name)"
            if let count = task.restores,
                Self.growth(&restores[name, default: []], count, clock, within: Self.windowMs) >= Self.restoresAgain
            {
                add(
                    .fenced, task, "十分钟内多次被接管、重新开始。",
                    "it lost its task and began again several times within ten minutes.")
            }
        }
        return found
    }

    private func ofEdges(_ picture: Picture) -> [Alarm] {
        var found: [Alarm] = []
        for key in picture.stalled {
            found.append(
                Alarm(
                    kind: .stall, subject: "\(key.division).\(key.stage.rawValue) ← \(key.topic)",
                    zh: "\(key.division).\(key.stage.rawValue)一分钟没有处理\(key.topic)中等待的记录。",
                    en:
                        "\(key.division).\(key.stage.rawValue) has not moved for a minute while records of \(key.topic) "
                        + "wait."))
        }
        for edge in picture.edges {
            guard let lag = edge.lagSeconds, lag > Self.lagSeconds else { continue }
            found.append(
                Alarm(
                    kind: .lag, subject: "\(edge.key.division).\(edge.key.stage.rawValue) ← \(edge.key.topic)",
                    zh: "\(edge.key.topic)中有记录等待\(edge.key.division).\(edge.key.stage.rawValue)处理已超过5分钟。",
                    en:
                        "A record of \(edge.key.topic) has waited for \(edge.key.division).\(edge.key.stage.rawValue) for "
                        + "more than 5 minutes."))
        }
        return found
    }

    /// How much a count has grown within a window; it takes the newest count in.
    private static func growth(
        _ points: inout [(timeMs: Int64, count: Int64)], _ count: Int64, _ clock: Int64, within windowMs: Int64
    ) -> Int64 {
        if points.last?.count != count { points.append((clock, count)) }
        // The last one before the window is what it had been.
        while points.count > 1, clock - points[1].timeMs > windowMs { points.removeFirst() }
        guard let first = points.first else { return 0 }
        return count - first.count
    }
}
