import Agent
import Awards
import Decimals
import Documents
import Feel
import Messages
import Policy

/// Figures toward the targets of policies, as an office reports them (`kpi.report`): checked against the policy that is
/// in force, and kept; a later one of the same year corrects it. Pure, as the settler that answers.
struct FigureBook: Sendable {
    let office: Office
    let inbox: OrderInbox
    let rulebooks: Rulebooks

    /// The figure that follows, unless it stands already, and the answer.
    func answer(_ state: SettleState, _ order: OrderGiven) throws -> [SettleDecider.Output] {
        let body = try FigureOrder(reading: order.body.bytes)
        let rulebook = try rulebook(state, body.programme)
        let target = try target(body, in: rulebook.programme)
        try check(body, target, rulebook)
        let place = Self.place(body.programme, body.clause, target.fact.name, body.year)
        let before = state.figures[place]?.content.value
        let name = "\(body.programme)/\(body.clause) \(target.fact.name) \(body.year)"
        if before == body.value {
            return [.answer(inbox.accept(order, zh: "\(name)：此前已报送。", en: "\(name) was reported so before."))]
        }
        var figure = FigureReported()
        figure.office = office.division.code
        figure.programme = body.programme
        figure.clause = body.clause
        figure.fact = target.fact.name
        figure.year = body.year
        figure.value = body.value
        figure.unit = "\(target.unit)"
        figure.before = before
        figure.reporter = order.officer
        figure.reason = order.reason
        figure.at = Moment(order.at) ?? Moment()
        figure.order = order.id
        let answer = inbox.accept(
            order, zh: "\(name)：\(target.fact.text.zh)\(body.value)。",
            en: "\(name): \(body.value) \(target.unit), \(target.fact.text.en).")
        return [.figure(figure), .answer(answer)]
    }

    static func evolve(_ state: inout SettleState, _ figure: FigureReported) {
        state.figures[place(figure.programme, figure.clause, figure.fact, figure.year)] = Recorded(figure)
    }

    static func write(_ figure: FigureReported, to buffer: OutputBuffer, _ topic: String) throws {
        try buffer.append(figure, id: "\(figure.order).figure", key: figure.order, to: topic)
    }

    private static func place(_ programme: String, _ clause: String, _ fact: String, _ year: Int64) -> String {
        "\(programme)/\(clause)/\(fact)/\(year)"
    }

    private func rulebook(_ state: SettleState, _ programme: String) throws -> Rulebook {
        guard let digest = state.year.policies[programme], let file = state.policies[digest] else {
            throw SettleRefusal(zh: "尚未采用政策\(programme)。", en: "The programme \(programme) is not adopted.")
        }
        return try rulebooks.rulebook(digest: digest, name: programme) { Array(file.utf8) }
    }

    private func target(_ body: FigureOrder, in programme: Programme) throws -> Target {
        guard let clause = programme.clause(body.clause) else {
            let hint = Spelling.hint(for: body.clause, among: programme.clauses.map(\.id))
            throw SettleRefusal(
                zh: "\(programme.id)没有条款\(body.clause)。", en: "\(programme.id) has no clause \(body.clause)\(hint).")
        }
        let targets = clause.targets
        guard !targets.isEmpty else {
            var known: [String] = []
            for target in programme.targets where !known.contains(target.clause.id) { known.append(target.clause.id) }
            throw SettleRefusal(
                zh: "条款\(clause.id)没有目标指标；有目标的条款：\(known.joined(separator: "、"))。",
                en: "Clause \(clause.id) sets no target; these do: \(known.joined(separator: ", ")).")
        }
        if let fact = body.fact {
            if let target = targets.first(where: { $0.fact.name == fact }) { return target }
        } else if targets.count == 1 {
            return targets[0]
        }
        let names = targets.map(\.fact.name)
        throw SettleRefusal(
            zh: "条款\(clause.id)的指标是\(names.joined(separator: "、"))，\(body.fact.map { "没有\($0)" } ?? "请写明哪一项")。",
            en: "Clause \(clause.id) counts \(names.joined(separator: ", "))"
                + (body.fact.map { ", not \($0)." } ?? "; say which."))
    }

    private func check(_ body: FigureOrder, _ target: Target, _ rulebook: Rulebook) throws {
        let fact = target.fact
        guard let unit = try? Unit(body.unit), unit == target.unit else {
            throw SettleRefusal(
                zh: "\(fact.name)以\(target.unit)计，不是\(body.unit)。",
                en: "\(fact.name) is counted in \(target.unit), not in \(body.unit).")
        }
        guard rulebook.programme.runs(in: body.year) else {
            let validity = rulebook.programme.validity
            let span = [validity.from, validity.to].map { $0.map { "\($0)" } ?? "…" }.joined(separator: " – ")
            throw SettleRefusal(
                zh: "\(body.year)年不在\(body.programme)的有效期（\(span)）内。",
                en: "\(body.programme) does not run in \(body.year): it is valid \(span).")
        }
        do {
            _ = try rulebook.rule(target.clause.id)?.slots(of: [fact.name: .number(body.value)])
        } catch {
            throw SettleRefusal(zh: "数值有误：\(error)。", en: "The figure cannot be: \(error).")
        }
    }
}
