/// A letter that an office sends: what it says, as values by name. The words around them are those of the office's
/// templates, which the sender fills in; so a letter stays the same record whatever template it is shown with.
public struct LetterWritten: Message {
    public enum Kind: String, CaseIterable, FieldValue {
        /// A claim, a corrected version of one, or its withdrawal has arrived.
        case receipt
        /// A fact is missing, or a check failed that the applicant can still put right.
        case request
        /// What is proposed for a claim while its round is on public notice.
        case result
        /// An award is confirmed.
        case decision
        /// What became of an objection.
        case objection
        /// A confirmed award was corrected.
        case correction
        /// A page of a round's public notice. It has no recipient.
        case notice
        /// Money was paid out to the applicant.
        case payment
        /// Money is called back from the applicant.
        case recovery
    }

    /// From the kind and what it is about: the same whenever it is written again.
    public var id = ""
    public var kind = Kind.receipt
    /// None of a public notice.
    public var recipient: String?
    public var recipientName: String?
    public var claim: String?
    public var version: Int64?
    public var round: String?
    public var follows = LetterCause()
    /// The letter in whose place this one stands.
    public var supersedes: String?
    /// Of what it tells, at Shanghai.
    public var date: String?
    /// A record of `zh` and `en` alone is a value in two languages.
    public var values: Facts = [:]

    public init() {}

    public static let type = "letter.written.v1"
    public static let summary = Text(zh: "一份待发文书", en: "A letter that an office sends, as values for its template.")

    public static let fields: FieldList<LetterWritten> = [
        Field("id", \.id, zh: "文书编号，由内容得出", en: "the letter's id, from its content", format: .filled),
        Field("kind", \.kind, zh: "文书种类", en: "what kind of letter"),
        Field("recipient", \.recipient, zh: "收件主体统一社会信用代码", en: "USCC of who is written to", format: .uscc),
        Field("recipient_name", \.recipientName, zh: "收件主体名称", en: "name of who is written to"),
        Field("claim", \.claim, zh: "所涉申报", en: "the claim that it is about"),
        Field("version", \.version, zh: "申报版本号", en: "number of the claim's version"),
        Field("round", \.round, zh: "批次编号", en: "the round that it is about"),
        Field("follows", \.follows, zh: "所依记录", en: "the record that it follows from"),
        Field("supersedes", \.supersedes, zh: "所取代的文书", en: "the letter in whose place it stands"),
        Field("date", \.date, zh: "日期", en: "the day", format: .day),
        Field("values", \.values, zh: "文书内容", en: "what it says, by the names that templates use"),
    ]
}

/// The record that a letter follows from.
public struct LetterCause: MessagePart, Equatable {
    public var type = ""
    public var id = ""

    public init() {}

    public init(_ type: String, _ id: String) {
        self.type = type
        self.id = id
    }

    public static let fields: FieldList<LetterCause> = [
        Field("type", \.type, zh: "记录类型", en: "the record's type", format: .filled),
        Field("id", \.id, zh: "记录内容的编号", en: "which one of its type", format: .filled),
    ]
}

/// An officer has a letter sent once more.
public struct LetterResent: Message {
    public var letter = ""
    /// 1, 2, … of this letter.
    public var number: Int64 = 1
    public var officer = ""
    public var reason = ""
    public var order = ""

    public init() {}

    public static let type = "letter.resent.v1"
    public static let summary = Text(zh: "经办人要求再次发送一份文书", en: "An officer has a letter sent once more.")

    public static let fields: FieldList<LetterResent> = [
        Field("letter", \.letter, zh: "文书编号", en: "the letter's id", format: .filled),
        Field("number", \.number, zh: "第几次重发", en: "number of the repetition"),
        Field("officer", \.officer, zh: "经办人", en: "the officer", personal: .name),
        Field("reason", \.reason, zh: "理由", en: "why"),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
    ]
}
