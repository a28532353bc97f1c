import FoundationEssentials
import Messages

/// Reads and writes one claim over and over on one core, and the same with Foundation's coder, in the same run. Of five
/// rounds the best is printed: what else the machine does only ever adds time.
enum MessagesBench {
    /// 545 bytes, as large as a claim of a livestream base mostly is.
    static let sample =
        #"{"id":"c-000000000","version":1,"office":"150207","programme":"baotou-2022","clause":"7-1","#
        + #""period":"2023","applicant":"91150207Y4CL12TH3X","applicant_name":"包头市昆都仑区电子商务有限责任公司","#
        + #""facts":{"area_m2":2778,"rooms":9,"active_anchors":37,"local_sales":16535642.55},"evidence":["#
        + #""sha256:1fb17c2390c192cfd3ac94af0f21ddb66cad4a268d116ece1738f7d93d9c1724"],"#
        + #""received":"2024-02-02T09:00:00+08:00","lodged":"2024-02-02T09:00:00+08:00","#
        + #""contact":{"name":"申报联系人","phone":"13900001144","email":"dianshang@example.cn"}}"#

    /// Prints the figures. Throws when what is written differs from what was read: then they would mean nothing.
    static func run() throws {
        let bytes = Array(sample.utf8)
        let claim = try ClaimSubmitted(reading: bytes)
        guard claim.bytes == bytes else { throw BenchError.notTheSame }
        print("claim.submitted.v1, \(bytes.count) bytes, one core")
        let rounds = 400_000
        var kept = 0
        try report("ours, read", rounds) { kept &+= try ClaimSubmitted(reading: bytes).facts.count }
        var buffer = ByteBuffer()
        report("ours, write", rounds) {
            buffer.removeAll()
            claim.write(into: &buffer)
            kept &+= buffer.count
        }
        report("ours, write to an array", rounds) { kept &+= claim.bytes.count }

        let data = Data(bytes)
        let decoder = JSONDecoder()
        let encoder = JSONEncoder()
        let theirs = try decoder.decode(FoundationClaim.self, from: data)
        try report("Foundation, read", rounds / 20) {
            kept &+= try decoder.decode(FoundationClaim.self, from: data).facts.count
        }
        try report("Foundation, write", rounds / 20) { kept &+= try encoder.encode(theirs).count }
        // Without a use of the results the work could be left out.
        if kept == 0 { throw BenchError.notTheSame }
    }

    private static func report<Failure>(
        _ name: String, _ rounds: Int, _ body: () throws(Failure) -> Void
    ) throws(Failure) {
        let clock = ContinuousClock()
        var best = Double.infinity
        for _ in 0..<5 {
            let start = clock.now
            for _ in 0..<rounds { try body() }
            best = min(best, (clock.now - start) / .nanoseconds(1) / Double(rounds))
        }
        let perSecond = Int(1e9 / best)
        let column = name + String(repeating: " ", count: max(0, 24 - name.count))
        print("  \(column) \(Int(best)) ns, \(perSecond) a second")
    }
}

enum BenchError: Error, CustomStringConvertible {
    case notTheSame

    var description: String { "The message that was written is not the one that was read." }
}

/// The same claim as Foundation's coders see it.
private struct FoundationClaim: Codable {
    struct Contact: Codable {
        let name: String
        let phone: String
        let email: String?
    }

    let id: String
    let version: Int64
    let office: String
    let programme: String
    let clause: String
    let period: String
    let applicant: String
    let applicantName: String
    let object: String?
    let facts: [String: Decimal]
    let evidence: [String]
    let received: String
    let lodged: String
    let contact: Contact?

    enum CodingKeys: String, CodingKey {
        case id, version, office, programme, clause, period, applicant
        case applicantName = "applicant_name"
        case object, facts, evidence, received, lodged, contact
    }
}
