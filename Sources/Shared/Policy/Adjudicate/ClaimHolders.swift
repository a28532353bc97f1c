/// Whom or what each claim of a round is counted for, by a number: names are looked at once.
struct ClaimHolders {
    /// Whom the clause's rules on earlier awards count for; nil for claims of clauses that have none, and where no other
    /// claim is of the same holder.
    private(set) var granted: [Int?]
    /// Claims for one object under the highest-only rule have one number; nil for claims that it does not join.
    private(set) var objects: [Int?]
    /// How many claims have a number.
    private var counts: [Int] = []

    init(_ claims: [RoundClaim], _ clauses: [RoundClause], _ places: [Int], joinsObjects: Bool) {
        granted = Array(repeating: nil, count: claims.count)
        objects = granted
        var numbers: [String: Int] = [:]
        numbers.reserveCapacity(claims.count)
        var counts: [Int] = []
        func number(_ name: String) -> Int {
            if let known = numbers[name] {
                counts[known] += 1
                return known
            }
            numbers[name] = counts.count
            counts.append(1)
            return counts.count - 1
        }
        for index in claims.indices {
            let clause = clauses[places[index]]
            let isGranted = clause.clause.earlier != nil
            let isJoined = joinsObjects && clause.isCovered
            guard isGranted || isJoined else { continue }
            let name = clause.holder(of: claims[index])
            // Applicants who claim one object are referred together, so neither stands in the other's way before.
            let isOfApplicant = isGranted && clause.clause.sameObject != nil
            if isOfApplicant { granted[index] = number("\(name)\u{0}\(claims[index].applicant)") }
            guard isJoined || !isOfApplicant else { continue }
            let holder = number(name)
            if isJoined { objects[index] = holder }
            if isGranted, !isOfApplicant { granted[index] = holder }
        }
        for index in claims.indices { if let holder = granted[index], counts[holder] == 1 { granted[index] = nil } }
        self.counts = counts
    }

    /// Whether the claim is the only one for its object.
    func isAlone(_ claim: Int) -> Bool { objects[claim].map { counts[$0] == 1 } ?? false }
}

extension RoundClause {
    /// As ``Programme/holder(of:applicant:object:)``.
    func holder(of claim: RoundClaim) -> String {
        rewardsApplicant ? claim.applicant : claim.object ?? claim.applicant
    }
}
