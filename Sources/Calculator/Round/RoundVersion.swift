import Agent
import Messages

/// A version of a claim as the round keeps it: what it was assessed to, without the trace.
struct RoundVersion: StateValue {
    /// Of the assessment with the highest number.
    let assessed: ClaimAssessed

    init(_ assessed: ClaimAssessed) {
        var kept = assessed
        kept.conditions = []
        kept.steps = []
        kept.readings = []
        kept.shares = nil
        self.assessed = kept
    }

    /// Whether it is decided: by a verification with at least this number.
    func isDecided(_ number: Int64) -> Bool { assessed.outcome != .waiting && assessed.number >= number }

    func write(to bytes: inout [UInt8]) { Recorded(assessed).write(to: &bytes) }

    init?(from bytes: inout StateBytes) {
        guard let recorded = Recorded<ClaimAssessed>(from: &bytes) else { return nil }
        assessed = recorded.content
    }
}

/// Which version, everywhere: a version is (claim, office, number).
struct VersionName: StateValue, Hashable, Comparable {
    let claim: String
    let office: String
    let version: Int64

    init(claim: String, office: String, version: Int64) {
        self.claim = claim
        self.office = office
        self.version = version
    }

    init(_ of: ClaimVersion) { self.init(claim: of.claim, office: of.office, version: of.version) }

    static func < (left: VersionName, right: VersionName) -> Bool {
        (left.claim, left.office, left.version) < (right.claim, right.office, right.version)
    }

    func write(to bytes: inout [UInt8]) {
        claim.write(to: &bytes)
        office.write(to: &bytes)
        version.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let claim = String(from: &bytes), let office = String(from: &bytes), let version = Int64(from: &bytes)
        else { return nil }
        self.init(claim: claim, office: office, version: version)
    }
}

/// What was last said of a claim in a round, without its steps.
struct StandingProposal: StateValue {
    let proposal: AwardProposed
    /// Of the record that said so.
    let digest: String

    init(_ proposal: AwardProposed, digest: String) {
        var kept = proposal
        kept.steps = []
        kept.readings = []
        self.proposal = kept
        self.digest = digest
    }

    func write(to bytes: inout [UInt8]) {
        Recorded(proposal).write(to: &bytes)
        digest.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let recorded = Recorded<AwardProposed>(from: &bytes), let digest = String(from: &bytes) else {
            return nil
        }
        proposal = recorded.content
        self.digest = digest
    }
}

extension AwardProposed {
    /// Whether both say the same of a claim, whenever they were said.
    func saysTheSame(as other: AwardProposed) -> Bool {
        VersionName(of) == VersionName(other.of) && number == other.number && outcome == other.outcome
            && awardFen == other.awardFen && reason == other.reason && kept == other.kept
            && ceilingFen == other.ceilingFen && availableFen == other.availableFen && shares == other.shares
            && asks == other.asks && isMet == other.isMet
    }
}
