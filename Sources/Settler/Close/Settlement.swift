import Decimals
import Messages

/// What a city owes each county for the awards of a year, line by line, from the records of its rounds. Pure: the same
/// records give the same lines, whatever the order in which awards and corrections come.
struct Settlement {
    /// The award year, `2023`.
    let year: String
    private var confirmed: [String: RoundConfirmed] = [:]
    /// Rounds of the year that were opened.
    private var opened: Set<String> = []
    private var proposals: [AwardName: Standing] = [:]
    private var corrections: [AwardName: Standing] = [:]

    init(year: String) { self.year = year }

    /// A line of the statement for a county: one award, as it stands after its last correction.
    struct Line: Hashable {
        let county: String
        let name: AwardName
        let programme: String
        let clause: String
        let applicant: String
        let award: Money
        let owed: Money
        /// The number of its last correction, 0 where there was none.
        let correction: Int64
    }

    struct AwardName: Hashable, Comparable {
        let round: String
        let claim: String

        static func < (left: AwardName, right: AwardName) -> Bool {
            (left.round, left.claim) < (right.round, right.claim)
        }
    }

    /// What was last said of an award, by a proposal's revision or a correction's number.
    private struct Standing {
        let number: Int64
        let of: ClaimVersion
        let fen: Int64
        /// Of the city; nil where it settles nothing.
        let owedFen: Int64?
    }

    // MARK: Records

    mutating func take(_ round: RoundOpened) {
        if round.period == year { opened.insert(round.round) }
    }

    /// All of these come before the first award.
    mutating func take(_ round: RoundConfirmed) { confirmed[round.round] = round }

    /// Proposals of rounds that are not confirmed, or of a revision that is not, say nothing yet.
    mutating func take(_ award: AwardProposed) {
        guard let round = confirmed[award.round], award.revision <= round.revision, award.isOfItsClaim else { return }
        let standing = Standing(
            number: award.revision, of: award.of, fen: award.awardFen ?? 0, owedFen: award.shares?.owedByCity)
        Self.keep(standing, at: AwardName(round: award.round, claim: award.of.claim), in: &proposals)
    }

    mutating func take(_ correction: AwardCorrected) {
        let name = AwardName(round: correction.round, claim: correction.of.claim)
        let standing = Standing(
            number: correction.number, of: correction.of, fen: correction.afterFen,
            owedFen: correction.shares?.owedByCity)
        Self.keep(standing, at: name, in: &corrections)
    }

    private static func keep(_ standing: Standing, at name: AwardName, in table: inout [AwardName: Standing]) {
        if let known = table[name], known.number >= standing.number { return }
        table[name] = standing
    }

    // MARK: The statement

    /// Awards of the year that the city settles, by county, programme, clause and award. One that was corrected to
    /// nothing stays, with nothing owed.
    var lines: [Line] {
        var lines: [Line] = []
        for (name, proposal) in proposals where proposal.of.period == year {
            let correction = corrections[name]
            let now = correction ?? proposal
            guard now.owedFen ?? proposal.owedFen != nil else { continue }
            lines.append(
                Line(
                    county: now.of.office, name: name, programme: now.of.programme, clause: now.of.clause,
                    applicant: now.of.applicant, award: Money(fen: now.fen), owed: Money(fen: now.owedFen ?? 0),
                    correction: correction?.number ?? 0))
        }
        return lines.sorted { $0.order < $1.order }
    }

    /// What would block the close, a sentence each.
    var blockers: [String] {
        let open = opened.filter { confirmed[$0] == nil }.sorted()
        return open.map { "The round \($0) is not confirmed." } + differences + repeated
    }

    /// A round's proposals that stand are those that were confirmed.
    private var differences: [String] {
        var found: [String: (awards: Int64, fen: Int64)] = [:]
        for (name, proposal) in proposals where proposal.fen > 0 {
            found[name.round, default: (0, 0)].awards += 1
            found[name.round, default: (0, 0)].fen += proposal.fen
        }
        return confirmed.values.filter { opened.contains($0.round) }.sorted { $0.round < $1.round }.compactMap {
            round in
            let (awards, fen) = found[round.round] ?? (0, 0)
            guard awards != round.awards || fen != round.totalFen else { return nil }
            return "The round \(round.round) was confirmed with \(round.awards) awards, \(Money(fen: round.totalFen)) "
                + "yuan; its records hold \(awards), \(Money(fen: fen)) yuan."
        }
    }

    /// A claim is awarded in one round only.
    private var repeated: [String] {
        let claims = Dictionary(grouping: lines.filter { $0.award > .zero }, by: \.name.claim)
        return claims.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map { claim, lines in
            "The claim \(claim) is awarded in \(lines.map(\.name.round).joined(separator: " and "))."
        }
    }
}

extension Settlement.Line {
    fileprivate var order: (String, String, String, Settlement.AwardName) { (county, programme, clause, name) }
}

extension AwardProposed {
    /// Of a version that does not stand the round speaks beside its claim, which stands at another office.
    fileprivate var isOfItsClaim: Bool {
        switch outcome {
        case .duplicate, .withdrawn: false
        case .award, .reject, .refer, .waitlist, .ask, .target, .bound, .refused, .carried: true
        }
    }
}

extension ShareAmounts {
    /// What the city gives back, where the clause says so itself, else what it bears.
    fileprivate var owedByCity: Int64? { returned ?? city }
}
