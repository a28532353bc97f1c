import Channels
import Synchronization
import TestSupport
import Testing
import Web

/// Webhooks to a real HTTP server.
@Suite struct WebhookChannelTests {
    private final class Receiver: Sendable {
        let requests = Mutex<[Request]>([])
        private let answers: Mutex<[Response]>

        init(_ answers: [Response]) { self.answers = Mutex(answers) }

        func server() throws -> HTTPServer {
            let route = Route(.post, "/letters") { [self] request in
                requests.withLock { $0.append(request) }
                return answers.withLock { $0.isEmpty ? Response(status: 204) : $0.removeFirst() }
            }
            return try HTTPServer(routes: [route], report: { _ in })
        }
    }

    private let secret = Array("示例密钥".utf8)
    private let body = Array("{\"letter\":\"L-1\",\"text\":\"您好\"}".utf8)

    private func send(_ port: UInt16) throws(ChannelFailure) {
        let receiver = WebhookChannel.Receiver(url: "http://127.0.0.1:\(port)/letters", secret: secret)
        try WebhookChannel(receiver).send(body, key: "L-1", timestamp: 1_700_000_000)
    }

    @Test func theBodyArrivesSignedAndWithItsKey() throws {
        let receiver = Receiver([])
        let server = try receiver.server()
        defer { server.close() }
        try send(server.port)
        let request = try #require(receiver.requests.withLock { $0.first })
        #expect(request.body == body)
        #expect(request.mediaType == "application/json")
        #expect(request.headers["idempotency-key"] == "\"L-1\"")
        #expect(request.headers["duixian-timestamp"] == "1700000000")
        let expected = WebhookChannel.signature(of: body, timestamp: 1_700_000_000, secret: secret)
        #expect(request.headers["duixian-signature"] == expected)
    }

    @Test func aBusyReceiverSaysWhenToComeAgain() throws {
        let receiver = Receiver([Response(status: 429, headers: [.init("Retry-After", "7")]), Response(status: 503)])
        let server = try receiver.server()
        defer { server.close() }
        #expect {
            try send(server.port)
        } throws: { error in
            if case ChannelFailure.temporary(_, let seconds) = error { seconds == 7 } else { false }
        }
        #expect {
            try send(server.port)
        } throws: { error in
            if case ChannelFailure.temporary(_, let seconds) = error { seconds == nil } else { false }
        }
        try send(server.port)
        #expect(receiver.requests.withLock { $0.count } == 3)
    }

    @Test(arguments: [301, 400, 401, 404, 422])
    func otherAnswersAreFinal(_ status: Int) throws {
        let receiver = Receiver([Response(status: status, headers: [.init("Location", "http://127.0.0.1:1/")])])
        let server = try receiver.server()
        defer { server.close() }
        #expect {
            try send(server.port)
        } throws: { error in
            if case ChannelFailure.refused(let sentence) = error { sentence.contains("\(status)") } else { false }
        }
    }

    @Test func nobodyListensIsTemporary() throws {
        let port = UInt16(try FreePorts.block())
        #expect {
            try send(port)
        } throws: { error in
            if case ChannelFailure.temporary = error { true } else { false }
        }
    }

    /// RFC 4231, test cases 1, 2, 3 and 6.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131),
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ])
    func theDigestIsThatOfTheStandard(_ key: [UInt8], _ text: [UInt8], _ expected: String) {
        let digest = HMACSHA256.digest(of: text, key: key)
        #expect("\(digest)".hasSuffix(expected))
    }
}
