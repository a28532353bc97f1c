public import Documents

/// The same words in Chinese and English.
public struct BilingualText: Hashable, Sendable {
    public let zh: String
    public let en: String

    public init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }

    /// From `{zh: …, en: …}`.
    public init?(_ reader: Reader) {
        let zh = reader.required("zh")?.text()
        let en = reader.required("en")?.text()
        guard let zh, let en else { return nil }
        self.init(zh: zh, en: en)
    }
}
