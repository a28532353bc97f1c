import Awards
import Documents
import Foundation
import Messages
import Pages
import Seals
import Storage
import TestSupport
import Testing
import Web

@testable import Intake

/// The form's pages of a banner, beside the API, over logs in memory.
struct FormFixture {
    let desk: DeskFixture
    let site: FormSite

    /// Its sessions stand still, so that how long a login must wait does not hang on how busy the machine is.
    ///
    /// - Parameter isRich: with rounds that have ended and are to come, and the region's programme too.
    init(accounts: Accounts? = nil, isRich: Bool = false, needsRound: Bool = true) throws {
        desk = try DeskFixture(needsRound: needsRound)
        if isRich { try Self.enrich(desk) }
        let offices = try Offices.load(path: Repository.file("deploy/offices.yaml"))
        guard let office = offices[Samples.office] else { throw Missing() }
        site = FormSite(
            office, desk.desk, try DraftStore(.file(desk.folder.file("drafts"))),
            UploadShelf(folder: desk.folder.file("uploads")), accounts: accounts
        ) { 1 }
    }

    struct Missing: Error {}

    var routes: [Route] { ClaimAPI(desk.desk).routes + site.routes }

    func serve(_ report: @escaping @Sendable (HTTPServerFault) -> Void) throws -> HTTPServer {
        try ClaimAPI(desk.desk).serve(host: "127.0.0.1", port: 0, more: site.routes, report: report)
    }

    private static func enrich(_ desk: DeskFixture) throws {
        let bytes = try Document.read(Repository.file("deploy/policies/nm-cb7-2023.yaml"))
        var policy = PolicyAdopted()
        policy.programme = "nm-cb7-2023"
        policy.digest = SHA256.digest(of: bytes).description
        policy.bytes = Base64Data(bytes)
        policy.order = "o-3"
        try DeskFixture.say(policy, on: "150000.programmes", desk.shared)
        var region = try DeskFixture.round()
        region.round = "nm-cb7-2023/2023/all"
        region.programme = policy.programme
        region.policy = policy.digest
        region.deadline = try #require(Moment("2023-05-31T18:00:00+08:00"))
        try DeskFixture.say(region, on: "150000.rounds", desk.shared)
        for (period, opens, deadline) in [
            ("2022", "2022-09-01T00:00:00+08:00", "2023-03-31T18:00:00+08:00"),
            ("2024", "2024-01-01T00:00:00+08:00", "2025-03-31T18:00:00+08:00"),
        ] {
            var round = try DeskFixture.round()
            round.round = "baotou-2022/\(period)/all"
            round.period = period
            round.opens = try #require(Moment(opens))
            round.deadline = try #require(Moment(deadline))
            round.clauses = ["5", "7-1"]
            try DeskFixture.say(round, on: "150200.rounds", desk.shared)
        }
        try desk.desk.terms.refresh(from: desk.shared)
    }
}

/// A browser's part: requests over one connection, with cookies and the token of the last page.
final class FormClient {
    private let port: UInt16
    private var connection: HTTPConnection
    private(set) var cookies: [String: String] = [:]
    private(set) var token = ""

    init(port: UInt16) throws {
        self.port = port
        connection = try HTTPConnection(port: port)
    }

    func get(_ path: String, _ headers: [String: String] = [:]) throws -> HTTPConnection.Answer {
        try send("GET", path, [], headers)
    }

    func post(_ path: String, _ fields: [String: String], _ headers: [String: String] = [:]) throws
        -> HTTPConnection.Answer
    {
        let fields = ["csrf": token].merging(fields) { $1 }
        let body = fields.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        let type = ["Content-Type": "application/x-www-form-urlencoded"]
        return try send("POST", path, Array(body.utf8), type.merging(headers) { $1 })
    }

    /// A form with files, each with its field, its name and its bytes.
    func post(
        _ path: String, parts: [(String, String)], files: [(String, String, [UInt8])] = [],
        _ headers: [String: String] = [:]
    ) throws -> HTTPConnection.Answer {
        let parts = (parts.contains { $0.0 == "csrf" } ? [] : [("csrf", token)]) + parts
        let type = ["Content-Type": "multipart/form-data; boundary=\(Multipart.boundary)"]
        return try send("POST", path, Multipart.body(parts, files), type.merging(headers) { $1 })
    }

    func send(_ method: String, _ path: String, _ body: [UInt8], _ headers: [String: String]) throws
        -> HTTPConnection.Answer
    {
        var headers = headers
        headers["Accept"] = headers["Accept"] ?? "text/html"
        if !cookies.isEmpty { headers["Cookie"] = cookies.map { "\($0)=\($1)" }.joined(separator: "; ") }
        let answer: HTTPConnection.Answer
        do {
            answer = try connection.send(method, path, body, headers)
        } catch is HTTPConnection.Broken {
            // A refusal may have ended the connection.
            connection = try HTTPConnection(port: port)
            answer = try connection.send(method, path, body, headers)
        }
        if answer.status == 413 { connection = try HTTPConnection(port: port) }
        if let pair = answer.headers["set-cookie"]?.prefix(while: { $0 != ";" }).split(separator: "=", maxSplits: 1),
            pair.count == 2
        {
            cookies[String(pair[0])] = String(pair[1])
        }
        if let start = answer.body.range(of: "name=\"csrf\" value=\"") {
            token = String(answer.body[start.upperBound...].prefix(64))
        }
        return answer
    }

    func forget() { cookies = [:] }
}

enum Multipart {
    static let boundary = "----duixian-test"

    static func body(_ parts: [(String, String)], _ files: [(String, String, [UInt8])] = []) -> [UInt8] {
        var body: [UInt8] = []
        for (name, value) in parts {
            body += Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        for (field, name, bytes) in files {
            let head =
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"\(name)\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n"
            body += Array(head.utf8) + bytes + Array("\r\n".utf8)
        }
        return body + Array("--\(boundary)--\r\n".utf8)
    }
}
