import Agent
import Awards
import Channels
import Commands
import Documents
import Glibc
import Policy

/// Where letters go and with which templates: the section `notifier` of the agent's configuration.
///
///     notifier:
///       letters: /etc/duixian/letters        # the templates; deploy/letters when left out
///       languages: zh,en                     # in this order
///       files: /var/lib/duixian/letters      # where letters lie that are printed, and notice pages
///       smtp: mail.example.cn:587            # smtps://… speaks TLS from the first byte
///       smtp_from: jiangbu@example.cn
///       smtp_user: jiangbu
///       smtp_password_file: /etc/duixian/smtp-password
///       webhook: https://gateway.example.cn/letters
///       webhook_secret_file: /etc/duixian/webhook-secret
///
/// A webhook takes every letter to an applicant; otherwise e-mail takes those to an address; the others are printed.
struct ChannelSettings: Sendable {
    let letters: String
    let languages: [Language]
    let folder: String
    let mail: (server: SMTPChannel.Server, from: String)?
    let webhook: WebhookChannel.Receiver?

    private static func setting(_ name: String, _ placeholder: String, _ summary: String) -> AgentSetting {
        let variable = "DUIXIAN_NOTIFIER_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
        return AgentSetting(name, placeholder, summary, environment: variable)
    }

    static let settings = [
        setting("letters", "FOLDER", "the templates of letters; deploy/letters, if not given"),
        setting("languages", "LIST", "zh,en or one of them; both, if not given"),
        setting("files", "FOLDER", "where letters lie that are printed; in the state folder, if not given"),
        setting("smtp", "HOST:PORT", "the mail server"),
        setting("smtp-from", "ADDRESS", "from whom mail comes"),
        setting("smtp-user", "NAME", "who it is at the mail server"),
        setting("smtp-password-file", "FILE", "a file with the password"),
        setting("smtp-authorities", "FILE", "certificates to trust beside the machine's"),
        setting("webhook", "URL", "a program of the office that takes letters"),
        setting("webhook-secret-file", "FILE", "a file with the secret that signs them"),
    ]

    static let defaultLetters = "deploy/letters"

    init(
        letters: String, languages: [Language], folder: String,
        mail: (server: SMTPChannel.Server, from: String)?, webhook: WebhookChannel.Receiver?
    ) {
        self.letters = letters
        self.languages = languages
        self.folder = folder
        self.mail = mail
        self.webhook = webhook
    }

    init(_ configuration: AgentConfiguration) throws {
        let own = configuration.own
        letters = own["letters"] ?? Self.defaultLetters
        folder = own["files"] ?? "\(configuration.stateFolder)/letters/\(configuration.office)"
        languages = try (own["languages"] ?? "zh,en").split(separator: ",").map { name in
            guard let language = Language(rawValue: String(name)) else {
                throw CommandFailure(.configuration, "languages is zh, en or zh,en, not “\(own["languages"] ?? "")”.")
            }
            return language
        }
        guard !languages.isEmpty else { throw CommandFailure(.configuration, "languages names no language.") }
        mail = try Self.mail(own)
        webhook = try own["webhook"].map { url in
            guard let file = own["webhook-secret-file"] else {
                throw CommandFailure(
                    .configuration, "A webhook needs webhook_secret_file, by which its receiver knows the office.")
            }
            return WebhookChannel.Receiver(url: url, secret: Array(try Self.secret(file).utf8))
        }
    }

    private static func mail(_ own: [String: String]) throws -> (server: SMTPChannel.Server, from: String)? {
        guard let address = own["smtp"] else { return nil }
        guard let from = own["smtp-from"], MailMessage.isMailbox(from) else {
            throw CommandFailure(.configuration, "smtp needs smtp_from, the mail address that letters come from.")
        }
        var server = SMTPChannel.Server(address: address)
        server.user = own["smtp-user"]
        server.password = try own["smtp-password-file"].map { try secret($0) }
        server.authorities = own["smtp-authorities"]
        return (server, from)
    }

    /// The first line of a file.
    private static func secret(_ file: String) throws -> String {
        let text = String(decoding: try Document.read(file), as: UTF8.self)
        guard let line = text.split(separator: "\n").first, !line.isEmpty else {
            throw CommandFailure(.configuration, "\(file) holds no secret.")
        }
        return String(line.filter { $0 != "\r" })
    }
}
