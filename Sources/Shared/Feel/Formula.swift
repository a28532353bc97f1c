/// An expression that was made ready once and can be computed many times (DMN 1.5, 10.3).
///
/// Computing reads nothing but the slots, and always ends: what loops too long, calls too deep or grows too large gives
/// null (see `Evaluation`).
public struct Formula: Sendable {
    private let code: Code
    private let locals: Int
    private let now: Moment?

    /// - Parameters:
    ///   - slots: the names of the values that it will be given, in their order.
    ///   - now: what the functions `now` and `today` say; without it they are an error.
    /// - Throws: `FeelError` at a name that does not exist, a function called with a wrong number of arguments, a
    ///   literal that is no date.
    public init(_ expression: Expression, slots: [String] = [], now: Moment? = nil) throws(FeelError) {
        var compiler = Compiler(slots: slots, hasClock: now != nil)
        code = try compiler.code(expression)
        locals = compiler.localCount
        self.now = now
    }

    /// - Parameter slots: a value for each name; where values are wanting, they are null.
    public func value(_ slots: [Value] = []) -> Value {
        result(slots) ?? .null
    }

    /// The same, but nil where the computation was broken off because it took too much: then its value is not known.
    public func result(_ slots: [Value] = []) -> Value? {
        var evaluation = Evaluation(slots: slots, locals: locals, now: now)
        let value = code(&evaluation)
        return evaluation.isExhausted ? nil : value
    }
}
