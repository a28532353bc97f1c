/// What of a person a field holds. Wherever the field is shown, so much is left that its owner recognises it.
public enum Personal: String, Sendable, CaseIterable {
    /// The first character stays: 张**.
    case name
    /// Three digits before and four behind stay: 139****0001.
    case phone
    /// The first character and the domain stay: z***@example.cn.
    case email
    /// The last four digits stay: ****0001.
    case account
    /// Nothing stays.
    case content

    static let hidden = "***"

    func mask(_ text: String) -> String {
        switch self {
        case .name: text.isEmpty ? "" : String(text.prefix(1)) + "**"
        // Of a short one the ends would show too much.
        case .phone: text.count < 10 ? "****" : String(text.prefix(3)) + "****" + String(text.suffix(4))
        case .email: maskedEmail(text)
        case .account: text.count < 10 ? "****" : "****" + String(text.suffix(4))
        case .content: Self.hidden
        }
    }

    private func maskedEmail(_ text: String) -> String {
        guard let at = text.lastIndex(of: "@"), at > text.startIndex else { return Self.hidden }
        return String(text.prefix(1)) + "***" + text[at...]
    }
}
