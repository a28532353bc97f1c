import Foundation
import Testing

@testable import Agent

@Suite struct HealthProbeTests {
    private static let body = #"{"build":"1","tasks":[{"role":"owner","state":"run","task":"t.0"}],"worker":"w"}"#
    private static let whole = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"

    private func ask(_ behaviour: StubServer.Behaviour, readTimeoutMs: Int = 10_000) throws -> ProbeOutcome {
        let server = try StubServer(behaviour)
        return withExtendedLifetime(server) {
            HealthProbe(
                host: "127.0.0.1", port: server.port, connectTimeoutMs: 10_000, readTimeoutMs: readTimeoutMs
            ).ask()
        }
    }

    @Test func anAnswerNamesTheRoles() throws {
        #expect(try ask(.sends(Self.whole)) == .answered(["t.0": .owner]))
        // The whole answer is enough; nobody waits for the end of the connection.
        #expect(try ask(.stalls(after: Self.whole)) == .answered(["t.0": .owner]))
        // An unhealthy worker lives.
        let unhealthy = Self.whole.replacing("200 OK", with: "503 Service Unavailable")
        #expect(try ask(.sends(unhealthy)) == .answered(["t.0": .owner]))
    }

    @Test func aClosedPortIsAReset() throws {
        #expect(try ask(.refuses) == .reset)
    }

    @Test(arguments: ["", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"])
    func aConnectionThatEndsBeforeTheAnswerIsAReset(text: String) throws {
        #expect(try ask(.resets(after: text)) == .reset)
        #expect(try ask(.sends(text)) == .reset)
    }

    @Test func noAnswerIsSilence() throws {
        let clock = ContinuousClock()
        let started = clock.now
        #expect(try ask(.neverAnswers, readTimeoutMs: 50) == .silent)
        #expect(try ask(.stalls(after: "HTTP/1.1 200 OK\r\n"), readTimeoutMs: 50) == .silent)
        #expect(clock.now - started >= .milliseconds(100))
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
    ])
    func anAnswerOfSomethingElseIsSilence(text: String) throws {
        #expect(try ask(.sends(text)) == .silent)
    }

    @Test func aHostWithoutAddressIsSilence() {
        #expect(HealthProbe(host: "no such host", port: 1).ask() == .silent)
    }

    @Test func noWayToTheMachineIsSilence() {
        // TCP does not go to the broadcast address: the kernel says so at once.
        #expect(HealthProbe(host: "255.255.255.255", port: 9).ask() == .silent)
    }

    @Test func aConnectionThatIsNotTakenIsSilence() throws {
        // A machine that is gone takes no connection; nor does a queue that is full.
        let server = try StubServer(.takesNoConnection)
        withExtendedLifetime(server) {
            #expect(HealthProbe(host: "127.0.0.1", port: server.port, connectTimeoutMs: 50).ask() == .silent)
        }
    }

    @Test func anEndlessHeadIsGivenUp() {
        #expect(throws: ProbeFailure.silent) {
            try ProbeAnswer([UInt8](repeating: UInt8(ascii: "x"), count: ProbeAnswer.maximumBytes))
        }
    }
}
