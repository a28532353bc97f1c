import Agent
import Messages
import Synchronization

/// What Round knows: policies and guides, the rounds' lives, the versions that were assessed, and what was proposed.
struct RoundState: DeciderState {
    /// The newest policy's digest, by programme.
    var policies: Agent.Table<String, String>
    /// A policy's file, by digest.
    var files: Agent.Table<String, String>
    /// The newest guide's digest, by programme and year.
    var guides: Agent.Table<String, String>
    /// A guide, by digest.
    var guideTerms: Agent.Table<String, Recorded<GuideSet>>
    var rounds: Agent.Table<String, RoundLife>
    /// The rounds of a programme and period, in the order in which they were opened.
    var roundsOf: Agent.Table<String, [String]>
    var versions: Agent.Table<VersionName, RoundVersion>
    /// What stages said when they passed a marker on, by ``MarkName``.
    var marks: Agent.Table<MarkName, Recorded<AssessComplete>>
    /// Of markers whose last part is not there yet.
    var parts: Agent.Table<MarkName, Recorded<AssessComplete>>
    /// Dead letters that were retried with success.
    var resolved: Agent.Table<String, Bool>
    /// Versions that came out of a dead letter, and wait.
    var open: Agent.Table<VersionName, Recorded<LetterResolved>>
    /// By round and claim.
    var proposals: Agent.Table<ProposalName, StandingProposal>
    /// Facts that stand in the place of those that were verified, since an objection or a correction.
    var corrected: Agent.Table<ProposalName, Recorded<CorrectedFacts>>
    /// The newest correction of a confirmed award.
    var corrections: Agent.Table<ProposalName, Recorded<AwardCorrected>>
    /// By round.
    var objections: Agent.Table<String, [Recorded<ObjectionLodged>]>
    /// The orders that were answered, so that none is carried out twice.
    var answered: Agent.Table<String, Bool>

    /// Holds that are in force.
    var holds: Agent.Table<String, Recorded<HoldSet>>

    /// What clauses ask the office to keep, by the record's id.
    var records: Agent.Table<String, Bool>

    /// The newest allotments to the office, by programme, clause and year.
    var allotments: Agent.Table<String, Recorded<AllotmentMade>>

    /// Tells this fold from every other of the process: what is worked out of one is not used for another.
    let fold = Self.folds.wrappingAdd(1, ordering: .relaxed).newValue
    private static let folds = Atomic<UInt64>(0)

    init(_ store: StateStore) {
        allotments = Agent.Table(store, 41)
        records = Agent.Table(store, 42)
        policies = Agent.Table(store, 1)
        files = Agent.Table(store, 2)
        guides = Agent.Table(store, 3)
        guideTerms = Agent.Table(store, 5)
        rounds = Agent.Table(store, 6, isRemembered: true)
        roundsOf = Agent.Table(store, 7, isRemembered: true)
        versions = Agent.Table(store, 8)
        marks = Agent.Table(store, 9)
        resolved = Agent.Table(store, 10)
        open = Agent.Table(store, 11)
        proposals = Agent.Table(store, 12)
        corrected = Agent.Table(store, 13)
        corrections = Agent.Table(store, 14)
        objections = Agent.Table(store, 15)
        answered = Agent.Table(store, 16)
        parts = Agent.Table(store, 17)
        holds = Agent.Table(store, 40)
    }

    /// The rounds that take a claim of the clause and period, in the order in which they were opened.
    func rounds(of programme: String, _ period: String) -> [RoundLife] {
        (roundsOf["\(programme)/\(period)"] ?? []).compactMap { rounds[$0] }
    }
}

/// Whose marker, of which round and partition.
struct MarkName: StateValue, Hashable {
    let round: String
    /// An office's division; or `register:`, the kind, and whose register it is.
    let source: String
    let partition: Int64

    init?(_ complete: AssessComplete) {
        if let register = complete.register {
            self.init(complete.round, register: register.kind, of: complete.verifier, complete.partition)
        } else if let office = complete.office {
            self.init(complete.round, office: office, complete.partition)
        } else {
            return nil
        }
    }

    init(_ round: String, office: String, _ partition: Int64) {
        self.init(round, office, partition)
    }

    init(_ round: String, register: String, of verifier: String, _ partition: Int64) {
        self.init(round, "register:\(register)@\(verifier)", partition)
    }

    private init(_ round: String, _ source: String, _ partition: Int64) {
        self.round = round
        self.source = source
        self.partition = partition
    }

    func write(to bytes: inout [UInt8]) {
        round.write(to: &bytes)
        source.write(to: &bytes)
        partition.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let round = String(from: &bytes), let source = String(from: &bytes), let partition = Int64(from: &bytes)
        else { return nil }
        self.init(round, source, partition)
    }
}

/// A claim in a round.
struct ProposalName: StateValue, Hashable {
    let round: String
    let claim: String

    init(_ round: String, _ claim: String) {
        self.round = round
        self.claim = claim
    }

    func write(to bytes: inout [UInt8]) {
        round.write(to: &bytes)
        claim.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let round = String(from: &bytes), let claim = String(from: &bytes) else { return nil }
        self.init(round, claim)
    }
}

/// Facts that officers put in the place of verified ones.
struct CorrectedFacts: Message {
    var facts: Facts = [:]

    init() {}

    init(_ facts: Facts) { self.facts = facts }

    static let type = "corrected.facts"
    static let summary = Text(zh: "更正的事实", en: "Facts that stand in the place of verified ones.")
    static let fields: FieldList<CorrectedFacts> = [
        Field("facts", \.facts, zh: "更正的事实", en: "facts that stand from now on")
    ]
}
