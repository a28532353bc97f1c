import Agent
import Awards
import Documents
import Log
import Messages
import Policy

/// Decides of each version of a claim whether it stands, by its clause and the registers; or what it waits for.
///
/// A version is (claim, office, number): each is verified by itself, and a higher one ends no wait of a lower.
struct VerifyDecider: Decider, Sendable {
    typealias State = VerifyState

    enum Input {
        case claim(ClaimSubmitted)
        case withdrawn(ClaimWithdrawn)
        case row(RegisterKind, RegisterRow)
        case imported(RegisterKind, RegisterImported)
        case counts(WaybillCounts)
        /// A task has counted an import of waybills.
        case counted(RegisterImported)
        case policy(PolicyAdopted)
        case round(RoundOpened)
        case order(OrderGiven)
    }

    enum Output: Equatable {
        case verified(ClaimVerified)
        case refused(ClaimRefused)
        case waiting(ClaimWaiting)
        case review(ReviewRequested)
        case withdrawn(ClaimWithdrawn)
        case finding(FindingMade)
        case answer(OrderAnswered)
    }

    let specification: TaskSpecification
    let inbox: OrderInbox
    private let topics: VerifyTopics
    private let offices: Offices
    private let rulebooks: Rulebooks
    /// How many waiting versions one decision takes up. What is left is taken up with the inputs that follow.
    private let most: Int

    init(_ task: TaskName, _ offices: Offices, most: Int = 4_000, rulebooks: Rulebooks = Rulebooks()) throws {
        self.rulebooks = rulebooks
        inbox = OrderInbox(of: task, partitions: offices.partitions)
        topics = try VerifyTopics(task, offices)
        self.offices = offices
        self.most = most
        let partition = Int32(task.number)
        specification = TaskSpecification(
            task, sources: topics.sources(partition, orders: inbox.source),
            outputs: [topics.verifications, inbox.answers], retryPartitions: [partition])
    }

    // MARK: Deciding

    func decide(_ state: State, _ input: Input) throws -> Decision<Output> {
        var outputs: [Output] = []
        var taken: [VersionKey] = []
        switch input {
        case .claim(let claim): outputs = decide(state, claim)
        case .withdrawn(let withdrawn): outputs = decide(state, withdrawn)
        case .row(let kind, let row): taken = state.waiting(for: HolderKey(kind, PackedUSCC(row.applicant)))
        case .imported(let kind, let imported):
            guard imported.isComplete == true, let day = state.complete[UInt64(kind.code)] else { break }
            taken = state.waiting(before: Gate.name(complete: kind), upTo: day, most: most)
        case .counted: taken = state.waiting(before: Gate.waybills, upTo: 0, most: .max)
        case .policy(let policy):
            // Throws what is wrong with the file: a dead letter, and the policy before stays in force.
            _ = try rulebooks.rulebook(digest: policy.digest, name: policy.programme) { policy.bytes.bytes }
            taken = state.waiting(before: Gate.name(programme: policy.programme), upTo: 0, most: most)
        case .counts, .round: break
        case .order(let order): outputs = answer(state, order)
        }
        if outputs.isEmpty, taken.isEmpty { taken = drain(state) }
        for key in taken { outputs += takeUp(state, key) }
        return Decision(outputs)
    }

    private func drain(_ state: State) -> [VersionKey] {
        guard let open = state.draining.first else { return [] }
        return state.waiting(before: open.gate, upTo: open.day, most: most)
    }

    private func takeUp(_ state: State, _ key: VersionKey) -> [Output] {
        guard let pending = state.pending[key] else { return [] }
        return verify(state, pending.claim, pending)
    }

    private func decide(_ state: State, _ claim: ClaimSubmitted) -> [Output] {
        let places = state.places[ShortDigest(claim.id)] ?? []
        let place = ClaimPlace(ClaimVersion(of: claim))
        let own = places.first { $0.office == place.office }
        // Sent again, or overtaken by its own correction.
        if let own, claim.version <= own.version { return [] }
        let outputs = verify(state, claim.withoutContact, nil)
        guard own == nil, !outputs.isEmpty else { return outputs }
        return outputs + Duplicates.findings(place, places, claim)
    }

    private func decide(_ state: State, _ withdrawn: ClaimWithdrawn) -> [Output] {
        let of = withdrawn.of
        let own = state.places[ShortDigest(of.claim)]?.first { $0.office == of.office }
        if let own, of.version <= own.version { return [] }
        if let rulebook = rulebook(state, of.programme, of.clause, of.period), !isOurs(rulebook.programme, of.office) {
            return []
        }
        return [.withdrawn(withdrawn)]
    }

    /// What follows from a version as things stand; nothing where nothing has changed.
    private func verify(_ state: State, _ claim: ClaimSubmitted, _ pending: PendingClaim?) -> [Output] {
        let number = (pending?.number ?? 0) + 1
        guard let rulebook = rulebook(state, claim.programme, claim.clause, claim.period) else {
            guard pending == nil else { return [] }
            var waiting = ClaimWaiting()
            waiting.claim = claim
            waiting.missing = [MissingRow(programme: claim.programme, of: claim)]
            return [.waiting(waiting)]
        }
        guard isOurs(rulebook.programme, claim.office) else { return [] }
        switch Verification(claim, rulebook, state, tasks: offices.partitions, pending: pending).run() {
        case .verified(let facts, let provenance):
            var verified = ClaimVerified()
            verified.of = ClaimVersion(of: claim)
            verified.number = number
            verified.facts = facts
            verified.provenance = provenance
            return [.verified(verified)]
        case .refused(let failures):
            var refused = ClaimRefused()
            refused.of = ClaimVersion(of: claim)
            refused.number = number
            refused.failures = failures
            return [.refused(refused)]
        case .open(let missing, let asked): return wait(claim, missing, asked, number, pending)
        }
    }

    private func wait(
        _ claim: ClaimSubmitted, _ missing: [MissingRow], _ asked: [String], _ number: Int64, _ pending: PendingClaim?
    ) -> [Output] {
        var outputs: [Output] = []
        if missing != pending?.missing ?? [] || pending?.isNewlyReviewed == true {
            var waiting = ClaimWaiting()
            waiting.claim = claim
            waiting.number = number
            waiting.missing = missing
            if let pending, let order = pending.order {
                waiting.reviewed = pending.reviewed
                waiting.review = order
            }
            outputs.append(.waiting(waiting))
        }
        if !asked.isEmpty, asked != pending?.asked ?? [] {
            var review = ReviewRequested()
            review.of = ClaimVersion(of: claim)
            review.id = "\(claim.id).\(claim.office).\(claim.version).\(asked.joined(separator: "+"))"
            review.facts = asked
            review.claim = claim
            outputs.append(.review(review))
        }
        return outputs
    }

    // MARK: Policies

    /// The policy that a round fixes for the clause and period; the newest where there is no such round.
    private func rulebook(_ state: State, _ programme: String, _ clause: String, _ period: String) -> Rulebook? {
        let rounds = state.rounds["\(programme)/\(period)"] ?? []
        let round = rounds.last { $0.clauses.isEmpty || $0.clauses.contains(clause) }
        if let round, let fixed = rulebook(state, digest: round.policy, programme) { return fixed }
        return state.newest[programme].flatMap { rulebook(state, digest: $0, programme) }
    }

    private func rulebook(_ state: State, digest: String, _ programme: String) -> Rulebook? {
        try? rulebooks.rulebook(digest: digest, name: programme) { Array((state.policies[digest] ?? "").utf8) }
    }

    /// Whether this office verifies the programme's claims that the other took in.
    private func isOurs(_ programme: Programme, _ office: String) -> Bool {
        guard let division = Division(office) else { return false }
        return offices.office(at: programme.tiers.verifies, for: division)?.division == specification.name.division
    }

    // MARK: Reviews

    private func answer(_ state: State, _ order: OrderGiven) -> [Output] {
        // Sent again: it was answered.
        guard state.answered[ShortDigest(order.id)] == nil else { return [] }
        guard order.kind == OrderKind.reviewAnswer.name else { return [.answer(inbox.refuseUnknown(order))] }
        func refuse(zh: String, en: String) -> [Output] { [.answer(inbox.refuse(order, zh: zh, en: en))] }
        let body: ReviewAnswer
        do {
            body = try ReviewAnswer(reading: order.body.bytes)
        } catch {
            return refuse(zh: "指令内容有误：\(error)", en: "The order cannot be used. \(error)")
        }
        guard let key = state.reviews[ShortDigest(body.review)], var pending = state.pending[key],
            let rulebook = rulebook(state, pending.claim.programme, pending.claim.clause, pending.claim.period),
            let rule = rulebook.rule(pending.claim.clause)
        else { return refuse(zh: "没有待核实的\(body.review)。", en: "No review \(body.review) is open.") }
        let left = pending.asked.filter { body.facts[$0] == nil }
        let others = body.facts.names.filter { !pending.asked.contains($0) }
        guard left.isEmpty, others.isEmpty else {
            return refuse(
                zh: "应核实：\(pending.asked.joined(separator: "、"))。",
                en: "The review asks for \(pending.asked.joined(separator: ", ")), each once and nothing else.")
        }
        do {
            _ = try rule.slots(of: body.facts)
        } catch {
            return refuse(zh: "核实的值不符合条款：\(error)", en: "The clause cannot use what is attested: \(error).")
        }
        for entry in body.facts.entries { pending.reviewed[entry.name] = entry.value }
        pending.order = order.id
        pending.review = nil
        pending.asked = []
        pending.isNewlyReviewed = true
        return verify(state, pending.claim, pending) + [
            .answer(inbox.accept(order, zh: "已记录核实的事实。", en: "The facts are recorded."))
        ]
    }

    // MARK: State

    func evolve(_ state: inout State, _ change: Change<Input, Output>) {
        switch change {
        case .row(let input): evolve(&state, input)
        case .output(.verified(let verified)): decided(&state, verified.of)
        case .output(.refused(let refused)): decided(&state, refused.of)
        case .output(.withdrawn(let withdrawn)): arrived(&state, withdrawn.of)
        case .output(.waiting(let waiting)):
            let of = ClaimVersion(of: waiting.claim)
            arrived(&state, of)
            var pending = state.pending[VersionKey(of)] ?? PendingClaim()
            pending.claim = waiting.claim
            pending.number = waiting.number
            pending.missing = waiting.missing
            if let order = waiting.review, order != pending.order {
                pending.reviewed = waiting.reviewed ?? [:]
                pending.order = order
                pending.review = nil
                pending.asked = []
            }
            state.put(pending, at: VersionKey(of))
        case .output(.review(let review)):
            guard let claim = review.claim else { break }
            arrived(&state, review.of)
            var pending = state.pending[VersionKey(review.of)] ?? PendingClaim()
            pending.claim = claim
            pending.review = review.id
            pending.asked = review.facts
            state.put(pending, at: VersionKey(review.of))
        case .output(.answer(let answer)): state.answered[ShortDigest(answer.order)] = answer.accepted
        case .output(.finding), .finished, .buried: break
        }
    }

    private func decided(_ state: inout State, _ of: ClaimVersion) {
        arrived(&state, of)
        state.remove(VersionKey(of))
    }

    private func arrived(_ state: inout State, _ of: ClaimVersion) {
        let digest = ShortDigest(of.claim)
        var places = state.places[digest] ?? []
        if let index = places.firstIndex(where: { $0.office == of.office }) {
            guard places[index].version < of.version else { return }
            places[index].version = of.version
        } else {
            places.append(ClaimPlace(of))
        }
        state.places[digest] = places
    }

    func oldestOpenMs(_ state: State) -> Int64? { state.oldestOpenMs }
}

extension VerifyDecider {
    private func evolve(_ state: inout State, _ input: Input) {
        switch input {
        case .row(let kind, let row): evolve(&state, kind, row)
        case .imported(let kind, let imported):
            guard imported.isComplete == true, let day = CivilDate(imported.asOf)?.daysSince1970 else { return }
            let newest = max(day, state.complete[UInt64(kind.code)] ?? .min)
            state.complete[UInt64(kind.code)] = newest
            state.open(Gate.name(complete: kind), upTo: newest, most: most)
        case .counts(let counts):
            let key = FirmYear(PackedUSCC(counts.firm), counts.year)
            var tasks = (state.counts[key] ?? []).filter { $0.task != counts.task } + [TaskCounts(counts)]
            tasks.sort { $0.task < $1.task }
            state.counts[key] = tasks
        case .counted(let imported):
            guard let task = imported.task, let imports = imported.imports else { return }
            state.countedImports[Int(task)] = Int(imports)
        case .policy(let policy):
            guard
                let rulebook = try? rulebooks.rulebook(
                    digest: policy.digest, name: policy.programme, bytes: { policy.bytes.bytes })
            else { return }
            state.policies[policy.digest] = String(decoding: policy.bytes.bytes, as: UTF8.self)
            state.newest[policy.programme] = policy.digest
            let gate = Gate.name(programme: policy.programme)
            // Claims that turn out to be another office's wait here no longer.
            for key in state.waiting(before: gate, upTo: 0, most: .max)
            where !isOurs(rulebook.programme, state.pending[key]?.claim.office ?? "") { state.remove(key) }
            state.open(gate, upTo: 0, most: most)
        case .round(let round):
            let key = "\(round.programme)/\(round.period)"
            state.rounds[key] = (state.rounds[key] ?? []).filter { $0.round != round.round } + [RoundTerms(round)]
        case .claim, .withdrawn, .order: break
        }
    }

    /// A newer row replaces; of the same day the later one does.
    private func evolve(_ state: inout State, _ kind: RegisterKind, _ row: RegisterRow) {
        guard let day = CivilDate(row.asOf)?.daysSince1970 else { return }
        let key = RowKey(kind, PackedUSCC(row.applicant), row.key)
        if let known = state.rows[key], known.asOf > day { return }
        var facts = row.facts
        // Names decide nothing, and there are many.
        facts["name"] = nil
        state.rows[key] = StoredFacts(asOf: day, facts: facts)
    }
}
