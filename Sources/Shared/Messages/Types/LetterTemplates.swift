/// The templates that letters are sent with from now on, whole, so that what was sent can be shown again.
public struct LetterTemplates: Message {
    public var digest = ""
    public var files: [LetterTemplate] = []

    public init() {}

    public static let type = "letter.templates.v1"
    public static let summary = Text(zh: "发送文书所用的模板", en: "The templates that letters are sent with.")

    public static let fields: FieldList<LetterTemplates> = [
        Field("digest", \.digest, zh: "全部模板的摘要", en: "digest of all files", format: .digest),
        Field("files", \.files, zh: "模板文件", en: "the files, in the order of their names"),
    ]
}

/// A template's file.
public struct LetterTemplate: MessagePart, Equatable {
    public var name = ""
    public var text = ""

    public init() {}

    public init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
    }

    public static let fields: FieldList<LetterTemplate> = [
        Field("name", \.name, zh: "文件名", en: "the file's name", format: .filled),
        Field("text", \.text, zh: "内容", en: "what it says"),
    ]
}
