/// Conditions in their order, as one closure: faster than asking each, for where all facts are there.
public struct TypedConditions: Sendable {
    /// One bit a slot that is read, or may be.
    public let used: UInt64
    private let closure: @Sendable (inout Frame) -> Int

    /// nil when a formula is not a condition (kind `boolean`).
    public init?(_ formulas: [TypedFormula]) {
        guard formulas.allSatisfy({ $0.kind == .boolean }) else { return nil }
        used = formulas.reduce(0) { $0 | $1.used }
        let count = formulas.count
        var chain: @Sendable (inout Frame) -> Int = { _ in count }
        for (index, formula) in formulas.enumerated().reversed() {
            let (test, rest) = (formula.closure, chain)
            chain = { Bool(test(&$0)) ? rest(&$0) : index }
        }
        closure = chain
    }

    /// The index of the first condition that does not hold, or their number when all do. As ``TypedFormula``, only on
    /// a frame that holds what they use, and without meaning where ``Frame/failed`` is set.
    public func firstFalse(_ frame: inout Frame) -> Int { closure(&frame) }
}
