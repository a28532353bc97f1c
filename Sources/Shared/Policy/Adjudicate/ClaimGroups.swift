/// Which claims of a round are one: claims that belong together have the same number.
struct ClaimGroups {
    /// Each claim's parent stands before it, or is itself.
    private var parents: [Int]

    init(count: Int) { parents = Array(0..<count) }

    mutating func join(_ one: Int, _ other: Int) {
        let (first, second) = (root(of: one), root(of: other))
        if first != second { parents[max(first, second)] = min(first, second) }
    }

    /// Halves the way, so that long chains are walked once.
    private mutating func root(of claim: Int) -> Int {
        var place = claim
        while parents[place] != place {
            parents[place] = parents[parents[place]]
            place = parents[place]
        }
        return place
    }

    /// A number a claim.
    var numbers: [Int] {
        var numbers = parents
        for index in numbers.indices { numbers[index] = numbers[numbers[index]] }
        return numbers
    }

    /// Claims that name each other, both ways and onward.
    static func named(in claims: [RoundClaim]) -> [Int] {
        var groups = ClaimGroups(count: claims.count)
        guard claims.contains(where: { !$0.sameAs.isEmpty }) else { return groups.parents }
        let places = Dictionary(claims.enumerated().map { ($1.id, $0) }) { first, _ in first }
        for (index, claim) in claims.enumerated() {
            for other in claim.sameAs { if let place = places[other] { groups.join(index, place) } }
        }
        return groups.numbers
    }
}
