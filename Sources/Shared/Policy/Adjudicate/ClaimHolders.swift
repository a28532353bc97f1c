/// Whom or what each claim of a round is counted for, by a number: names are looked at once.
struct ClaimHolders {
    /// Whom the clause's rules on earlier awards count for; nil for claims of clauses that have none.
    private(set) var granted: [Int?]
    /// Claims for one object under the highest-only rule have one number; nil for claims that it does not join.
    private(set) var objects: [Int?]

    init(_ claims: [RoundClaim], _ clauses: [RoundClause], _ places: [Int], joinsObjects: Bool) {
        granted = Array(repeating: nil, count: claims.count)
        objects = granted
        var numbers: [String: Int] = [:]
        func number(_ name: String) -> Int {
            if let known = numbers[name] { return known }
            numbers[name] = numbers.count
            return numbers.count - 1
        }
        for index in claims.indices {
            let clause = clauses[places[index]]
            let isGranted = clause.clause.earlier != nil
            let isJoined = joinsObjects && clause.isCovered
            guard isGranted || isJoined else { continue }
            let name = clause.holder(of: claims[index])
            let holder = number(name)
            if isJoined { objects[index] = holder }
            // Applicants who claim one object are referred together, so neither stands in the other's way before.
            let isOfApplicant = clause.clause.sameObject != nil
            if isGranted {
                granted[index] = isOfApplicant ? number("\(name)\u{0}\(claims[index].applicant)") : holder
            }
        }
    }
}

extension RoundClause {
    /// As ``Programme/holder(of:applicant:object:)``.
    func holder(of claim: RoundClaim) -> String {
        rewardsApplicant ? claim.applicant : claim.object ?? claim.applicant
    }
}
