import Agent
import Awards
import Channels
import Messages

/// How one letter leaves the office: by which channel, and what that channel is given.
struct LetterDispatch {
    let settings: ChannelSettings
    let office: Office
    let templates: LetterTemplateSet
    /// Milliseconds since 1970.
    let now: @Sendable () -> Int64
    /// Waits so many milliseconds between two tries; true when the worker is told to stop.
    let pause: @Sendable (Int) -> Bool

    static let tries = 5
    private static let firstPauseMs = 1_000
    private static let longestPauseMs = 60_000

    func channel(for letter: LetterWritten, mailbox: String?) -> DeliveryChannel {
        if letter.recipient == nil { return .files }
        if settings.webhook != nil { return .webhook }
        guard settings.mail != nil, let mailbox, MailMessage.isMailbox(mailbox) else { return .files }
        return .smtp
    }

    func rendered(_ letter: LetterWritten) -> RenderedLetter {
        RenderedLetter(letter, templates, settings.languages)
    }

    /// Sends it, again after a while where that may help, and says what became of it.
    func send(
        _ letter: LetterWritten, _ rendered: RenderedLetter, by channel: DeliveryChannel, to mailbox: String?
    ) -> (outcome: DeliveryEnded.Outcome, detail: String?) {
        var pauseMs = Self.firstPauseMs
        var isUncertain = false
        var last = ""
        for attempt in 1...Self.tries {
            do throws(ChannelFailure) {
                return try once(letter, rendered, channel, mailbox)
            } catch {
                last = error.description
                switch error {
                case .refused: return (isUncertain ? .unknown : .failed, last)
                case .uncertain:
                    isUncertain = true
                    // Who takes webhooks knows a second copy by its key; mail servers need not.
                    if channel != .webhook { return (.unknown, last) }
                case .temporary(_, let seconds):
                    pauseMs = max(pauseMs, min(seconds ?? 0, 3_600) * 1_000)
                }
            }
            if attempt == Self.tries { break }
            // A worker that is told to stop goes on with it when it starts again, if nothing can have arrived.
            if pause(pauseMs) { return (isUncertain ? .unknown : .postponed, last) }
            pauseMs = min(pauseMs * 2, Self.longestPauseMs)
        }
        return (isUncertain ? .unknown : .failed, last)
    }

    private func once(
        _ letter: LetterWritten, _ rendered: RenderedLetter, _ channel: DeliveryChannel, _ mailbox: String?
    ) throws(ChannelFailure) -> (DeliveryEnded.Outcome, String?) {
        switch channel {
        case .files:
            let name = Self.fileName(letter)
            _ = try LetterFolder(settings.folder).put(
                name, [("letter.html", Array(rendered.html.utf8)), ("letter.txt", Array(rendered.plain.utf8))])
            return (.printed, name)
        case .smtp:
            guard let mail = settings.mail, let mailbox else { throw .refused("no mail server is configured") }
            try SMTPChannel(mail.server).send(
                MailMessage(
                    from: mail.from, fromName: office.name.zh, to: mailbox, subject: rendered.subject,
                    plain: rendered.plain, html: rendered.html, id: letter.id, date: MailDate.text(now())))
            return (.sent, nil)
        case .webhook:
            guard let receiver = settings.webhook else { throw .refused("no webhook is configured") }
            try WebhookChannel(receiver).send(
                webhookBody(letter, rendered), key: letter.id, timestamp: now() / 1_000)
            return (.sent, nil)
        }
    }

    /// `2024-07-15-decision-7-1-2023-…-L-0123456789ab`, so that a folder is in the order of days.
    static func fileName(_ letter: LetterWritten) -> String {
        let parts: [String?] = [
            letter.date, letter.kind.rawValue, letter.claim ?? letter.round.map { $0.replacing("/", with: "-") },
            String(letter.id.prefix(14)),
        ]
        return parts.compactMap { $0 }.joined(separator: "-")
    }

    private func webhookBody(_ letter: LetterWritten, _ rendered: RenderedLetter) -> [UInt8] {
        var body = WebhookLetter()
        body.letter = letter.id
        body.kind = letter.kind
        body.recipient = letter.recipient
        body.recipientName = letter.recipientName
        body.claim = letter.claim
        body.date = letter.date
        body.subject = rendered.subject
        body.text = rendered.plain
        body.html = rendered.html
        return body.bytes
    }
}

/// What a webhook is given.
struct WebhookLetter: Message {
    var letter = ""
    var kind = LetterWritten.Kind.receipt
    var recipient: String?
    var recipientName: String?
    var claim: String?
    var date: String?
    var subject = ""
    var text = ""
    var html = ""

    static let type = "letter.webhook.v1"
    static let summary = Text(zh: "交给机关其他程序发送的文书", en: "A letter that another program of the office sends.")

    static let fields: FieldList<WebhookLetter> = [
        Field("letter", \.letter, zh: "文书编号", en: "the letter's id", format: .filled),
        Field("kind", \.kind, zh: "文书种类", en: "what kind of letter"),
        Field("recipient", \.recipient, zh: "收件主体统一社会信用代码", en: "USCC of who is written to", format: .uscc),
        Field("recipient_name", \.recipientName, zh: "收件主体名称", en: "name of who is written to"),
        Field("claim", \.claim, zh: "所涉申报", en: "the claim that it is about"),
        Field("date", \.date, zh: "日期", en: "the day", format: .day),
        Field("subject", \.subject, zh: "标题", en: "the subject"),
        Field("text", \.text, zh: "纯文本", en: "as plain text"),
        Field("html", \.html, zh: "网页", en: "as a page of HTML"),
    ]
}

/// A moment as mail writes it (RFC 5322, 3.3), at Shanghai.
enum MailDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Milliseconds since 1970.
    static func text(_ milliseconds: Int64) -> String {
        guard let day = CivilDate(inShanghaiAtMilliseconds: milliseconds) else { return "" }
        let seconds = (milliseconds - day.startInShanghaiMilliseconds) / 1_000
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let name = days[((day.daysSince1970 % 7) + 7) % 7]
        return "\(name), \(day.day) \(months[day.month - 1]) \(day.year) "
            + "\(two(seconds / 3_600)):\(two(seconds / 60 % 60)):\(two(seconds % 60)) +0800"
    }
}
