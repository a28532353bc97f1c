import Agent
import Awards
import Messages

extension NotifyDecider {
    func evolve(_ state: inout State, _ input: Input) {
        switch input {
        case .claim(let claim):
            if let known = state.claims[claim.id]?.content, known.version > claim.version { return }
            state.claims[claim.id] = Recorded(claim, on: claim.lodged.day)
            if let back = state.withdrawn[claim.id]?.content, back.of.version < claim.version {
                state.withdrawn[claim.id] = nil
            }
        case .withdrawn(let withdrawn):
            state.withdrawn[withdrawn.of.claim] = Recorded(withdrawn, on: withdrawn.of.lodged.day)
        case .refused(let refused, let day):
            if let known = state.refusals[refused.of.claim]?.content,
                (known.of.version, known.number) > (refused.of.version, refused.number)
            {
                return
            }
            state.refusals[refused.of.claim] = Recorded(refused, on: day)
        case .assessed(let assessed, let day):
            let name = assessed.of.versionName
            if let known = state.assessed[name]?.content, known.number > assessed.number { return }
            state.assessed[name] = Recorded(assessed, on: day)
        case .policy(let policy):
            state.files[policy.digest] = String(decoding: policy.bytes.bytes, as: UTF8.self)
            state.policies[policy.programme] = policy.digest
        case .guide(let guide): state.guides[guide.digest] = Recorded(guide)
        case .proposed(let proposed): take(&state, proposed)
        case .corrected(let corrected, let day):
            let name = RoundClaimName(corrected.round, corrected.of.claim)
            state.corrections[name] = (state.corrections[name] ?? []) + [Recorded(corrected, on: day)]
        case .paid(let paid, let day):
            state.payments[paid.of.claim] = (state.payments[paid.of.claim] ?? []) + [Recorded(paid, on: day)]
        case .called(let called, let day):
            let claim = called.of.claim
            state.recoveries[claim] = (state.recoveries[claim] ?? []) + [Recorded(called, on: day)]
        case .opened, .closing, .closed, .published, .resolved, .confirmed: evolveRound(&state, input)
        case .day, .order: break
        }
    }

    private func evolveRound(_ state: inout State, _ input: Input) {
        switch input {
        case .opened(let opened, let division):
            state.rounds[opened.round] = NoticeLife(opened, by: division)
            let key = "\(opened.programme)/\(opened.period)"
            state.roundsOf[key] = (state.roundsOf[key] ?? []) + [opened.round]
        case .closing(let closing): change(&state, closing.round) { $0.isClosing = true }
        case .closed(let closed):
            change(&state, closed.round) { life in
                if life.closed?.digest != closed.digest { life.changedRevision = closed.revision }
                life.closed = closed
            }
        case .published(let published, let day):
            change(&state, published.round) { $0.published = Recorded(published, on: day) }
        case .resolved(let resolved, let day):
            let name = RoundClaimName(resolved.round, resolved.claim)
            let revision = state.rounds[resolved.round]?.published?.content.revision ?? 0
            state.objections[name] =
                (state.objections[name] ?? []) + [ResolvedObjection(Recorded(resolved, on: day), revision: revision)]
        case .confirmed(let confirmed, let day):
            change(&state, confirmed.round) { $0.confirmed = Recorded(confirmed, on: day) }
        case .claim, .withdrawn, .refused, .assessed, .policy, .guide, .proposed, .corrected, .paid, .called, .day,
            .order:
            break
        }
    }

    private func change(_ state: inout State, _ round: String, _ body: (inout NoticeLife) -> Void) {
        guard var life = state.rounds[round] else { return }
        body(&life)
        state.rounds[round] = life
    }

    private func take(_ state: inout State, _ proposed: AwardProposed) {
        if state.seen[proposed.round] ?? 0 < proposed.revision { state.seen[proposed.round] = proposed.revision }
        guard proposed.of.office == office.division.code else { return }
        let name = RoundClaimName(proposed.round, proposed.of.claim)
        let known = state.proposals[name]
        if known == nil {
            state.roundsOfClaim[name.claim] = (state.roundsOfClaim[name.claim] ?? []) + [name.round]
        }
        state.proposals[name] = StandingProposal(now: proposed, before: known?.now)
    }
}

extension ClaimVersion {
    /// A version is assessed by itself.
    var versionName: String { "\(claim)@\(office)#\(version)" }
}
