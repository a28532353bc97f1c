import Agent
import Channels
import Commands
import Dispatch
import Documents
import Log
import Messages
import Pages

/// Tells people of alarms outside of the pages, once an episode: by e-mail, by a webhook, or both.
final class AlarmSender: Sendable {
    struct Targets: Sendable {
        var server: SMTPChannel.Server?
        var from = ""
        var to = ""
        var receiver: WebhookChannel.Receiver?

        init() {}

        /// What the settings say, checked: an e-mail needs server, sender and recipient, a webhook its secret's file.
        init(_ own: [String: String]) throws {
            if let to = own["alarm-mail"] {
                guard let server = own["smtp"], let from = own["alarm-from"] else {
                    throw CommandFailure(
                        .configuration, "--alarm-mail needs --smtp HOST:PORT and --alarm-from MAILBOX too.")
                }
                guard MailMessage.isMailbox(to), MailMessage.isMailbox(from) else {
                    throw CommandFailure(
                        .configuration, "--alarm-mail and --alarm-from take mailboxes such as a@example.cn.")
                }
                self.server = SMTPChannel.Server(address: server)
                self.from = from
                self.to = to
            }
            guard let url = own["alarm-webhook"] else { return }
            guard let path = own["alarm-secret"] else {
                throw CommandFailure(
                    .configuration, "--alarm-webhook needs --alarm-secret FILE, the secret that both know.")
            }
            let secret = try Document.read(path).filter { $0 != 0x0A && $0 != 0x0D }
            guard secret.count >= 16 else {
                throw CommandFailure(.configuration, "\(path) must hold a secret of 16 bytes or more.")
            }
            receiver = WebhookChannel.Receiver(url: url, secret: secret)
        }
    }

    private let targets: Targets
    private let office: String
    private let logger: Logger
    private let queue = DispatchQueue(label: "alarms")
    private let isOver = StopSignal()
    private static let pausesMs = [0, 5_000, 60_000]

    init(_ targets: Targets, office: String, logger: Logger) {
        self.targets = targets
        self.office = office
        self.logger = logger
    }

    /// Sends in its own time and order; an alarm that does not get through after some tries is only shown.
    func send(_ alarm: Alarm) {
        guard targets.server != nil || targets.receiver != nil else { return }
        queue.async { [self] in
            if let receiver = targets.receiver {
                attempt("webhook", alarm) {
                    try WebhookChannel(receiver)
                        .send(json(of: alarm), key: key(of: alarm), timestamp: MachineClock.nowMs / 1_000)
                }
            }
            if let server = targets.server {
                attempt("e-mail", alarm) { try SMTPChannel(server).send(mail(of: alarm)) }
            }
        }
    }

    func close() { isOver.set() }

    private func attempt(_ way: String, _ alarm: Alarm, _ body: () throws -> Void) {
        for pause in Self.pausesMs {
            if pause > 0, isOver.wait(milliseconds: pause) { return }
            do {
                return try body()
            } catch {
                logger.warning("alarm.unsent", "The alarm “\(alarm.en)” was not sent by \(way): \(error)")
                // What may have arrived is not sent twice, and what is refused would be again.
                guard case ChannelFailure.temporary? = error as? ChannelFailure else { return }
            }
        }
    }

    /// The same episode is the same message, however often it is sent.
    private func key(of alarm: Alarm) -> String {
        let name = alarm.id.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return "\(office).\(String(name)).\(alarm.sinceMs)"
    }

    private func json(of alarm: Alarm) -> [UInt8] {
        func quoted(_ text: String) -> String { Fact.text(text).json }
        let text =
            "{\"office\":\(quoted(office)),\"kind\":\(quoted(alarm.kind.rawValue)),\"subject\":\(quoted(alarm.subject)),"
            + "\"since\":\(quoted(WallClock.text(alarm.sinceMs))),\"zh\":\(quoted(alarm.zh)),\"en\":\(quoted(alarm.en))}"
        return Array(text.utf8)
    }

    private func mail(of alarm: Alarm) -> MailMessage {
        let since = Figures.local(alarm.sinceMs)
        let html: HTML = """
            <!DOCTYPE html><html lang="zh-Hans-CN"><body><p>\(alarm.zh)</p><p lang="en">\(alarm.en)</p><p>\(since)</p></body></html>
            """
        return MailMessage(
            from: targets.from, fromName: "兑现 Duixian \(office)", to: targets.to,
            subject: "[\(office)] \(alarm.kind.zh) \(alarm.kind.en)", plain: "\(alarm.zh)\n\(alarm.en)\n\(since)\n",
            html: html.text, id: key(of: alarm), date: Self.date(alarm.sinceMs))
    }

    /// RFC 5322, 3.3, at Shanghai.
    static func date(_ milliseconds: Int64) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let text = Figures.local(milliseconds)
        let parts = text.prefix(10).split(separator: "-")
        guard parts.count == 3, let month = Int(parts[1]), 1...12 ~= month else { return "" }
        // 1 January 1970 was a Thursday.
        let day = days[Int(((milliseconds + 8 * 3_600_000) / 86_400_000) % 7)]
        return "\(day), \(parts[2]) \(months[month - 1]) \(parts[0]) \(text.suffix(8)) +0800"
    }
}
