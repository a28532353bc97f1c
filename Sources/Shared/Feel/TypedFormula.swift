public import Decimals

/// An expression as closures over the slots of a ``Frame``, each of a known type: nothing is tagged and nothing
/// allocated, and parameters stand in it as constants.
///
/// It may only be evaluated on a frame that holds every slot it uses (`frame.holds(formula.used)`): it knows neither
/// unknown nor null. Where it sets ``Frame/failed``, its result means nothing.
public struct TypedFormula: Sendable {
    public enum Kind: Sendable {
        case number
        case boolean
        case day
    }

    typealias Closure = @Sendable (inout Frame) -> FrameWord

    public let kind: Kind
    /// One bit a slot that is read, or may be.
    public let used: UInt64
    let closure: Closure

    /// Compiles an expression without mistakes (``StaticCheck``). Gives nil where the types leave something open or a
    /// list, record or text is the result, or part of what cannot be said without tags: the evaluation is for those.
    public init?(_ expression: Expression, in layout: inout FrameLayout) {
        var compiler = TypedCompiler(layout: layout)
        guard let term = compiler.term(expression) else { return nil }
        switch term {
        case .number(let operand): (kind, closure) = (.number, operand.closure)
        case .boolean(let operand): (kind, closure) = (.boolean, operand.closure)
        case .day(let operand): (kind, closure) = (.day, operand.closure)
        case .text, .months, .days: return nil
        }
        used = compiler.used
        layout = compiler.layout
    }

    /// The result of a formula whose kind is `number`.
    public func number(_ frame: inout Frame) -> Decimal128 {
        precondition(kind == .number, "A formula of kind \(kind) has no number.")
        return Decimal128(closure(&frame))
    }

    /// The result of a formula whose kind is `boolean`.
    public func boolean(_ frame: inout Frame) -> Bool {
        precondition(kind == .boolean, "A formula of kind \(kind) is neither true nor false.")
        return Bool(closure(&frame))
    }

    /// The result of a formula whose kind is `day`: days since 1970-01-01.
    public func day(_ frame: inout Frame) -> Int32 {
        precondition(kind == .day, "A formula of kind \(kind) has no date.")
        return Int32(closure(&frame))
    }
}

/// A part of an expression with its kind.
enum TypedTerm: Sendable {
    case number(TypedOperand<Decimal128>)
    case boolean(TypedOperand<Bool>)
    case day(TypedOperand<Int32>)
    case text(TypedOperand<TextCode>)
    /// Durations are constants here.
    case months(Int32)
    case days(Int32)

    init?(_ temporal: String) {
        switch TypedTemporal(temporal) {
        case .day(let day): self = .day(.constant(day))
        case .days(let days): self = .days(days)
        case .months(let months): self = .months(months)
        case nil: return nil
        }
    }
}
