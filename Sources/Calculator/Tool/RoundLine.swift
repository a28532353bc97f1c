import Awards
import Decimals
import Lines
import Messages
import Policy

/// A line of `calculator adjudicate`: a whole round.
struct RoundLine {
    let programme: String
    /// Where a trial moves the programme's days.
    let issuedOn: CivilDate?
    let validTo: CivilDate?
    private let year: Int?
    private let asOf: CivilDate?
    private let isTrial: Bool
    private let state: Programme.State?
    private let guide: RoundGuide
    private let claims: [RoundClaim]
    private let earlier: [EarlierAward]
    private let reserved: Round.Reserved
    private let pots: [String: Money]

    private static let keys = [
        "programme", "year", "as_of", "as_if_in_force", "status", "issued_on", "valid_to", "guide", "claims", "earlier",
        "committed", "pots",
    ]

    init(_ line: [UInt8]) throws {
        let fact = try Fact(line: line)
        guard case .record = fact else { throw LineError("expected an object, found another value") }
        let record = try LineRecord(fact, at: "round", known: Self.keys)
        programme = try record.required("programme")
        issuedOn = try record.day("issued_on")
        validTo = try record.day("valid_to")
        year = try record.year("year")
        asOf = try record.day("as_of")
        state = try record.choice("status", Programme.State.self)
        // A draft is tried as if it were issued, unless the line says how it stands.
        isTrial = try record.flag("as_if_in_force") ?? (state == nil)
        guide = try RoundGuide(record.value("guide"))
        guard let claims = try record.list("claims") else { throw LineError("round.claims: a list is missing") }
        self.claims = try claims.enumerated().map { try RoundClaim($1, at: "claim \($0 + 1)") }
        earlier = try (record.list("earlier") ?? []).enumerated().map { try EarlierAward($1, at: "earlier \($0 + 1)") }
        var reserved = Round.Reserved()
        reserved.clauses = try record.amounts("committed")
        reserved.total = reserved.clauses.removeValue(forKey: Round.wholeProgramme) ?? .zero
        self.reserved = reserved
        pots = try record.amounts("pots")
    }

    /// Of its claims, in their order.
    var clauses: [String] { claims.map(\.clause) }

    /// With what the programme says where the line does not.
    func round(under programme: Programme) throws -> Round {
        let lastDay = programme.validity.to ?? year.flatMap { CivilDate(year: $0, month: 12, day: 31) }
        guard let asOf = asOf ?? lastDay else {
            throw LineError("round.as_of: \(programme.id) has no last day; say as_of or year")
        }
        try checkAssessed(under: programme)
        var round = Round(year: year ?? asOf.year, asOf: asOf, claims: claims)
        round.state = state
        round.isTrial = isTrial
        round.guide = guide
        round.earlier = earlier
        round.reserved = reserved
        round.pots = pots
        return round
    }

    /// An amount that is given stands instead of the clause's own facts.
    private func checkAssessed(under programme: Programme) throws {
        for claim in claims where claim.assessed != nil {
            guard let clause = programme.clause(claim.clause) else { continue }
            let own = claim.facts.names.filter { clause.fact($0)?.isOfProgramme != true }
            guard own.isEmpty else {
                throw LineError("claim \(claim.id): assessed, and yet the facts \(own.joined(separator: ", "))")
            }
        }
    }
}

extension RoundGuide {
    fileprivate init(_ fact: Fact?) throws {
        self.init()
        guard let fact else { return }
        let record = try LineRecord(
            fact, at: "guide", known: ["loaded", "closed_clauses", "coefficient", "facts"])
        isLoaded = try record.flag("loaded") ?? true
        closedClauses = Set(try record.texts("closed_clauses") ?? [])
        coefficient = try record.number("coefficient") ?? Decimal128(1)
        facts = try record.facts("facts") ?? [:]
    }
}

extension RoundClaim {
    private static let keys = [
        "id", "applicant", "object", "clause", "claimant_kind", "received", "assessed", "facts", "same_as",
    ]

    fileprivate init(_ fact: Fact, at place: String) throws {
        let record = try LineRecord(fact, at: place, known: Self.keys)
        self.init(
            id: try record.required("id"), applicant: try record.required("applicant"),
            clause: try record.required("clause"), facts: try record.facts("facts") ?? [:])
        object = try record.text("object")
        received = try record.moment("received")
        lodgedBy = try record.choice("claimant_kind", Claimant.Kind.self)
        assessed = try record.money("assessed")
        sameAs = try record.texts("same_as") ?? []
        if assessed == nil, record.value("facts") == nil {
            throw LineError("claim \(id): neither facts nor assessed says what it is worth")
        }
    }
}

extension EarlierAward {
    fileprivate init(_ fact: Fact, at place: String) throws {
        let record = try LineRecord(
            fact, at: place, known: ["applicant", "object", "policy", "clause", "year", "amount", "tier"])
        guard let year = try record.year("year") else { throw LineError("\(place).year: a year is missing") }
        guard let amount = try record.money("amount") else { throw LineError("\(place).amount: an amount is missing") }
        guard let tier = try record.choice("tier", Tier.self) else {
            throw LineError("\(place).tier: county, city or region is missing")
        }
        self.init(
            applicant: try record.required("applicant"), policy: try record.required("policy"),
            clause: try record.text("clause"), year: year, amount: amount, tier: tier)
        object = try record.text("object")
    }
}
