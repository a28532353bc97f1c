import Awards
import Decimals
import Feel
import Messages

/// A fact as each claim's value is held against it: what follows from its declaration is worked out once.
final class FactCheck: Sendable {
    private enum Kind {
        case number(isWhole: Bool, isOrdinal: Bool)
        case text
        case boolean
        case date
        /// Only the declaration knows how it is read.
        case other
    }

    private let kind: Kind
    private let isSigned: Bool
    private let allowed: [String]?
    /// The law's bound of a guide's value.
    private let most: Decimal128?

    init(_ fact: FactDeclaration, of clause: Clause) {
        kind =
            switch fact.type {
            case .number(let unit):
                .number(
                    isWhole: unit.map { StaticType.whole.contains($0) } ?? false, isOrdinal: unit == StaticType.ordinal)
            case .text: .text
            case .boolean: .boolean
            case .date: .date
            case .daysDuration, .monthsDuration, .list, .record, .null, .any: .other
            }
        isSigned = fact.isSigned
        allowed = fact.allowed
        if let bound = fact.bound, let parameter = clause.parameter(bound), case .number(let number) = parameter.value {
            most = number
        } else {
            most = nil
        }
    }

    /// The value, where it is a plain one and in order; nil where the declaration has to say how it is read or what is
    /// wrong with it.
    func value(of fact: Fact) -> Value? {
        switch (kind, fact) {
        case (.number(let isWhole, let isOrdinal), .number(let number)):
            return isInOrder(number, isWhole: isWhole, isOrdinal: isOrdinal) ? .number(number) : nil
        case (.text, .text(let text)):
            if let allowed, !allowed.contains(text) { return nil }
            return .string(text)
        case (.boolean, .boolean(let value)): return .boolean(value)
        case (.date, .text(let text)):
            return CivilDate(text).flatMap { Day(number: $0.daysSince1970) }.map { .date($0) }
        default: return nil
        }
    }

    private func isInOrder(_ number: Decimal128, isWhole: Bool, isOrdinal: Bool) -> Bool {
        if number.isNegative { return isSigned && !isWhole && !isOrdinal && most == nil && -number <= StaticType.most }
        guard number <= StaticType.most, !isOrdinal || !number.isZero else { return false }
        if isWhole, number.exponent < 0, number.truncated(toPlaces: 0) != number { return false }
        return most.map { number <= $0 } ?? true
    }
}
