/// A record that could not be used, with what went wrong. Where it stood is said by the letter's headers.
public struct DeadLetter: Message {
    public enum Kind: String, CaseIterable, FieldValue {
        /// The payload is no message of its type.
        case unreadable
        /// The decider threw.
        case refusedByDecider = "refused_by_decider"
        /// The decider took too long or gave more outputs than a batch holds.
        case tooExpensive = "too_expensive"
        /// The process ended each time the record was decided on.
        case crashesTheAgent = "crashes_the_agent"
        /// An output is larger than a record may be.
        case tooLarge = "too_large"
        /// The log aborted each transaction with what followed from the record.
        case refusedByLog = "refused_by_log"
    }

    public var id = ""
    public var office = ""
    public var stage = ""
    public var task = ""
    public var kind = Kind.unreadable
    public var error = ""
    public var attempt = 1
    public var originTopic = ""
    public var failedType: String?
    public var failedID: String?
    public var failedSource: String?
    public var key: String?
    public var keyBytes: Base64Data?
    public var record: Base64Data?
    public var recordDigest = ""
    public var recordSize: Int64 = 0

    public init() {}

    public static let type = "dead-letter.v1"
    public static let summary = Text(
        zh: "一条无法处理的记录及其原因", en: "A record that could not be used, and why.")

    public static let fields: FieldList<DeadLetter> = [
        Field("id", \.id, zh: "编号", en: "the letter's id", format: .filled),
        Field("office", \.office, zh: "机关的行政区划代码", en: "division of the office", format: .division),
        Field("stage", \.stage, zh: "环节", en: "stage that failed", format: .filled),
        Field("task", \.task, zh: "任务", en: "task that failed", format: .filled),
        Field("kind", \.kind, zh: "失败种类", en: "kind of failure"),
        Field("error", \.error, zh: "失败原因", en: "what went wrong, in a sentence"),
        Field("attempt", \.attempt, zh: "第几次尝试", en: "number of the attempt, from 1"),
        Field("origin_topic", \.originTopic, zh: "原主题", en: "topic that the record was read from", format: .filled),
        Field("type", \.failedType, zh: "原记录类型", en: "the failed record's ce_type"),
        Field("ce_id", \.failedID, zh: "原记录编号", en: "the failed record's ce_id"),
        Field("source", \.failedSource, zh: "原记录来源", en: "the failed record's ce_source"),
        Field("key", \.key, zh: "原记录的键", en: "the failed record's key, where it is text"),
        Field("key_base64", \.keyBytes, zh: "原记录的键（非文本）", en: "the failed record's key, where it is not text"),
        Field(
            "record", \.record, zh: "原记录内容，过大时不附", en: "the failed record's payload; left out when too large",
            personal: .content),
        Field("record_digest", \.recordDigest, zh: "原记录内容的摘要", en: "digest of the payload", format: .digest),
        Field("record_size", \.recordSize, zh: "原记录内容的大小", en: "size of the payload", unit: "bytes"),
    ]
}
