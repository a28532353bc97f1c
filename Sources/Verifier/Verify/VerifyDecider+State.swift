import Agent
import Awards
import Messages
import Policy

/// How what was recorded changes what the stage knows.
extension VerifyDecider {
    func evolve(_ state: inout State, _ change: Change<Input, Output>) {
        switch change {
        case .row(let input): evolve(&state, input)
        case .output(let output): evolve(&state, output)
        case .finished(let plan): finish(&state, plan)
        case .buried(let letter): bury(&state, letter)
        }
    }

    private func evolve(_ state: inout State, _ output: Output) {
        switch output {
        case .verified(let verified):
            evolve(&state, verified)
        case .refused(let refused):
            let open = state.pending[VersionKey(refused.of)]
            decided(&state, refused.of, refused.lodged, refused.number, OutcomeDigest.of(refused)) { kept in
                kept.review = open?.review
                kept.asked = open?.asked ?? []
            }
            if let review = open?.review { state.reviews[ShortDigest(review)] = VersionKey(refused.of) }
        case .withdrawn(let withdrawn): arrived(&state, VersionKey(withdrawn.of), withdrawn.of)
        case .waiting(let waiting): evolve(&state, waiting)
        case .review(let review):
            guard let claim = review.claim else { break }
            let key = VersionKey(review.of)
            arrived(&state, key, review.of)
            state.keep(key, KeptClaim(claim)) { kept in
                kept.review = nil
                kept.asked = []
            }
            var pending = state.pending[key] ?? PendingClaim()
            pending.claim = claim
            pending.review = review.id
            pending.asked = review.facts
            state.put(pending, at: key)
        case .attested(let attested):
            state.reviews[ShortDigest(attested.review)] = nil
            state.keep(VersionKey(attested.of), nil) { kept in
                for entry in attested.facts.entries { kept.reviewed[entry.name] = entry.value }
                kept.order = attested.order
                kept.review = nil
                kept.asked = []
            }
        case .complete(let complete):
            guard let register = complete.register, complete.more != true else { break }
            state.passed[VerifyState.passedKey(complete.round, register)] = true
        case .resolved(let resolved): state.resolve(resolved.letter)
        case .answer(let answer): state.answered[ShortDigest(answer.order)] = answer.accepted
        case .finding: break
        }
    }

    private func evolve(_ state: inout State, _ verified: ClaimVerified) {
        decided(&state, verified.of, verified.lodged, verified.number, OutcomeDigest.of(verified)) { kept in
            for index in verified.provenance.indices where verified.provenance[index].standing == .reviewed {
                let origin = verified.provenance[index]
                kept.reviewed[origin.fact] = verified.facts[origin.fact]
                kept.order = origin.source
            }
        }
    }

    private func evolve(_ state: inout State, _ waiting: ClaimWaiting) {
        let of = ClaimVersion(of: waiting.claim)
        let key = VersionKey(of)
        arrived(&state, key, of)
        var pending = state.pending[key] ?? PendingClaim()
        pending.claim = waiting.claim
        pending.number = waiting.number
        pending.missing = waiting.missing
        if let order = waiting.review, order != pending.order {
            pending.reviewed = waiting.reviewed ?? [:]
            pending.order = order
            pending.review = nil
            pending.asked = []
        } else if waiting.isReviewOver == true {
            pending.review = nil
            pending.asked = []
        }
        state.keep(key, KeptClaim(waiting.claim)) { kept in
            kept.number = waiting.number
            kept.outcome = 0
            kept.reviewed = pending.reviewed
            kept.order = pending.order
        }
        state.put(pending, at: key)
    }

    private func decided(
        _ state: inout State, _ of: ClaimVersion, _ lodged: LodgedContent?, _ number: Int64, _ outcome: UInt64,
        _ change: (inout KeptClaim) -> Void
    ) {
        let key = state.key(of: of)
        arrived(&state, key, of)
        // What was lodged comes with a first outcome; else the version waited.
        let waited = lodged == nil ? state.pending[key]?.claim : nil
        if lodged == nil { state.remove(key) }
        state.keep(key, lodged.map { KeptClaim(of, $0) } ?? waited.map { KeptClaim($0) }) { kept in
            kept.number = number
            kept.outcome = outcome
            change(&kept)
        }
    }

    private func arrived(_ state: inout State, _ key: VersionKey, _ of: ClaimVersion) {
        state.places.update(key.claim) { known in
            var places = known ?? []
            if let index = places.firstIndex(where: { $0.office == of.office }) {
                guard places[index].version < of.version else { return }
                places[index].version = of.version
            } else {
                places.append(ClaimPlace(office: of.office, version: of.version, received: of.received))
            }
            known = places
        }
    }

    func oldestOpenMs(_ state: State) -> Int64? { state.oldestOpenMs }

    // MARK: Tables

    private func evolve(_ state: inout State, _ input: Input) {
        switch input {
        case .row(let kind, let row):
            guard let day = CivilDate(row.asOf)?.daysSince1970 else { return }
            var facts = row.facts
            // Names decide nothing, and there are many.
            facts["name"] = nil
            state.take(kind, PackedUSCC(row.applicant), row.key, asOf: day, facts)
        case .imported(let kind, let imported):
            guard let day = CivilDate(imported.asOf)?.daysSince1970 else { return }
            let counted = kind == .post ? state.commonImports(offices.partitions) : 0
            state.end(kind, day: day, isComplete: imported.isComplete == true, imports: counted)
            guard imported.isComplete == true, let newest = state.complete[UInt64(kind.code)] else { return }
            state.open(Gate.name(complete: kind), upTo: newest, most: most)
        case .counts(let counts):
            let key = FirmYear(PackedUSCC(counts.firm), counts.year)
            let new = TaskCounts(counts)
            var all = (state.counts[key] ?? []).filter {
                ($0.task, $0.imports, $0.issuedOn) != (new.task, new.imports, new.issuedOn)
            }
            all.append(new)
            // Of one import those that were said last come last.
            state.counts[key] = all.enumerated().sorted {
                ($0.element.task, $0.element.imports, $0.offset) < ($1.element.task, $1.element.imports, $1.offset)
            }.map(\.element)
        case .counted(let imported): evolve(&state, counted: imported)
        case .policy(let policy): evolve(&state, policy)
        case .round(let round): state.open(round)
        case .closing(let closing): state.close(closing)
        case .waived(let waived): state.waive(waived)
        case .closed(let round): state.forget(round: round)
        case .claim, .withdrawn, .intake, .order: break
        }
    }

    private func evolve(_ state: inout State, counted imported: RegisterImported) {
        guard let task = imported.task, let imports = imported.imports else { return }
        state.countedImports[Int(task)] = Int(imports)
        // With the last task's count an import of waybills is the register's of its day. Another task may be ahead.
        guard let day = CivilDate(imported.asOf)?.daysSince1970,
            (0..<offices.partitions).allSatisfy({ state.countedImports[$0] ?? 0 >= Int(imports) })
        else { return }
        state.end(.post, day: day, isComplete: false, imports: Int(imports))
    }

    private func evolve(_ state: inout State, _ policy: PolicyAdopted) {
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
    }
}

extension ClaimSubmitted {
    /// A version from what was said of it, without account and contact.
    init(_ of: ClaimVersion, _ lodged: LodgedContent) {
        self.init()
        id = of.claim
        version = of.version
        office = of.office
        programme = of.programme
        clause = of.clause
        period = of.period
        applicant = of.applicant
        object = of.object
        received = of.received
        self.lodged = of.lodged
        sameAs = of.sameAs
        applicantName = lodged.applicantName ?? ""
        facts = lodged.facts
        evidence = lodged.evidence ?? []
        supersedes = lodged.supersedes
        answers = lodged.answers
    }
}
