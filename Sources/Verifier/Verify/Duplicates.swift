import Messages

/// The same claim at two offices: both are verified, and the later one by (received, office) is marked. Only a round
/// decides which one stands.
enum Duplicates {
    /// What is to be said when a claim comes to an office for the first time. The last word on each office's claim is
    /// the same in whatever order they come.
    static func findings(
        _ place: ClaimPlace, _ others: [ClaimPlace], _ claim: ClaimSubmitted
    ) -> [VerifyDecider.Output] {
        guard let first = others.min(by: { $0.comes(before: $1) }) else { return [] }
        guard place.comes(before: first) else { return [finding(place, behind: first, claim)] }
        return others.sorted { $0.comes(before: $1) }.map { finding($0, behind: place, claim) }
    }

    private static func finding(
        _ place: ClaimPlace, behind first: ClaimPlace, _ claim: ClaimSubmitted
    ) -> VerifyDecider.Output {
        var finding = FindingMade()
        finding.claim = claim.id
        finding.office = place.office
        finding.applicant = claim.applicant
        finding.reason = "duplicate_claim"
        finding.sentence = Text(
            zh: "同一申报已先在\(first.office)收件，本件仅供参考，由批次结束时认定。",
            en: "The same claim came to \(first.office) before; which one stands is decided when the round closes.")
        finding.first = first.office
        return .finding(finding)
    }
}
