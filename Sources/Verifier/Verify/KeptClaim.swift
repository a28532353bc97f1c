import Agent
import Messages
import Seals

/// A version of which some round may yet ask what it is worth on another day's rows.
struct KeptClaim: StateValue, Equatable {
    private(set) var of: ClaimVersion
    let lodged: LodgedContent
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

    init(_ of: ClaimVersion, _ lodged: LodgedContent) {
        self.of = of
        self.of.counted = nil
        self.lodged = lodged
        counted = of.lodged
    }

    init(_ claim: ClaimSubmitted) { self.init(ClaimVersion(of: claim), LodgedContent(of: claim)) }

    /// Without account and contact.
    var claim: ClaimSubmitted { ClaimSubmitted(of, lodged) }

    var group: String { of.programme + "/" + of.period + "/" + of.clause }

    func write(to bytes: inout [UInt8]) {
        write(to: &bytes) { buffer in
            buffer.append(state: before != nil)
            before?.write(into: &buffer)
            buffer.append(state: number)
            buffer.append(state: outcome)
            buffer.append(state: of.claim)
            buffer.append(state: of.version)
            PackedUSCC(of.applicant).write(into: &buffer)
            buffer.append(state: of.office)
            buffer.append(state: of.programme)
            buffer.append(state: of.clause)
            buffer.append(state: of.period)
            buffer.append(state: lodged.applicantName ?? "")
            buffer.append(state: of.object)
            FactCoding.write(lodged.facts, into: &buffer)
            buffer.append(state: lodged.evidence ?? [])
            buffer.append(state: lodged.supersedes != nil)
            if let supersedes = lodged.supersedes { buffer.append(state: supersedes) }
            buffer.append(state: lodged.answers)
            buffer.append(state: of.sameAs ?? [])
            buffer.append(state: of.received)
            // Mostly they are the same.
            if of.lodged == of.received { buffer.append(state: "") } else { buffer.append(state: of.lodged) }
            if counted == of.lodged { buffer.append(state: "") } else { buffer.append(state: counted) }
            FactCoding.write(reviewed, into: &buffer)
            buffer.append(state: order)
            buffer.append(state: review)
            buffer.append(state: asked)
        }
    }

    init?(from bytes: inout StateBytes) {
        guard let before = VersionKey?(from: &bytes), let number = Int64(from: &bytes),
            let outcome = UInt64(from: &bytes), let (of, lodged) = Self.version(from: &bytes),
            let counted = String(from: &bytes), let reviewed = FactCoding.facts(from: &bytes),
            let order = String?(from: &bytes), let review = String?(from: &bytes), let asked = [String](from: &bytes)
        else { return nil }
        self.of = of
        self.lodged = lodged
        self.before = before
        self.number = number
        self.outcome = outcome
        self.reviewed = reviewed
        self.order = order
        self.review = review
        self.asked = asked
        self.counted = counted.isEmpty ? of.lodged : Moment(counted) ?? of.lodged
    }

    private static func version(from bytes: inout StateBytes) -> (ClaimVersion, LodgedContent)? {
        guard let id = String(from: &bytes), let version = Int64(from: &bytes),
            let applicant = PackedUSCC(from: &bytes), let office = String(from: &bytes),
            let programme = String(from: &bytes), let clause = String(from: &bytes),
            let period = String(from: &bytes), let name = String(from: &bytes),
            let object = String?(from: &bytes), let facts = FactCoding.facts(from: &bytes),
            let evidence = [String](from: &bytes), let supersedes = Int64?(from: &bytes),
            let answers = String?(from: &bytes), let sameAs = [String](from: &bytes),
            let received = String(from: &bytes).flatMap({ Moment($0) }), let lodged = String(from: &bytes)
        else { return nil }
        var of = ClaimVersion()
        of.claim = id
        of.version = version
        of.applicant = applicant.text
        of.office = office
        of.programme = programme
        of.clause = clause
        of.period = period
        of.object = object
        of.sameAs = sameAs.isEmpty ? nil : sameAs
        of.received = received
        of.lodged = lodged.isEmpty ? received : Moment(lodged) ?? received
        var content = LodgedContent()
        content.applicantName = name.isEmpty ? nil : name
        content.facts = facts
        content.evidence = evidence.isEmpty ? nil : evidence
        content.supersedes = supersedes
        content.answers = answers
        return (of, content)
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
        var buffer = ByteBuffer(capacity: 1_024)
        for index in verified.facts.entries.indices {
            buffer.append(state: verified.facts.entries[index].name)
            FactCoding.write(verified.facts.entries[index].value, into: &buffer)
        }
        for index in verified.provenance.indices {
            buffer.append(state: verified.provenance[index].fact)
            buffer.append(utf8: verified.provenance[index].standing.rawValue)
            buffer.append(state: verified.provenance[index].source)
            buffer.append(state: verified.provenance[index].asOf)
            buffer.append(state: verified.provenance[index].declared)
        }
        for award in verified.earlier ?? [] {
            for text in [award.applicant, award.object ?? "", award.programme, award.clause ?? "", award.tier] {
                buffer.append(state: text)
            }
            buffer.append(state: award.year)
            buffer.append(state: award.amountFen)
        }
        return buffer.withUnsafeBytes { digest($0) }
    }

    static func of(_ refused: ClaimRefused) -> UInt64 {
        var buffer = ByteBuffer(capacity: 1_024)
        buffer.append(0)
        for failure in refused.failures {
            for text in [failure.reason, failure.sentence.zh, failure.source ?? "", failure.asOf ?? ""] {
                buffer.append(state: text)
            }
        }
        return buffer.withUnsafeBytes { digest($0) }
    }

    private static func digest(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        // 0 means open.
        max(1, SHA256.digest(of: bytes).withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) })
    }
}

extension VerifyState {
    /// Keeps a version that came, or what is new of one that is kept.
    ///
    /// - Parameter new: of versions that were decided before they were kept nothing is known, nor of those of an
    ///   adjudicated round.
    mutating func keep(
        _ key: VersionKey, _ new: @autoclosure () -> KeptClaim?, _ change: (inout KeptClaim) -> Void
    ) {
        guard !kept.contains(key) else {
            return kept.update(key) { known in
                guard var claim = known else { return }
                change(&claim)
                known = claim
            }
        }
        guard var claim = new() else { return }
        if claim.lodged.answers != nil { claim.counted = counted(claim.of, answers: claim.lodged.answers) }
        keptGroups.update(claim.group) { group in
            claim.before = group?.newest
            group = KeptGroup(newest: key, count: (group?.count ?? 0) + 1)
        }
        if claim.before == nil {
            let place = "\(claim.of.programme)/\(claim.of.period)"
            let clauses = keptClauses[place] ?? []
            if !clauses.contains(claim.of.clause) { keptClauses[place] = clauses + [claim.of.clause] }
        }
        change(&claim)
        kept[key] = claim
    }

    /// When the version was lodged for which it counts: an answer to a request of ours stands for the version that the
    /// request was about.
    func counted(_ claim: ClaimSubmitted) -> Moment {
        claim.answers == nil ? claim.lodged : counted(ClaimVersion(of: claim), answers: claim.answers)
    }

    private func counted(_ of: ClaimVersion, answers: String?) -> Moment {
        guard let answers else { return of.lodged }
        let start = "\(of.claim).\(of.office)."
        guard answers.hasPrefix(start),
            let version = Int64(answers.dropFirst(start.count).prefix { $0 != "." }), version < of.version
        else { return of.lodged }
        var asked = of
        asked.version = version
        return kept[VersionKey(asked)]?.counted ?? of.lodged
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
            let own = Self.round(rounds, clause: claim.of.clause, lodged: claim.counted)
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
