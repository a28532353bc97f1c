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

    // MARK: The round's end

    private static let morrow = "2024-07-01T09:00:00+08:00"

    /// The round is closed, and once more by somebody who is told that it is.
    static let closing: [OutgoingRecord] = {
        var close = CloseRoundOrder()
        close.round = World.round
        close.asOf = World.day
        close.registers = [RegisterDay("awards", World.day), RegisterDay("inspection", World.day)]
        return ["close", "close again"].map { order(.roundClose, id: $0, body: close, at: morrow) }
    }()

    /// Another policy and another guide.
    static let laterTerms: [OutgoingRecord] = {
        var adopt = AdoptPolicyOrder()
        let text = String(decoding: policy, as: UTF8.self).replacing("value: 200000,", with: "value: 150000,")
        adopt.bytes = Base64Data(Array(text.utf8))
        var guide = SetGuideOrder()
        guide.programme = World.programme
        guide.year = 2023
        guide.facts = ["fx_usd_cny": .number(Decimal128(6)), "rate": .number(Decimal128(5))]
        return [
            order(.guideSet, id: "later guide", body: guide), order(.policyAdopt, id: "later policy", body: adopt),
        ]
    }()

    /// Nobody waits for what blocks the round any longer.
    static func waivers(_ blocked: RoundBlocked?) -> [OutgoingRecord] {
        (blocked?.blockers ?? []).compactMap { blocker in
            var waive = WaiveOrder()
            waive.round = World.round
            waive.name = blocker.name
            switch blocker.kind {
            case .waits: waive.subject = .claim
            case .silent: waive.subject = .office
            case .register: waive.subject = .register
            case .letter: waive.subject = .letter
            case .count, .facts: return nil
            }
            let id = "waive \(waive.subject.rawValue) \(waive.name)"
            return order(.roundWaive, id: id, body: waive, at: morrow)
        }
    }

    static let publish: OutgoingRecord = {
        var publish = PublishOrder()
        publish.round = World.round
        publish.workingDays = 3
        return order(.roundPublish, id: "publish", body: publish, at: morrow)
    }()

    /// With a day that begins the round looks again at what blocks it.
    static let holiday: OutgoingRecord = {
        var day = DayBegan()
        day.date = "2024-07-01"
        day.working = false
        return World.record(day, "\(World.city).days", key: day.date)
    }()

    /// A week, of which five days are working days.
    static let days: [OutgoingRecord] = (2...8).map { number in
        var day = DayBegan()
        day.date = "2024-07-0\(number)"
        day.working = number != 6 && number != 7
        return World.record(day, "\(World.city).days", key: day.date)
    }

    static func confirm(_ digest: String) -> OutgoingRecord {
        var confirm = ConfirmOrder()
        confirm.round = World.round
        confirm.digest = digest
        return order(.roundConfirm, id: "confirm", body: confirm, at: "2024-07-09T09:00:00+08:00", by: "o-1502-09")
    }

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
        _ kind: OrderKind, id: String, applicant: String? = nil, body: some Message,
        at: String = "2024-02-01T09:00:00+08:00", by officer: String = "o-1502-01"
    ) -> OutgoingRecord {
        var order = OrderGiven()
        order.id = id
        order.stage = kind.stage.rawValue
        order.officer = officer
        order.reason = "示例"
        order.at = at
        order.kind = kind.name
        order.applicant = applicant
        order.body = RawJSON(body)
        return World.record(order, "\(World.city).orders", key: order.id)
    }
}
