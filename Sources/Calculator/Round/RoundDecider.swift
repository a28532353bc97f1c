import Agent
import Awards
import Log
import Messages
import Policy

/// The life of an office's rounds, as officers order: policies and guides, open, close, notice, confirm, correct.
struct RoundDecider: Decider, Sendable {
    typealias State = RoundState

    enum Input {
        case order(OrderGiven)
        case assessed(AssessedVersion)
        case complete(AssessComplete)
        case resolved(LetterResolved)
        case day(DayBegan)
        case allotted(AllotmentMade)
    }

    enum Output: Equatable {
        case adopted(PolicyAdopted)
        case guide(GuideSet)
        case opened(RoundOpened)
        case closing(RoundClosing)
        case waived(RoundWaived)
        case blocked(RoundBlocked)
        case proposed(AwardProposed)
        case closed(RoundClosed)
        case published(RoundPublished)
        case objection(ObjectionLodged)
        case objectionResolved(ObjectionResolved)
        case confirmed(RoundConfirmed)
        case corrected(AwardCorrected)
        case held(HoldSet)
        case lifted(HoldLifted)
        case kept(RecordKept)
        case answer(OrderAnswered)
    }

    /// Told to the officer who ordered it.
    struct Refusal: Error {
        let zh: String
        let en: String
    }

    struct UnknownOffice: Error, CustomStringConvertible {
        let division: Division
        var description: String { "the offices' file has no office \(division)" }
    }

    let specification: TaskSpecification
    let inbox: OrderInbox
    let offices: Offices
    let office: Office
    let topics: RoundTopics
    let rulebooks = Rulebooks()
    let works = RoundWorks()
    /// How many proposals a plan writes at a time: some megabytes at the most.
    let piece: Int

    init(_ task: TaskName, _ offices: Offices, piece: Int = 5_000) throws {
        self.piece = piece
        guard let office = offices[task.division] else { throw UnknownOffice(division: task.division) }
        let inbox = OrderInbox(of: task, partitions: offices.partitions)
        let topics = RoundTopics(task.division)
        var sources = (0..<Int32(offices.partitions)).map { partition in
            TaskSpecification.Source(TopicPartition(topics.assessments, partition), isTable: true)
        }
        sources.append(TaskSpecification.Source(TopicPartition(topics.days, 0), isTable: true, isDigested: true))
        sources.append(inbox.source)
        sources += Self.allotments(office, offices)
        specification = TaskSpecification(
            task, sources: sources, outputs: topics.written + [inbox.answers], retryPartitions: [0])
        self.inbox = inbox
        self.offices = offices
        self.office = office
        self.topics = topics
    }

    // MARK: Deciding

    func decide(_ state: State, _ input: Input) -> Decision<Output> {
        switch input {
        case .order(let order): decide(state, order)
        case .assessed(let assessed): recheck(state, assessed.of)
        case .complete(let complete): recheck(state, round: complete.round)
        case .resolved, .day: recheckAll(state)
        case .allotted: []
        }
    }

    private func decide(_ state: State, _ order: OrderGiven) -> Decision<Output> {
        guard state.answered[order.id] == nil else { return [] }
        do {
            switch order.kind {
            case OrderKind.policyAdopt.name: return Decision(try adopt(state, order))
            case OrderKind.guideSet.name: return Decision(try setGuide(state, order))
            case OrderKind.roundOpen.name: return Decision(try open(state, order))
            case OrderKind.roundClose.name: return try close(state, order)
            case OrderKind.roundWaive.name: return try waive(state, order)
            case OrderKind.roundPublish.name: return Decision(try publish(state, order))
            case OrderKind.roundObject.name: return Decision(try object(state, order))
            case OrderKind.roundResolve.name: return try resolve(state, order)
            case OrderKind.roundConfirm.name: return Decision(try confirm(state, order))
            case OrderKind.roundAmend.name: return try amend(state, order)
            case OrderKind.holdPlace.name: return Decision(try placeHold(state, order))
            case OrderKind.holdLift.name: return Decision(try liftHold(state, order))
            case OrderKind.recordKeep.name: return Decision(try keep(state, order))
            default: return [.answer(inbox.refuseUnknown(order))]
            }
        } catch {
            return [.answer(refusal(of: order, error))]
        }
    }

    func refusal(of order: OrderGiven, _ error: any Error) -> OrderAnswered {
        if let refusal = error as? Refusal { return inbox.refuse(order, zh: refusal.zh, en: refusal.en) }
        return inbox.refuse(order, zh: "指令内容有误：\(error)", en: "The order cannot be used. \(error)")
    }

    // MARK: State

    func evolve(_ state: inout State, _ change: Change<Input, Output>) {
        switch change {
        case .row(let input): evolve(&state, input)
        case .output(let output): evolve(&state, output)
        case .finished(let plan): finish(&state, plan)
        case .buried: break
        }
    }

    private func evolve(_ state: inout State, _ input: Input) {
        switch input {
        case .assessed(let assessed):
            let name = VersionName(assessed.of)
            if let known = state.versions[name], known.number > assessed.number { return }
            state.versions[name] = RoundVersion(assessed)
            state.open[name] = nil
        case .complete(let complete):
            guard let name = MarkName(complete) else { return }
            var mark = complete
            mark.held = (state.parts[name]?.content.held ?? []) + complete.held
            if complete.more == true {
                state.parts[name] = Recorded(mark)
            } else {
                state.parts[name] = nil
                state.marks[name] = Recorded(mark)
            }
        case .resolved(let resolved):
            state.resolved[resolved.letter] = true
            guard resolved.isOpen == true, let of = resolved.of, !state.versions.contains(VersionName(of)) else {
                return
            }
            state.open[VersionName(of)] = Recorded(resolved)
        case .day(let day):
            guard day.working else { return }
            for name in state.rounds.keys {
                guard var life = state.rounds[name], life.phase == .published else { continue }
                life.noticeDays += 1
                state.rounds[name] = life
            }
        case .allotted(let allotment): evolve(&state, allotment)
        case .order: break
        }
    }

    private func evolve(_ state: inout State, _ output: Output) {
        switch output {
        case .adopted(let policy):
            state.policies[policy.programme] = policy.digest
            state.files[policy.digest] = String(decoding: policy.bytes.bytes, as: UTF8.self)
        case .guide(let guide):
            state.guides["\(guide.programme)/\(guide.year)"] = guide.digest
            state.guideTerms[guide.digest] = Recorded(guide)
        case .opened(let round):
            state.rounds[round.round] = RoundLife(round)
            let key = "\(round.programme)/\(round.period)"
            state.roundsOf[key] = (state.roundsOf[key] ?? []) + [round.round]
        case .closing(let closing):
            change(&state, closing.round) { life in
                life.closing = closing
                life.closer = closing.closer
                life.lastOrder = closing.order
            }
        case .waived(let waived):
            change(&state, waived.round) { life in
                life.waived.append(waived)
                life.lastOrder = waived.order
            }
        case .blocked(let blocked): change(&state, blocked.round) { $0.blocked = blocked }
        case .published(let published):
            change(&state, published.round) { life in
                life.published = published
                life.noticeDays = 0
            }
        case .objection(let lodged):
            state.objections[lodged.round] = (state.objections[lodged.round] ?? []) + [Recorded(lodged)]
        case .objectionResolved(let resolved): evolve(&state, resolved)
        case .confirmed(let confirmed): change(&state, confirmed.round) { $0.confirmed = confirmed }
        case .corrected(let corrected):
            let name = ProposalName(corrected.round, corrected.of.claim)
            state.corrections[name] = Recorded(corrected)
            replaceFacts(&state, name, with: corrected.facts)
        case .held(let hold): state.holds[hold.hold] = Recorded(hold)
        case .lifted(let lifted): state.holds[lifted.hold] = nil
        case .kept(let kept): state.records[kept.record] = true
        case .answer(let answer): state.answered[answer.order] = true
        case .proposed, .closed: break
        }
    }

    private func evolve(_ state: inout State, _ resolved: ObjectionResolved) {
        state.objections[resolved.round] = (state.objections[resolved.round] ?? []).filter {
            $0.content.objection != resolved.objection
        }
        replaceFacts(&state, ProposalName(resolved.round, resolved.claim), with: resolved.facts)
        change(&state, resolved.round) { $0.lastOrder = resolved.order }
    }

    private func replaceFacts(_ state: inout State, _ name: ProposalName, with facts: Facts) {
        guard !facts.isEmpty else { return }
        var known = state.corrected[name]?.content.facts ?? Facts()
        for entry in facts.entries { known[entry.name] = entry.value }
        state.corrected[name] = Recorded(CorrectedFacts(known))
    }

    func change(_ state: inout State, _ round: String, _ body: (inout RoundLife) -> Void) {
        guard var life = state.rounds[round] else { return }
        body(&life)
        state.rounds[round] = life
    }

    func oldestOpenMs(_ state: State) -> Int64? { nil }
}

/// The topics of a Round.
struct RoundTopics: Sendable {
    let assessments: String
    let days: String
    let programmes: String
    let rounds: String
    let awards: String
    let records: String

    var written: [String] { [programmes, rounds, awards, records] }

    init(_ division: Division) {
        assessments = Stream.assessments.topic(of: division)
        days = Stream.days.topic(of: division)
        programmes = Stream.programmes.topic(of: division)
        rounds = Stream.rounds.topic(of: division)
        awards = Stream.awards.topic(of: division)
        records = Stream.records.topic(of: division)
    }
}
