import Agent
import Awards
import Decimals
import Messages
import Policy

/// What a letter says.
extension DueLetters {
    func letter(_ name: Name) -> LetterWritten? {
        guard let claim = state.claims[name.claim]?.content, let rulebook = rulebook(of: claim) else { return nil }
        var letter = LetterWritten()
        letter.id = name.id
        letter.recipient = name.recipient
        letter.recipientName = claim.applicantName.isEmpty ? nil : claim.applicantName
        letter.claim = claim.id
        letter.version = claim.version
        let words = LetterWords(claim, rulebook, office)
        switch name.subject {
        case .received(let received): receipt(&letter, received, words)
        case .withdrawn(let withdrawn): withdrawal(&letter, withdrawn, words)
        case .refused(let refused): request(&letter, refused, words)
        case .asked(let assessed): request(&letter, assessed, words)
        case .result(let proposed, let life): result(&letter, proposed, life, words)
        case .decision(let proposed, let life): decision(&letter, proposed, life, words)
        case .objection(let objection, let standing, let life): answer(&letter, objection, standing, life, words)
        case .correction(let corrected, let proposed, let life): correction(&letter, corrected, proposed, life, words)
        case .payment(let paid): payment(&letter, paid, words)
        case .recovery(let called): recovery(&letter, called, words)
        }
        letter.values["letter"] = .text(letter.id)
        letter.values["kind"] = .text(letter.kind.rawValue)
        letter.values["date"] = LetterWords.day(letter.date ?? "")
        return letter
    }

    private func dated(_ letter: inout LetterWritten, _ day: String) { letter.date = day.isEmpty ? nil : day }

    private func deadline(_ claim: ClaimSubmitted) -> Fact {
        state.round(of: claim).map { LetterWords.moment($0.opened.deadline) } ?? .null
    }

    // MARK: While claims come in

    private func receipt(_ letter: inout LetterWritten, _ received: Recorded<ClaimSubmitted>, _ words: LetterWords) {
        let claim = received.content
        letter.kind = .receipt
        letter.follows = LetterCause(ClaimSubmitted.type, "\(claim.id)@\(claim.office)#\(claim.version)")
        letter.supersedes = claim.version > 1 ? told(Self.receipt(claim.id, claim.version - 1)) : nil
        dated(&letter, received.day)
        letter.values = words.common
        letter.values["is_withdrawal"] = .boolean(false)
        letter.values["is_correction"] = .boolean(claim.version > 1)
        letter.values["facts"] = words.facts(claim.facts)
        letter.values["evidence"] = .number(Decimal128(Int64(claim.evidence.count)))
        letter.values["deadline"] = deadline(claim)
    }

    private func withdrawal(
        _ letter: inout LetterWritten, _ withdrawn: Recorded<ClaimWithdrawn>, _ words: LetterWords
    ) {
        let of = withdrawn.content.of
        letter.kind = .receipt
        letter.version = of.version
        letter.follows = LetterCause(ClaimWithdrawn.type, of.versionName)
        letter.supersedes = told(Self.receipt(of.claim, words.claim.version))
        dated(&letter, withdrawn.day)
        letter.values = words.common
        letter.values["version"] = .number(Decimal128(of.version))
        letter.values["is_withdrawal"] = .boolean(true)
        letter.values["is_correction"] = .boolean(false)
        letter.values["facts"] = .list([])
        letter.values["evidence"] = .number(.zero)
        letter.values["deadline"] = deadline(words.claim)
    }

    private func request(_ letter: inout LetterWritten, _ refused: Recorded<ClaimRefused>, _ words: LetterWords) {
        letter.follows = LetterCause(
            ClaimRefused.type, "\(refused.content.of.versionName)/\(refused.content.number)")
        let reasons = refused.content.failures.map { failure -> Fact in
            var reason = Facts()
            reason["words"] = .both(failure.sentence.zh, failure.sentence.en)
            reason["register"] = failure.source.map { LetterWords.register($0) } ?? .null
            reason["as_of"] = failure.asOf.map { LetterWords.day($0) } ?? .null
            return .record(reason)
        }
        request(&letter, refused.day, isRefused: true, reasons: reasons, asks: .list([]), words)
    }

    private func request(_ letter: inout LetterWritten, _ assessed: Recorded<ClaimAssessed>, _ words: LetterWords) {
        letter.follows = LetterCause(
            ClaimAssessed.type, "\(assessed.content.of.versionName)/\(assessed.content.number)")
        request(
            &letter, assessed.day, isRefused: false, reasons: [], asks: words.names(assessed.content.asks), words)
    }

    private func request(
        _ letter: inout LetterWritten, _ day: String, isRefused: Bool, reasons: [Fact], asks: Fact,
        _ words: LetterWords
    ) {
        letter.kind = .request
        dated(&letter, day)
        letter.values = words.common
        letter.values["is_refused"] = .boolean(isRefused)
        letter.values["reasons"] = .list(reasons)
        letter.values["asks"] = asks
        letter.values["deadline"] = deadline(words.claim)
    }

    // MARK: Rounds

    private func explain(
        _ letter: inout LetterWritten, _ proposed: AwardProposed, _ life: NoticeLife, _ words: LetterWords,
        corrected: [Facts] = [], steps: [AwardStep]? = nil
    ) {
        letter.round = life.opened.round
        letter.version = proposed.of.version
        letter.values = words.common
        let assessed = state.assessed[proposed.of.versionName]?.content
        let rulebook = rulebook(of: life) ?? words.rulebook
        let decision = DecisionWords(
            proposed, assessed, words, rulebook: rulebook.rulebook(at: proposed.of.office),
            guide: life.opened.guide.flatMap { state.guides[$0]?.content },
            kept: proposed.kept.flatMap { state.proposals[RoundClaimName(proposed.round, $0)]?.now },
            corrected: corrected, steps: steps ?? proposed.steps)
        for entry in decision.values.entries { letter.values[entry.name] = entry.value }
        letter.values["round"] = .text(life.opened.round)
    }

    /// Facts that objections have put in the place of verified ones.
    private func objected(_ name: RoundClaimName) -> [Facts] {
        (state.objections[name] ?? []).map(\.resolved.content).filter(\.isUpheld).map(\.facts)
    }

    private func result(
        _ letter: inout LetterWritten, _ proposed: AwardProposed, _ life: NoticeLife, _ words: LetterWords
    ) {
        let name = RoundClaimName(proposed.round, proposed.of.claim)
        letter.kind = .result
        letter.follows = LetterCause(AwardProposed.type, "\(name.round)/\(name.claim)#\(proposed.revision)")
        letter.supersedes = state.proposals[name]?.before.flatMap { told(Self.result(name, $0.revision)) }
        dated(&letter, life.published?.day ?? "")
        explain(&letter, proposed, life, words, corrected: objected(name))
        letter.values["working_days"] = .number(Decimal128(life.published?.content.workingDays ?? 0))
        letter.values["published"] = LetterWords.day(life.published?.day ?? "")
    }

    private func decision(
        _ letter: inout LetterWritten, _ proposed: AwardProposed, _ life: NoticeLife, _ words: LetterWords
    ) {
        let name = RoundClaimName(proposed.round, proposed.of.claim)
        letter.kind = .decision
        letter.follows = LetterCause(
            RoundConfirmed.type, "\(proposed.round)#\(life.confirmed?.content.revision ?? 0)")
        dated(&letter, life.confirmed?.day ?? "")
        explain(&letter, proposed, life, words, corrected: objected(name))
    }

    private func answer(
        _ letter: inout LetterWritten, _ objection: ResolvedObjection, _ standing: StandingProposal,
        _ life: NoticeLife, _ words: LetterWords
    ) {
        let resolved = objection.resolved.content
        let name = RoundClaimName(resolved.round, resolved.claim)
        let isNew = standing.now.revision > objection.revision
        let before = isNew ? standing.before : standing.now
        letter.kind = .objection
        letter.follows = LetterCause(ObjectionResolved.type, resolved.objection)
        letter.supersedes = before.flatMap { told(Self.result(name, $0.revision)) }
        dated(&letter, objection.resolved.day)
        explain(&letter, standing.now, life, words, corrected: objected(name))
        letter.values["objection"] = .text(resolved.objection)
        letter.values["is_upheld"] = .boolean(resolved.isUpheld)
        letter.values["decided_because"] = .text(resolved.reason)
        letter.values["award_before"] = LetterWords.money(before?.awardFen ?? 0)
        letter.values["reason_before"] = before?.reason.map { words.reason($0) } ?? .null
        letter.values["facts"] = words.facts(resolved.facts)
    }

    private func correction(
        _ letter: inout LetterWritten, _ recorded: Recorded<AwardCorrected>, _ proposed: AwardProposed,
        _ life: NoticeLife, _ words: LetterWords
    ) {
        let corrected = recorded.content
        let name = RoundClaimName(corrected.round, corrected.of.claim)
        letter.kind = .correction
        letter.follows = LetterCause(
            AwardCorrected.type, "\(corrected.round)/\(corrected.of.claim)#\(corrected.number)")
        letter.supersedes =
            told(["correction", name.round, name.claim, "\(corrected.number - 1)"])
            ?? told(["decision", name.round, name.claim])
        dated(&letter, recorded.day)
        let earlier = (state.corrections[name] ?? []).map(\.content).filter { $0.number <= corrected.number }
        var now = proposed
        now.outcome = corrected.afterFen > 0 ? .award : .reject
        now.awardFen = corrected.afterFen
        now.reason = corrected.outcomeReason
        now.shares = corrected.shares
        explain(
            &letter, now, life, words, corrected: objected(name) + earlier.map(\.facts), steps: corrected.steps)
        letter.values["number"] = .number(Decimal128(corrected.number))
        letter.values["decided_because"] = .text(corrected.reason)
        letter.values["award_before"] = LetterWords.money(corrected.beforeFen)
        letter.values["difference"] = LetterWords.money(Int64(clamping: corrected.deltaFen.magnitude))
        letter.values["direction"] = .text(
            corrected.deltaFen > 0 ? "more" : corrected.deltaFen < 0 ? "less" : "same")
        letter.values["facts"] = words.facts(corrected.facts)
    }

    // MARK: Money

    /// What the award is now.
    private func award(_ round: String, _ claim: String) -> Fact {
        let name = RoundClaimName(round, claim)
        let fen = state.corrections[name]?.last?.content.afterFen ?? state.proposals[name]?.now.awardFen
        return fen.map { LetterWords.money($0) } ?? .null
    }

    private func payment(_ letter: inout LetterWritten, _ paid: Recorded<PaymentAnswered>, _ words: LetterWords) {
        let content = paid.content
        letter.kind = .payment
        letter.round = content.round
        letter.follows = LetterCause(PaymentAnswered.type, content.reference)
        dated(&letter, paid.day)
        letter.values = words.common
        letter.values["award"] = award(content.round, content.of.claim)
        letter.values["amount"] = LetterWords.money(content.fen)
        letter.values["payment"] = .text(content.reference)
        letter.values["decided_because"] = .null
    }

    private func recovery(_ letter: inout LetterWritten, _ called: Recorded<RecoveryAsked>, _ words: LetterWords) {
        let content = called.content
        letter.kind = .recovery
        letter.round = content.round
        letter.follows = LetterCause(
            RecoveryAsked.type, "\(content.round)/\(content.of.claim)#\(content.number)")
        dated(&letter, called.day)
        letter.values = words.common
        letter.values["award"] = award(content.round, content.of.claim)
        letter.values["amount"] = LetterWords.money(content.fen)
        letter.values["payment"] = .text("\(content.of.claim)-\(content.number)")
        letter.values["decided_because"] = .text(content.reason)
    }
}
