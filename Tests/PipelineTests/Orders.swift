import Agent
import Awards
import Decimals
import Documents
import Log
import Messages
import TestSupport

@testable import Calculator
@testable import Verifier

/// What officers of the city order.
enum Orders {
    /// Baotou's policy, cut to the clauses that the worlds claim under: a task reads it each time that it folds.
    static let policy: [UInt8] = {
        let file = Repository.file("deploy/policies/\(World.programme).yaml")
        guard let bytes = try? Document.read(file) else { return [] }
        let text = String(decoding: bytes, as: UTF8.self)
        let parts = text.split(separator: "\n- clause: ").map(String.init)
        // The readings name clauses that are cut, and no clause names a reading.
        let head = parts[0].split(separator: "\nreadings:\n")[0]
            .replacing(
                /\n  clauses: \[.*\]/,
                with: "\n  clauses: [\(World.clauses.map { "\"\($0)\"" }.joined(separator: ", "))]")
        let clauses = parts.dropFirst().filter { part in
            World.clauses.contains { part.hasPrefix("\($0)\n") || part.hasPrefix("\"\($0)\"\n") }
        }
        let cut = head + "\nclauses:\n" + clauses.map { "- clause: \($0)\n" }.joined()
        let lines = cut.split(separator: "\n").filter { line in
            !line.contains("departments:") && line.first { $0 != " " } != "#"
        }
        return Array(lines.joined(separator: "\n").utf8)
    }()

    /// A policy, its guide, and the round.
    static let opening: [OutgoingRecord] = {
        var adopt = AdoptPolicyOrder()
        adopt.bytes = Base64Data(policy)
        var guide = SetGuideOrder()
        guide.programme = World.programme
        guide.year = 2023
        guide.facts = ["fx_usd_cny": .number(Decimal128(7)), "rate": .number(Decimal128(8))]
        var open = OpenRoundOrder()
        open.programme = World.programme
        open.period = World.period
        open.opens = Moment("2024-01-01T00:00:00+08:00") ?? Moment()
        open.deadline = Moment("2024-06-30T18:00:00+08:00") ?? Moment()
        return [
            order(.policyAdopt, id: "adopt", body: adopt), order(.guideSet, id: "guide", body: guide),
            order(.roundOpen, id: "open", body: open),
        ]
    }()

    /// The officer's answer to a review: the same whenever it is asked.
    static func answer(to review: ReviewRequested) -> OutgoingRecord {
        switch review.subject {
        case .facts:
            var body = ReviewAnswer()
            body.review = review.id
            for name in review.facts { body.facts[name] = attested[name] ?? .boolean(true) }
            return order(.reviewAnswer, id: "answer \(review.id)", applicant: review.of.applicant, body: body)
        case .amount:
            var body = DecideAmountOrder()
            body.review = review.id
            body.amount = .number(Decimal128(Int64(review.of.claim.utf8.count) * 1_000))
            // The review's id has the verification's number in it, which depends on what came when.
            let id = "decide \(review.of.claim) \(review.of.office) \(review.of.version)"
            return order(.decisionAnswer, id: id, applicant: review.of.applicant, body: body)
        }
    }

    private static let attested: Facts = [
        "area_m2": .number(Decimal128(1200)), "rooms": .number(Decimal128(6)),
        "active_anchors": .number(Decimal128(12)),
    ]

    static func order(
        _ kind: OrderKind, id: String, applicant: String? = nil, body: some Message
    ) -> OutgoingRecord {
        var order = OrderGiven()
        order.id = id
        order.stage = kind.stage.rawValue
        order.officer = "o-1502-01"
        order.reason = "示例"
        order.at = "2024-02-01T09:00:00+08:00"
        order.kind = kind.name
        order.applicant = applicant
        order.body = RawJSON(body)
        return World.record(order, "\(World.city).orders", key: order.id)
    }
}
