import Agent
import Awards
import Messages
import Policy

/// Holds on payments (暂停拨付): an officer places and lifts them, every office that pays reads them.
extension RoundDecider {
    func placeHold(_ state: State, _ order: OrderGiven) throws -> [Output] {
        let body = try PlaceHoldOrder(reading: order.body.bytes)
        try checkHold(state, body)
        for id in state.holds.keys {
            guard let known = state.holds[id]?.content, known.subject == body.subject, known.name == body.name else {
                continue
            }
            throw Refusal(zh: "\(body.name)已暂停（\(id)）。", en: "\(body.name) is held already, by \(id).")
        }
        var hold = HoldSet()
        hold.hold = "hold-\(order.id.prefix(12))"
        hold.subject = body.subject
        hold.name = body.name
        hold.reason = order.reason
        hold.holder = order.officer
        hold.at = Moment(order.at) ?? Moment()
        hold.order = order.id
        let answer = inbox.accept(
            order, zh: "\(body.name)暂停拨付（\(hold.hold)）。", en: "Nothing of \(body.name) is paid: \(hold.hold).")
        return [.held(hold), .answer(answer)]
    }

    private func checkHold(_ state: State, _ body: PlaceHoldOrder) throws {
        switch body.subject {
        case .round: _ = try life(state, body.name)
        case .clause:
            let parts = body.name.split(separator: "/", maxSplits: 1).map(String.init)
            guard parts.count == 2, let digest = state.policies[parts[0]],
                try rulebooks.rulebook(
                    digest: digest, name: parts[0], bytes: { Array((state.files[digest] ?? "").utf8) }
                ).programme.clause(parts[1]) != nil
            else {
                throw Refusal(
                    zh: "没有条款\(body.name)，应如baotou-2022/7-1。",
                    en: "There is no clause \(body.name); say it as baotou-2022/7-1.")
            }
        case .enterprise:
            if case .failure(let error) = Result(catching: { () throws(USCCError) in try USCC(body.name) }) {
                throw Refusal(zh: "\(body.name)不是统一社会信用代码。", en: "\(body.name): \(error)")
            }
        }
    }

    func liftHold(_ state: State, _ order: OrderGiven) throws -> [Output] {
        let body = try LiftHoldOrder(reading: order.body.bytes)
        guard let hold = state.holds[body.hold]?.content else {
            throw Refusal(zh: "没有暂停\(body.hold)。", en: "There is no hold \(body.hold).")
        }
        var lifted = HoldLifted()
        lifted.hold = body.hold
        lifted.reason = order.reason
        lifted.holder = order.officer
        lifted.at = Moment(order.at) ?? Moment()
        lifted.order = order.id
        let answer = inbox.accept(
            order, zh: "\(hold.name)恢复拨付。", en: "\(hold.name) may be paid again, as far as \(body.hold) goes.")
        return [.lifted(lifted), .answer(answer)]
    }
}

/// The body of `hold.place`.
struct PlaceHoldOrder: Message {
    var subject = HoldSet.Subject.enterprise
    var name = ""

    init() {}

    static let type = "hold.place"
    static let summary = Text(zh: "请暂停拨付", en: "Asks to hold payments.")
    static let fields: FieldList<PlaceHoldOrder> = [
        Field("subject", \.subject, zh: "暂停对象种类", en: "what kind of thing it covers"),
        Field("name", \.name, zh: "申报主体、条款或批次", en: "the applicant, clause or round", format: .filled),
    ]
}

/// The body of `hold.lift`.
struct LiftHoldOrder: Message {
    var hold = ""

    init() {}

    static let type = "hold.lift"
    static let summary = Text(zh: "请恢复拨付", en: "Asks to lift a hold.")
    static let fields: FieldList<LiftHoldOrder> = [
        Field("hold", \.hold, zh: "暂停编号", en: "the hold's id", format: .filled)
    ]
}
