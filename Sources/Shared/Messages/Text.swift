/// A sentence or title in Chinese and English.
public struct Text: MessagePart, Hashable {
    public var zh = ""
    public var en = ""

    public init() {}

    public init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }

    public static let fields: FieldList<Text> = [
        Field("zh", \.zh, zh: "中文", en: "in Chinese"),
        Field("en", \.en, zh: "英文", en: "in English"),
    ]
}
