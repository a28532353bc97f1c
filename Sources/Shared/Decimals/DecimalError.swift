/// Why a number could not be read or a result not be given.
public enum DecimalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not a number as JSON (RFC 8259, section 6) or FEEL (DMN 1.5, 10.3.1.2) write it.
    case notANumber
    /// Only more than 34 digits would say it exactly.
    case tooManyDigits
    /// The power of ten lies outside decimal128, or the amount of money outside 64 bits of fen.
    case outOfRange
    case divisionByZero
    /// Less than a fen would be lost.
    case notWholeFen

    public var description: String {
        switch self {
        case .notANumber: "This is not a number: write digits, with a point before the fraction, such as 1234.50."
        case .tooManyDigits: "The number has more than 34 digits: write fewer."
        case .outOfRange: "The number is too large or too small to be represented exactly."
        case .divisionByZero: "A number cannot be divided by zero."
        case .notWholeFen: "The amount is not a whole number of fen: write at most two decimal places."
        }
    }
}
