import CDecimal

// Each result is rounded once, to 34 digits, half to even, as DMN asks; what is not finite is an error.

extension Decimal128 {
    var bits: BID_UINT128 { BID_UINT128(w: (low, high)) }

    init(checking bid: BID_UINT128) throws(DecimalError) {
        // 11 behind the sign: an infinity or NaN (no coefficient below 10^34 needs the other form that starts so).
        guard bid.w.1 >> 61 & 3 != 3 else { throw .outOfRange }
        self.init(high: bid.w.1, low: bid.w.0)
        if isZero && isNegative { self.init(high: high & ~(1 << 63), low: low) }
    }

    static var nearest: UInt32 { UInt32(BID_ROUNDING_TO_NEAREST) }

    /// Throws ``DecimalError/outOfRange``.
    public static func + (left: Decimal128, right: Decimal128) throws(DecimalError) -> Decimal128 {
        if let sum = smallSum(left, right) { return sum }
        return try librarySum(left, right)
    }

    static func librarySum(_ left: Decimal128, _ right: Decimal128) throws(DecimalError) -> Decimal128 {
        var flags: UInt32 = 0
        return try Decimal128(checking: __bid128_add(left.bits, right.bits, nearest, &flags))
    }

    /// Throws ``DecimalError/outOfRange``.
    public static func - (left: Decimal128, right: Decimal128) throws(DecimalError) -> Decimal128 {
        try left + -right
    }

    /// Throws ``DecimalError/outOfRange``.
    public static func * (left: Decimal128, right: Decimal128) throws(DecimalError) -> Decimal128 {
        if let product = smallProduct(left, right) { return product }
        return try libraryProduct(left, right)
    }

    static func libraryProduct(_ left: Decimal128, _ right: Decimal128) throws(DecimalError) -> Decimal128 {
        var flags: UInt32 = 0
        return try Decimal128(checking: __bid128_mul(left.bits, right.bits, nearest, &flags))
    }

    /// Throws ``DecimalError/divisionByZero`` or ``DecimalError/outOfRange``.
    public static func / (left: Decimal128, right: Decimal128) throws(DecimalError) -> Decimal128 {
        if right.isZero { throw .divisionByZero }
        var flags: UInt32 = 0
        return try Decimal128(checking: __bid128_div(left.bits, right.bits, nearest, &flags))
    }

    public static prefix func - (value: Decimal128) -> Decimal128 {
        value.isZero ? value : Decimal128(high: value.high ^ 1 << 63, low: value.low)
    }

    /// The number without what lies behind `places` places, toward zero: 1.239 at 2 is 1.23, 1299 at -2 is 1200.
    /// A number that has no more places is left as it is.
    public func truncated(toPlaces places: Int) -> Decimal128 {
        // Beyond these limits nothing changes any more.
        var target = -min(max(places, -2 * Self.exponents.upperBound), -Self.exponents.lowerBound)
        guard exponent < target else { return self }
        var coefficient = coefficient
        // Of 34 digits nothing is left after 34 steps.
        for _ in 0..<min(target - exponent, Self.digits) { coefficient /= 10 }
        if coefficient == 0 { return Decimal128(isNegative: false, coefficient: 0, exponent: min(target, 0)) }
        while target > Self.exponents.upperBound {
            coefficient *= 10
            target -= 1
        }
        return Decimal128(isNegative: isNegative, coefficient: coefficient, exponent: target)
    }
}

// Of two numbers with the same upper word, so the same sign and exponent, the lower words decide.
extension Decimal128: Comparable {
    @inlinable public static func == (left: Decimal128, right: Decimal128) -> Bool {
        left.high == right.high ? left.low == right.low : areEqual(left, right)
    }

    @inlinable public static func < (left: Decimal128, right: Decimal128) -> Bool {
        if left.high == right.high { return left.isNegative ? left.low > right.low : left.low < right.low }
        return isLess(left, right)
    }

    @usableFromInline static func areEqual(_ left: Decimal128, _ right: Decimal128) -> Bool {
        if let order = smallOrder(left, right) { return order == 0 }
        return libraryEqual(left, right)
    }

    @usableFromInline static func isLess(_ left: Decimal128, _ right: Decimal128) -> Bool {
        if let order = smallOrder(left, right) { return order < 0 }
        return libraryLess(left, right)
    }

    static func libraryEqual(_ left: Decimal128, _ right: Decimal128) -> Bool {
        var flags: UInt32 = 0
        return __bid128_quiet_equal(left.bits, right.bits, &flags) != 0
    }

    static func libraryLess(_ left: Decimal128, _ right: Decimal128) -> Bool {
        var flags: UInt32 = 0
        return __bid128_quiet_less(left.bits, right.bits, &flags) != 0
    }
}

extension Decimal128: Hashable {
    /// Equal numbers hash alike however many zeros they end in.
    public func hash(into hasher: inout Hasher) {
        var coefficient = coefficient
        var exponent = exponent
        if coefficient == 0 { exponent = 0 }
        while coefficient != 0 {
            let (quotient, remainder) = coefficient.quotientAndRemainder(dividingBy: 10)
            if remainder != 0 { break }
            coefficient = quotient
            exponent += 1
        }
        hasher.combine(isNegative)
        hasher.combine(coefficient)
        hasher.combine(exponent)
    }
}
