public import Messages

extension Rule {
    /// Whether the clause can use a value of the fact at this place: the same as asking ``slots(of:)`` for it alone,
    /// without the slots.
    public func canUse(_ value: Fact, at place: Int) -> Bool {
        if checks[place].value(of: value) != nil { return true }
        do throws(FactProblem) {
            let fact = clause.facts[place]
            try checkBound(of: fact, fact.value(of: value, slot: place))
            return true
        } catch {
            return false
        }
    }
}
