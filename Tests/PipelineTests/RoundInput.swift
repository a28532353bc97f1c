import Awards
import Decimals
import Documents
import Foundation
import Messages
import Policy
import Seals
import TestSupport

@testable import Calculator
@testable import Verifier

/// A line of `calculator adjudicate` as the agents are told it: applicants have codes, and the policy's file says what
/// the line moves.
struct RoundInput {
    let name: String
    let line: RoundLine
    let round: Round
    let programme: Programme
    /// Of applicants and of the objects that are applicants.
    private(set) var codes: [String: String] = [:]
    /// Why it cannot come as claims, registers, guides and orders; nil when it can.
    private(set) var obstacle: String?
    /// What cannot be told the Round decider either.
    private(set) var impossible: String?
    /// The policy's file, with the days that the line moves.
    private(set) var policy: [UInt8]
    /// A draft that nobody treats as issued: it has no rounds.
    let isDraft: Bool
    private let isUnissued: Bool

    init(_ item: RoundCase, _ programmes: [String: Programme]) throws {
        name = item.name
        line = try RoundLine(Array(Fact.record(item.input).json.utf8))
        guard let issued = programmes[line.programme] else { throw Unknown(name: line.programme) }
        let moved = try Self.moved(issued, line)
        policy = moved
        programme = try Programme.load(moved, file: issued.file)
        round = try line.round(under: programme)
        let state = round.state ?? issued.state
        isDraft = state == .draft && !round.isTrial
        isUnissued = issued.state == .draft || round.state != nil
        var kinds: [String: Claimant.Kind] = [:]
        for claim in round.claims {
            let kind = claim.lodgedBy ?? programme.clause(claim.clause)?.claimant?.kind ?? .firm
            if let known = kinds[claim.applicant], known != kind { throw Unknown(name: "who \(claim.applicant) is") }
            kinds[claim.applicant] = kind
        }
        for award in round.earlier where kinds[award.applicant] == nil { kinds[award.applicant] = .firm }
        for (number, entry) in kinds.sorted(by: { $0.key < $1.key }).enumerated() {
            let start =
                switch entry.value {
                case .firm: "91150223"
                case .county: "11150223"
                case .city: "11150200"
                }
            codes[entry.key] = "\(start)MA0Q\(1_000 + number)0X"
        }
        obstacle = findObstacle()
        impossible = findImpossible()
        for (clause, sum) in round.pots where impossible == nil { policy = try potted(clause, sum) }
    }

    struct Unknown: Error {
        let name: String
    }

    var period: String { "\(round.year)" }

    func code(_ applicant: String) -> String { codes[applicant] ?? applicant }

    /// An object that is an applicant is known by its code too.
    func object(_ name: String?) -> String? { name.map { codes[$0] ?? $0 } }

    /// When claims are received, in milliseconds: of those at the same moment the lower id first, as the line has it.
    var receivedMs: [String: Int64] {
        let noon = Moment("\(round.asOf)T00:00:00+08:00")?.milliseconds ?? 0
        var moments: [String: Int64] = [:]
        let byMoment = Dictionary(grouping: round.claims) { $0.received?.milliseconds ?? noon }
        for (moment, claims) in byMoment {
            for (rank, id) in claims.map(\.id).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }).enumerated() {
                moments[id] = moment + Int64(rank)
            }
        }
        return moments
    }

    // MARK: What the agents cannot be told

    private func findImpossible() -> String? {
        if isDraft { return "a draft has no rounds" }
        let clauses = round.claims.compactMap { programme.clause($0.clause) }
        if clauses.contains(where: { $0.facts.contains { $0.round == .applicant } }) { return "applicants by name" }
        if !round.reserved.clauses.isEmpty, round.reserved.total != .zero { return "committed twice" }
        // Where an officer decides, agents have his amount, and with it all that the clause asks for.
        let isAssessed = zip(round.claims, clauses).contains { $0.assessed != nil && $1.fact("decided") != nil }
        return isAssessed ? "assessed where an officer decides" : nil
    }

    private func findObstacle() -> String? {
        if isUnissued { return "status" }
        if line.issuedOn != nil || line.validTo != nil { return "days" }
        if !round.pots.isEmpty { return "pots" }
        if !round.reserved.clauses.isEmpty || round.reserved.total != .zero { return "committed" }
        if programme.tiers.verifies == .county { return "verified by a county" }
        if round.claims.contains(where: { $0.assessed != nil }) { return "assessed" }
        if Set(round.claims.map { [$0.clause, $0.applicant, $0.object ?? ""] }).count < round.claims.count {
            return "the same claim twice"
        }
        let holders = Set(round.claims.flatMap { [$0.applicant, $0.object ?? ""] })
        for award in round.earlier where award.policy == programme.id {
            if !holders.contains(award.applicant), !holders.contains(award.object ?? "") { return "others' awards" }
        }
        for claim in round.claims {
            guard let clause = programme.clause(claim.clause) else { return "no clause" }
            for fact in clause.facts where fact.round == nil && fact.name != "claimant_kind" {
                let isGiven = claim.facts[fact.name] != nil
                switch FactSource(fact.source) {
                case .register, .person: if !isGiven, fact.isAsked { return "\(fact.name) is not known" }
                case .others: if isGiven, fact.source == "calculator" { return "\(fact.name) is calculated" }
                case .declared, .claimantKind: break
                }
            }
        }
        if guide == nil, round.claims.contains(where: { !guideFacts(of: $0).isEmpty }) { return "facts of no guide" }
        let rows = rows
        for claim in round.claims {
            for (kind, name) in registerFacts(of: claim) {
                let found = [rowKey(of: claim, kind), period, ""].compactMap {
                    rows[RowPlace(kind: kind, applicant: code(claim.applicant), key: $0)]?[name]
                }.first
                if found != claim.facts[name] { return "two claims differ in \(name)" }
            }
            // A fact of the guide is every claim's.
            for fact in programme.clause(claim.clause)?.facts ?? [] where fact.source == "guide" && fact.round == nil {
                guard round.guide.facts[fact.name] == nil, guide?.facts[fact.name] != claim.facts[fact.name] else {
                    continue
                }
                return "two claims differ in \(fact.name)"
            }
        }
        return nil
    }

    // MARK: What registers, guide and applicants say

    struct RowPlace: Hashable {
        let kind: RegisterKind
        let applicant: String
        let key: String
    }

    private func registerFacts(of claim: RoundClaim) -> [(RegisterKind, String)] {
        (programme.clause(claim.clause)?.facts ?? []).compactMap { fact in
            guard fact.round == nil, case .register(let kind) = FactSource(fact.source) else { return nil }
            return (kind, fact.name)
        }
    }

    private func rowKey(of claim: RoundClaim, _ kind: RegisterKind) -> String {
        kind == .registration || kind.isList ? "" : object(claim.object) ?? period
    }

    /// What each register says; of facts on which two claims differ that of the last.
    var rows: [RowPlace: Facts] {
        var rows: [RowPlace: Facts] = [:]
        for claim in round.claims {
            let applicant = code(claim.applicant)
            rows[RowPlace(kind: .registration, applicant: applicant, key: ""), default: [:]]["status"] = .text("存续")
            for (kind, name) in registerFacts(of: claim) {
                guard let value = claim.facts[name] else { continue }
                let place = RowPlace(kind: kind, applicant: applicant, key: rowKey(of: claim, kind))
                rows[place, default: [:]][name] = value
            }
        }
        for award in round.earlier {
            let key = "\(award.year)/\(award.policy)/\(award.clause ?? "")/\(object(award.object) ?? "")"
            let place = RowPlace(kind: .awards, applicant: code(award.applicant), key: key)
            var sum = award.amount.yuan
            if case .number(let known)? = rows[place]?["awarded"] { sum = (try? known + sum) ?? sum }
            rows[place] = ["awarded": .number(sum), "tier": .text(award.tier.rawValue)]
        }
        return rows
    }

    private func guideFacts(of claim: RoundClaim) -> Facts {
        var facts = Facts()
        for fact in programme.clause(claim.clause)?.facts ?? [] where fact.source == "guide" && fact.round == nil {
            facts[fact.name] = claim.facts[fact.name]
        }
        return facts
    }

    /// Nil when there is none.
    var guide: SetGuideOrder? {
        guard round.guide.isLoaded else { return nil }
        var guide = SetGuideOrder()
        guide.programme = programme.id
        guide.year = Int64(round.year)
        guide.closedClauses = round.guide.closedClauses.sorted()
        guide.coefficient = round.guide.coefficient
        guide.facts = round.guide.facts
        for claim in round.claims {
            for entry in guideFacts(of: claim).entries where guide.facts[entry.name] == nil {
                guide.facts[entry.name] = entry.value
            }
        }
        return guide
    }

    /// What the applicant declares.
    func declared(_ claim: RoundClaim) -> Facts {
        facts(of: claim) { if case .declared = $0 { true } else { false } }
    }

    /// What a person attests who goes and looks.
    func attested(_ claim: RoundClaim) -> Facts {
        facts(of: claim) { if case .person = $0 { true } else { false } }
    }

    private func facts(of claim: RoundClaim, _ isWanted: (FactSource) -> Bool) -> Facts {
        var facts = Facts()
        for fact in programme.clause(claim.clause)?.facts ?? [] where fact.round == nil && fact.name != "claimant_kind"
        {
            if isWanted(FactSource(fact.source)) { facts[fact.name] = claim.facts[fact.name] }
        }
        return facts
    }

    // MARK: The policy's file

    /// The file's bytes, issued, with the days that the line moves.
    private static func moved(_ programme: Programme, _ line: RoundLine) throws -> [UInt8] {
        var lines = String(decoding: try Document.read(programme.file), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        func set(_ key: String, _ value: String) {
            if let index = lines.firstIndex(where: { $0.hasPrefix("\(key):") }) {
                lines[index] = "\(key): \(value)"
            } else if let index = lines.firstIndex(where: { $0.hasPrefix("state:") }) {
                lines.insert("\(key): \(value)", at: index + 1)
            }
        }
        set("state", "in_force")
        if let day = line.issuedOn {
            let isFrom = lines.contains { $0.hasPrefix("valid_from:") }
            set(isFrom ? "valid_from" : "issued_on", "\(day)")
        }
        if let day = line.validTo {
            lines.removeAll { $0.hasPrefix("valid_years:") }
            set("valid_to", "\(day)")
        }
        return Array(lines.joined(separator: "\n").utf8)
    }

    /// The file with another sum for what a clause divides.
    private func potted(_ clause: String, _ sum: Money) throws -> [UInt8] {
        let own = programme.clause(clause)
        let fact = own?.facts.first { $0.round == .pot }?.fromFile
        guard let name = fact ?? own?.budget?.total.text else { throw Unknown(name: "the pot of \(clause)") }
        var parts = String(decoding: policy, as: UTF8.self).components(separatedBy: "\n- clause: ")
        guard let index = parts.firstIndex(where: { $0.hasPrefix("\"\(clause)\"\n") || $0.hasPrefix("\(clause)\n") })
        else { throw Unknown(name: clause) }
        let pattern = try Regex("(\\n +\(name): +\\{value: )[0-9.]+")
        let before = parts[index]
        parts[index] = before.replacing(pattern) { "\($0.output[1].substring ?? "")\(sum)" }
        if parts[index] == before { throw Unknown(name: "the pot \(name) of \(clause)") }
        return Array(parts.joined(separator: "\n- clause: ").utf8)
    }
}
