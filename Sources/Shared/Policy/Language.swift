public import Awards

/// The languages in which decisions are explained.
public enum Language: String, CaseIterable, Sendable {
    case zh, en
}

extension BilingualText {
    public subscript(language: Language) -> String {
        switch language {
        case .zh: zh
        case .en: en
        }
    }
}
