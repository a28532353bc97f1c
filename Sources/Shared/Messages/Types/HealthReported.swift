public import Decimals

/// How an agent does, every five seconds.
public struct HealthReported: Message {
    public var agent = ""
    public var worker = ""
    public var build = ""
    public var at = ""
    public var tasks: [TaskHealth] = []

    public init() {}

    public static let type = "health.v1"
    public static let summary = Text(zh: "程序的运行状况", en: "How an agent does.")

    public static let fields: FieldList<HealthReported> = [
        Field("agent", \.agent, zh: "程序", en: "the agent", format: .filled),
        Field("worker", \.worker, zh: "进程", en: "the process", format: .filled),
        Field("build", \.build, zh: "程序版本", en: "the program's build"),
        Field("at", \.at, zh: "时间", en: "when this was so", format: .moment),
        Field("tasks", \.tasks, zh: "各任务的状况", en: "its tasks"),
    ]
}

/// How one task of a worker does.
public struct TaskHealth: MessagePart {
    public enum Role: String, CaseIterable, FieldValue {
        case owner, standby, starting
    }

    public var name = ""
    public var role = Role.starting
    public var state = ""
    public var progress: Int64 = 0
    public var recordsIn: Int64 = 0
    public var recordsOut: Int64 = 0
    public var lagRecords: Int64?
    public var lagSeconds: Decimal128?
    public var deadLetters: Int64 = 0
    public var restores: Int64 = 0
    public var transactionAgeSeconds: Decimal128?
    public var oldestOpenSeconds: Decimal128?

    public init() {}

    public static let fields: FieldList<TaskHealth> = [
        Field("name", \.name, zh: "任务", en: "the task's name", format: .filled),
        Field("role", \.role, zh: "角色", en: "whether it owns the task"),
        Field("state", \.state, zh: "状态", en: "what it does"),
        Field("progress", \.progress, zh: "最新进度序号", en: "number of its newest progress record; 0 without one"),
        Field("records_in", \.recordsIn, zh: "已读记录数", en: "records read since the start", unit: "records"),
        Field("records_out", \.recordsOut, zh: "已写记录数", en: "records written since the start", unit: "records"),
        Field("lag_records", \.lagRecords, zh: "未读记录数", en: "records that wait to be read", unit: "records"),
        Field("lag_seconds", \.lagSeconds, zh: "滞后时间", en: "how long the oldest of them waits", unit: "seconds"),
        Field("dead_letters", \.deadLetters, zh: "死信数", en: "dead letters since the start", unit: "records"),
        Field("restores", \.restores, zh: "恢复次数", en: "how often the state was folded since the start"),
        Field(
            "transaction_age_seconds", \.transactionAgeSeconds, zh: "当前事务已进行的时间",
            en: "age of the open transaction", unit: "seconds"),
        Field(
            "oldest_open_seconds", \.oldestOpenSeconds, zh: "最久未决事项的时间", en: "age of the oldest open item",
            unit: "seconds"),
    ]
}
