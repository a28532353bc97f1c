import Awards
import Decimals

/// Earlier awards by what they count for: the same clause, and the same object.
struct PaidBefore {
    /// Of this programme, by clause and whom its rule counts for.
    private var byHolder: [Holder: [Payment]] = [:]
    /// Of policies that the highest-only rule looks at, by object.
    private var byObject: [String: [Payment]] = [:]
    /// By clause of this programme, whoever received it.
    private var byClause: [String: Decimal128] = [:]
    private var objectsByClause: [String: Set<String>] = [:]

    struct Holder: Hashable {
        let clause: String
        let name: String
    }

    struct Payment {
        /// Nil where it is of another policy.
        let clause: String?
        let year: Int
        let amount: Decimal128
    }

    init(_ awards: [EarlierAward], of programme: Programme, year: Int) {
        for award in awards {
            let clause = award.policy == programme.id ? award.clause.flatMap { programme.clause($0) } : nil
            let payment = Payment(clause: clause?.id, year: award.year, amount: award.amount.yuan)
            let object = programme.holder(of: clause, applicant: award.applicant, object: award.object)
            if let clause {
                byHolder[Holder(clause: clause.id, name: object), default: []].append(payment)
                objectsByClause[clause.id, default: []].insert(object)
                byClause[clause.id] = Self.sum(byClause[clause.id] ?? .zero, payment.amount)
            }
            guard let rule = programme.nonDuplication, rule.joined == .object, rule.counts(award, of: programme),
                rule.within == .programme || award.year == year
            else { continue }
            byObject[object, default: []].append(payment)
        }
        // Many payments to one holder are a sum for each year, so that each claim looks at few.
        byHolder = byHolder.mapValues(Self.merged)
        byObject = byObject.mapValues(Self.merged)
    }

    private static func merged(_ payments: [Payment]) -> [Payment] {
        guard payments.count > 1 else { return payments }
        var merged: [Payment] = []
        for payment in payments.sorted(by: { ($0.year, $0.clause ?? "") < ($1.year, $1.clause ?? "") }) {
            if let last = merged.last, last.year == payment.year, last.clause == payment.clause {
                merged[merged.count - 1] = Payment(
                    clause: last.clause, year: last.year, amount: sum(last.amount, payment.amount))
            } else {
                merged.append(payment)
            }
        }
        return merged
    }

    func payments(_ clause: String, _ holder: String) -> [Payment] {
        byHolder[Holder(clause: clause, name: holder)] ?? []
    }

    func payments(for object: String) -> [Payment] { byObject[object] ?? [] }

    func hasPaid(_ clause: String) -> Bool { byClause[clause] != nil }

    /// How many objects a clause has paid for.
    func objects(of clause: String) -> Int { objectsByClause[clause]?.count ?? 0 }

    func total(of clause: String) -> Decimal128 { byClause[clause] ?? .zero }

    /// Amounts of money are far below what 34 digits hold.
    static func sum(_ left: Decimal128, _ right: Decimal128) -> Decimal128 { (try? left + right) ?? left }
}

extension [PaidBefore.Payment] {
    func sum(where counts: (PaidBefore.Payment) -> Bool = { _ in true }) -> Decimal128 {
        reduce(.zero) { counts($1) ? PaidBefore.sum($0, $1.amount) : $0 }
    }
}

extension NonDuplication {
    func counts(_ award: EarlierAward, of programme: Programme) -> Bool {
        switch policiesOf {
        case .programme: award.policy == programme.id
        case .county: award.tier == .county
        case .city: award.tier == .city
        case .region: award.tier == .region
        }
    }
}

extension Programme {
    /// Whom a clause's rules on earlier awards count for: the applicant, where the clause rewards it itself, else the
    /// object that the claim names.
    func holder(of clause: Clause?, applicant: String, object: String?) -> String {
        if let kind = clause?.object, applicants.contains(kind) { return applicant }
        return object ?? applicant
    }
}

/// What a round has granted so far, by clause and holder. Claims of one group (the same project, or one object of the
/// highest-only rule) do not stand in each other's way: only one of them stays.
struct GrantedSoFar {
    private var parts: [Part: Decimal128] = [:]
    private var totals: [Holder: Decimal128] = [:]

    /// By the place of the clause among those of the round, and the holder's number.
    struct Holder: Hashable {
        let clause: Int
        let number: Int
    }

    private struct Part: Hashable {
        let holder: Holder
        let group: Int
    }

    func amount(_ holder: Holder, outside group: Int) -> Decimal128 {
        guard let total = totals[holder] else { return .zero }
        return (try? total - (parts[Part(holder: holder, group: group)] ?? .zero)) ?? total
    }

    /// Of a group only the highest counts.
    mutating func add(_ amount: Decimal128, to holder: Holder, in group: Int) {
        let part = Part(holder: holder, group: group)
        let known = parts[part] ?? .zero
        guard amount > known else { return }
        parts[part] = amount
        totals[holder] = PaidBefore.sum(totals[holder] ?? .zero, (try? amount - known) ?? .zero)
    }
}
