import Decimals
import Documents
import Messages
import Policy
import Seals
import TestSupport
import Testing

/// What the agents assess is what `calculator assess` says of the same facts.
struct AssessedTests {
    @Test("the worked cases, as claims with registers, guide and answers, come to what the command says")
    func golden() throws {
        let stages = try WorkedClaim.Stages()
        var adopted: [String: PolicyAdopted] = [:]
        for programme in ["baotou-2022", "nm39-2022"] {
            let bytes = try Document.read(Repository.file("deploy/policies/\(programme).yaml"))
            var policy = PolicyAdopted()
            policy.programme = programme
            policy.digest = "\(SHA256.digest(of: bytes))"
            policy.bytes = Base64Data(bytes)
            adopted[programme] = policy
        }
        var counts: [String: Int] = [:]
        for item in try WorkedCase.read("golden.jsonl") where item.readings.isEmpty {
            // These two ask about awards under other clauses, and nobody claims under them.
            if item.programme == "baotou-2022", ["20", "22"].contains(item.clause) { continue }
            guard let policy = adopted[item.programme], let claim = try WorkedClaim(item, policy, stages),
                let expected = try claim.expected()
            else { continue }
            let assessed = try claim.assessed()
            let fault = Self.fault(in: assessed, claim, expected)
            #expect(fault == nil, "\(item): \(fault ?? "")")
            counts[assessed?.outcome.rawValue ?? "none", default: 0] += 1
        }
        print("FIGURE: worked cases through the agents: \(counts.sorted { $0.key < $1.key })")
        for outcome in ["award", "reject", "pending_round", "target", "none"] { #expect(counts[outcome] ?? 0 > 0) }
    }

    private static func fault(in assessed: ClaimAssessed?, _ claim: WorkedClaim, _ expected: Assessment) -> String? {
        if case .ask(let names) = expected.outcome {
            let own = names.filter { claim.clause.fact($0)?.round == nil }
            // What nobody has attested is waited for by the verifier, or asked of the applicant.
            if !own.isEmpty { return assessed == nil || assessed?.outcome == .ask ? nil : "it should ask for \(own)" }
            return assessed?.outcome == .pendingRound && assessed?.asks == names ? nil : "the round knows \(names)"
        }
        // A row that is missing is waited for, also where what is known would refuse the claim.
        if assessed == nil, claim.lacksFacts { return nil }
        guard let assessed else { return "it waits, and \(expected.outcome) was expected" }
        var wanted = ClaimAssessed()
        switch expected.outcome {
        case .award(let award): (wanted.outcome, wanted.awardFen) = (.award, award.fen)
        case .reject(let reason, let ceiling):
            (wanted.outcome, wanted.reason, wanted.ceilingFen) = (.reject, reason, ceiling?.fen)
        case .refer(let reason, let ceiling):
            (wanted.outcome, wanted.reason, wanted.ceilingFen) = (.refer, reason, ceiling?.fen)
        case .waitlist(let reason, let available):
            (wanted.outcome, wanted.reason, wanted.availableFen) = (.waitlist, reason, available.fen)
        case .target(let isMet): (wanted.outcome, wanted.isMet) = (.target, isMet)
        case .bound(let isKept): (wanted.outcome, wanted.isMet) = (.bound, isKept)
        case .ask: break
        }
        let shares = expected.shares
        if shares != Shares() {
            var amounts = ShareAmounts()
            amounts.county = shares.county?.fen
            amounts.city = shares.city?.fen
            amounts.region = shares.region?.fen
            amounts.returned = shares.returned?.fen
            wanted.shares = amounts
        }
        let isSame =
            assessed.outcome == wanted.outcome && assessed.awardFen == wanted.awardFen
            && assessed.reason == wanted.reason && assessed.ceilingFen == wanted.ceilingFen
            && assessed.availableFen == wanted.availableFen && assessed.isMet == wanted.isMet
            && assessed.shares == wanted.shares
        return isSame ? nil : "\(String(decoding: assessed.bytes, as: UTF8.self)), but \(expected.outcome) was expected"
    }
}
