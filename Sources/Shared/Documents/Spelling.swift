/// Finds what someone meant who typed a name that nobody knows.
public enum Spelling {
    /// The candidate that is the fewest slips away (a letter missing, added, changed, or two exchanged), if it is near
    /// enough to be meant: at most one slip in three letters, and one in a shorter word. The first of several.
    public static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        var best: (candidate: String, slips: Int)?
        for candidate in candidates {
            let length = max(word.unicodeScalars.count, candidate.unicodeScalars.count)
            guard length <= 64 else { continue }
            let slips = slips(Array(word.unicodeScalars), Array(candidate.unicodeScalars))
            if slips <= max(1, length / 3), slips < best?.slips ?? .max { best = (candidate, slips) }
        }
        return best?.candidate
    }

    /// `; did you mean …?`, or nothing when no candidate is near.
    public static func hint(for word: String, among candidates: some Sequence<String>, prefix: String = "") -> String {
        nearest(to: word, among: candidates).map { "; did you mean \(prefix)\($0)?" } ?? ""
    }

    /// The optimal string alignment distance.
    private static func slips(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var row = [i + 1]
            for (j, b) in right.enumerated() {
                var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a == b ? 0 : 1))
                if i > 0, j > 0, a == right[j - 1], left[i - 1] == b { cost = min(cost, beforeLast[j - 1] + 1) }
                row.append(cost)
            }
            (beforeLast, last) = (last, row)
        }
        return last[right.count]
    }
}
