import Awards
import Log
import Messages
import Policy

/// What became of every claim, folded from the records of a log. Only the order of an applicant's records in each topic
/// counts, which every log keeps.
struct YearTally {
    /// A claim at an office.
    struct Place: Hashable {
        let claim: String
        let office: String
    }

    /// How a claim stands now.
    enum Standing: Equatable {
        /// As its clause says; once its round was adjudicated as that says, with all corrections.
        case awarded(fen: Int64)
        /// What is missing only a round knows.
        case toRound
        /// By the verifier or by its clause, for these reasons.
        case refused([String])
        /// An officer is asked for an amount, or the applicant for a fact.
        case asked
        case waits(kinds: [String], review: [String])
        case withdrawn
        /// No agent has said anything yet.
        case underway
    }

    /// A letter that an office wrote, and what became of it.
    struct Letter {
        let office: String
        let letter: LetterWritten
        /// The last attempt to send it.
        let ended: DeliveryEnded?
    }

    /// The newest version of a claim.
    struct Claim {
        var of = ClaimVersion()
        var name = ""
        var versions = 0
        var isWithdrawn = false
        var waits: [String] = []
        var review: [String] = []
        var hadWaited = false
        /// Where each fact comes from.
        var provenance: [Provenance] = []
        var assessed: ClaimAssessed?
        /// The office that had the same claim before.
        var first: String?
        /// What its round says; of several rounds the newest.
        var proposal: AwardProposed?
        /// The newest correction after it was confirmed.
        var corrected: AwardCorrected?

        var standing: Standing {
            if let standing = standingOfRound { return standing }
            if isWithdrawn { return .withdrawn }
            if let assessed, assessed.of.version == of.version { return Self.standing(assessed) }
            return waits.isEmpty && review.isEmpty ? .underway : .waits(kinds: waits, review: review)
        }

        /// Nil where no round has said anything about the newest version, or has left it to the next one.
        private var standingOfRound: Standing? {
            guard let proposal, proposal.of.version == of.version else { return nil }
            if let corrected { return .awarded(fen: corrected.afterFen) }
            switch proposal.outcome {
            case .award: return .awarded(fen: proposal.awardFen ?? 0)
            case .reject, .refused: return .refused([proposal.reason ?? "?"])
            case .refer, .ask: return .asked
            case .waitlist: return .waits(kinds: ["budget"], review: [])
            case .target, .bound: return .toRound
            case .withdrawn: return .withdrawn
            case .duplicate, .carried: return nil
            }
        }

        private static func standing(_ assessed: ClaimAssessed) -> Standing {
            switch assessed.outcome {
            case .award: .awarded(fen: assessed.awardFen ?? 0)
            case .pendingRound, .waitlist, .target, .bound: .toRound
            case .reject, .refused: .refused([assessed.reason ?? "?"])
            case .refer, .ask: .asked
            case .waiting: .waits(kinds: [assessed.reason ?? "?"], review: [])
            case .withdrawn: .withdrawn
            }
        }
    }

    private(set) var claims: [Place: Claim] = [:]
    private(set) var policies: [String: PolicyAdopted] = [:]
    private(set) var orders: [String: Int] = [:]
    private(set) var refusedOrders = 0
    /// By the office's desk: no stage has seen them.
    private(set) var refusedAtDesk = 0
    private(set) var figures = TargetFigures()
    /// What clauses ask offices to keep, by kind.
    private(set) var kept: [RecordKept.Kind: Int] = [:]
    private(set) var answeredReviews = 0
    private(set) var registerRows = 0
    private(set) var deadLetters = 0
    private(set) var rounds: [String: RoundTally] = [:]
    private(set) var money = MoneyTally()
    /// By office and id: counties tell of the same notice under the same id.
    private var written: [[String]: LetterWritten] = [:]
    /// What is sent may be read before what is to be sent.
    private var ended: [[String]: DeliveryEnded] = [:]

    var letters: [Letter] {
        written.map { name, letter in Letter(office: name[0], letter: letter, ended: ended[name]) }
    }

    mutating func take(_ record: Record) {
        guard let type = record.header(text: "ce_type"), let payload = record.payload else { return }
        switch type {
        case ClaimSubmitted.type:
            guard let claim = try? ClaimSubmitted(reading: payload) else { return }
            take(ClaimVersion(of: claim))
            change(ClaimVersion(of: claim)) { $0.name = claim.applicantName }
        case ClaimWithdrawn.type:
            guard record.topic.hasSuffix(".claims"), let withdrawn = try? ClaimWithdrawn(reading: payload) else {
                return
            }
            take(withdrawn.of)
            claims[place(withdrawn.of)]?.isWithdrawn = true
        case ClaimWaiting.type:
            guard let waiting = try? ClaimWaiting(reading: payload) else { return }
            change(ClaimVersion(of: waiting.claim)) { claim in
                claim.waits = waiting.missing.map(\.kind)
                claim.hadWaited = true
                if waiting.reviewed != nil { claim.review = [] }
            }
        case ReviewRequested.type:
            guard let review = try? ReviewRequested(reading: payload), review.subject == .facts else { return }
            change(review.of) { $0.review = review.facts }
        case ClaimVerified.type:
            guard let verification = try? ClaimVerified(reading: payload) else { return }
            verified(verification.of)
            change(verification.of) { $0.provenance = verification.provenance }
        case ClaimRefused.type: (try? ClaimRefused(reading: payload)).map { verified($0.of) }
        case FindingMade.type:
            guard let finding = try? FindingMade(reading: payload) else { return }
            claims[Place(claim: finding.claim, office: finding.office), default: Claim()].first = finding.first
        case ClaimAssessed.type: (try? ClaimAssessed(reading: payload)).map { take($0) }
        case AwardProposed.type: (try? AwardProposed(reading: payload)).map { take($0) }
        case AwardCorrected.type:
            guard let corrected = try? AwardCorrected(reading: payload) else { return }
            claims[place(corrected.of)]?.corrected = corrected
            rounds[corrected.round, default: RoundTally()].corrections.append(corrected)
        default: takeOther(record, type, payload)
        }
    }

    private mutating func takeOther(_ record: Record, _ type: String, _ payload: UnsafeRawBufferPointer) {
        switch type {
        case PolicyAdopted.type: (try? PolicyAdopted(reading: payload)).map { policies[$0.programme] = $0 }
        case RegisterRow.type, WaybillRow.type: registerRows += 1
        case OrderGiven.type: (try? OrderGiven(reading: payload)).map { orders[$0.kind, default: 0] += 1 }
        case OrderAnswered.type:
            guard let answer = try? OrderAnswered(reading: payload), !answer.accepted else { return }
            refusedOrders += 1
        case OrderRefused.type: refusedAtDesk += 1
        case FigureReported.type: (try? FigureReported(reading: payload)).map { figures.take($0) }
        case RecordKept.type: (try? RecordKept(reading: payload)).map { kept[$0.kind, default: 0] += 1 }
        case DeadLetter.type: deadLetters += 1
        case LetterWritten.type:
            guard let letter = try? LetterWritten(reading: payload) else { return }
            written[[office(of: record), letter.id]] = letter
        case DeliveryEnded.type:
            (try? DeliveryEnded(reading: payload)).map { ended[[office(of: record), $0.letter]] = $0 }
        case RoundOpened.type:
            (try? RoundOpened(reading: payload)).map { rounds[$0.round, default: RoundTally()].opened = $0 }
        case RoundWaived.type:
            (try? RoundWaived(reading: payload)).map { rounds[$0.round, default: RoundTally()].waived.append($0) }
        case RoundClosed.type:
            (try? RoundClosed(reading: payload)).map { rounds[$0.round, default: RoundTally()].closed = $0 }
        case RoundPublished.type:
            (try? RoundPublished(reading: payload)).map { rounds[$0.round, default: RoundTally()].published = $0 }
        case ObjectionResolved.type:
            (try? ObjectionResolved(reading: payload)).map {
                rounds[$0.round, default: RoundTally()].resolved.append($0)
            }
        case RoundConfirmed.type:
            (try? RoundConfirmed(reading: payload)).map { rounds[$0.round, default: RoundTally()].confirmed = $0 }
        default: money.take(type, payload)
        }
    }

    private mutating func take(_ proposal: AwardProposed) {
        let before = claims[place(proposal.of)]?.proposal
        if let before, before.round == proposal.round {
            rounds[proposal.round, default: RoundTally()].moved.append(RoundTally.Move(before: before, after: proposal))
        }
        claims[place(proposal.of)]?.proposal = proposal
    }

    private func office(of record: Record) -> String { String(record.topic.prefix { $0 != "." }) }

    private func place(_ of: ClaimVersion) -> Place { Place(claim: of.claim, office: of.office) }

    private mutating func take(_ of: ClaimVersion) {
        claims[place(of), default: Claim()].versions += 1
        change(of) { _ in }
    }

    /// Changes what is known of a version, unless a newer one is known.
    private mutating func change(_ of: ClaimVersion, _ body: (inout Claim) -> Void) {
        var claim = claims[place(of)] ?? Claim()
        guard claim.of.claim.isEmpty || of.version >= claim.of.version else { return }
        if claim.of.claim.isEmpty || of.version > claim.of.version {
            claim.of = of
            claim.waits = []
            claim.review = []
        }
        body(&claim)
        claims[place(of)] = claim
    }

    private mutating func verified(_ of: ClaimVersion) {
        change(of) { claim in
            claim.waits = []
            claim.review = []
        }
    }

    private mutating func take(_ assessed: ClaimAssessed) {
        change(assessed.of) { claim in
            if let known = claim.assessed, known.of.version == assessed.of.version, known.number > assessed.number {
                return
            }
            claim.assessed = assessed
        }
    }
}

/// The life of a round.
struct RoundTally {
    /// What an objection to one claim has changed of another, or of itself.
    struct Move {
        let before: AwardProposed
        let after: AwardProposed
    }

    var opened: RoundOpened?
    var waived: [RoundWaived] = []
    var closed: RoundClosed?
    var published: RoundPublished?
    var resolved: [ObjectionResolved] = []
    var moved: [Move] = []
    var confirmed: RoundConfirmed?
    var corrections: [AwardCorrected] = []
}

/// Numbers of claims by how they stand.
struct StandingCounts {
    var claims = 0
    var awarded = 0
    var fen: Int64 = 0
    var toRound = 0
    var refused = 0
    var asked = 0
    var waits = 0
    var withdrawn = 0
    /// The same claim came to another office before: it is in none of the others.
    var duplicates = 0

    mutating func add(_ claim: YearTally.Claim) {
        claims += 1
        if claim.first != nil {
            duplicates += 1
            return
        }
        switch claim.standing {
        case .awarded(let amount):
            awarded += 1
            fen += amount
        case .toRound: toRound += 1
        case .refused: refused += 1
        case .asked: asked += 1
        case .waits, .underway: waits += 1
        case .withdrawn: withdrawn += 1
        }
    }

    static func + (left: StandingCounts, right: StandingCounts) -> StandingCounts {
        var sum = left
        sum.claims += right.claims
        sum.awarded += right.awarded
        sum.fen += right.fen
        sum.toRound += right.toRound
        sum.refused += right.refused
        sum.asked += right.asked
        sum.waits += right.waits
        sum.withdrawn += right.withdrawn
        sum.duplicates += right.duplicates
        return sum
    }
}

extension YearTally {
    /// How all claims stand.
    var total: StandingCounts { counts { _ in true } }

    func counts(_ isMeant: (Claim) -> Bool) -> StandingCounts {
        claims.values.filter(isMeant).reduce(into: StandingCounts()) { $0.add($1) }
    }
}

/// Keeps a tally while records come.
final class TallyReader {
    private(set) var tally = YearTally()
    private let log: any EventLog
    private let reader: any LogReader
    private let partitions: [TopicPartition]

    init(_ log: any EventLog, _ offices: Offices) throws {
        self.log = log
        let topics = try log.topics()
        let streams: Set<Stream> = [
            .claims, .registers, .waybills, .verifications, .assessments, .programmes, .orders, .answers, .deadLetters,
            .rounds, .awards, .letters, .deliveries, .payments, .settlements, .allotments, .records,
        ]
        partitions = offices.all.flatMap { office in
            office.streams.filter(streams.contains).flatMap { stream in
                let topic = stream.topic(of: office.division)
                return (0..<(topics[topic] ?? 0)).map { TopicPartition(topic, $0) }
            }
        }
        reader = try log.reader(for: .following)
        try reader.assign(try log.ends(of: partitions).mapValues(\.start))
    }

    /// Reads up to the ends as they are now.
    func catchUp() throws {
        let ends = try log.ends(of: partitions)
        while ends.contains(where: { (reader.reached[$0.key] ?? 0) < $0.value.lastStable }) {
            for record in try reader.poll(PollLimits(moreWaitMs: 0)) { tally.take(record) }
        }
    }

    func close() { reader.close() }
}
