import Awards
import Decimals
import Feel
import Messages
import Policy

/// One version of a claim, checked by its clause against what the registers hold. Pure; the order in which claims and
/// rows came is nowhere in it.
///
/// The claim, which is large, is handed on: to keep it would be to copy it.
struct Verification {
    enum Outcome: Equatable {
        case verified(Facts, [Provenance])
        case refused([FailedCheck])
        /// Rows that are missing, and facts that a person must attest.
        case open(missing: [MissingRow], asked: [String])
    }

    let policy: PolicyFacts
    let registers: Registers
    /// What an officer attested, and by which order.
    let reviewed: Facts
    let order: String?

    func run(_ claim: ClaimSubmitted) -> Outcome {
        var missing = MissingRows()
        var failures: [FailedCheck] = []
        checkApplicant(claim, &failures, &missing)
        let isKnown = missing.isEmpty
        checkPeriod(claim, &failures)
        guard let clause = policy.clause(claim.clause) else {
            failures.append(.clauseUnknown(claim))
            return isKnown ? .refused(failures) : .open(missing: missing.rows, asked: [])
        }
        checkFacts(claim, clause, &failures)
        // All failures at once: so nothing is refused before it is known whether the applicant is there.
        guard failures.isEmpty else {
            return isKnown ? .refused(failures) : .open(missing: missing.rows, asked: [])
        }
        var standing = StandingFacts(clause.items.count)
        for item in clause.items { stand(item, claim, clause.rule, &standing, &missing) }
        guard missing.isEmpty, standing.asked.isEmpty else {
            return .open(missing: missing.rows, asked: standing.asked)
        }
        return .verified(standing.facts, standing.provenance)
    }

    // MARK: Checks

    private func checkApplicant(
        _ claim: ClaimSubmitted, _ failures: inout [FailedCheck], _ missing: inout MissingRows
    ) {
        // Governments are in no register of businesses: their codes are given by another authority (GB 32100).
        guard !claim.isByGovernment else { return }
        // Up to which place rows count is asked only where the claim stands on one day's.
        let whole =
            registers.isFixed(.registration) ? registers.whole(.registration, from: claim.lodgedDay) : nil
        let status = registers.fact(.status, in: .registration, upTo: whole?.place ?? .max)
        if let status {
            if !RegistrationStatus.isActive(status.fact) { failures.append(.notActive(claim, status)) }
        } else if let whole = whole ?? registers.whole(.registration, from: claim.lodgedDay) {
            failures.append(.unknown(claim, whole.day))
        } else {
            missing.add(.registration, "status", isListed: true, of: claim)
        }
    }

    private func checkPeriod(_ claim: ClaimSubmitted, _ failures: inout [FailedCheck]) {
        // Mostly it is a year and no more.
        let text = claim.period.utf8.count == 4 ? claim.period[...] : claim.period.prefix(4)
        guard text.utf8.count == 4, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
            failures.append(.periodUnknown(claim))
            return
        }
        let year = text.utf8.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        if !policy.runs(in: year) { failures.append(.outsideValidity(claim, policy.validity)) }
    }

    private func checkFacts(_ claim: ClaimSubmitted, _ clause: ClauseFacts, _ failures: inout [FailedCheck]) {
        // Most claims have nothing wrong; those that have are looked at fact by fact.
        guard !clause.canUse(claim.facts) else { return }
        for entry in claim.facts.entries {
            var one = Facts()
            one[entry.name] = entry.value
            do throws(FactErrors) {
                _ = try clause.rule.slots(of: one)
            } catch {
                failures.append(.badFact(entry.name, clause.rule.clause, error))
            }
        }
    }

    // MARK: Facts

    private func stand(
        _ fact: ClauseFacts.Item, _ claim: ClaimSubmitted, _ rule: Rule, _ standing: inout StandingFacts,
        _ missing: inout MissingRows
    ) {
        let declared = claim.facts[fact.name]
        switch fact.source {
        case .claimantKind: standing.attest(fact.name, .text(claim.claimantKind), "uscc", nil, nil)
        case .declared: if let declared { standing.declare(fact.name, declared) }
        case .others: break
        case .person:
            if let value = reviewed[fact.name], let order {
                standing.review(fact.name, value, order, declared)
            } else if fact.isNeeded || declared != nil {
                standing.asked.append(fact.name)
            }
        case .register(let kind): attest(fact, claim, kind, rule, declared, &standing, &missing)
        }
    }

    private func attest(
        _ fact: ClauseFacts.Item, _ claim: ClaimSubmitted, _ kind: RegisterKind, _ rule: Rule, _ declared: Fact?,
        _ standing: inout StandingFacts, _ missing: inout MissingRows
    ) {
        if kind.isInspected, let value = reviewed[fact.name], let order {
            return standing.review(fact.name, value, order, declared)
        }
        let isAwaited = fact.isNeeded || declared != nil
        let limit = registers.isFixed(kind) ? limit(fact, kind, isAwaited) : .max
        // A row with a value that the clause cannot use attests nothing, and a better one is waited for.
        let row = registers.fact(
            fact.registered, in: kind, issuedOn: policy.validity.from, upTo: limit,
            fits: { rule.canUse($0, at: fact.place) })
        if let row { return standing.attest(fact.name, row.fact, kind.rawValue, row.day, declared) }
        if kind.isList, let whole = registers.whole(kind) {
            return standing.attest(fact.name, fact.none, kind.rawValue, DayText.of(whole.day), declared)
        }
        if kind.isList { return missing.add(kind, fact.name, isListed: true, of: claim) }
        if kind.isInspected {
            if isAwaited { standing.asked.append(fact.name) }
            return
        }
        if isAwaited { return missing.add(kind, fact.name, isListed: false, of: claim) }
        // The clause says what holds without it; that is so when the register is there and does not speak of it.
        let isElsewhere = kind == .registration && claim.isByGovernment
        if fact.isAssumed, !isElsewhere, !registers.has(kind), registers.whole(kind) == nil {
            missing.add(kind, fact.name, isListed: true, of: claim)
        }
    }

    /// Up to which place rows count that the day of the claim's round does not know. What the claim waits for, it takes
    /// whenever it comes; what it can do without, only as long as it would not have gone on without.
    private func limit(_ fact: ClauseFacts.Item, _ kind: RegisterKind, _ isAwaited: Bool) -> Int {
        if kind.isList { return registers.whole(kind)?.place ?? .max }
        if isAwaited { return .max }
        return fact.isAssumed ? registers.placeOfAnswer(kind) : 0
    }
}

/// The words by which the register of businesses says that a firm is in business.
enum RegistrationStatus {
    static let active = ["存续", "在业", "开业", "在营", "active"]
    static let others = ["注销", "吊销", "迁出", "停业", "歇业", "撤销", "closed"]

    static func isActive(_ fact: Fact) -> Bool {
        guard case .text(let word) = fact else { return false }
        return active.contains(word)
    }
}

extension ClaimSubmitted {
    /// A code that the establishment authority gives (机构编制, 1 in GB 32100) is a government body's.
    var isByGovernment: Bool { applicant.utf8.first == UInt8(ascii: "1") }

    /// Firm, county or city, as the applicant's code says.
    var claimantKind: String {
        guard isByGovernment, let division = Division(String(applicant.dropFirst(2).prefix(6))) else { return "firm" }
        return division.level == .county ? "county" : "city"
    }
}
