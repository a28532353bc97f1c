import Decimals
import Messages

/// How far one task is behind. What is nil is not known.
struct TaskLag: MessagePart {
    var task = ""
    var progress: Int64?
    var records: Int64?
    var seconds: Decimal128?
    var worker: String?
    var role: TaskHealth.Role?
    var state: String?

    init() {}

    init(_ task: String) { self.task = task }

    static let fields: FieldList<TaskLag> = [
        Field("task", \.task, zh: "任务", en: "the task's name"),
        Field("progress", \.progress, zh: "最新进度序号", en: "number of its newest progress record"),
        Field("lag_records", \.records, zh: "未读记录数", en: "records that wait to be decided", unit: "records"),
        Field("lag_seconds", \.seconds, zh: "滞后时间", en: "how long the oldest of them waits", unit: "seconds"),
        Field("worker", \.worker, zh: "进程", en: "worker that says so"),
        Field("role", \.role, zh: "角色", en: "whether that worker owns the task"),
        Field("state", \.state, zh: "状态", en: "what the task does"),
    ]
}
