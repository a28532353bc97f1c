import Foundation

/// A real mail server (aiosmtpd) that keeps what it is given.
public final class MailServer {
    /// How it behaves.
    public enum Manner: String, Sendable {
        case accepts
        /// Answers 451 to the first mail.
        case busyOnce = "busy-once"
        case rejects
        /// Takes everything, and never says so.
        case silent
        /// Takes mail over TLS alone, from a user with the password `secret`.
        case secured
    }

    public let port: Int
    /// The certificate of ``Manner/secured``.
    public let certificate: String
    private let folder: TemporaryFolder
    private let process: ChildProcess
    private static let python = "/usr/bin/python3"

    /// Nil where the package python3-aiosmtpd is not there.
    public init?(_ manner: Manner = .accepts) throws {
        guard (try? ChildProcess.run(Self.python, ["-c", "import aiosmtpd"])) != nil else {
            try Requirement.skip("a mail server needs the package python3-aiosmtpd")
            return nil
        }
        folder = try TemporaryFolder()
        port = try FreePorts.block()
        certificate = folder.file("certificate.pem")
        if manner == .secured {
            try ChildProcess.run(
                "openssl",
                [
                    "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder.file("key.pem"), "-out", certificate,
                ])
        }
        process = try ChildProcess(
            Self.python, ["-c", Self.script, "\(port)", folder.file("mail.json"), manner.rawValue, folder.path])
        try until { process.output.contains("ready") }
    }

    deinit { process.kill() }

    public func close() { process.kill() }

    /// A mail as it arrived: `from`, `to`, the header fields by name, and both parts decoded.
    public struct Mail: Codable, Sendable {
        public let from: String
        public let to: [String]
        public let headers: [String: String]
        public let plain: String
        public let html: String
        public let isSecured: Bool
    }

    /// All that has arrived so far.
    public var mails: [Mail] {
        let lines = (try? String(contentsOfFile: folder.file("mail.json"), encoding: .utf8)) ?? ""
        return lines.split(separator: "\n").compactMap { try? JSONDecoder().decode(Mail.self, from: Data($0.utf8)) }
    }

    /// Looks again until something is so, for a minute at most.
    private func until(_ isSo: () -> Bool) throws {
        let end = Date(timeIntervalSinceNow: 60)
        while !isSo() {
            guard Date() < end, process.isRunning else { throw NotReady(description: process.errors) }
            usleep(20_000)
        }
    }

    public struct NotReady: Error, CustomStringConvertible {
        public let description: String
    }

    private static let script = """
        import asyncio, email, email.policy, json, ssl, sys
        from aiosmtpd.smtp import SMTP, AuthResult
        port, path, manner, folder = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
        seen = 0
        class Handler:
            async def handle_DATA(self, server, session, envelope):
                global seen
                seen += 1
                if manner == 'rejects': return '550 no such user'
                if manner == 'busy-once' and seen == 1: return '451 try again later'
                message = email.message_from_bytes(envelope.content, policy=email.policy.default)
                part = lambda kind: message.get_body((kind,)).get_content()
                with open(path, 'a') as file:
                    json.dump({'from': envelope.mail_from, 'to': envelope.rcpt_tos,
                        'headers': {name: str(value) for name, value in message.items()},
                        'plain': part('plain'), 'html': part('html'), 'isSecured': session.ssl is not None}, file)
                    file.write('\\n')
                if manner == 'silent': await asyncio.sleep(3600)
                return '250 taken'
        def authenticate(server, session, envelope, mechanism, data):
            return AuthResult(success=data.password == b'secret')
        def make():
            if manner != 'secured': return SMTP(Handler(), hostname='localhost')
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(folder + '/certificate.pem', folder + '/key.pem')
            return SMTP(Handler(), hostname='localhost', tls_context=context, require_starttls=True,
                auth_required=True, authenticator=authenticate)
        async def main():
            server = await asyncio.get_running_loop().create_server(make, '127.0.0.1', port)
            print('ready', flush=True)
            await server.serve_forever()
        asyncio.run(main())
        """
}
