/// An operator sends a dead letter's record again; it comes to its task as an input like any other.
public struct RetryRequested: Message {
    public var letter = ""
    public var stage = ""
    public var task = ""
    public var attempt = 2
    public var officer = ""
    public var reason = ""
    public var topic = ""
    public var recordType: String?
    public var recordID: String?
    public var recordSource: String?
    public var key: String?
    public var keyBytes: Base64Data?
    public var record = Base64Data([])

    public init() {}

    public static let type = "retry.v1"
    public static let summary = Text(
        zh: "重新处理一条死信中的记录", en: "A dead letter's record is sent again.")

    public static let fields: FieldList<RetryRequested> = [
        Field("letter", \.letter, zh: "死信编号", en: "the dead letter's id", format: .filled),
        Field("stage", \.stage, zh: "环节", en: "stage that failed", format: .filled),
        Field("task", \.task, zh: "任务", en: "task that failed", format: .filled),
        Field("attempt", \.attempt, zh: "第几次尝试", en: "number of the attempt"),
        Field("officer", \.officer, zh: "经办人", en: "who sends it again", personal: .name),
        Field("reason", \.reason, zh: "理由", en: "why it is sent again"),
        Field("topic", \.topic, zh: "原主题", en: "topic that the record was read from", format: .filled),
        Field("type", \.recordType, zh: "记录类型", en: "the record's ce_type"),
        Field("ce_id", \.recordID, zh: "记录编号", en: "the record's ce_id"),
        Field("source", \.recordSource, zh: "记录来源", en: "the record's ce_source"),
        Field("key", \.key, zh: "记录的键", en: "the record's key, where it is text"),
        Field("key_base64", \.keyBytes, zh: "记录的键（非文本）", en: "the record's key, where it is not text"),
        Field("record", \.record, zh: "记录内容", en: "the record's payload", personal: .content),
    ]
}
