/// A letter as e-mail: plain text and HTML of the same content (RFC 5322; multipart/alternative, RFC 2046, 5.1.4).
public struct MailMessage: Sendable {
    /// The mailbox it comes from, and who that is.
    public let from: String
    public let fromName: String
    public let to: String
    public let subject: String
    public let plain: String
    public let html: String
    /// Makes its Message-ID, so that a second copy is known as one: letters, digits, `-` and `.`.
    public let id: String
    /// `Thu, 21 Nov 2024 09:00:00 +0800`
    public let date: String

    public init(
        from: String, fromName: String, to: String, subject: String, plain: String, html: String, id: String,
        date: String
    ) {
        self.from = from
        self.fromName = fromName
        self.to = to
        self.subject = subject
        self.plain = plain
        self.html = html
        self.id = id
        self.date = date
    }

    /// Whether a text is a mailbox that mail can be sent to: no spaces, signs of headers or of commands (a subset of
    /// RFC 5321, 4.1.2).
    public static func isMailbox(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count <= 64, parts[1].utf8.count <= 255, !parts[0].isEmpty,
            parts[1].contains("."), !parts[1].hasPrefix("."), !parts[1].hasSuffix("."), !parts[0].hasPrefix("-")
        else { return false }
        let isLocal = parts[0].utf8.allSatisfy { byte in
            isAlphanumeric(byte) || Array("!#$%&'*+-/=?^_`{|}~.".utf8).contains(byte)
        }
        return isLocal
            && parts[1].utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
    }

    public var messageID: String {
        let domain = from.split(separator: "@").last.map(String.init) ?? "localhost"
        return "<\(id)@\(domain)>"
    }

    /// As it is sent, with CRLF.
    public var bytes: [UInt8] {
        // No line of base64 can begin with two hyphens, so the boundary stands in neither part.
        let boundary = "=_\(id)_="
        let lines: [String] =
            [
                "From: \(Self.named(fromName, from))", "To: <\(to)>", "Subject: \(Self.encoded(subject))",
                "Date: \(date)", "Message-ID: \(messageID)", "MIME-Version: 1.0", "Auto-Submitted: auto-generated",
                "Content-Type: multipart/alternative; boundary=\"\(boundary)\"", "",
            ]
            + part(boundary, "text/plain", plain) + part(boundary, "text/html", html) + ["--\(boundary)--", ""]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    private func part(_ boundary: String, _ type: String, _ text: String) -> [String] {
        [
            "--\(boundary)", "Content-Type: \(type); charset=utf-8", "Content-Transfer-Encoding: base64", "",
        ] + Base64.lines(Array(text.utf8))
    }

    private static func named(_ name: String, _ mailbox: String) -> String {
        name.isEmpty ? "<\(mailbox)>" : "\(encoded(name)) <\(mailbox)>"
    }

    /// A text in a header: as it is, or as encoded words of at most 75 characters (RFC 2047, 2), no character cut.
    static func encoded(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { 0x20..<0x7F ~= $0 } && !text.contains("=?") && text.utf8.count <= 70
        if isPlain { return text }
        var words: [String] = []
        var word: [UInt8] = []
        for character in text.unicodeScalars where character.value >= 0x20 && character.value != 0x7F {
            let bytes = Array(String(character).utf8)
            if word.count + bytes.count > 45 {
                words.append(Base64.text(word))
                word = []
            }
            word += bytes
        }
        if !word.isEmpty { words.append(Base64.text(word)) }
        return words.map { "=?UTF-8?B?\($0)?=" }.joined(separator: "\r\n ")
    }
}

/// RFC 4648, section 4.
enum Base64 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let rest = bytes.count - index
            let word =
                UInt32(bytes[index]) << 16 | (rest > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
                | (rest > 2 ? UInt32(bytes[index + 2]) : 0)
            result.append(letters[Int(word >> 18)])
            result.append(letters[Int(word >> 12 & 63)])
            result.append(rest > 1 ? letters[Int(word >> 6 & 63)] : UInt8(ascii: "="))
            result.append(rest > 2 ? letters[Int(word & 63)] : UInt8(ascii: "="))
            index += 3
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// In lines of 76 characters (RFC 2045, 6.8).
    static func lines(_ bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        var index = 0
        while index < bytes.count {
            lines.append(text(Array(bytes[index..<min(index + 57, bytes.count)])))
            index += 57
        }
        return lines
    }
}
