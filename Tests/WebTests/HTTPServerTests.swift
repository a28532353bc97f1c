import Foundation
import Synchronization
import Testing

@testable import Web

@Suite struct HTTPServerTests {
    private struct Secret: Error, CustomStringConvertible {
        let description = "password of the database"
    }

    private let routes = [
        Route(.get, "/hello/{name}") { request in
            let text = "hello \(request.parameters["name"] ?? "") \(request.query["q"] ?? [])"
            return Response(mediaType: "text/plain; charset=utf-8", body: Array(text.utf8))
        },
        Route(.post, "/echo") { Response(mediaType: "application/octet-stream", body: $0.body) },
        Route(.put, "/json", accepts: ["application/json"]) { Response(body: Array(($0.mediaType ?? "").utf8)) },
        Route(.get, "/secret") { _ in throw Secret() },
        Route(.get, "/refused") { _ in throw Problem(status: 422, detail: "The amount is missing.") },
        Route(.get, "/split") { _ in Response(headers: [Response.Header("X-Name", "a\r\nSet-Cookie: b")]) },
        Route(.get, "/headers") { Response(body: Array(($0.headers["x-many"] ?? "").utf8)) },
    ]

    private func withServer(
        _ change: (inout HTTPServer.Configuration) -> Void = { _ in },
        report: @escaping @Sendable (HTTPServerFault) -> Void = { _ in },
        _ body: (HTTPServer) throws -> Void
    ) throws {
        var configuration = HTTPServer.Configuration()
        change(&configuration)
        let server = try HTTPServer(configuration, routes: routes, report: report)
        defer { server.close() }
        try body(server)
    }

    /// Sends one request whose answer ends with the connection, and gives that answer.
    private func answer(_ server: HTTPServer, _ text: String) throws -> String {
        let client = try RawClient(port: server.port)
        client.send(text)
        return client.readToEnd()
    }

    private func get(_ server: HTTPServer, _ target: String, method: String = "GET") throws -> String {
        try answer(server, "\(method) \(target) HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
    }

    @Test func answersWithParametersAndQuery() throws {
        try withServer { server in
            let text = try get(server, "/hello/%E5%8C%85%2f?q=1+2%2B3&q=&r")
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(text.contains("Content-Type: text/plain; charset=utf-8\r\n"))
            #expect(text.hasSuffix("\r\n\r\nhello 包/ [\"1 2+3\", \"\"]"))
        }
    }

    @Test func headHasTheLengthAndNoBody() throws {
        try withServer { server in
            let text = try get(server, "/hello/x", method: "HEAD")
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(text.contains("Content-Length: 10\r\n"))
            #expect(text.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func aBodyComesBackHoweverItIsSent() throws {
        try withServer { server in
            let head = "POST /echo HTTP/1.1\r\nHost: here\r\nConnection: close\r\n"
            let whole = try answer(server, head + "Content-Length: 5\r\n\r\nabcde")
            #expect(whole.hasSuffix("\r\n\r\nabcde"))
            let chunks = try answer(server, head + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n")
            #expect(chunks.hasSuffix("\r\n\r\nabcde"))
        }
    }

    @Test func oneConnectionTakesManyRequests() throws {
        try withServer { server in
            let first = "POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\n\r\none"
            let last = "POST /echo HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Length: 3\r\n\r\ntwo"
            let text = try answer(server, first + first + last)
            #expect(text.components(separatedBy: "HTTP/1.1 200 OK").count == 4)
            #expect(text.hasSuffix("two"))
        }
    }

    @Test func aRepeatedHeaderIsOneList() throws {
        try withServer { server in
            let text = try answer(
                server, "GET /headers HTTP/1.1\r\nHost: h\r\nX-Many: a\r\nx-many: b\r\nConnection: close\r\n\r\n")
            #expect(text.hasSuffix("\r\n\r\na, b"))
        }
    }

    @Test(arguments: [
        ("GET", "/nothing", 404, "There is nothing at this path."),
        ("POST", "/hello/x", 405, "This path answers only GET, HEAD."),
        ("OPTIONS", "/echo", 405, "This path answers only POST."),
        ("GET", "/hello/%FF", 400, "The path is not percent-encoded UTF-8 that starts with a slash (RFC 3986)."),
        ("GET", "/hello/x?q=%FF", 400, "The query is not percent-encoded UTF-8 (RFC 3986)."),
        ("GET", "/refused", 422, "The amount is missing."),
    ])
    func refusesWithProblemDetails(method: String, path: String, status: Int, detail: String) throws {
        try withServer { server in
            let text = try get(server, path, method: method)
            #expect(text.hasPrefix("HTTP/1.1 \(status) "))
            #expect(text.contains("Content-Type: application/problem+json\r\n"))
            #expect(text.contains(#""status":\#(status),"detail":"\#(detail)"}"#))
            #expect(text.contains("\r\nAllow: ") == (status == 405))
        }
    }

    @Test func anInnerErrorIsReportedAndNotShown() throws {
        let faults = Mutex<[HTTPServerFault]>([])
        try withServer {
            _ in
        } report: { fault in
            faults.withLock { $0.append(fault) }
        } _: { server in
            let text = try get(server, "/secret")
            #expect(text.hasPrefix("HTTP/1.1 500 "))
            #expect(text.contains("application/problem+json"))
            #expect(!text.contains("password"))
            let split = try get(server, "/split")
            #expect(split.hasPrefix("HTTP/1.1 500 "))
            #expect(!split.contains("Set-Cookie"))
        }
        #expect(faults.withLock { $0 }.map(\.path) == ["/secret", "/split"])
        #expect(faults.withLock { $0 }.first?.error == "password of the database")
    }

    @Test(arguments: [
        ("Content-Type: text/plain\r\n", 415), ("", 415), ("Content-Type: application/jsonp\r\n", 415),
        ("Content-Type: Application/JSON ; charset=utf-8\r\n", 200),
    ])
    func aBodyOfAnotherTypeIsRefused(header: String, status: Int) throws {
        try withServer { server in
            let text = try answer(
                server,
                "PUT /json HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\(header)Content-Length: 2\r\n\r\n{}")
            #expect(text.hasPrefix("HTTP/1.1 \(status) "))
            #expect(text.contains("\r\nAccept: application/json\r\n") == (status == 415))
        }
    }

    @Test func aRouteMayHaveALowerLimitOfItsOwn() throws {
        let route = Route(.post, "/small", maximumBodyBytes: 3) { Response(body: $0.body) }
        let server = try HTTPServer(routes: [route, Route(.post, "/large") { Response(body: $0.body) }]) { _ in }
        defer { server.close() }
        for (path, count, status) in [("small", 3, 200), ("small", 4, 413), ("large", 4, 200)] {
            let head = "POST /\(path) HTTP/1.1\r\nHost: here\r\nConnection: close\r\n"
            let body = String(repeating: "x", count: count)
            let whole = try answer(server, head + "Content-Length: \(count)\r\n\r\n" + body)
            #expect(whole.hasPrefix("HTTP/1.1 \(status) "), "\(path) \(count)")
        }
    }

    @Test func aBodyAtTheLimitPassesAndOneByteMoreDoesNot() throws {
        try withServer {
            $0.maximumBodyBytes = 1000
        } _: { server in
            let head = "POST /echo HTTP/1.1\r\nHost: here\r\nConnection: close\r\n"
            for (count, status) in [(1000, 200), (1001, 413), (1900, 413)] {
                let body = String(repeating: "x", count: count)
                let whole = try answer(server, head + "Content-Length: \(count)\r\n\r\n" + body)
                #expect(whole.hasPrefix("HTTP/1.1 \(status) "), "\(count) bytes")
                let size = String(count, radix: 16)
                let chunk = try answer(
                    server, head + "Transfer-Encoding: chunked\r\n\r\n\(size)\r\n\(body)\r\n0\r\n\r\n")
                #expect(chunk.hasPrefix("HTTP/1.1 \(status) "), "a chunk of \(count) bytes")
            }
            // The length alone is enough: nothing of the body needs to be sent.
            let announced = try answer(server, head + "Content-Length: 99999999999\r\n\r\n")
            #expect(announced.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test func chunksWithoutEndAreCutOff() throws {
        try withServer {
            $0.maximumBodyBytes = 10_000
        } _: { server in
            let client = try RawClient(port: server.port)
            client.send("POST /echo HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "3e8\r\n" + String(repeating: "x", count: 1000) + "\r\n"
            for _ in 0..<10_000 { client.send(chunk) }
            // Ten megabytes were never going to be taken: the connection has ended, and the server lives.
            _ = client.readToEnd()
            #expect(try get(server, "/hello/x").hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test(arguments: [
        "GET /hello/x HTTP/1.1\r\n\r\n",
        "GET /hello/x HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n",
        "GET /hello/x HTTP/9.9\r\nHost: h\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1x\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        "GET http://elsewhere/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
    ])
    func hostileInputGetsAClearRefusal(text: String) throws {
        try withServer { server in
            let answer = try answer(server, text)
            #expect(answer.hasPrefix("HTTP/1.1 4") || answer.hasPrefix("HTTP/1.1 505 "), "\(answer.prefix(200))")
            #expect(try get(server, "/hello/x").hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test(arguments: [
        (start: "GET /", unit: "x", times: 100_000, status: 414), ("GET / HTTP/1.1\r\nX: ", "x", 100_000, 431),
        ("GET / HTTP/1.1\r\n", "X: y\r\n", 20_000, 431),
    ])
    func tooLongAHeadIsRefused(start: String, unit: String, times: Int, status: Int) throws {
        try withServer { server in
            let answer = try answer(server, start + String(repeating: unit, count: times))
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer.prefix(200))")
        }
    }

    /// Seeded: prints what to repeat when it fails.
    @Test func noiseNeverStopsTheServer() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var state = seed
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        let sample = Array("POST /echo?a=%41 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc".utf8)
        try withServer {
            $0.connectionTimeoutSeconds = 1
        } _: { server in
            for _ in 0..<300 {
                var bytes = sample
                for _ in 0...next() % 8 { bytes[Int(next()) % bytes.count] = UInt8(truncatingIfNeeded: next()) }
                let client = try RawClient(port: server.port)
                client.send(bytes)
            }
            #expect(try get(server, "/hello/x").hasPrefix("HTTP/1.1 200 "), "seed \(seed)")
        }
    }

    /// libmicrohttpd answers nonsense itself, which no request that we wait for shows.
    @Test func nonsenseWhileItClosesIsNoTrouble() throws {
        for _ in 0..<100 {
            try withServer { server in
                for _ in 0..<8 {
                    let client = try RawClient(port: server.port)
                    client.send("GET / HTTP/1.1\r\n\r\n")
                    client.send("nonsense\r\n\r\n")
                }
            }
        }
    }

    @Test func aSilentConnectionIsClosed() throws {
        try withServer {
            $0.connectionTimeoutSeconds = 1
        } _: { server in
            let client = try RawClient(port: server.port)
            client.send("GET /hello/x HT")
            #expect(!client.readToEnd().contains("200 OK"))
        }
    }

    @Test func aPortInUseIsOneSentence() throws {
        try withServer { server in
            var configuration = HTTPServer.Configuration()
            configuration.port = server.port
            let error = #expect(throws: HTTPServerError.self) {
                try HTTPServer(configuration, routes: routes, report: { _ in })
            }
            #expect(
                error?.description == "127.0.0.1:\(server.port): the port is in use by another process: stop that, "
                    + "or configure another port.")
        }
    }

    @Test func anAddressThatIsNotOursIsOneSentence() {
        var configuration = HTTPServer.Configuration()
        configuration.host = "192.0.2.1"
        let error = #expect(throws: HTTPServerError.self) {
            try HTTPServer(configuration, routes: routes, report: { _ in })
        }
        #expect(error?.reason == .refused("Cannot assign requested address"))
        configuration.host = "no such host"
        let unknown = #expect(throws: HTTPServerError.self) {
            try HTTPServer(configuration, routes: routes, report: { _ in })
        }
        #expect(unknown?.description.hasPrefix("no such host:0: the host has no address here (") == true)
    }

    @Test func closeFreesThePortAndMayBeCalledTwice() throws {
        var configuration = HTTPServer.Configuration()
        for _ in 0..<5 {
            let server = try HTTPServer(configuration, routes: routes, report: { _ in })
            configuration.port = server.port
            #expect(try get(server, "/hello/x").hasPrefix("HTTP/1.1 200 "))
            server.close()
            server.close()
        }
    }

    @Test func closeFinishesWhatIsOpen() throws {
        let entered = DispatchSemaphore(value: 0)
        let leave = DispatchSemaphore(value: 0)
        let slow = Route(.get, "/slow") { _ in
            entered.signal()
            leave.wait()
            return Response(body: Array("whole".utf8))
        }
        let server = try HTTPServer(routes: [slow], report: { _ in })
        let client = try RawClient(port: server.port)
        client.send("GET /slow HTTP/1.1\r\nHost: here\r\n\r\n")
        entered.wait()
        let closed = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            server.close()
            closed.signal()
        }
        #expect(closed.wait(timeout: .now() + 0.2) == .timedOut)
        leave.signal()
        #expect(client.readToEnd().hasSuffix("whole"))
        #expect(closed.wait(timeout: .now() + 10) == .success)
    }

    @Test func curlUnderstandsIt() throws {
        let curl = "/usr/bin/curl"
        guard FileManager.default.isExecutableFile(atPath: curl) else { return }
        try withServer { server in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: curl)
            let body = String(repeating: "x", count: 900_000)
            process.arguments = ["-sS", "--data-binary", "@-", "http://127.0.0.1:\(server.port)/echo"]
            let (input, output) = (Pipe(), Pipe())
            process.standardInput = input
            process.standardOutput = output
            try process.run()
            input.fileHandleForWriting.write(Data(body.utf8))
            try input.fileHandleForWriting.close()
            let answer = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            #expect(String(decoding: answer, as: UTF8.self) == body)
        }
    }
}
