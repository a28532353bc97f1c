import Channels
import TestSupport
import Testing

/// Mail through a real server.
@Suite struct SMTPChannelTests {
    private func mail(to: String = "wang@example.cn", subject: String = "奖补决定书") -> MailMessage {
        MailMessage(
            from: "jiangbu@example.gov.cn", fromName: "昆都仑区", to: to, subject: subject,
            plain: "您好：\n决定如下。\n.\n这一行前面只有一个点\n", html: "<p>您好：决定如下。</p>", id: "L-0123456789abcdef",
            date: "Thu, 21 Nov 2024 09:00:00 +0800")
    }

    private func channel(_ port: Int, seconds: Int = 30) -> SMTPChannel {
        var server = SMTPChannel.Server(address: "127.0.0.1:\(port)")
        server.totalSeconds = seconds
        return SMTPChannel(server)
    }

    @Test func bothPartsAndTheHeadersArriveAsTheyWereWritten() throws {
        guard let server = try MailServer() else { return }
        defer { server.close() }
        try channel(server.port).send(mail())
        let arrived = try #require(server.mails.first)
        #expect(server.mails.count == 1)
        #expect(arrived.from == "jiangbu@example.gov.cn")
        #expect(arrived.to == ["wang@example.cn"])
        #expect(arrived.headers["Subject"] == "奖补决定书")
        #expect(arrived.headers["From"] == "昆都仑区 <jiangbu@example.gov.cn>")
        #expect(arrived.headers["Message-ID"] == "<L-0123456789abcdef@example.gov.cn>")
        #expect(arrived.headers["Content-Type"]?.hasPrefix("multipart/alternative") == true)
        #expect(arrived.plain == mail().plain)
        #expect(arrived.html == mail().html)
    }

    @Test func aLongSubjectIsFoldedBetweenCharacters() throws {
        guard let server = try MailServer() else { return }
        defer { server.close() }
        let subject = String(repeating: "关于推动电子商务加快发展若干措施", count: 12) + " \u{1F4E6} end"
        try channel(server.port).send(mail(subject: subject))
        #expect(server.mails.first?.headers["Subject"] == subject)
    }

    @Test func aSubjectWithLineBreaksAddsNoHeader() throws {
        guard let server = try MailServer() else { return }
        defer { server.close() }
        try channel(server.port).send(mail(subject: "a\r\nBcc: other@example.cn"))
        let arrived = try #require(server.mails.first)
        #expect(arrived.headers["Bcc"] == nil)
        #expect(arrived.to == ["wang@example.cn"])
    }

    @Test func aBusyServerIsTriedAgainLater() throws {
        guard let server = try MailServer(.busyOnce) else { return }
        defer { server.close() }
        #expect {
            try channel(server.port).send(mail())
        } throws: { error in
            if case ChannelFailure.temporary = error { true } else { false }
        }
        try channel(server.port).send(mail())
        #expect(server.mails.count == 1)
    }

    @Test func aRefusalIsFinal() throws {
        guard let server = try MailServer(.rejects) else { return }
        defer { server.close() }
        #expect {
            try channel(server.port).send(mail())
        } throws: { error in
            if case ChannelFailure.refused(let sentence) = error { sentence.contains("550") } else { false }
        }
    }

    @Test func whatWasSentWithoutAnAnswerIsUncertain() throws {
        guard let server = try MailServer(.silent) else { return }
        defer { server.close() }
        #expect {
            try channel(server.port, seconds: 5).send(mail())
        } throws: { error in
            if case ChannelFailure.uncertain = error { true } else { false }
        }
    }

    @Test func nobodyListensIsTemporary() throws {
        let port = try FreePorts.block()
        #expect {
            try channel(port).send(mail())
        } throws: { error in
            if case ChannelFailure.temporary = error { true } else { false }
        }
    }

    @Test func aPasswordGoesOverTLSAlone() throws {
        guard let secured = try MailServer(.secured), let open = try MailServer() else { return }
        defer {
            secured.close()
            open.close()
        }
        var server = SMTPChannel.Server(address: "localhost:\(secured.port)")
        server.user = "jiangbu"
        server.password = "secret"
        server.authorities = secured.certificate
        try SMTPChannel(server).send(mail())
        #expect(secured.mails.first?.isSecured == true)
        // A certificate that nobody vouches for, and a server without TLS, get neither password nor mail.
        server.authorities = nil
        #expect(throws: ChannelFailure.self) { try SMTPChannel(server).send(mail()) }
        server.address = "localhost:\(open.port)"
        #expect(throws: ChannelFailure.self) { try SMTPChannel(server).send(mail()) }
        #expect(secured.mails.count == 1)
        #expect(open.mails.isEmpty)
    }

    @Test(arguments: [
        "", "wang", "wang@", "@example.cn", "wang@localhost", "a b@example.cn", "a@b@example.cn", "a\r\n@example.cn",
        "<a@example.cn>", "wang@example.cn>\r\nRCPT TO:<b@example.cn", "-x@example.cn", "王@example.cn",
    ])
    func whatIsNoMailboxGetsNothing(_ address: String) throws {
        #expect(!MailMessage.isMailbox(address))
        #expect(throws: ChannelFailure.refused("the address is none that mail can be sent to")) {
            try channel(1).send(mail(to: address))
        }
    }
}
