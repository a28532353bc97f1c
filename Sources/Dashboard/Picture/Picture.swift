import Awards
import Log

/// What the installation looked like at one moment. All pages are drawn from it, and none asks the log.
/// What is nil is not known, and is never shown as 0.
struct Picture: Sendable {
    /// 1, 2, … since the dashboard began; 0 before the first.
    var number = 0
    /// When it was whole the last time, in milliseconds since 1970; nil before the first.
    var takenMs: Int64?
    /// By the clock that never runs back, for its age.
    var takenMonotonicMs: Int64 = 0
    /// What could not be read now, a sentence each; what is shown of it is older.
    var unread: [String] = []
    /// Records that the index has not folded yet.
    var indexBehind: Int64?
    var topics: [TopicPicture] = []
    var tasks: [TaskPicture] = []
    var edges: [EdgePicture] = []
    /// What waits and has stood still for a minute.
    var stalled: [EdgePicture.Key] = []
    var alarms: [Alarm] = []

    func task(_ name: String) -> TaskPicture? { tasks.first { $0.name.description == name } }

    func topic(_ name: String) -> TopicPicture? { topics.first { $0.name == name } }

    /// The tasks of a stage at an office.
    func tasks(of division: Division, _ stage: Stage) -> [TaskPicture] {
        tasks.filter { $0.name.division == division && $0.name.stage == stage }
    }
}

struct TopicPicture: Sendable {
    struct Partition: Sendable {
        let number: Int32
        let ends: PartitionEnds
        /// Since when a transaction has been open in it, seconds.
        let openSeconds: Int?
        /// When its newest record was written, in milliseconds since 1970.
        let newestMs: Int64?
    }

    let name: String
    let division: Division?
    let partitions: [Partition]
    /// Records a second, over the last minute.
    let rate: Double?

    var records: Int64 { partitions.reduce(0) { $0 + $1.ends.lastStable - $1.ends.start } }
    var newestMs: Int64? { partitions.compactMap(\.newestMs).max() }
    var openSeconds: Int? { partitions.compactMap(\.openSeconds).max() }
}

struct TaskPicture: Sendable {
    let name: TaskName
    /// Which worker said so last; where several did, the owner.
    var worker: String?
    var role: String?
    /// In its own words.
    var says: String?
    /// How long ago it was heard, seconds.
    var silentSeconds: Int?
    var standing = Standing.unknown
    var progress: Int64?
    var lagSeconds: Double?
    var lagRecords: Int64?
    var blockedSeconds: Int?
    var oldestOpenSeconds: Double?
    var deadLetters: Int64?
    var restores: Int64?
    var clockSkewMs: Int64?
    var build: String?
}

/// A topic that a stage of an office reads.
struct EdgePicture: Sendable {
    struct Key: Hashable, Sendable, Comparable {
        let topic: String
        let division: Division
        let stage: Stage

        static func < (left: Key, right: Key) -> Bool {
            (left.division, left.stage.rawValue, left.topic) < (right.division, right.stage.rawValue, right.topic)
        }
    }

    let key: Key
    var standing = Standing.unknown
    /// Records a second over the last minute: written to the topic, and decided by the stage.
    var rateIn: Double?
    var rateOut: Double?
    /// How long the oldest record that is not decided has waited.
    var lagSeconds: Double?
    var lagRecords: Int64?
    /// How long an open transaction has stood before what is read next.
    var blockedSeconds: Int?
    /// The lag in seconds over the last hour, the oldest first, one in 30 s.
    var history: [Double?] = []
}
