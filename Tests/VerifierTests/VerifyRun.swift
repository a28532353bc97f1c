import Agent
import Awards
import Decimals
import Documents
import Log
import Messages
import Policy
import Seals
import TestSupport

@testable import Verifier

/// A verify task without a log: inputs go in, outputs come out, the state follows as in the loop.
final class VerifyRun {
    let decider: VerifyDecider
    var state = VerifyState(StateStore())
    private(set) var outputs: [VerifyDecider.Output] = []
    private(set) var plans = 0

    init(most: Int = 4_000) throws {
        decider = try VerifyDecider(
            try Sample.task("150200.verify.0"), try Sample.offices(), most: most, rulebooks: Sample.rulebooks)
    }

    /// Gives an input, and answers what followed from it.
    @discardableResult
    func tell(_ input: VerifyDecider.Input) throws -> [VerifyDecider.Output] {
        switch input {
        case .row, .imported, .counts, .counted, .policy, .round, .closing, .waived, .closed:
            decider.evolve(&state, .row(input))
        case .claim, .withdrawn, .intake, .order: break
        }
        let decision = try decider.decide(state, input)
        for output in decision.outputs { decider.evolve(&state, .output(output)) }
        let made = decision.outputs + (try decision.plan.map(carryOut) ?? [])
        outputs += made
        return made
    }

    /// The outputs of a plan, which is in force when the last is there.
    private func carryOut(_ plan: Plan) throws -> [VerifyDecider.Output] {
        plans += 1
        var made: [VerifyDecider.Output] = []
        var cursor: String? = plan.cursor
        var last = plan
        while let place = cursor {
            last = Plan(id: plan.id, subject: plan.subject, targets: plan.targets, cursor: place)
            let step = try decider.proceed(state, with: last)
            made += step.outputs
            cursor = step.cursor
        }
        decider.evolve(&state, .finished(last))
        return made
    }

    func tell(_ inputs: [VerifyDecider.Input]) throws { for input in inputs { try tell(input) } }

    /// What was last said of each version, review, finding, and so on: not how it came to that.
    var final: [String: String] {
        var final: [String: String] = [:]
        for output in outputs {
            switch output {
            case .verified(var verified):
                verified.number = 0
                verified.lodged = nil
                final["version \(place(verified.of))"] = String(decoding: verified.bytes, as: UTF8.self)
            case .refused(var refused):
                refused.number = 0
                refused.lodged = nil
                final["version \(place(refused.of))"] = String(decoding: refused.bytes, as: UTF8.self)
            case .waiting(let waiting): final["version \(place(ClaimVersion(of: waiting.claim)))"] = "open"
            case .review(let review): final["version \(place(review.of))"] = "open"
            case .attested(let attested): final["review \(attested.review)"] = "attested"
            case .withdrawn(let withdrawn): final["withdrawn \(place(withdrawn.of))"] = "withdrawn"
            case .finding(let finding):
                final["finding \(finding.claim) \(finding.office)"] = String(decoding: finding.bytes, as: UTF8.self)
            case .complete(let complete):
                let subject = complete.office ?? complete.register?.kind ?? "?"
                final["marker \(complete.round) \(subject)"] = "passed"
            case .resolved(let resolved): final["letter \(resolved.letter)"] = "resolved"
            case .answer(let answer): final["answer \(answer.order)"] = "\(answer.accepted)"
            }
        }
        return final
    }

    private func place(_ of: ClaimVersion) -> String { "\(of.claim) \(of.office) \(of.version)" }
}

/// Claims and rows of made-up firms under Baotou's programme.
enum Sample {
    static let firm = "91150204MA0QTEXT0X"
    static let other = "91150202MA0QTEXT1X"
    static let government = "11150223MA0QTEXT0X"

    /// Of all tests, for compiling a policy takes a while.
    static let rulebooks = Rulebooks()

    static func offices() throws -> Offices { try Offices.load(path: Repository.file("deploy/offices.yaml")) }

    static func task(_ name: String) throws -> TaskName {
        guard let task = TaskName(name) else { throw Missing(what: name) }
        return task
    }

    struct Missing: Error {
        let what: String
    }

    static func policy(_ programme: String = "baotou-2022") throws -> PolicyAdopted {
        let bytes = try Document.read(Repository.file("deploy/policies/\(programme).yaml"))
        var adopted = PolicyAdopted()
        adopted.programme = programme
        adopted.digest = SHA256.digest(of: bytes).description
        adopted.bytes = Base64Data(bytes)
        adopted.order = "o"
        return adopted
    }

    static func number(_ value: Int64) -> Fact { .number(Decimal128(value)) }

    static let liveFacts: Facts = [
        "area_m2": number(1200), "rooms": number(6), "active_anchors": number(12), "local_sales": number(30_000_000),
        "established_on": .text("2021-01-15"), "registered_in": .text("包头"),
    ]

    static func claim(
        _ id: String = "c-1", clause: String = "7-1", version: Int64 = 1, office: String = "150204",
        applicant: String = firm, period: String = "2022", object: String? = nil, facts: Facts = liveFacts,
        received: String = "2023-03-01T09:00:00+08:00", lodged: String? = nil, programme: String = "baotou-2022"
    ) -> ClaimSubmitted {
        var claim = ClaimSubmitted()
        claim.id = id
        claim.version = version
        claim.office = office
        claim.programme = programme
        claim.clause = clause
        claim.period = period
        claim.applicant = applicant
        claim.applicantName = "示例"
        claim.object = object
        claim.facts = facts
        claim.received = Moment(received) ?? Moment()
        claim.lodged = Moment(lodged ?? received) ?? Moment()
        var contact = Contact()
        contact.name = "张三"
        claim.contact = contact
        return claim
    }

    static func row(
        _ kind: RegisterKind, _ facts: Facts, applicant: String = firm, key: String = "", asOf: String = "2023-01-31"
    ) -> VerifyDecider.Input {
        var row = RegisterRow()
        row.kind = kind.rawValue
        row.applicant = applicant
        row.key = key
        row.facts = facts
        row.asOf = asOf
        row.source = "示例局"
        row.importer = "o-1502-02"
        return .row(kind, row)
    }

    static func imported(
        _ kind: RegisterKind, asOf: String = "2023-01-31", isComplete: Bool = true
    ) -> VerifyDecider.Input {
        var imported = RegisterImported()
        imported.kind = kind.rawValue
        imported.asOf = asOf
        imported.digest = "sha256:" + String(repeating: "0", count: 64)
        imported.isComplete = isComplete ? true : nil
        return .imported(kind, imported)
    }

    static func opened(
        _ round: String = "r", clauses: [String] = [], deadline: String = "2023-06-30T18:00:00+08:00",
        policy: String? = nil
    ) throws -> VerifyDecider.Input {
        var opened = RoundOpened()
        opened.round = round
        opened.order = "o"
        opened.programme = "baotou-2022"
        opened.clauses = clauses
        opened.period = "2022"
        opened.deadline = Moment(deadline) ?? Moment()
        opened.policy = try policy ?? Self.policy().digest
        return .round(opened)
    }

    static func closing(
        _ round: String = "r", clauses: [String] = [], deadline: String = "2023-06-30T18:00:00+08:00",
        registers: [RegisterKind: String] = [:], policy: String? = nil
    ) throws -> VerifyDecider.Input {
        var closing = RoundClosing()
        closing.round = round
        closing.order = "o"
        closing.programme = "baotou-2022"
        closing.clauses = clauses
        closing.period = "2022"
        closing.deadline = Moment(deadline) ?? Moment()
        closing.policy = try policy ?? Self.policy().digest
        closing.registers = registers.map { RegisterDay($0.key.rawValue, $0.value) }.sorted { $0.kind < $1.kind }
        return .closing(closing)
    }

    static func intake(_ office: String = "150204", round: String = "r", versions: Int64 = 1) -> VerifyDecider.Input {
        var marker = IntakeComplete()
        marker.round = round
        marker.office = office
        marker.versions = versions
        marker.digest = "sha256:" + String(repeating: "0", count: 64)
        return .intake(marker)
    }

    static func waived(_ register: String, round: String = "r") -> VerifyDecider.Input {
        var waived = RoundWaived()
        waived.round = round
        waived.subject = .register
        waived.name = register
        waived.reason = "不再等待"
        waived.order = "o"
        return .waived(waived)
    }

    static func sales(_ amount: Int64, _ day: String, applicant: String = firm) -> VerifyDecider.Input {
        row(.tax, ["local_sales": number(amount)], applicant: applicant, key: "2022", asOf: day)
    }

    static func registration(_ applicant: String = firm, status: String = "存续") -> VerifyDecider.Input {
        row(
            .registration,
            ["status": .text(status), "registered_in": .text("包头"), "established_on": .text("2021-01-15")],
            applicant: applicant)
    }

    static func tax(_ applicant: String = firm, sales: Int64 = 30_000_000) -> VerifyDecider.Input {
        row(.tax, ["local_sales": number(sales)], applicant: applicant, key: "2022")
    }

    static func inspection(_ applicant: String = firm, rooms: Int64 = 6) -> VerifyDecider.Input {
        row(
            .inspection, ["area_m2": number(1200), "rooms": number(rooms), "active_anchors": number(12)],
            applicant: applicant)
    }

    static func order(
        _ review: String, _ facts: Facts, id: String = "order-1", kind: String = "review.answer"
    ) -> VerifyDecider.Input {
        var body = ReviewAnswer()
        body.review = review
        body.facts = facts
        var order = OrderGiven()
        order.id = id
        order.stage = "verify"
        order.officer = "o-1502-01"
        order.reason = "看过现场"
        order.at = "2023-04-01T09:00:00+08:00"
        order.kind = kind
        order.applicant = firm
        order.body = RawJSON(body)
        return .order(order)
    }
}
