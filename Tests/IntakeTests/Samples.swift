import Awards
import Decimals
import Log
import Messages
import Seals
import Storage
import TestSupport

@testable import Intake

/// Claims and outboxes of the tests.
enum Samples {
    static let office = Division("150223")!
    /// 2023-05-01T00:00:00Z.
    static let nowMs: Int64 = 1_682_899_200_000
    static let applicant = "91150223MA0QTESTXD"

    static func draft(_ number: Int = 0, sales: Int64 = 30_000_000) -> ClaimDraft {
        var draft = ClaimDraft()
        draft.programme = "baotou-2022"
        draft.clause = "7-1"
        draft.period = "2023"
        draft.applicant = USCCSample.code(number)
        draft.applicantName = "示例直播\(number)公司（虚构）"
        draft.facts["local_sales"] = .number(Decimal128(sales))
        draft.facts["active_anchors"] = .number(Decimal128(12))
        return draft
    }

    /// A round of all clauses for 2023 that closes now.
    static func closing(_ clauses: [String] = [], deadlineMs: Int64 = nowMs) -> RoundClosing {
        var closing = RoundClosing()
        closing.round = "baotou-2022/2023/" + (clauses.first ?? "all")
        closing.programme = "baotou-2022"
        closing.clauses = clauses
        closing.period = "2023"
        closing.deadline = Moment(atMs: deadlineMs)
        closing.policy = SHA256.digest(of: []).description
        closing.offices = [office.code]
        closing.order = "o-3"
        return closing
    }

    static func outbox() throws -> Outbox {
        try Outbox(office, SQLiteLog(), OutboxIndex(.memory))
    }

    /// Everything in a partition, as text.
    static func records(_ log: any EventLog, _ partition: TopicPartition) throws -> [String] {
        let end = try log.ends(of: [partition])[partition]?.lastStable ?? 0
        let reader = try log.reader(for: .folding)
        defer { reader.close() }
        try reader.assign([partition: 0])
        var records: [String] = []
        while (reader.reached[partition] ?? 0) < end {
            records += try reader.poll(PollLimits()).map {
                String(decoding: $0.payload ?? .init(start: nil, count: 0), as: UTF8.self)
            }
        }
        return records
    }
}

/// Made-up codes with the right check character (GB 32100-2015).
enum USCCSample {
    private static let letters = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")

    static func code(_ number: Int) -> String {
        var places = [9, 1, 1, 5, 0, 2, 2, 3]
        var rest = number
        for _ in 0..<9 {
            places.append(rest % 31)
            rest /= 31
        }
        var weight = 1
        var sum = 0
        for place in places {
            sum += place * weight
            weight = weight * 3 % 31
        }
        places.append((31 - sum % 31) % 31)
        return String(places.map { letters[$0] })
    }
}

/// Runs the body on so many threads at once, each with its number.
func together(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) throws {
    let threads = (0..<count).map { number in Beside { try body(number) } }
    for thread in threads { try thread.wait() }
}
