/// An amount of money in fen (分), a hundredth of a yuan: 64 bits, so up to 92 thousand billion yuan.
public struct Money: Hashable, Comparable, Sendable {
    public let fen: Int64

    public static let zero = Money(fen: 0)

    public init(fen: Int64) { self.fen = fen }

    /// Cuts what is less than a fen, toward zero: every rate and limit of these policies is an upper bound.
    /// Throws ``DecimalError/outOfRange``.
    public init(truncatingYuan yuan: Decimal128) throws(DecimalError) {
        if let hundredths = yuan.smallHundredths {
            self.init(fen: hundredths)
            return
        }
        // Cut first: then the product is exact.
        guard let whole = try (yuan.truncated(toPlaces: 2) * Decimal128(100)).int64 else { throw .outOfRange }
        self.init(fen: whole)
    }

    /// Throws ``DecimalError/notWholeFen`` when anything would be cut, and ``DecimalError/outOfRange``.
    public init(exactYuan yuan: Decimal128) throws(DecimalError) {
        guard yuan.truncated(toPlaces: 2) == yuan else { throw .notWholeFen }
        try self.init(truncatingYuan: yuan)
    }

    /// The amount in yuan, with two places.
    public var yuan: Decimal128 {
        Decimal128(isNegative: fen < 0, coefficient: UInt128(fen.magnitude), exponent: -2)
    }

    /// Throws ``DecimalError/outOfRange``.
    public static func + (left: Money, right: Money) throws(DecimalError) -> Money {
        let (fen, overflow) = left.fen.addingReportingOverflow(right.fen)
        if overflow { throw .outOfRange }
        return Money(fen: fen)
    }

    /// Throws ``DecimalError/outOfRange``.
    public static func - (left: Money, right: Money) throws(DecimalError) -> Money {
        let (fen, overflow) = left.fen.subtractingReportingOverflow(right.fen)
        if overflow { throw .outOfRange }
        return Money(fen: fen)
    }

    public static func < (left: Money, right: Money) -> Bool { left.fen < right.fen }
}

extension Money: CustomStringConvertible {
    /// Yuan with two places: `-0.05`, `350000.00`.
    public var description: String { yuan.description }
}
