import Awards
import Decimals
import Feel
import Messages
import Policy

/// A claim with all that its decision rests on: the facts and where they come from, the sentence of the policy, each
/// condition, each step of the amount, what the round changed, and what was corrected since.
struct ClaimPage {
    private let facts: YearFacts
    private let claim: YearTally.Claim
    private let clause: Clause?

    init(_ facts: YearFacts, _ claim: YearTally.Claim) {
        self.facts = facts
        self.claim = claim
        clause = facts.clause(YearFacts.ClauseKey(claim.of))
    }

    var page: HTMLPage {
        let of = claim.of
        var page = HTMLPage(
            Text(
                zh: "\(facts.firm(of))：\(clause?.title.zh ?? of.clause)",
                en: "Clause \(of.clause): \(clause?.title.en ?? "")"))
        let office = facts.counties.first { $0.division.code == of.office }?.name
        page.table(
            [Text(zh: "申报", en: "claim"), Text(zh: "受理机关", en: "office"), Text(zh: "收件", en: "received")],
            [
                [
                    .plain("\(of.claim)（\(of.version)）"),
                    .text(Text(zh: office?.zh ?? of.office, en: office?.en ?? "")),
                    .plain(CivilDate(inShanghaiAtMilliseconds: of.received.milliseconds)?.description ?? ""),
                ]
            ])
        addOutcome(to: &page)
        addFacts(to: &page)
        addExplanation(to: &page)
        addRound(to: &page)
        let letters = facts.letters(about: of)
        if !letters.isEmpty {
            page.heading(Text(zh: "就此发出的文书", en: "Letters about it"))
            page.list(letters.map { .link(to: $0) })
        }
        return page
    }

    private func addOutcome(to page: inout HTMLPage) {
        switch claim.standing {
        case .awarded(let fen):
            page.paragraph(Text(zh: "奖补\(yuan(fen))元。", en: "The award is \(yuan(fen)) yuan."))
        case .refused(let reasons):
            for reason in reasons {
                let words = facts.words(ofReason: reason, clause)
                page.paragraph(Text(zh: "退回：\(words.zh)。", en: "Refused: \(words.en)."))
            }
        case .toRound, .asked, .waits, .withdrawn, .underway: break
        }
    }

    // MARK: Facts

    private func addFacts(to page: inout HTMLPage) {
        let verified = claim.assessed?.facts ?? [:]
        guard !verified.isEmpty else { return }
        page.heading(Text(zh: "核定的事实", en: "The facts as verified"))
        page.table(
            [
                Text(zh: "事实", en: "fact"), Text(zh: "核定值", en: "verified"), Text(zh: "来源", en: "where it comes from"),
                Text(zh: "申报值", en: "declared"),
            ],
            verified.entries.map { entry in
                let text = clause?.fact(entry.name)?.text
                let provenance = claim.provenance.first { $0.fact == entry.name }
                return [
                    .text(Text(zh: text?.zh ?? entry.name, en: text?.en ?? entry.name)),
                    .number(value(entry.name, entry.value)),
                    .text(provenance.map(source) ?? Text()), .number(provenance?.declared ?? ""),
                ]
            })
    }

    private func value(_ name: String, _ value: Fact) -> String {
        guard case .number(let unit?)? = clause?.fact(name)?.type, case .number = value else {
            return Self.text(value)
        }
        return "\(Self.text(value)) \(unit)"
    }

    private static func text(_ fact: Fact) -> String {
        switch fact {
        case .number(let number): "\(number)"
        case .text(let text): text
        case .boolean(let isSo): isSo ? "是 yes" : "否 no"
        case .list(let values): values.map(text).joined(separator: "、")
        case .record(let facts): facts.entries.map { "\($0.name) \(text($0.value))" }.joined(separator: ", ")
        case .null: "—"
        }
    }

    private func source(_ provenance: Provenance) -> Text {
        let name = provenance.source ?? ""
        let register = YearFacts.registers[name] ?? Text(zh: name, en: name)
        let day = provenance.asOf.map { " \($0)" } ?? ""
        return switch provenance.standing {
        case .declared: Text(zh: "申报主体自报", en: "as declared")
        case .attested: Text(zh: register.zh + day, en: register.en + day)
        case .reviewed: Text(zh: "经办人核查", en: "an officer's review")
        }
    }

    // MARK: Explanation

    private func addExplanation(to page: inout HTMLPage) {
        guard let rulebook = facts.rulebooks[claim.of.programme]?.rulebook(at: claim.of.office),
            var known = claim.assessed?.facts
        else { return }
        if let day = CivilDate(inShanghaiAtMilliseconds: claim.of.received.milliseconds) {
            known["applied_on"] = .text(day.description)
        }
        func words(_ language: Language) -> String? {
            (try? rulebook.explanation(of: claim.of.clause, known, in: language)) ?? nil
        }
        guard let zh = words(.zh), let en = words(.en) else { return }
        page.heading(Text(zh: "条款如何适用", en: "How the clause applies"))
        page.verbatim(Text(zh: zh, en: en))
    }

    // MARK: Round

    private func addRound(to page: inout HTMLPage) {
        guard let proposal = claim.proposal else { return }
        page.heading(Text(zh: "批次\(proposal.round)的决定", en: "What the round \(proposal.round) decided"))
        page.table(Self.stepHeads, proposal.steps.map(row))
        addShares(proposal.shares, to: &page)
        guard let corrected = claim.corrected else { return }
        page.heading(Text(zh: "决定生效后的更正：原决定不改，差额另计", en: "Corrected since: nothing is edited, the difference counts"))
        let difference = yuan(abs(corrected.deltaFen))
        let change = "\(yuan(corrected.beforeFen)) → \(yuan(corrected.afterFen))"
        let isLess = corrected.deltaFen < 0
        page.paragraph(
            Text(
                zh: "\(corrected.reason)：\(change)，\(isLess ? "追回" : "补发")\(difference)元。",
                en: "\(change): \(difference) yuan are \(isLess ? "recovered" : "paid further")."))
        page.table(
            [Text(zh: "更正的事实", en: "corrected fact"), Text(zh: "更正后", en: "from now on")],
            corrected.facts.entries.map { entry in
                let text = clause?.fact(entry.name)?.text
                return [
                    .text(Text(zh: text?.zh ?? entry.name, en: text?.en ?? entry.name)),
                    .number(value(entry.name, entry.value)),
                ]
            })
        page.table(Self.stepHeads, corrected.steps.map(row))
        addShares(corrected.shares, to: &page)
    }

    private static let stepHeads = [
        Text(zh: "环节", en: "step"), Text(zh: "之前（元）", en: "before, in yuan"), Text(zh: "之后（元）", en: "after, in yuan"),
    ]

    private func row(_ step: AwardStep) -> [HTMLPage.Cell] {
        [
            .text(step.words ?? Text(zh: step.stage, en: step.stage)), .number("\(step.before)"),
            .number("\(step.after)"),
        ]
    }

    private func addShares(_ shares: ShareAmounts?, to page: inout HTMLPage) {
        guard let shares else { return }
        let parts: [(Text, Int64?)] = [
            (Text(zh: "旗县区承担", en: "borne by the banner"), shares.county),
            (Text(zh: "市承担", en: "borne by the city"), shares.city),
            (Text(zh: "自治区承担", en: "borne by the region"), shares.region),
            (Text(zh: "市级年终返还", en: "returned by the city at the year's end"), shares.returned),
        ]
        page.table(
            [Text(zh: "分担", en: "who bears it"), Text(zh: "元", en: "yuan")],
            parts.compactMap { text, fen in fen.map { [.text(text), .number(yuan($0))] } })
    }
}

extension YearFacts {
    /// Of all awards that with the longest story: one that was corrected since, else one that had waited.
    var exampleOfAward: YearTally.Claim? {
        let awarded = claims.filter { claim in
            guard case .awarded = claim.standing else { return false }
            return claim.first == nil && claim.assessed?.outcome == .award
        }
        return awarded.min { left, right in
            (left.corrected == nil ? 1 : 0, left.hadWaited ? 0 : 1, left.of.claim)
                < (right.corrected == nil ? 1 : 0, right.hadWaited ? 0 : 1, right.of.claim)
        }
    }

    /// A refusal by its clause, of the clause that looks at the most facts, for its most frequent reason.
    var exampleOfRefusal: YearTally.Claim? {
        let refused = claims.compactMap { claim -> (claim: YearTally.Claim, facts: Int, reason: String)? in
            guard case .refused(let reasons) = claim.standing, claim.first == nil, let assessed = claim.assessed,
                assessed.outcome == .reject, let reason = reasons.first
            else { return nil }
            return (claim, clause(ClauseKey(claim.of))?.facts.count ?? 0, reason)
        }
        var counts: [String: Int] = [:]
        for one in refused { counts[one.reason, default: 0] += 1 }
        return refused.min { left, right in
            (right.facts, counts[right.reason] ?? 0, left.claim.of.claim)
                < (left.facts, counts[left.reason] ?? 0, right.claim.of.claim)
        }?.claim
    }
}
