import Agent
import Awards
import Decimals
import Documents
import Messages
import Policy
import Seals

/// Policies, guides, and the opening of rounds.
extension RoundDecider {
    // MARK: Policies

    func adopt(_ state: RoundState, _ order: OrderGiven) throws -> [Output] {
        let file = try AdoptPolicyOrder(reading: order.body.bytes).bytes.bytes
        let (bytes, rules) = try bundled(state, file)
        let digest = Self.digest(bytes)
        let rulebook: Rulebook
        do {
            rulebook = try rulebooks.rulebook(digest: digest, name: "policy") { bytes }
        } catch {
            throw Refusal(zh: "政策文件有误：\(error)", en: "The policy's file is wrong: \(error)")
        }
        let programme = rulebook.programme
        if let error = PolicyCheck([rulebook]).errors.first {
            throw Refusal(zh: "政策文件未通过检查：\(error)", en: "The policy's file does not pass its check: \(error)")
        }
        guard programme.state == .inForce else {
            throw Refusal(
                zh: "\(programme.id)仍是征求意见稿，只能模拟。", en: "\(programme.id) is a draft: it can be simulated only.")
        }
        guard programme.tiers.decides == office.tier else {
            let needed = programme.tiers.decides.rawValue
            throw Refusal(
                zh: "\(programme.id)由\(needed)一级决定，不由本机关采用。",
                en: "\(programme.id) is decided at the tier \(needed), not by this office.")
        }
        if state.policies[programme.id] == digest {
            return [.answer(inbox.accept(order, zh: "该文件已采用。", en: "This file is in force already."))]
        }
        var adopted = PolicyAdopted()
        adopted.programme = programme.id
        adopted.digest = digest
        adopted.bytes = Base64Data(bytes)
        adopted.order = order.id
        let whose = rules.map { Text(zh: "\($0.issuer.zh)实施细则：", en: "With the rules of \($0.issuer.en): ") } ?? Text()
        let answer = inbox.accept(
            order, zh: "已采用\(whose.zh)\(programme.title.zh)（\(digest.prefix(19))）。",
            en: "\(whose.en)\(programme.title.en) is adopted (\(digest.prefix(19))).")
        return [.adopted(adopted), .answer(answer)]
    }

    /// What a file makes of the policy in force: a policy takes the rules of divisions with it, a division's rules take
    /// the place of those that it had.
    private func bundled(_ state: RoundState, _ file: [UInt8]) throws -> (bytes: [UInt8], rules: Overlay?) {
        func inForce(_ programme: String) -> [UInt8]? {
            state.policies[programme].flatMap { state.files[$0] }.map { Array($0.utf8) }
        }
        do {
            guard let rules = try PolicyBundle.rules(in: file, file: "policy") else {
                let programme = try Programme.load(file, file: "policy").id
                let known = try inForce(programme).map { try Programme.load($0, file: programme).rules } ?? []
                return (PolicyBundle.bytes(file, with: known), nil)
            }
            guard let policy = inForce(rules.programme) else {
                throw Refusal(
                    zh: "尚未采用政策\(rules.programme)。", en: "The programme \(rules.programme) is not adopted yet.")
            }
            guard offices.office(at: office.tier, for: rules.division)?.division == office.division else {
                throw Refusal(
                    zh: "\(rules.division)不属于本机关。", en: "\(rules.division) is no division below this office.")
            }
            let others = try Programme.load(policy, file: rules.programme).rules.filter {
                $0.division != rules.division
            }
            return (PolicyBundle.bytes(policy, with: others + [rules]), rules)
        } catch let errors as DocumentErrors {
            throw Refusal(zh: "政策文件有误：\(errors)", en: "The policy's file is wrong: \(errors)")
        }
    }

    func rulebook(_ state: RoundState, _ programme: String) throws -> (Rulebook, digest: String) {
        guard let digest = state.policies[programme], let file = state.files[digest] else {
            throw Refusal(zh: "尚未采用政策\(programme)。", en: "The programme \(programme) is not adopted yet.")
        }
        return (try rulebooks.rulebook(digest: digest, name: programme) { Array(file.utf8) }, digest)
    }

    // MARK: Guides and rounds

    func setGuide(_ state: RoundState, _ order: OrderGiven) throws -> [Output] {
        let body = try SetGuideOrder(reading: order.body.bytes)
        let (rulebook, _) = try rulebook(state, body.programme)
        for entry in body.facts.entries { try check(entry.name, entry.value, rulebook) }
        for clause in body.closedClauses where rulebook.programme.clause(clause) == nil {
            throw Refusal(zh: "\(body.programme)没有条款\(clause)。", en: "\(body.programme) has no clause \(clause).")
        }
        if let coefficient = body.coefficient {
            guard coefficient > .zero, coefficient <= Decimal128(1) else {
                throw Refusal(zh: "预算系数须大于0且不超过1。", en: "A budget coefficient is above 0 and at most 1.")
            }
        }
        var guide = GuideSet()
        guide.programme = body.programme
        guide.year = body.year
        guide.facts = body.facts.sorted()
        guide.closedClauses = body.closedClauses
        guide.coefficient = body.coefficient
        guide.digest = Self.digest(body.bytes)
        guide.order = order.id
        let answer = inbox.accept(
            order, zh: "已确定\(body.programme)\(body.year)年度申报指南。",
            en: "The guide of \(body.programme) for \(body.year) is set.")
        return [.guide(guide), .answer(answer)]
    }

    /// A guide's fact is one that a clause takes from the guide, within the law's bound.
    private func check(_ name: String, _ value: Fact, _ rulebook: Rulebook) throws {
        let clauses = rulebook.programme.clauses.filter { $0.fact(name)?.source == "guide" }
        guard !clauses.isEmpty else {
            throw Refusal(zh: "没有条款由指南确定\(name)。", en: "No clause takes \(name) from the guide.")
        }
        for clause in clauses {
            do {
                _ = try rulebook.rule(clause.id)?.slots(of: [name: value])
            } catch {
                throw Refusal(zh: "条款\(clause.id)：\(error)", en: "Clause \(clause.id): \(error)")
            }
        }
    }

    func open(_ state: RoundState, _ order: OrderGiven) throws -> [Output] {
        let body = try OpenRoundOrder(reading: order.body.bytes)
        let (rulebook, digest) = try rulebook(state, body.programme)
        for clause in body.clauses where rulebook.programme.clause(clause) == nil {
            throw Refusal(zh: "\(body.programme)没有条款\(clause)。", en: "\(body.programme) has no clause \(clause).")
        }
        guard body.opens < body.deadline else {
            throw Refusal(zh: "截止时间须晚于开始时间。", en: "The deadline must lie behind the opening.")
        }
        var opened = RoundOpened()
        opened.round = try name(of: body, state)
        opened.programme = body.programme
        opened.clauses = body.clauses
        opened.period = body.period
        opened.opens = body.opens
        opened.deadline = body.deadline
        opened.policy = digest
        opened.guide = state.guides["\(body.programme)/\(body.period)"]
        opened.order = order.id
        let answer = inbox.accept(
            order, zh: "批次\(opened.round)开始受理，截止\(body.deadline)。",
            en: "The round \(opened.round) is open until \(body.deadline).")
        return [.opened(opened), .answer(answer)]
    }

    /// A window behind others of the same clauses and period has a number.
    private func name(of body: OpenRoundOrder, _ state: RoundState) throws -> String {
        let clauses = body.clauses.isEmpty ? "all" : body.clauses.joined(separator: "+")
        let first = "\(body.programme)/\(body.period)/\(clauses)"
        var name = first
        var number = 1
        while let round = state.rounds[name] {
            guard round.phase != .open else {
                throw Refusal(zh: "批次\(name)已经开始。", en: "The round \(name) is open already.")
            }
            guard body.opens >= round.opened.deadline else {
                throw Refusal(
                    zh: "批次\(name)受理至\(round.opened.deadline)，新批次须在其后开始。",
                    en: "The round \(name) took claims in until \(round.opened.deadline); open this one behind it.")
            }
            number += 1
            name = "\(first)/\(number)"
        }
        return name
    }

    static func digest(_ bytes: [UInt8]) -> String { "\(SHA256.digest(of: bytes))" }
}
