import Synchronization
import Testing
import Web

struct BodyStreamTests {
    @Test("what is sent arrives event by event, and the end ends the connection")
    func events() throws {
        let stream = BodyStream()
        let server = try HTTPServer(routes: [Route(.get, "/events") { _ in Response(events: stream) }]) { _ in }
        defer { server.close() }
        let client = try RawClient(port: server.port)
        client.send("GET /events HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(stream.send(event: "one", data: "first\nsecond") == .taken)
        var text = ""
        while !text.contains("data: second\n\n"), let more = client.read(4_096) {
            text += String(decoding: more, as: UTF8.self)
        }
        #expect(text.contains("event: one\ndata: first\ndata: second\n\n"))
        #expect(text.contains("Content-Type: text/event-stream"))
        stream.send(event: "two", data: "x")
        stream.end()
        #expect(client.readToEnd().contains("event: two\ndata: x\n\n"))
        #expect(stream.send([1]) == .over)
    }

    @Test("a client that does not read fills its own buffer only, and what is dropped is said")
    func slow() throws {
        let stream = BodyStream(limitBytes: 100_000)
        let server = try HTTPServer(routes: [Route(.get, "/") { _ in Response(events: stream) }]) { _ in }
        defer { server.close() }
        let client = try RawClient(port: server.port)
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        let piece = [UInt8](repeating: 65, count: 10_000)
        var dropped = 0
        // More than any socket holds.
        for _ in 0..<3_000 where stream.send(piece) == .full { dropped += 1 }
        #expect(dropped > 0)
        _ = client.read(1)
    }

    @Test("a client that goes is noticed at a beat, and its end is told once")
    func gone() throws {
        let counter = Counter()
        let stream = BodyStream { counter.count.add(1, ordering: .relaxed) }
        let server = try HTTPServer(routes: [Route(.get, "/") { _ in Response(events: stream) }]) { _ in }
        do {
            let client = try RawClient(port: server.port)
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            stream.beat()
            _ = client.read(10)
        }
        while stream.beat() != .over {}
        server.close()
        #expect(counter.count.load(ordering: .relaxed) == 1)
    }

    @Test("a server that closes ends its streams")
    func closing() throws {
        let stream = BodyStream()
        let server = try HTTPServer(routes: [Route(.get, "/") { _ in Response(events: stream) }]) { _ in }
        let client = try RawClient(port: server.port)
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = client.read(1)
        server.close()
        #expect(stream.isOver)
        _ = client.readToEnd()
    }

    private final class Counter: Sendable {
        let count = Atomic<Int>(0)
    }

    @Test(
        "a form is read as a browser sends it",
        arguments: [
            ("a=1&b=%E4%B8%80+%2B&a=2", ["1", "2"], "一 +"), ("a=&b=x%0D%0Ay", [""], "x\r\ny"), ("b", [], ""),
        ])
    func forms(body: String, all: [String], second: String) throws {
        let form = try FormFields(Array(body.utf8))
        #expect(form.all("a") == all)
        #expect(form["b"] == second)
    }

    @Test("what is no form is refused", arguments: ["a=%", "a=%00", "a=%FF", "%zz=1"])
    func broken(body: String) {
        #expect(throws: Problem.self) { try FormFields(Array(body.utf8)) }
    }
}
