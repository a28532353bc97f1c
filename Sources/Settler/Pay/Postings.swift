import Agent
import Awards
import Messages
import Synchronization

/// What is posted for confirmed awards and for their corrections. Pure: it follows from the records alone, and from what
/// was paid by then.
struct Postings {
    let parties: AwardParties

    /// Nil where this office pays nothing of it.
    func award(_ award: AwardProposed, from origin: JournalEntry.Origin) throws -> AwardOwed? {
        let slice = parties.slice(of: award)
        guard slice.fen > 0 else { return nil }
        var owed = AwardOwed()
        owed.round = award.round
        owed.of = award.of
        owed.fen = slice.fen
        owed.awardFen = slice.fen
        owed.payee = parties.payee?.code
        owed.follows = RecordReference(origin)
        owed.entries = try parties.entries(slice, from: origin)
        return owed
    }

    /// Of what is less now, what is still owed is not paid, and the rest is called back.
    ///
    /// - Parameter row: the award before; nil where nothing was posted for it, or an office receives it.
    func correction(
        _ corrected: AwardCorrected, from origin: JournalEntry.Origin, _ row: PayableAward?
    ) throws -> [PayRecord] {
        let (before, after) = parties.slices(of: corrected)
        guard before.fen != 0 || after.fen != 0 else { return [] }
        var owed = AwardOwed()
        owed.round = corrected.round
        owed.of = corrected.of
        owed.number = corrected.number
        owed.awardFen = after.fen
        owed.reason = corrected.reason
        owed.payee = parties.payee?.code
        owed.follows = RecordReference(origin)
        let delta = after.fen - before.fen
        owed.fen = parties.payee != nil ? delta : max(delta, -(row?.owedFen ?? 0))
        owed.entries = try parties.entries(from: before, to: after, owed: owed.fen, origin)
        guard owed.fen != delta else { return [.owed(owed)] }
        var asked = RecoveryAsked()
        asked.round = corrected.round
        asked.of = corrected.of
        asked.number = corrected.number
        asked.fen = owed.fen - delta
        asked.reason = corrected.reason
        asked.follows = owed.follows
        asked.entries = try parties.recovery(asked.fen, from: origin)
        return [.owed(owed), .asked(asked)]
    }
}

/// What confirmed rounds give an office to post.
struct RoundPostings: Sendable {
    /// Those whose proposals are the ones that were confirmed.
    var rounds: [String] = []
    var records: [PayRecord] = []
}

/// The postings that a plan is writing, kept so that they are not made again for each of its pieces. They follow from
/// the state, which does not change while the plan is written.
final class PostingWorks: Sendable {
    private let kept = Mutex<(plan: String, postings: RoundPostings)?>(nil)

    func postings(of plan: String, _ make: () throws -> RoundPostings) throws -> RoundPostings {
        if let known = kept.withLock({ $0 }), known.plan == plan { return known.postings }
        let postings = try make()
        kept.withLock { $0 = (plan, postings) }
        return postings
    }

    func forget() { kept.withLock { $0 = nil } }
}
