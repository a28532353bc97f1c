import Agent
import Awards
import Log
import Messages
import Policy
import Seals

/// From the order to close to proposals that are complete.
extension RoundDecider {
    /// How many blockers a record names.
    private static let mostNamed = 500

    func life(_ state: State, _ round: String) throws -> RoundLife {
        guard let life = state.rounds[round] else {
            throw Refusal(zh: "没有批次\(round)。", en: "There is no round \(round).")
        }
        return life
    }

    // MARK: Orders

    func close(_ state: State, _ order: OrderGiven) throws -> Decision<Output> {
        let body = try CloseRoundOrder(reading: order.body.bytes)
        let life = try life(state, body.round)
        guard life.phase == .open else {
            throw Refusal(zh: "批次\(body.round)已经截止。", en: "The round \(body.round) is closed already.")
        }
        let deadline = life.opened.deadline
        guard let at = Moment(order.at), at >= deadline else {
            throw Refusal(
                zh: "批次\(body.round)受理至\(deadline)，此前不能截止。",
                en: "The round \(body.round) takes claims in until \(deadline); it cannot be closed before.")
        }
        let rulebook = try rulebook(state, of: life)
        var closing = RoundClosing()
        closing.round = body.round
        closing.programme = life.opened.programme
        closing.clauses = life.opened.clauses
        closing.period = life.opened.period
        closing.deadline = deadline
        closing.policy = life.opened.policy
        closing.guide = life.opened.guide
        closing.offices = counties(of: rulebook.programme).map(\.division.code)
        closing.verifiers = verifiers(of: rulebook.programme, closing.offices)
        closing.registers = try registers(rulebook.programme, life, body)
        closing.closer = order.officer
        closing.order = order.id
        let answer = inbox.accept(
            order, zh: "批次\(body.round)截止，等待\(closing.offices.count)个机关和\(closing.registers.count)种登记报齐。",
            en: "The round \(body.round) closes: \(closing.offices.count) offices and \(closing.registers.count) "
                + "registers are to say that all is there.")
        return [.closing(closing), .answer(answer)]
    }

    /// The offices whose claims this one decides.
    private func counties(of programme: Programme) -> [Office] {
        offices.all.filter { office in
            !office.tasks(of: .relay).isEmpty
                && offices.office(at: programme.tiers.decides, for: office.division)?.division == self.office.division
        }.sorted { $0.division < $1.division }
    }

    /// The offices that verify the claims of these: each has registers of its own.
    private func verifiers(of programme: Programme, _ counties: [String]) -> [String] {
        Set(
            counties.compactMap { Division($0) }.compactMap { county in
                offices.office(at: programme.tiers.verifies, for: county)?.division.code
            }
        ).sorted()
    }

    /// The registers that the round's clauses take facts from, and those that the order names.
    private func registers(_ programme: Programme, _ life: RoundLife, _ body: CloseRoundOrder) throws -> [RegisterDay] {
        var kinds: Set<RegisterKind> = [.registration]
        for clause in programme.clauses where life.has(clause.id) {
            for fact in clause.facts where fact.round == nil {
                if let kind = fact.source.flatMap(RegisterKind.init(source:)), !kind.isInspected { kinds.insert(kind) }
            }
        }
        var days: [String: String] = [:]
        for kind in kinds { days[kind.rawValue] = body.asOf }
        for register in body.registers {
            guard RegisterKind(rawValue: register.kind) != nil else {
                throw Refusal(zh: "没有登记\(register.kind)。", en: "There is no register \(register.kind).")
            }
            days[register.kind] = register.asOf
        }
        return days.sorted { $0.key < $1.key }.map { RegisterDay($0.key, $0.value) }
    }

    func waive(_ state: State, _ order: OrderGiven) throws -> Decision<Output> {
        let body = try WaiveOrder(reading: order.body.bytes)
        var life = try life(state, body.round)
        guard life.phase == .closing, let closing = life.closing else {
            throw Refusal(zh: "批次\(body.round)不在截止过程中。", en: "The round \(body.round) is not being closed.")
        }
        let isKnown =
            switch body.subject {
            case .office: closing.offices.contains(body.name)
            case .register: closing.registers.contains { $0.kind == body.name }
            // What was named last may have been decided since.
            case .claim, .letter: blockers(state, life, closing).contains { $0.name == body.name }
            }
        guard isKnown else {
            throw Refusal(
                zh: "批次\(body.round)并不等待\(body.name)。", en: "The round \(body.round) does not wait for \(body.name).")
        }
        var waived = RoundWaived()
        waived.round = body.round
        waived.subject = body.subject
        waived.name = body.name
        waived.reason = order.reason
        waived.order = order.id
        life.waived.append(waived)
        let answer = inbox.accept(
            order, zh: "批次\(body.round)不再等待\(body.name)。",
            en: "The round \(body.round) waits no longer for \(body.name).")
        let next = progress(state, life)
        return Decision([.waived(waived), .answer(answer)] + next.outputs, plan: next.plan)
    }

    // MARK: Whether it can be adjudicated

    func recheck(_ state: State, round: String) -> Decision<Output> {
        guard let life = state.rounds[round], life.phase == .closing else { return [] }
        return progress(state, life)
    }

    func recheckAll(_ state: State) -> Decision<Output> {
        recheck(state, state.rounds.keys.compactMap { state.rounds[$0] }.filter { $0.phase == .closing })
    }

    /// After a version was assessed. The whole roll is called only when nothing is left of what was named last.
    func recheck(_ state: State, _ of: ClaimVersion) -> Decision<Output> {
        let lives = state.rounds(of: of.programme, of.period).filter { life in
            guard life.phase == .closing, life.has(of.clause), let blocked = life.blocked else { return false }
            return blocked.blockers.allSatisfy { [.waits, .count, .facts].contains($0.kind) }
                && blocked.blockers.contains { $0.name == of.claim || $0.kind != .waits }
                && !blocked.blockers.contains { $0.kind == .waits && $0.name != of.claim && isWaiting(state, $0) }
        }
        return recheck(state, lives)
    }

    /// One adjudication begins at a time: a round that could begin beside it does with the next day at the latest.
    private func recheck(_ state: State, _ lives: [RoundLife]) -> Decision<Output> {
        var outputs: [Output] = []
        for life in lives {
            let next = progress(state, life)
            outputs += next.outputs
            if let plan = next.plan { return Decision(outputs, plan: plan) }
        }
        return Decision(outputs)
    }

    private func isWaiting(_ state: State, _ blocker: RoundBlocker) -> Bool {
        guard let version = blocker.version else { return false }
        return !(state.versions[version]?.isDecided(blocker.number) ?? false)
    }

    private func progress(_ state: State, _ life: RoundLife) -> Decision<Output> {
        guard let closing = life.closing else { return [] }
        let blockers = blockers(state, life, closing)
        guard !blockers.isEmpty else { return Decision([], plan: plan(life)) }
        var blocked = RoundBlocked()
        blocked.round = closing.round
        blocked.count = Int64(blockers.count)
        blocked.blockers = Array(blockers.prefix(Self.mostNamed))
        return life.blocked == blocked ? [] : [.blocked(blocked)]
    }

    /// What keeps it from being adjudicated, as things stand.
    private func blockers(_ state: State, _ life: RoundLife, _ closing: RoundClosing) -> [RoundBlocker] {
        let partitions = offices.partitions
        let missing = RoundRoll.missing(closing, life, partitions) { state.marks[$0] != nil }
        guard missing.isEmpty else { return missing }
        let roll = RoundRoll(life, closing, state, partitions: partitions)
        let blockers = roll.blockers(closing, partitions: partitions)
        if blockers.isEmpty { works.keep(roll, for: plan(life), state.fold) }
        return blockers
    }

    // MARK: The adjudication

    func rulebook(_ state: State, of life: RoundLife) throws -> Rulebook {
        let digest = life.opened.policy
        return try rulebooks.rulebook(digest: digest, name: life.opened.programme) {
            Array((state.files[digest] ?? "").utf8)
        }
    }

    func work(_ state: State, _ life: RoundLife, corrected: [String: Facts] = [:]) throws -> RoundWork {
        guard let closing = life.closing else {
            throw Refusal(zh: "批次尚未截止。", en: "The round is not closed yet.")
        }
        let rulebook = try rulebook(state, of: life)
        return RoundWork(
            life: life, closing: closing, state: state, rulebook: rulebook,
            partitions: offices.partitions, counties: CountyNames(counties(of: rulebook.programme)),
            corrected: corrected)
    }
}
