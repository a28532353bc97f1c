import Agent
import Awards
import Decimals
import Messages

/// The registers as one claim looks at them. Belongs to one decision: rows are kept once they are looked up.
final class Registers {
    /// A fact as a register attests it.
    struct Attested: Equatable {
        let fact: Fact
        let day: String?
    }

    private let applicant: PackedUSCC
    private let keys: [String]
    private let period: String
    private let state: VerifyState
    private let tasks: Int
    /// The rows that there are, by the register's number, in the order of the keys.
    private var rows: [[StoredFacts]?] = Array(repeating: nil, count: RegisterKind.allCases.count + 1)

    /// - Parameter tasks: how many tasks count waybills.
    init(of claim: ClaimSubmitted, _ state: VerifyState, tasks: Int) {
        applicant = PackedUSCC(claim.applicant)
        var keys: [String] = []
        for key in [claim.object ?? "", claim.period, ""] where !keys.contains(key) { keys.append(key) }
        // The empty key, which speaks of the applicant as a whole, comes last.
        if keys.first == "" { keys.append(keys.removeFirst()) }
        self.keys = keys
        period = claim.period
        self.state = state
        self.tasks = tasks
    }

    /// A fact of the first row that has it: that of the object, of the period, of the applicant.
    ///
    /// - Parameter issuedOn: the programme's first day, from which waybills count.
    func fact(_ name: String, in kind: RegisterKind, issuedOn: CivilDate? = nil) -> Attested? {
        for row in rows(of: kind) {
            guard let fact = row.facts[name] else { continue }
            return Attested(fact: fact, day: row.day)
        }
        guard kind == .post, let fact = waybills(issuedOn)?[name] else { return nil }
        return Attested(fact: fact, day: nil)
    }

    func has(_ kind: RegisterKind) -> Bool { !rows(of: kind).isEmpty }

    private func rows(of kind: RegisterKind) -> [StoredFacts] {
        if let known = rows[Int(kind.code)] { return known }
        let found = keys.compactMap { state.rows[RowKey(kind, applicant, $0)] }
        rows[Int(kind.code)] = found
        return found
    }

    /// The newest day of which the register was imported whole.
    func complete(_ kind: RegisterKind) -> Int? { state.complete[UInt64(kind.code)] }

    /// What was counted of the applicant's waybills of the year; nil while tasks differ in what they have counted.
    private func waybills(_ issuedOn: CivilDate?) -> Facts? {
        let imports = (0..<tasks).map { state.countedImports[$0] ?? 0 }
        guard let first = imports.first, first > 0, imports.allSatisfy({ $0 == first }), let year = Int64(period),
            let counts = state.counts[FirmYear(applicant, year)], !counts.isEmpty,
            counts.allSatisfy({ $0.issuedOn == issuedOn?.daysSince1970 })
        else { return nil }
        return TaskCounts.facts(counts)
    }
}
