import Agent
import Channels
import Commands
import Foundation
import Synchronization
import TestSupport
import Testing
import Web

@testable import Dashboard

struct AlarmSenderTests {
    private final class Receiver: Sendable {
        let requests = Mutex<[Request]>([])
    }

    private let alarm = Alarm(
        kind: .stall, subject: "150223.echo ← 150223.claims", zh: "停滞", en: "stalled \"now\"",
        sinceMs: 1_709_258_400_000)

    @Test("a webhook gets each episode once, signed, with a key of its own")
    func webhook() throws {
        let folder = try TemporaryFolder()
        let secret = folder.file("secret")
        try "0123456789abcdef\n".write(toFile: secret, atomically: false, encoding: .utf8)
        let receiver = Receiver()
        let server = try HTTPServer(
            routes: [
                Route(.post, "/alarms") { request in
                    receiver.requests.withLock { $0.append(request) }
                    return Response(status: 204)
                }
            ]
        ) { _ in }
        defer { server.close() }
        let targets = try AlarmSender.Targets([
            "alarm-webhook": "http://127.0.0.1:\(server.port)/alarms", "alarm-secret": secret,
        ])
        let sender = AlarmSender(targets, office: "150223", logger: Logger(format: .text, sink: LogSink { _ in }))
        sender.send(alarm)
        try until("the alarm arrives") { receiver.requests.withLock { $0.count } == 1 }
        let request = try #require(receiver.requests.withLock { $0.first })
        let body = try #require(try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: String])
        #expect(body["en"] == "stalled \"now\"" && body["kind"] == "stall" && body["office"] == "150223")
        let timestamp = try #require(request.headers["duixian-timestamp"].flatMap { Int64($0) })
        let expected = WebhookChannel.signature(
            of: request.body, timestamp: timestamp, secret: Array("0123456789abcdef".utf8))
        #expect(request.headers["duixian-signature"]?.hasSuffix(expected) ?? false)
    }

    @Test(
        "settings that would tell nobody are refused",
        arguments: [
            ["alarm-mail": "a@example.cn"], ["alarm-mail": "a", "smtp": "h:25", "alarm-from": "b@example.cn"],
            ["alarm-webhook": "http://h/"], ["alarm-webhook": "http://h/", "alarm-secret": "/nowhere"],
        ])
    func settings(own: [String: String]) {
        #expect(throws: (any Error).self) { try AlarmSender.Targets(own) }
    }

    @Test("dates as e-mail has them")
    func dates() {
        #expect(AlarmSender.date(1_709_258_400_000) == "Fri, 01 Mar 2024 10:00:00 +0800")
        #expect(AlarmSender.date(0) == "Thu, 01 Jan 1970 08:00:00 +0800")
    }
}
