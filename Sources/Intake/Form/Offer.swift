import Awards
import Documents
import Messages
import Policy

/// A clause that claims can be made under for a period, and until when. Pure.
struct Offer: Sendable {
    enum State: Sendable, Equatable {
        case open(deadline: Moment)
        /// In trials no round is needed.
        case unlimited
        case opensLater(Moment)
        case ended(deadline: Moment)
        /// The year's guide takes no claims under it.
        case notInGuide
    }

    let programme: Programme
    let clause: Clause
    let period: String
    let state: State

    var isOpen: Bool {
        switch state {
        case .open, .unlimited: true
        case .opensLater, .ended, .notInGuide: false
        }
    }
}

extension Terms {
    /// What a clause and a period are judged by: the policy that their round fixes, else the one that is adopted.
    struct Basis {
        let rulebook: Rulebook
        let round: RoundOpened?
        let guide: GuideSet?
    }

    /// Nil when there is no such programme, or its file is not here.
    func basis(_ programme: String, _ clause: String, _ period: String, nowMs: Int64) -> Basis? {
        guard let adopted = adopted[programme] else { return nil }
        let rounds = rounds(programme, clause, period)
        let round = rounds.last { $0.opens.milliseconds <= nowMs && nowMs < $0.deadline.milliseconds } ?? rounds.last
        guard let rulebook = try? rulebook(digest: round?.policy ?? adopted.digest, of: programme) else { return nil }
        return Basis(rulebook: rulebook, round: round, guide: guide(programme, period))
    }

    /// Everything that can be claimed under, or could: what is open first, the nearest deadline first.
    func offers(nowMs: Int64, needsRound: Bool) -> [Offer] {
        var pairs: [(programme: String, period: String)] = []
        for round in rounds where !pairs.contains(where: { $0 == (round.programme, round.period) }) {
            pairs.append((round.programme, round.period))
        }
        if !needsRound, let year = CivilDate(inShanghaiAtMilliseconds: nowMs)?.description.prefix(4) {
            for programme in self.programmes where !pairs.contains(where: { $0.programme == programme }) {
                pairs.append((programme, String(year)))
            }
        }
        let all = pairs.flatMap { offers($0.programme, $0.period, nowMs: nowMs, needsRound: needsRound) }
        return all.enumerated().sorted { left, right in
            let (first, second) = (left.element.place, right.element.place)
            return first == second ? left.offset < right.offset : first < second
        }.map(\.element)
    }

    private func offers(_ programme: String, _ period: String, nowMs: Int64, needsRound: Bool) -> [Offer] {
        guard let digest = adopted[programme]?.digest, let newest = try? rulebook(digest: digest, of: programme)
        else { return [] }
        return newest.programme.clauses.filter(\.grantsMoney).compactMap { clause in
            guard let basis = basis(programme, clause.id, period, nowMs: nowMs),
                let own = basis.rulebook.programme.clause(clause.id), own.grantsMoney
            else { return nil }
            let state: Offer.State
            if basis.guide?.closedClauses.contains(clause.id) ?? false {
                state = .notInGuide
            } else if let round = basis.round {
                state = round.state(atMs: nowMs)
            } else {
                guard !needsRound else { return nil }
                state = .unlimited
            }
            return Offer(programme: basis.rulebook.programme, clause: own, period: period, state: state)
        }
    }
}

extension RoundOpened {
    func state(atMs nowMs: Int64) -> Offer.State {
        if nowMs < opens.milliseconds { return .opensLater(opens) }
        return nowMs < deadline.milliseconds ? .open(deadline: deadline) : .ended(deadline: deadline)
    }
}

extension Offer {
    /// Sorts: open ones by deadline, those to come by their start, then the ended ones, the newest first.
    fileprivate var place: Place {
        switch state {
        case .open(let deadline): Place(rank: 0, ms: deadline.milliseconds)
        case .unlimited: Place(rank: 1, ms: 0)
        case .opensLater(let start): Place(rank: 2, ms: start.milliseconds)
        case .ended(let deadline): Place(rank: 3, ms: -deadline.milliseconds)
        case .notInGuide: Place(rank: 4, ms: 0)
        }
    }

    fileprivate struct Place: Comparable {
        let rank: Int
        let ms: Int64

        static func < (left: Place, right: Place) -> Bool { (left.rank, left.ms) < (right.rank, right.ms) }
    }
}
