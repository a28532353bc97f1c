import Agent
import Awards
import Messages
import Seals

/// A proposal of a round that is not posted yet: all of it where this office may pay it, else what the digest of the
/// round needs.
struct ProposedAward: StateValue {
    let revision: Int64
    let fen: Int64
    /// Of the record.
    let digest: SHA256Digest
    /// Of a version that stands at another office, or was withdrawn.
    let isPassedOver: Bool
    let seconds: Int64
    let nanoseconds: Int32
    let office: String
    let own: Own?

    struct Own {
        let id: String
        let award: AwardProposed
    }

    init(_ award: AwardProposed, from origin: JournalEntry.Origin, isOwn: Bool) {
        revision = award.revision
        fen = award.awardFen ?? 0
        digest = origin.digest
        isPassedOver = award.isPassedOver
        seconds = award.of.received.seconds
        nanoseconds = award.of.received.nanoseconds
        office = award.of.office
        guard isOwn, fen > 0 else {
            own = nil
            return
        }
        var kept = award
        kept.steps = []
        kept.readings = []
        own = Own(id: origin.id, award: kept)
    }

    func write(to bytes: inout [UInt8]) {
        revision.write(to: &bytes)
        fen.write(to: &bytes)
        digest.withUnsafeBytes { bytes.append(contentsOf: $0) }
        isPassedOver.write(to: &bytes)
        seconds.write(to: &bytes)
        Int64(nanoseconds).write(to: &bytes)
        office.write(to: &bytes)
        (own?.id).write(to: &bytes)
        (own.map { Recorded($0.award) }).write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let revision = Int64(from: &bytes), let fen = Int64(from: &bytes),
            let digest = bytes.take(SHA256Digest.byteCount).flatMap({ SHA256Digest(bytes: $0) }),
            let isPassedOver = Bool(from: &bytes), let seconds = Int64(from: &bytes),
            let nanoseconds = Int64(from: &bytes), let office = String(from: &bytes),
            let id = String?(from: &bytes), let award = Recorded<AwardProposed>?(from: &bytes)
        else { return nil }
        self.revision = revision
        self.fen = fen
        self.digest = digest
        self.isPassedOver = isPassedOver
        self.seconds = seconds
        self.nanoseconds = Int32(truncatingIfNeeded: nanoseconds)
        self.office = office
        if let id, let award { own = Own(id: id, award: award.content) } else { own = nil }
    }
}

extension AwardProposed {
    /// Of a version that does not stand the round speaks beside its claim, which stands at another office.
    var isPassedOver: Bool {
        switch outcome {
        case .duplicate, .withdrawn: true
        case .award, .reject, .refer, .waitlist, .ask, .target, .bound, .refused, .carried: false
        }
    }

    var key: AwardKey { AwardKey(round, isPassedOver ? "\(of.claim)@\(of.office)" : of.claim) }
}

/// What was read of a round: it is whole when it is what was confirmed.
struct RoundTally: StateValue {
    var proposals: Int64 = 0
    var awards: Int64 = 0
    var fen: Int64 = 0

    mutating func add(_ award: ProposedAward, _ sign: Int64) {
        proposals += sign
        if award.fen > 0 {
            awards += sign
            fen += sign * award.fen
        }
    }

    init() {}

    func write(to bytes: inout [UInt8]) {
        proposals.write(to: &bytes)
        awards.write(to: &bytes)
        fen.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let proposals = Int64(from: &bytes), let awards = Int64(from: &bytes), let fen = Int64(from: &bytes)
        else { return nil }
        self.proposals = proposals
        self.awards = awards
        self.fen = fen
    }
}

/// A correction that came before its round was posted.
struct PlacedCorrection: StateValue {
    let corrected: AwardCorrected
    let origin: JournalEntry.Origin

    init(_ corrected: AwardCorrected, _ origin: JournalEntry.Origin) {
        var kept = corrected
        kept.steps = []
        self.corrected = kept
        self.origin = origin
    }

    func write(to bytes: inout [UInt8]) {
        Recorded(corrected).write(to: &bytes)
        origin.id.write(to: &bytes)
        origin.digest.hex.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let recorded = Recorded<AwardCorrected>(from: &bytes), let id = String(from: &bytes),
            let digest = String(from: &bytes).flatMap({ SHA256Digest($0) })
        else { return nil }
        corrected = recorded.content
        origin = JournalEntry.Origin(id: id, digest: digest)
    }
}
