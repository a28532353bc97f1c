import Decimals

/// A part of a formula whose kind is known. Constants and slots stay visible, so that what stands above them becomes
/// one closure over them and not a closure over closures.
enum TypedOperand<Value: FrameValue>: Sendable {
    case constant(Value)
    case slot(Int)
    case computed(TypedFormula.Closure)

    var closure: TypedFormula.Closure {
        switch self {
        case .constant(let value):
            let word = value.word
            return { _ in word }
        case .slot(let slot): return { $0.words[slot] }
        case .computed(let closure): return closure
        }
    }
}

/// What a slot can hold.
protocol FrameValue: Sendable, SendableMetatype {
    init(_ word: FrameWord)
    var word: FrameWord { get }
    static func isEqual(_ left: Self, _ right: Self, _ failed: inout Bool) -> Bool
    static func isLess(_ left: Self, _ right: Self) -> Bool
    static var isOrdered: Bool { get }
    /// The term's operand when it is of this kind.
    static func operand(of term: TypedTerm) -> TypedOperand<Self>?
}

/// An operator or function of two operands, as a type, so that each pair of shapes is compiled for itself.
protocol TypedOperation: SendableMetatype {
    associatedtype Left: FrameValue
    associatedtype Right: FrameValue
    associatedtype Result: FrameValue
    static func apply(_ left: Left, _ right: Right, _ failed: inout Bool) -> Result
}

/// The same of one operand.
protocol TypedFunction: SendableMetatype {
    associatedtype Argument: FrameValue
    associatedtype Result: FrameValue
    static func apply(_ argument: Argument, _ failed: inout Bool) -> Result
}

extension TypedOperation {
    /// nil when two constants have no result: the evaluation says what then.
    static func over(_ left: TypedOperand<Left>, _ right: TypedOperand<Right>) -> TypedOperand<Result>? {
        switch (left, right) {
        case (.constant(let first), .constant(let second)):
            var failed = false
            let value = apply(first, second, &failed)
            return failed ? nil : .constant(value)
        case (.slot(let slot), .constant(let constant)):
            return .computed { apply(Left($0.words[slot]), constant, &$0.failed).word }
        case (.constant(let constant), .slot(let slot)):
            return .computed { apply(constant, Right($0.words[slot]), &$0.failed).word }
        case (.slot(let first), .slot(let second)):
            return .computed { apply(Left($0.words[first]), Right($0.words[second]), &$0.failed).word }
        case (.computed(let closure), .constant(let constant)):
            return .computed { apply(Left(closure(&$0)), constant, &$0.failed).word }
        case (.computed(let closure), .slot(let slot)):
            return .computed { apply(Left(closure(&$0)), Right($0.words[slot]), &$0.failed).word }
        case (_, .computed(let second)):
            let first = left.closure
            return .computed { frame in
                let value = Left(first(&frame))
                return apply(value, Right(second(&frame)), &frame.failed).word
            }
        }
    }
}

extension TypedFunction {
    static func over(_ argument: TypedOperand<Argument>) -> TypedOperand<Result>? {
        switch argument {
        case .constant(let value):
            var failed = false
            let result = apply(value, &failed)
            return failed ? nil : .constant(result)
        case .slot(let slot): return .computed { apply(Argument($0.words[slot]), &$0.failed).word }
        case .computed(let closure): return .computed { apply(Argument(closure(&$0)), &$0.failed).word }
        }
    }
}

extension Decimal128: FrameValue {
    init(_ word: FrameWord) { self.init(words: (word.high, word.low)) }
    var word: FrameWord {
        let (high, low) = words
        return FrameWord(high: high, low: low)
    }

    static func isEqual(_ left: Decimal128, _ right: Decimal128, _: inout Bool) -> Bool { left == right }
    static func isLess(_ left: Decimal128, _ right: Decimal128) -> Bool { left < right }
    static var isOrdered: Bool { true }
    static func operand(of term: TypedTerm) -> TypedOperand<Decimal128>? {
        if case .number(let operand) = term { operand } else { nil }
    }
}

extension Bool: FrameValue {
    init(_ word: FrameWord) { self = word.low != 0 }
    var word: FrameWord { FrameWord(low: self ? 1 : 0) }

    static func isEqual(_ left: Bool, _ right: Bool, _: inout Bool) -> Bool { left == right }
    static func isLess(_: Bool, _: Bool) -> Bool { false }
    static var isOrdered: Bool { false }
    static func operand(of term: TypedTerm) -> TypedOperand<Bool>? {
        if case .boolean(let operand) = term { operand } else { nil }
    }
}

/// A date.
extension Int32: FrameValue {
    init(_ word: FrameWord) { self.init(truncatingIfNeeded: word.low) }
    var word: FrameWord { FrameWord(low: UInt64(UInt32(bitPattern: self))) }

    static func isEqual(_ left: Int32, _ right: Int32, _: inout Bool) -> Bool { left == right }
    static func isLess(_ left: Int32, _ right: Int32) -> Bool { left < right }
    static var isOrdered: Bool { true }
    static func operand(of term: TypedTerm) -> TypedOperand<Int32>? {
        if case .day(let operand) = term { operand } else { nil }
    }
}

extension TextCode: FrameValue {
    init(_ word: FrameWord) { self.init(number: Int32(word)) }
    var word: FrameWord { number.word }

    /// Of two foreign texts the codes don't say whether they are equal.
    static func isEqual(_ left: TextCode, _ right: TextCode, _ failed: inout Bool) -> Bool {
        if left.number & right.number < 0 { failed = true }
        return left.number == right.number
    }

    static func isLess(_: TextCode, _: TextCode) -> Bool { false }
    static var isOrdered: Bool { false }
    static func operand(of term: TypedTerm) -> TypedOperand<TextCode>? {
        if case .text(let operand) = term { operand } else { nil }
    }
}
