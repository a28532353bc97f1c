public import Web

/// The languages of a page.
public enum Language: String, CaseIterable, Sendable {
    case zh, en

    static let cookie = "lang"

    /// As the reader chose it, else as the browser asks (RFC 9110, 12.5.4), else Chinese.
    public init(of request: Request) {
        if let chosen = Cookies(request)[Self.cookie].flatMap(Language.init(rawValue:)) {
            self = chosen
            return
        }
        let wanted = (request.headers["accept-language"] ?? "").lowercased()
        let english = wanted.range(of: "en")
        let chinese = wanted.range(of: "zh")
        switch (english, chinese) {
        case (let english?, let chinese?): self = english < chinese ? .en : .zh
        case (_?, nil): self = .en
        case (nil, _): self = .zh
        }
    }

    /// As `lang` says it (BCP 47).
    public var tag: String {
        switch self {
        case .zh: "zh-Hans-CN"
        case .en: "en"
        }
    }

    public var other: Language {
        switch self {
        case .zh: .en
        case .en: .zh
        }
    }

    public func callAsFunction(_ zh: String, _ en: String) -> String {
        switch self {
        case .zh: zh
        case .en: en
        }
    }

    /// The header that remembers the choice for a year.
    public var remembered: Response.Header {
        Response.Header("Set-Cookie", "\(Self.cookie)=\(rawValue); Path=/; Max-Age=31536000; SameSite=Strict; HttpOnly")
    }
}

extension String {
    /// How many bytes lie before the part.
    fileprivate func range(of part: String) -> Int? {
        let (text, part) = (Array(utf8), Array(part.utf8))
        guard text.count >= part.count else { return nil }
        return (0...(text.count - part.count)).first { text[$0..<$0 + part.count].elementsEqual(part) }
    }
}

/// The cookies that a request brings (RFC 6265, 5.4).
public struct Cookies: Sendable {
    private let pairs: [(String, String)]

    public init(_ request: Request) {
        pairs = (request.headers["cookie"] ?? "").split(separator: ";").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            return (String(parts[0].drop { $0 == " " }), String(parts[1]))
        }
    }

    /// The first value of a name.
    public subscript(name: String) -> String? { pairs.first { $0.0 == name }?.1 }
}
