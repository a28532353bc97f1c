/// The last record of each transaction of a task: what it read, in which order, and what it wrote. A task's records
/// form a chain by their digests.
public struct ProgressRecorded: Message {
    /// 1, 2, … in the task's partition, without a gap.
    public var number: Int64 = 0
    public var task = ""
    public var build = ""
    public var steps: [ProgressStep] = []
    public var targets: [ProgressTarget] = []
    public var outputsDigest = ""
    public var inputsDigest = ""
    /// Of the record before; of the first one the digest of the task's name.
    public var previous = ""

    public init() {}

    public static let type = "progress.v1"
    public static let summary = Text(
        zh: "任务的一次事务读了什么、写了什么", en: "What a task read and wrote in one transaction.")

    public static let fields: FieldList<ProgressRecorded> = [
        Field("number", \.number, zh: "序号，从1起", en: "running number, from 1"),
        Field("task", \.task, zh: "任务", en: "the task's name", format: .filled),
        Field("build", \.build, zh: "程序版本", en: "build of the program that wrote it"),
        Field("steps", \.steps, zh: "依次所做的步骤", en: "what was done, in order"),
        Field("targets", \.targets, zh: "写入的分区", en: "partitions that were written, by number from 0"),
        Field("outputs_digest", \.outputsDigest, zh: "输出的摘要", en: "digest of the outputs", format: .digest),
        Field(
            "inputs_digest", \.inputsDigest, zh: "无进度记录的输入的摘要",
            en: "digest of the inputs whose streams have no progress of their own", format: .digest),
        Field("previous", \.previous, zh: "上一条进度记录的摘要", en: "digest of the progress record before", format: .digest),
    ]
}

/// One step of a transaction. Where `topic` stands, the records `from` up to and without `to` of a partition were read.
public struct ProgressStep: MessagePart {
    public enum Kind: String, CaseIterable, FieldValue {
        /// Records were decided on.
        case inputs
        /// A record was put among the dead letters by the loop itself, for `reason`.
        case setAside = "set_aside"
        /// Another task's plan starts in the partition.
        case noted
        /// Another task's plan is finished in the partition, and is read from now on.
        case reading
        /// Records of that plan were decided on.
        case read
        /// A plan of the task's own began.
        case begun
        /// That plan went on by a piece; without a cursor it is finished.
        case continued
    }

    public var kind = Kind.inputs
    public var topic: String?
    public var partition: Int?
    public var from: Int64?
    public var to: Int64?
    public var plan: String?
    public var cursor: String?
    public var reason: String?
    public var outputs: [Int64] = []

    public init() {}

    public static let fields: FieldList<ProgressStep> = [
        Field("kind", \.kind, zh: "步骤种类", en: "kind of step"),
        Field("topic", \.topic, zh: "主题", en: "topic that was read"),
        Field("partition", \.partition, zh: "分区", en: "partition of the topic"),
        Field("from", \.from, zh: "起始位移（含）", en: "offset of the first record"),
        Field("to", \.to, zh: "结束位移（不含）", en: "offset behind the last record"),
        Field("plan", \.plan, zh: "计划编号", en: "id of the plan"),
        Field("cursor", \.cursor, zh: "计划的进度", en: "where the task's own plan goes on"),
        Field("reason", \.reason, zh: "搁置原因或计划内容", en: "why a record was set aside, or what a plan decides"),
        Field(
            "outputs", \.outputs, zh: "依次写出的记录：分区编号、条数，交替",
            en: "what followed from it, in order, as runs: number of the target, number of records, and so on"),
    ]
}

/// A partition that a transaction wrote to.
public struct ProgressTarget: MessagePart {
    public var topic = ""
    public var partition = 0

    public init() {}

    public static let fields: FieldList<ProgressTarget> = [
        Field("topic", \.topic, zh: "主题", en: "topic that was written", format: .filled),
        Field("partition", \.partition, zh: "分区", en: "partition of the topic"),
    ]
}
