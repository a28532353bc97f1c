/// How long each of many things took.
struct Latencies {
    private let sorted: [Double]

    /// - Parameter milliseconds: at least one.
    init(_ milliseconds: [Double]) { sorted = milliseconds.sorted() }

    /// What so large a part of them did not exceed, in milliseconds with two places.
    func at(_ part: Double) -> String {
        let value = sorted[min(sorted.count - 1, Int(part * Double(sorted.count)))]
        return "\((value * 100).rounded() / 100)"
    }
}
