import Awards
import Decimals
import Feel
import Messages
import Policy

/// One version of a claim, checked by its clause against what the registers hold. Pure; the order in which claims and
/// rows came is nowhere in it.
struct Verification {
    enum Outcome: Equatable {
        case verified(Facts, [Provenance])
        case refused([FailedCheck])
        /// Rows that are missing, and facts that a person must attest.
        case open(missing: [MissingRow], asked: [String])
    }

    let claim: ClaimSubmitted
    let rulebook: Rulebook
    let registers: Registers
    /// What an officer attested, and by which order.
    let reviewed: Facts
    let order: String?

    init(_ claim: ClaimSubmitted, _ rulebook: Rulebook, _ state: VerifyState, tasks: Int, pending: PendingClaim?) {
        self.claim = claim
        self.rulebook = rulebook
        registers = Registers(of: claim, state, tasks: tasks)
        reviewed = pending?.reviewed ?? [:]
        order = pending?.order
    }

    private var programme: Programme { rulebook.programme }

    func run() -> Outcome {
        var missing = MissingRows(claim)
        var failures: [FailedCheck] = []
        checkApplicant(&failures, &missing)
        let isKnown = missing.isEmpty
        checkPeriod(&failures)
        guard let rule = rulebook.rule(claim.clause) else {
            failures.append(.clauseUnknown(claim))
            return isKnown ? .refused(failures) : .open(missing: missing.rows, asked: [])
        }
        checkFacts(rule, &failures)
        // All failures at once: so nothing is refused before it is known whether the applicant is there.
        guard failures.isEmpty else {
            return isKnown ? .refused(failures) : .open(missing: missing.rows, asked: [])
        }
        var standing = StandingFacts()
        let before = missing
        for fact in rule.clause.facts { stand(fact, nil, &standing, &missing) }
        if (try? rule.slots(of: standing.facts)) == nil {
            // A row has a value that the clause cannot use: it attests nothing, and a better row is waited for.
            standing = StandingFacts()
            missing = before
            for fact in rule.clause.facts { stand(fact, rule, &standing, &missing) }
        }
        guard missing.isEmpty, standing.asked.isEmpty else {
            return .open(missing: missing.rows, asked: standing.asked)
        }
        return .verified(standing.facts, standing.provenance)
    }

    // MARK: Checks

    private func checkApplicant(_ failures: inout [FailedCheck], _ missing: inout MissingRows) {
        // Governments are in no register of businesses: their codes are given by another authority (GB 32100).
        guard !claim.isByGovernment else { return }
        if let status = registers.fact("status", in: .registration) {
            if !RegistrationStatus.isActive(status.fact) { failures.append(.notActive(claim, status)) }
        } else if let day = registers.complete(.registration), day >= claim.lodgedDay {
            failures.append(.unknown(claim, day))
        } else {
            missing.add(.registration, "status", isListed: true)
        }
    }

    private func checkPeriod(_ failures: inout [FailedCheck]) {
        let text = claim.period.prefix(4)
        guard text.utf8.count == 4, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let year = Int(text) else {
            failures.append(.periodUnknown(claim))
            return
        }
        let validity = programme.validity
        let isEarly = validity.from.map { year < $0.year } ?? false
        let isLate = validity.to.map { year > $0.year } ?? false
        if isEarly || isLate { failures.append(.outsideValidity(claim, validity)) }
    }

    private func checkFacts(_ rule: Rule, _ failures: inout [FailedCheck]) {
        // Most claims have nothing wrong; those that have are looked at fact by fact.
        guard (try? rule.slots(of: claim.facts)) == nil else { return }
        for entry in claim.facts.entries {
            var one = Facts()
            one[entry.name] = entry.value
            do throws(FactErrors) {
                _ = try rule.slots(of: one)
            } catch {
                failures.append(.badFact(entry.name, rule.clause, error))
            }
        }
    }

    // MARK: Facts

    /// - Parameter rule: each value of a register is tried with it, where it is given.
    private func stand(
        _ fact: FactDeclaration, _ rule: Rule?, _ standing: inout StandingFacts, _ missing: inout MissingRows
    ) {
        // What a round knows is left to it.
        if fact.round != nil { return }
        if fact.name == Self.claimantKind {
            return standing.attest(fact.name, .text(claim.claimantKind), "uscc", nil, nil)
        }
        let declared = claim.facts[fact.name]
        switch FactSource(fact.source) {
        case .declared:
            if let declared { standing.declare(fact.name, declared) }
        case .others: return
        case .person:
            if let value = reviewed[fact.name], let order {
                standing.review(fact.name, value, order, declared)
            } else if fact.isNeeded || declared != nil {
                standing.asked.append(fact.name)
            }
        case .register(let kind):
            attest(fact, kind, rule, declared, &standing, &missing)
        }
    }

    private func attest(
        _ fact: FactDeclaration, _ kind: RegisterKind, _ rule: Rule?, _ declared: Fact?,
        _ standing: inout StandingFacts, _ missing: inout MissingRows
    ) {
        if kind.isInspected, let value = reviewed[fact.name], let order {
            return standing.review(fact.name, value, order, declared)
        }
        if let row = registers.fact(fact.name, in: kind, issuedOn: programme.validity.from),
            fits(fact.name, row.fact, rule)
        {
            return standing.attest(fact.name, row.fact, kind.rawValue, row.day, declared)
        }
        let complete = registers.complete(kind)
        if kind.isList, let complete {
            // Who is on no list: no is an answer, and a day that is not there one too.
            let none: Fact = fact.type == .boolean ? .boolean(false) : .null
            return standing.attest(
                fact.name, none, kind.rawValue, CivilDate(daysSince1970: complete)?.description, declared)
        }
        if kind.isList { return missing.add(kind, fact.name, isListed: true) }
        if kind.isInspected {
            if fact.isNeeded || declared != nil { standing.asked.append(fact.name) }
            return
        }
        if fact.isNeeded || declared != nil { return missing.add(kind, fact.name, isListed: false) }
        // The clause says what holds without it; that is so when the register is there and does not speak of it.
        let isElsewhere = kind == .registration && claim.isByGovernment
        if fact.isAssumed, complete == nil, !registers.has(kind), !isElsewhere {
            missing.add(kind, fact.name, isListed: true)
        }
    }

    private func fits(_ name: String, _ value: Fact, _ rule: Rule?) -> Bool {
        guard let rule else { return true }
        var one = Facts()
        one[name] = value
        return (try? rule.slots(of: one)) != nil
    }

    private static let claimantKind = "claimant_kind"
}

/// Who says what a fact is.
enum FactSource {
    /// The applicant, and nobody else.
    case declared
    case register(RegisterKind)
    /// The guide, an officer who decides an amount, the calculator: not the claim's.
    case others
    /// A source that is no register of ours: somebody has to look.
    case person

    init(_ source: String?) {
        switch source {
        case nil, "claim", "county": self = .declared
        case "guide", "officer", "calculator": self = .others
        case let source?:
            if let kind = RegisterKind(source: source) { self = .register(kind) } else { self = .person }
        }
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

extension FactDeclaration {
    /// The clause cannot do without it.
    var isNeeded: Bool {
        switch absent {
        case .asked: true
        case .assumed, .passedOver, .informational: false
        }
    }

    /// The clause assumes something where nobody says it.
    var isAssumed: Bool {
        switch absent {
        case .assumed: true
        case .asked, .passedOver, .informational: false
        }
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
