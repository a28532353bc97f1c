import Awards
import Decimals
import Messages
import Policy

extension AwardProposed {
    /// What a round says of the claim, without the steps.
    mutating func take(_ result: RoundOutcome, _ counties: CountyNames) {
        kept = result.kept
        switch result.assessment.outcome {
        case .award(let award):
            outcome = .award
            awardFen = award.fen
        case .reject(let why, let most):
            outcome = .reject
            reason = why
            ceilingFen = most?.fen
        case .refer(let why, let most):
            outcome = .refer
            reason = why
            ceilingFen = most?.fen
        case .waitlist(let why, let left):
            outcome = .waitlist
            reason = why
            availableFen = left.fen
        case .ask(let names):
            outcome = .ask
            asks = names
        case .target(let met):
            outcome = .target
            isMet = met
        case .bound(let kept):
            outcome = .bound
            isMet = kept
        }
        shares = ShareAmounts(result.assessment.shares)
        let told = result.assessment.parts
        parts = told.isEmpty ? nil : told.map { AwardPart($0, counties) }
    }
}

extension AwardPart {
    init(_ part: Assessment.Part, _ counties: CountyNames) {
        self.init()
        name = part.name
        county = counties.division(named: part.name)?.code
        amountFen = part.amount.fen
        shares = ShareAmounts(part.shares)
    }
}

extension AwardStep {
    init(_ step: Trace.Step) {
        self.init()
        stage = step.stage.rawValue
        before = step.before
        after = step.after
        words = step.note?.text.map { Text(zh: $0.zh, en: $0.en) }
    }
}

extension ShareAmounts {
    /// Nil where the clause shares nothing.
    init?(_ shares: Shares) {
        guard shares != Shares() else { return nil }
        self.init()
        county = shares.county?.fen
        city = shares.city?.fen
        region = shares.region?.fen
        returned = shares.returned?.fen
    }
}

extension Programme {
    /// How the ambiguities of a clause are read, as `A-14=local_products`.
    func readings(of clause: String) -> [String] {
        readings.filter { $0.clauses.contains(clause) }.map { "\($0.id)=\($0.chosen)" }
    }

    /// The same of each of its clauses.
    var readingsByClause: [String: [String]] {
        Dictionary(clauses.map { ($0.id, readings(of: $0.id)) }) { first, _ in first }
    }
}

extension ClaimVersion {
    /// Who lodges it, as the applicant's code says: a code of the establishment authority (1 in GB 32100) is a
    /// government's.
    var claimantKind: Claimant.Kind {
        guard applicant.utf8.first == UInt8(ascii: "1"),
            let division = Division(String(applicant.dropFirst(2).prefix(6)))
        else { return .firm }
        return division.level == .county ? .county : .city
    }
}
