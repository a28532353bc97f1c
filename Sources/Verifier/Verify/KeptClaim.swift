import Agent
import Messages
import Seals

/// A version of which some round may yet ask what it is worth on another day's rows.
struct KeptClaim: StateValue, Equatable {
    /// Without account and contact.
    let claim: ClaimSubmitted
    /// Of the last verification that was recorded.
    var number: Int64 = 0
    /// Digest of what was said last; 0 while it is open.
    var outcome: UInt64 = 0
    /// What officers attested, and by which order.
    var reviewed: Facts = [:]
    var order: String?
    /// The review that nobody had answered when the version was refused, and the facts that it asks for: an answer that
    /// comes yet stands when the version is verified again.
    var review: String?
    var asked: [String] = []
    /// When the version was lodged that this one completes; its own moment where it completes none.
    var counted: Moment
    /// The version of the same programme, period and clause that came before it.
    var before: VersionKey?

    init(_ claim: ClaimSubmitted, counted: Moment) {
        self.claim = claim
        self.counted = counted
    }

    var group: String { claim.programme + "/" + claim.period + "/" + claim.clause }

    func write(to bytes: inout [UInt8]) {
        before.write(to: &bytes)
        number.write(to: &bytes)
        outcome.write(to: &bytes)
        claim.id.write(to: &bytes)
        claim.version.write(to: &bytes)
        PackedUSCC(claim.applicant).write(to: &bytes)
        for text in [claim.office, claim.programme, claim.clause, claim.period, claim.applicantName] {
            text.write(to: &bytes)
        }
        claim.object.write(to: &bytes)
        FactCoding.write(claim.facts, to: &bytes)
        claim.evidence.write(to: &bytes)
        claim.supersedes.write(to: &bytes)
        claim.answers.write(to: &bytes)
        (claim.sameAs ?? []).write(to: &bytes)
        claim.received.description.write(to: &bytes)
        // Mostly they are the same.
        (claim.lodged == claim.received ? "" : claim.lodged.description).write(to: &bytes)
        (counted == claim.lodged ? "" : counted.description).write(to: &bytes)
        FactCoding.write(reviewed, to: &bytes)
        order.write(to: &bytes)
        review.write(to: &bytes)
        asked.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let before = VersionKey?(from: &bytes), let number = Int64(from: &bytes),
            let outcome = UInt64(from: &bytes), let claim = Self.claim(from: &bytes),
            let counted = String(from: &bytes), let reviewed = FactCoding.facts(from: &bytes),
            let order = String?(from: &bytes), let review = String?(from: &bytes), let asked = [String](from: &bytes)
        else { return nil }
        self.claim = claim
        self.before = before
        self.number = number
        self.outcome = outcome
        self.reviewed = reviewed
        self.order = order
        self.review = review
        self.asked = asked
        self.counted = counted.isEmpty ? claim.lodged : Moment(counted) ?? claim.lodged
    }

    private static func claim(from bytes: inout StateBytes) -> ClaimSubmitted? {
        var claim = ClaimSubmitted()
        guard let id = String(from: &bytes), let version = Int64(from: &bytes),
            let applicant = PackedUSCC(from: &bytes), let office = String(from: &bytes),
            let programme = String(from: &bytes), let clause = String(from: &bytes),
            let period = String(from: &bytes), let name = String(from: &bytes),
            let object = String?(from: &bytes), let facts = FactCoding.facts(from: &bytes),
            let evidence = [String](from: &bytes), let supersedes = Int64?(from: &bytes),
            let answers = String?(from: &bytes), let sameAs = [String](from: &bytes),
            let received = String(from: &bytes).flatMap({ Moment($0) }), let lodged = String(from: &bytes)
        else { return nil }
        claim.id = id
        claim.version = version
        claim.applicant = applicant.text
        claim.office = office
        claim.programme = programme
        claim.clause = clause
        claim.period = period
        claim.applicantName = name
        claim.object = object
        claim.facts = facts
        claim.evidence = evidence
        claim.supersedes = supersedes
        claim.answers = answers
        claim.sameAs = sameAs.isEmpty ? nil : sameAs
        claim.received = received
        claim.lodged = lodged.isEmpty ? received : Moment(lodged) ?? received
        return claim
    }
}

/// The kept versions of a programme, period and clause, as a chain from the newest back.
struct KeptGroup: StateValue, Equatable {
    var newest: VersionKey
    var count: Int

    init(newest: VersionKey, count: Int) {
        self.newest = newest
        self.count = count
    }

    func write(to bytes: inout [UInt8]) {
        newest.write(to: &bytes)
        count.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let newest = VersionKey(from: &bytes), let count = Int(from: &bytes) else { return nil }
        self.init(newest: newest, count: count)
    }
}

/// What a verification came to, in eight bytes: by them a later one knows that it says the same.
enum OutcomeDigest {
    static func of(_ verified: ClaimVerified) -> UInt64 {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        for index in verified.facts.entries.indices {
            verified.facts.entries[index].name.write(to: &bytes)
            FactCoding.write(verified.facts.entries[index].value, to: &bytes)
        }
        for index in verified.provenance.indices {
            verified.provenance[index].fact.write(to: &bytes)
            bytes.append(contentsOf: verified.provenance[index].standing.rawValue.utf8)
            verified.provenance[index].source.write(to: &bytes)
            verified.provenance[index].asOf.write(to: &bytes)
            verified.provenance[index].declared.write(to: &bytes)
        }
        for award in verified.earlier ?? [] {
            for text in [award.applicant, award.object ?? "", award.programme, award.clause ?? "", award.tier] {
                text.write(to: &bytes)
            }
            award.year.write(to: &bytes)
            award.amountFen.write(to: &bytes)
        }
        return digest(bytes)
    }

    static func of(_ refused: ClaimRefused) -> UInt64 {
        var bytes: [UInt8] = [0]
        for failure in refused.failures {
            for text in [failure.reason, failure.sentence.zh, failure.source ?? "", failure.asOf ?? ""] {
                text.write(to: &bytes)
            }
        }
        return digest(bytes)
    }

    private static func digest(_ bytes: [UInt8]) -> UInt64 {
        bytes.withUnsafeBytes { bytes in
            // 0 means open.
            max(1, SHA256.digest(of: bytes).withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) })
        }
    }
}

extension VerifyState {
    /// Keeps a version that came, or what is new of one that is kept.
    mutating func keep(_ key: VersionKey, _ claim: ClaimSubmitted?, _ change: (inout KeptClaim) -> Void) {
        if var known = kept[key] {
            change(&known)
            kept[key] = known
            return
        }
        // Of versions that were decided before they were kept nothing is known, nor of those of an adjudicated round.
        guard let claim else { return }
        var new = KeptClaim(claim, counted: counted(claim))
        change(&new)
        let group = new.group
        if var chain = keptGroups[group] {
            new.before = chain.newest
            chain.newest = key
            chain.count += 1
            keptGroups[group] = chain
        } else {
            keptGroups[group] = KeptGroup(newest: key, count: 1)
            let place = "\(claim.programme)/\(claim.period)"
            let clauses = keptClauses[place] ?? []
            if !clauses.contains(claim.clause) { keptClauses[place] = clauses + [claim.clause] }
        }
        kept[key] = new
    }

    /// When the version was lodged for which it counts: an answer to a request of ours stands for the version that the
    /// request was about.
    func counted(_ claim: ClaimSubmitted) -> Moment {
        guard let answers = claim.answers else { return claim.lodged }
        let start = "\(claim.id).\(claim.office)."
        guard answers.hasPrefix(start),
            let version = Int64(answers.dropFirst(start.count).prefix { $0 != "." }), version < claim.version
        else { return claim.lodged }
        var of = ClaimVersion(of: claim)
        of.version = version
        return kept[VersionKey(of)]?.counted ?? claim.lodged
    }

    /// As others are told of it: with the moment for which it counts, where that is not its own.
    func version(of claim: ClaimSubmitted) -> ClaimVersion {
        var of = ClaimVersion(of: claim)
        let counted = counted(claim)
        if counted != claim.lodged { of.counted = counted }
        return of
    }

    /// Forgets what belongs to a round; what is still open stays for the next.
    mutating func release(_ group: String, of round: RoundTerms, among rounds: [RoundTerms]) {
        guard let chain = keptGroups[group] else { return }
        var next: VersionKey? = chain.newest
        var stays: [(key: VersionKey, claim: KeptClaim)] = []
        while let key = next, let claim = kept[key] {
            next = claim.before
            let own = Self.round(rounds, clause: claim.claim.clause, lodged: claim.counted)
            if own?.round == round.round, pending[key] == nil {
                if let review = claim.review { reviews[ShortDigest(review)] = nil }
                kept[key] = nil
            } else {
                stays.append((key, claim))
            }
        }
        for (index, entry) in stays.enumerated() {
            var claim = entry.claim
            claim.before = index + 1 < stays.count ? stays[index + 1].key : nil
            if claim != entry.claim { kept[entry.key] = claim }
        }
        keptGroups[group] = stays.first.map { KeptGroup(newest: $0.key, count: stays.count) }
    }
}
