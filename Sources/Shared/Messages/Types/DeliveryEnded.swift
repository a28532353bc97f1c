/// A letter is about to be sent: written before anything leaves the office, so that a crash behind it is seen.
public struct DeliveryStarted: Message {
    public var letter = ""
    /// 1, and one more with each time that an officer has it sent again.
    public var attempt: Int64 = 1
    public var channel = DeliveryChannel.files
    /// Of the letter as it is sent.
    public var digest = ""
    public var templates = ""

    public init() {}

    public static let type = "delivery.started.v1"
    public static let summary = Text(zh: "即将发送一份文书", en: "A letter is about to be sent.")

    public static let fields: FieldList<DeliveryStarted> = [
        Field("letter", \.letter, zh: "文书编号", en: "the letter's id", format: .filled),
        Field("attempt", \.attempt, zh: "第几次发送", en: "which attempt it is"),
        Field("channel", \.channel, zh: "发送方式", en: "how it is sent"),
        Field("digest", \.digest, zh: "所发内容的摘要", en: "digest of what is sent", format: .digest),
        Field("templates", \.templates, zh: "所用模板的摘要", en: "digest of the templates", format: .digest),
    ]
}

/// How letters leave an office.
public enum DeliveryChannel: String, CaseIterable, FieldValue {
    /// A file to be printed, or to be put on a web site.
    case files
    case smtp
    case webhook
}

/// What became of an attempt to send a letter.
public struct DeliveryEnded: Message {
    public enum Outcome: String, CaseIterable, FieldValue {
        case sent
        /// It lies in the office's folder, to be printed or shown.
        case printed
        /// It has certainly not been sent.
        case failed
        /// It has certainly not been sent, for the notifier was told to stop; it goes on by itself.
        case postponed
        /// It may have been sent: nobody can know. It is never sent again by itself.
        case unknown
    }

    public var letter = ""
    public var attempt: Int64 = 1
    public var channel = DeliveryChannel.files
    public var outcome = Outcome.sent
    public var detail: String?

    public init() {}

    public static let type = "delivery.ended.v1"
    public static let summary = Text(zh: "一次发送的结果", en: "What became of an attempt to send a letter.")

    public static let fields: FieldList<DeliveryEnded> = [
        Field("letter", \.letter, zh: "文书编号", en: "the letter's id", format: .filled),
        Field("attempt", \.attempt, zh: "第几次发送", en: "which attempt it was"),
        Field("channel", \.channel, zh: "发送方式", en: "how it was sent"),
        Field("outcome", \.outcome, zh: "结果", en: "what became of it"),
        Field("detail", \.detail, zh: "说明", en: "why it failed, or where it lies", personal: .content),
    ]
}
