import Agent
import Awards
import Documents
import Log
import Messages
import Policy

/// Decides of each version of a claim whether it stands, by its clause and the registers; or what it waits for.
///
/// A version is (claim, office, number): each is verified by itself, and a higher one ends no wait of a lower.
final class VerifyDecider: Decider, Sendable {
    typealias State = VerifyState

    enum Input {
        // In a box, as the largest outputs: what is large is copied piece by piece wherever it is handed on.
        indirect case claim(ClaimSubmitted)
        case withdrawn(ClaimWithdrawn)
        case row(RegisterKind, RegisterRow)
        case imported(RegisterKind, RegisterImported)
        case counts(WaybillCounts)
        /// A task has counted an import of waybills.
        case counted(RegisterImported)
        case policy(PolicyAdopted)
        case round(RoundOpened)
        case closing(RoundClosing)
        case waived(RoundWaived)
        /// A round is adjudicated. To be read from `round.closed.v1`, once Round writes it.
        case closed(round: String)
        /// A county's marker.
        case intake(IntakeComplete)
        case order(OrderGiven)
    }

    enum Output: Equatable {
        indirect case verified(ClaimVerified)
        indirect case refused(ClaimRefused)
        indirect case waiting(ClaimWaiting)
        indirect case review(ReviewRequested)
        /// An answer to a review of a version that was refused meanwhile.
        indirect case attested(FactsAttested)
        case withdrawn(ClaimWithdrawn)
        case finding(FindingMade)
        case complete(VerifyComplete)
        /// A dead letter of ours was retried with success.
        case resolved(LetterResolved)
        case answer(OrderAnswered)
    }

    let specification: TaskSpecification
    let inbox: OrderInbox
    let topics: VerifyTopics
    let offices: Offices
    let rulebooks: Rulebooks
    private let policies = PolicyFactsByDigest()
    /// How many versions one decision takes up. Of those that waited, what is left is taken up with the inputs that
    /// follow; verifying more of them again is a plan.
    let most: Int
    /// How many versions are verified again at once; more are a plan, in pieces of as many.
    let mostAgain: Int

    init(
        _ task: TaskName, _ offices: Offices, most: Int = 4_000, mostAgain: Int? = nil,
        rulebooks: Rulebooks = Rulebooks()
    ) throws {
        self.rulebooks = rulebooks
        self.mostAgain = mostAgain ?? most
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
        var trigger: AgainTrigger?
        switch input {
        case .claim(let claim): outputs = decide(state, claim)
        case .withdrawn(let withdrawn): outputs = decide(state, withdrawn)
        case .row(let kind, let row): taken = state.waiting(for: HolderKey(kind, PackedUSCC(row.applicant)))
        case .imported(let kind, let imported):
            trigger = .register(RegisterDay(kind.rawValue, imported.asOf))
            guard imported.isComplete == true, let day = state.complete[UInt64(kind.code)] else { break }
            taken = state.waiting(before: Gate.name(complete: kind), upTo: day, most: most)
        case .counted(let imported):
            trigger = .register(RegisterDay(RegisterKind.post.rawValue, imported.asOf))
            taken = state.waiting(before: Gate.waybills, upTo: 0, most: .max)
        case .policy(let policy):
            // Throws what is wrong with the file: a dead letter, and the policy before stays in force.
            _ = try rulebooks.rulebook(digest: policy.digest, name: policy.programme) { policy.bytes.bytes }
            taken = state.waiting(before: Gate.name(programme: policy.programme), upTo: 0, most: most)
        case .closing(let closing): trigger = .closing(round: closing.round)
        case .intake(let marker): outputs = pass(state, marker)
        case .counts, .round, .waived, .closed: break
        case .order(let order): outputs = answer(state, order)
        }
        let again = trigger.map { Again(state, $0) }
        if outputs.isEmpty, taken.isEmpty, again?.isEmpty ?? true { taken = drain(state) }
        for key in taken { outputs += takeUp(state, key) }
        guard let again, !again.isEmpty else { return Decision(outputs) }
        return decide(state, again, behind: outputs, of: taken)
    }

    private func drain(_ state: State) -> [VersionKey] {
        guard let open = state.draining.first else { return [] }
        return state.waiting(before: open.gate, upTo: open.day, most: most)
    }

    func takeUp(_ state: State, _ key: VersionKey) -> [Output] {
        guard let pending = state.pending[key] else { return [] }
        return verify(state, pending.claim, pending)
    }

    private func decide(_ state: State, _ claim: ClaimSubmitted) -> [Output] {
        let places = state.places[state.digest(ofClaim: claim.id)] ?? []
        let place = ClaimPlace(office: claim.office, version: claim.version, received: claim.received)
        let own = places.first { $0.office == place.office }
        // Sent again, or overtaken by its own correction.
        if let own, claim.version <= own.version, !isBuried(state, ClaimVersion(of: claim)) { return [] }
        let outputs = verify(state, claim, nil)
        guard own == nil, !places.isEmpty, !outputs.isEmpty else { return outputs }
        return outputs + Duplicates.findings(place, places, claim)
    }

    private func decide(_ state: State, _ withdrawn: ClaimWithdrawn) -> [Output] {
        let of = withdrawn.of
        let own = state.places[ShortDigest(of.claim)]?.first { $0.office == of.office }
        if let own, of.version <= own.version, !isBuried(state, of) { return [] }
        if let policy = policy(state, of.programme, fixedBy: nil), !isOurs(policy, of.office) { return [] }
        return [.withdrawn(withdrawn)]
    }

    /// A version that lay among the dead letters comes behind those that followed it.
    private func isBuried(_ state: State, _ of: ClaimVersion) -> Bool {
        guard state.mayBeBuried(of) else { return false }
        return state.kept[VersionKey(of)] == nil && state.pending[VersionKey(of)] == nil
    }

    /// What follows from a version as things stand; nothing where nothing has changed. Accounts and contacts do not
    /// travel on.
    func verify(_ state: State, _ claim: ClaimSubmitted, _ pending: PendingClaim?) -> [Output] {
        let number = (pending?.number ?? 0) + 1
        let round = round(of: claim, state)
        guard let policy = policy(state, claim.programme, fixedBy: round) else {
            guard pending == nil else { return [] }
            var waiting = ClaimWaiting()
            waiting.claim = claim.withoutContact
            waiting.missing = [MissingRow(programme: claim.programme, of: claim)]
            return [.waiting(waiting)]
        }
        guard isOurs(policy, claim.office) else { return [] }
        let registers = Registers(of: claim, state, tasks: offices.partitions, round: round)
        let verification = Verification(
            policy: policy, registers: registers, reviewed: pending?.reviewed ?? [:], order: pending?.order)
        switch verification.run(claim) {
        case .verified(let facts, let provenance):
            let earlier = registers.earlierAwards { self.policy(state, $0, fixedBy: nil)?.decides.rawValue }
            var verified = ClaimVerified()
            verified.of = state.version(of: claim)
            verified.number = number
            verified.facts = facts
            verified.provenance = provenance
            verified.earlier = earlier.isEmpty ? nil : earlier
            verified.lodged = pending == nil ? LodgedContent(of: claim) : nil
            return [.verified(verified)]
        case .refused(let failures):
            var refused = ClaimRefused()
            refused.of = state.version(of: claim)
            refused.number = number
            refused.failures = failures
            refused.lodged = pending == nil ? LodgedContent(of: claim) : nil
            return [.refused(refused)]
        case .open(let missing, let asked): return wait(claim, missing, asked, number, pending)
        }
    }

    private func wait(
        _ claim: ClaimSubmitted, _ missing: [MissingRow], _ asked: [String], _ number: Int64, _ pending: PendingClaim?
    ) -> [Output] {
        var outputs: [Output] = []
        let isReviewOver = asked.isEmpty && pending?.review != nil
        if missing != pending?.missing ?? [] || pending?.isNewlyReviewed == true || pending?.wasDecided == true
            || isReviewOver
        {
            var waiting = ClaimWaiting()
            waiting.claim = claim.withoutContact
            waiting.number = number
            waiting.missing = missing
            if let pending, let order = pending.order {
                waiting.reviewed = pending.reviewed
                waiting.review = order
            }
            if isReviewOver { waiting.isReviewOver = true }
            outputs.append(.waiting(waiting))
        }
        if !asked.isEmpty, asked != pending?.asked ?? [] {
            var review = ReviewRequested()
            review.of = ClaimVersion(of: claim)
            review.id = "\(claim.id).\(claim.office).\(claim.version).\(asked.joined(separator: "+"))"
            review.facts = asked
            review.claim = claim.withoutContact
            outputs.append(.review(review))
        }
        return outputs
    }

    // MARK: Policies

    /// The round that fixes the policy for a version: that to which it belongs; the last that was opened where it is
    /// lodged behind all of them.
    private func round(of claim: ClaimSubmitted, _ state: State) -> RoundTerms? {
        let rounds = state.rounds(claim.programme, claim.period)
        guard !rounds.isEmpty else { return nil }
        if let own = VerifyState.round(rounds, clause: claim.clause, lodged: state.counted(claim)) { return own }
        return rounds.last { $0.covers(clause: claim.clause) }.flatMap { $0.isClosing ? nil : $0 }
    }

    /// The policy that a round fixes; the newest where there is no round.
    private func policy(_ state: State, _ programme: String, fixedBy round: RoundTerms?) -> PolicyFacts? {
        guard let digest = round?.policy ?? state.newest[programme] else { return nil }
        return policies.facts(digest: digest) {
            // A round's policy that is not there yet is waited for.
            guard let bytes = state.policies[digest],
                let rulebook = try? rulebooks.rulebook(digest: digest, name: programme, bytes: { Array(bytes.utf8) })
            else { return nil }
            return PolicyFacts(rulebook, offices.all.map { "\($0.division)" }, isOurs: isOurs)
        }
    }

    private func isOurs(_ policy: PolicyFacts, _ office: String) -> Bool {
        policy.isOurs(office) ?? isOurs(policy.programme, office)
    }

    /// Whether this office verifies the programme's claims that the other took in.
    func isOurs(_ programme: Programme, _ office: String) -> Bool {
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
        guard let key = state.reviews[ShortDigest(body.review)], let (claim, asked) = state.asked(of: key),
            let policy = policy(state, claim.programme, fixedBy: round(of: claim, state)),
            let rule = policy.clause(claim.clause)?.rule
        else { return refuse(zh: "没有待核实的\(body.review)。", en: "No review \(body.review) is open.") }
        let left = asked.filter { body.facts[$0] == nil }
        let others = body.facts.names.filter { !asked.contains($0) }
        guard left.isEmpty, others.isEmpty else {
            return refuse(
                zh: "应核实：\(asked.joined(separator: "、"))。",
                en: "The review asks for \(asked.joined(separator: ", ")), each once and nothing else.")
        }
        do {
            _ = try rule.slots(of: body.facts)
        } catch {
            return refuse(zh: "核实的值不符合条款：\(error)", en: "The clause cannot use what is attested: \(error).")
        }
        let accepted = Output.answer(inbox.accept(order, zh: "已记录核实的事实。", en: "The facts are recorded."))
        guard var pending = state.pending[key] else {
            var attested = FactsAttested()
            attested.of = ClaimVersion(of: claim)
            attested.review = body.review
            attested.order = order.id
            attested.facts = body.facts
            return [.attested(attested), accepted]
        }
        for entry in body.facts.entries { pending.reviewed[entry.name] = entry.value }
        pending.order = order.id
        pending.review = nil
        pending.asked = []
        pending.isNewlyReviewed = true
        return verify(state, pending.claim, pending) + [accepted]
    }
}
