/// Finds what a misspelt name may have meant.
enum Nearness {
    /// The nearest name that is at most two letters off, and less than half of the name.
    static func nearest(to name: String, among names: [String]) -> String? {
        guard name.count <= 60 else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in names where abs(candidate.count - name.count) <= 2 {
            let distance = distance(Array(name), Array(candidate))
            if distance <= 2, distance * 2 < name.count, distance < best?.distance ?? 3 { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Letters to change, add or take away (Levenshtein).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var corner = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let change = letter == other ? corner : corner + 1
                corner = row[j + 1]
                row[j + 1] = min(change, row[j] + 1, corner + 1)
            }
        }
        return row[right.count]
    }
}
