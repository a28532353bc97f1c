/// One `name in domain` of a loop.
struct Loop: Sendable {
    let index: Int
    let domain: Code
    let end: Code?

    /// Sets the variables to each combination in turn, the last the fastest, until the body says false.
    ///
    /// - Returns: what there is instead of a result, null or unknown, when a domain is no list or not known.
    static func run(
        _ loops: ArraySlice<Loop>, _ evaluation: inout Evaluation, _ body: (inout Evaluation) -> Bool
    ) -> Value? {
        var instead: Value?
        _ = run(loops, &evaluation, &instead, body)
        return instead
    }

    private static func run(
        _ loops: ArraySlice<Loop>, _ evaluation: inout Evaluation, _ instead: inout Value?,
        _ body: (inout Evaluation) -> Bool
    ) -> Bool {
        guard let loop = loops.first else { return body(&evaluation) }
        let first = loop.domain(&evaluation)
        let domain = loop.end.map { Domain(from: first, to: $0(&evaluation)) } ?? Domain(of: first)
        if case .none(let value) = domain {
            instead = value
            return false
        }
        for place in 0..<domain.count {
            guard evaluation.spend(1) else { return false }
            evaluation.locals[loop.index] = domain[place]
            guard run(loops.dropFirst(), &evaluation, &instead, body) else { return false }
        }
        return true
    }
}
