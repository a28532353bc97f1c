/// A day of the office's calendar began.
public struct DayBegan: Message {
    public var date = ""
    public var working = true
    public var note: String?

    public init() {}

    public static let type = "day.v1"
    public static let summary = Text(zh: "新的一天", en: "A day began.")

    public static let fields: FieldList<DayBegan> = [
        Field("date", \.date, zh: "日期", en: "the day", format: .day),
        Field("working", \.working, zh: "是否工作日", en: "whether it is a working day"),
        Field("note", \.note, zh: "说明，如节日名称", en: "why, such as a holiday's name"),
    ]
}
