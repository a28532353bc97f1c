internal import CCurl

/// E-mail through the office's mail server (SMTP, RFC 5321). TLS is used where the server has it (STARTTLS, RFC 3207),
/// and demanded where a name and password are given. Belongs to one thread.
public struct SMTPChannel {
    public struct Server: Sendable, Equatable {
        /// `mail.example.cn:587`; `smtps://mail.example.cn:465` speaks TLS from the first byte.
        public var address: String
        public var user: String?
        public var password: String?
        /// Demand TLS also without a password.
        public var needsTLS = false
        /// A file of certificates to trust beside those of the machine.
        public var authorities: String?
        public var connectSeconds = 15
        public var totalSeconds = 60

        public init(address: String) { self.address = address }

        var url: String { address.contains("://") ? address : "smtp://\(address)" }
    }

    private let server: Server

    public init(_ server: Server) { self.server = server }

    /// Hands the mail over. It returns when the server has taken it.
    public func send(_ mail: MailMessage) throws(ChannelFailure) {
        guard MailMessage.isMailbox(mail.to) else {
            throw .refused("the address is none that mail can be sent to")
        }
        let transfer = try Transfer()
        transfer.set(CURLOPT_URL, server.url)
        transfer.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        transfer.set(CURLOPT_MAIL_FROM, "<\(mail.from)>")
        transfer.set(CURLOPT_MAIL_RCPT, ["<\(mail.to)>"])
        transfer.set(CURLOPT_UPLOAD, 1)
        transfer.set(CURLOPT_NOSIGNAL, 1)
        transfer.set(CURLOPT_CONNECTTIMEOUT, server.connectSeconds)
        transfer.set(CURLOPT_TIMEOUT, server.totalSeconds)
        // Also of the farewell to a server that answers no more; libcurl would give it two minutes.
        transfer.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, server.totalSeconds)
        let level = server.needsTLS || server.password != nil ? CURLUSESSL_ALL : CURLUSESSL_TRY
        transfer.set(CURLOPT_USE_SSL, Int(level.rawValue))
        if let path = server.authorities { transfer.set(CURLOPT_CAINFO, path) }
        if let user = server.user { transfer.set(CURLOPT_USERNAME, user) }
        if let password = server.password { transfer.set(CURLOPT_PASSWORD, password) }
        let result = transfer.perform(sending: mail.bytes)
        guard result.code != CURLE_OK else { return }
        let sentence = "\(server.address): \(result.sentence)"
        if result.isMisconfigured { throw .refused(sentence) }
        // An answer of 4xx or 5xx is the server's word that it has not taken the mail (RFC 5321, 4.2.1).
        if result.status >= 500 { throw .refused("\(sentence) (\(result.status))") }
        if result.status >= 400 { throw .temporary("\(sentence) (\(result.status))", retryAfterSeconds: nil) }
        // Without the last line there is no mail (RFC 5321, 4.1.1.4).
        if result.isUnconnected || !result.isAllSent { throw .temporary(sentence, retryAfterSeconds: nil) }
        throw .uncertain("\(sentence), after everything was sent")
    }
}
