import Agent
import Awards
import Log
import Messages
import Policy

/// Adjudications of whole rounds, written in pieces.
extension RoundDecider {
    /// The adjudication of a round of which all is there.
    func plan(_ life: RoundLife) -> Plan {
        Plan(
            id: "\(life.opened.round)#\((life.closed?.revision ?? 0) + 1)", subject: RoundPlan.subject,
            targets: [TopicPartition(topics.awards, 0), TopicPartition(topics.rounds, 0)], cursor: "0")
    }

    /// An order that takes an adjudication, however long that takes. Its answer is part of the plan.
    func plan(_ order: OrderGiven, writing topics: [String]) -> Plan {
        let answers = TopicPartition(
            inbox.answers, Partitioner.partition(of: Array(order.id.utf8), among: Int32(offices.partitions)))
        return Plan(
            id: order.id, subject: order.kind, targets: topics.map { TopicPartition($0, 0) } + [answers],
            cursor: PlanCursor(order).text)
    }

    func proceed(_ state: State, with plan: Plan) -> PlanStep<Output> {
        let (outputs, next) = works.use(plan, state.fold) {
            work(state, for: plan)
        } in: { work in
            var cursor = PlanCursor(plan)
            let head = cursor.line == 0 ? work.head : []
            guard let (proposals, next) = work.changes?.proposals(from: cursor.line, most: piece, state) else {
                return (head, String?.none)
            }
            let outputs = head + proposals.map { .proposed($0) }
            if let next {
                cursor.line = next
                return (outputs, cursor.text)
            }
            let closed = work.changes?.closed(state)
            return (outputs + [closed].compactMap { $0 }.map { .closed($0) }, nil)
        }
        // What follows from an order says its time, as if it were decided at once.
        guard case .order(let order)? = RoundPlan(plan) else { return PlanStep(outputs, cursor: next) }
        return PlanStep(outputs, cursor: next, time: order.at)
    }

    /// What was proposed is in force. Where it could not be made, the round goes on waiting.
    func finish(_ state: inout State, _ plan: Plan) {
        let before = state
        works.use(plan, before.fold) {
            work(before, for: plan)
        } in: { work in
            let closed = work.changes?.closed(before)
            work.changes?.apply(to: &state)
            for output in work.head { evolve(&state, .output(output)) }
            guard let closed else { return }
            change(&state, closed.round) { life in
                life.closed = closed
                life.blocked = nil
            }
        }
        works.forget()
    }

    /// What a plan writes. The state is the one that it was begun on.
    private func work(_ state: State, for plan: Plan) -> PlannedWork {
        switch RoundPlan(plan) {
        case .close(let round): work(state, closing: round)
        case .order(let order): work(state, for: order)
        // No build has begun such a plan.
        case nil: PlannedWork([])
        }
    }

    private func work(_ state: State, closing round: String) -> PlannedWork {
        do {
            let life = try life(state, round)
            var work = try work(state, life)
            work.roll = works.takeRoll(for: plan(life), state.fold)
            return PlannedWork([], RoundChanges(try work.adjudicated(), life, order: life.lastOrder))
        } catch {
            let sentences = (error as? RoundErrors)?.sentences ?? ["\(error)"]
            var blocked = RoundBlocked()
            blocked.round = round
            blocked.blockers = sentences.map { RoundBlocker(.facts, round, $0) }
            blocked.count = Int64(sentences.count)
            return PlannedWork([.blocked(blocked)])
        }
    }

    private func work(_ state: State, for order: OrderGiven) -> PlannedWork {
        do {
            switch order.kind {
            case OrderKind.roundResolve.name: return try resolution(state, order)
            case OrderKind.roundAmend.name: return try correction(state, order)
            default: return PlannedWork([.answer(inbox.refuseUnknown(order))])
            }
        } catch {
            return PlannedWork([.answer(refusal(of: order, error))])
        }
    }
}
