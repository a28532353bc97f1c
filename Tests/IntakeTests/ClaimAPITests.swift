import Decimals
import Foundation
import Messages
import Seals
import Synchronization
import TestSupport
import Testing
import Web

@testable import Intake

/// The HTTP API, over a real connection.
struct ClaimAPITests {
    private let fixture: DeskFixture
    private let server: HTTPServer
    private let client: HTTPConnection

    init() throws {
        fixture = try DeskFixture()
        server = try ClaimAPI(fixture.desk).serve(host: "127.0.0.1", port: 0) { fault in
            Issue.record("\(fault)")
        }
        client = try HTTPConnection(port: server.port)
    }

    private func close() { server.close() }

    private func errors(_ answer: HTTPConnection.Answer) throws -> [String] {
        #expect(answer.headers["content-type"] == "application/problem+json")
        let problem = try ProblemDetails(reading: Array(answer.body.utf8))
        #expect(Int(problem.status) == answer.status && !problem.title.isEmpty && !problem.detail.isEmpty)
        return problem.errors.map(\.field)
    }

    @Test("a claim is created once, corrected, shown with personal values masked, and withdrawn")
    func life() throws {
        defer { close() }
        var draft = Samples.draft()
        var contact = Contact()
        contact.name = "张三"
        contact.phone = "13900000001"
        draft.contact = contact
        let first = try client.send("POST", "/claims", draft.bytes)
        let receipt = try ClaimReceipt(reading: Array(first.body.utf8))
        #expect(first.status == 201 && receipt.version == 1 && receipt.isNew)
        let place = try #require(first.headers["location"])
        #expect(place == "/claims/\(draft.claimID)")
        #expect(try client.send("POST", "/claims", draft.bytes).status == 200)
        draft.facts["rooms"] = .number(Decimal128(6))
        #expect(try client.send("POST", "/claims", draft.bytes).status == 201)
        draft.facts["rooms"] = .number(Decimal128(7))
        draft.supersedes = 1
        let late = try client.send("POST", "/claims", draft.bytes)
        #expect(try late.status == 409 && errors(late) == ["supersedes"])
        let shown = try client.send("GET", place)
        #expect(shown.status == 200 && shown.body.contains("139****0001") && !shown.body.contains("13900000001"))
        #expect(try ClaimStatus(reading: Array(shown.body.utf8)).versions.map(\.version) == [1, 2])
        let withdrawn = try client.send("POST", place + "/withdrawal", #"{"reason":"x"}"#)
        #expect(try withdrawn.status == 200 && ClaimReceipt(reading: Array(withdrawn.body.utf8)).version == 3)
        #expect(try client.send("GET", place).body.contains(#""state":"withdrawn""#))
        #expect(try fixture.records().count == 3)
    }

    @Test("what cannot be used is refused with every wrong field, and the connection goes on")
    func refusals() throws {
        defer { close() }
        var draft = Samples.draft()
        draft.applicant = "1"
        draft.period = "x"
        draft.facts["local_sales"] = .number(Decimal128(-1))
        let wrong = try client.send("POST", "/claims", draft.bytes)
        #expect(try wrong.status == 422 && errors(wrong) == ["applicant", "period", "facts.local_sales"])
        for (body, status) in [("{", 400), ("[]", 400), ("", 400), ("{}", 422), (#"{"id":{}}"#, 422)] {
            let answer = try client.send("POST", "/claims", body)
            #expect(try answer.status == status && !errors(answer).isEmpty, "\(body)")
        }
        // It is refused before the body is read, and so ends its connection.
        let other = try HTTPConnection(port: server.port)
        let large = try other.announce("POST", "/claims", bytes: ClaimAPI.claimBytes + 1)
        #expect(large.status == 413)
        #expect(try client.send("POST", "/claims", Array("x".utf8), type: "text/plain").status == 415)
        #expect(try client.send("GET", "/claims/none").status == 404)
        #expect(try client.send("POST", "/claims/none/withdrawal").status == 404)
        #expect(try client.send("POST", "/claims/none/withdrawal", "{").status == 400)
        #expect(try client.send("DELETE", "/claims/none").status == 405)
        #expect(try client.send("GET", "/else").status == 404)
        #expect(try fixture.records().isEmpty)
    }

    @Test("evidence is kept under its digest, and a claim may name it then")
    func evidence() throws {
        defer { close() }
        let bytes = Array("合同".utf8)
        let digest = SHA256.digest(of: bytes).description
        var draft = Samples.draft()
        draft.evidence = [digest]
        let early = try client.send("POST", "/claims", draft.bytes)
        #expect(try early.status == 422 && errors(early) == ["evidence[0]"])
        let kept = try client.send("PUT", "/evidence?digest=\(digest)", bytes, type: "application/octet-stream")
        #expect(try kept.status == 201 && EvidenceStored(reading: Array(kept.body.utf8)).digest == digest)
        #expect(try client.send("POST", "/claims", draft.bytes).status == 201)
        let other = try client.send("PUT", "/evidence?digest=\(digest)", [1], type: "application/octet-stream")
        #expect(try other.status == 422 && errors(other) == ["digest"])
        #expect(try client.send("PUT", "/evidence?digest=x", [1], type: "image/png").status == 400)
        #expect(try client.send("PUT", "/evidence", [UInt8]()).status == 422)
    }

    @Test("the API describes itself: every reference in it leads somewhere")
    func description() throws {
        defer { close() }
        let answer = try client.send("GET", "/openapi.json")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any])
        #expect(document["openapi"] as? String == "3.1.0")
        let schemas = try #require((document["components"] as? [String: Any])?["schemas"] as? [String: Any])
        let references = answer.body.components(separatedBy: "#/components/schemas/").dropFirst().map {
            String($0.prefix { $0 != "\"" })
        }
        #expect(!references.isEmpty && references.allSatisfy { schemas[$0] != nil })
        #expect((document["paths"] as? [String: Any])?.count == 4)
    }

    @Test("many at once, many of them the same: each claim is there once")
    func many() throws {
        defer { close() }
        let port = server.port
        let created = Mutex(0)
        try together(8) { _ in
            let client = try HTTPConnection(port: port)
            for number in 0..<40 {
                let answer = try client.send("POST", "/claims", Samples.draft(number).bytes)
                if answer.status == 201 { created.withLock { $0 += 1 } }
            }
        }
        #expect(created.withLock { $0 } == 40)
        #expect(try fixture.records().count == 40)
    }
}
