/// A task begins a decision that is bigger than a batch. What follows is not read before ``PlanFinished``.
public struct PlanStarted: Message {
    public var plan = ""
    public var task = ""
    public var subject = ""

    public init() {}

    public static let type = "plan.started.v1"
    public static let summary = Text(
        zh: "任务开始分批写出一个大的决定", en: "A task begins a decision that is bigger than a batch.")

    public static let fields: FieldList<PlanStarted> = [
        Field("plan", \.plan, zh: "计划编号", en: "the plan's id", format: .filled),
        Field("task", \.task, zh: "任务", en: "the task", format: .filled),
        Field("subject", \.subject, zh: "决定的内容", en: "what is decided"),
    ]
}

/// All chunks of a plan are written: now it counts.
public struct PlanFinished: Message {
    public var plan = ""
    public var task = ""
    public var count: Int64 = 0
    public var digest = ""

    public init() {}

    public static let type = "plan.finished.v1"
    public static let summary = Text(
        zh: "计划的各批已全部写出，自此生效", en: "All chunks of a plan are written: now it counts.")

    public static let fields: FieldList<PlanFinished> = [
        Field("plan", \.plan, zh: "计划编号", en: "the plan's id", format: .filled),
        Field("task", \.task, zh: "任务", en: "the task", format: .filled),
        Field("count", \.count, zh: "写出的记录数", en: "number of records that were written", unit: "records"),
        Field("digest", \.digest, zh: "写出内容的摘要", en: "digest of what was written", format: .digest),
    ]
}
