import CDecimal

extension Decimal128 {
    /// How a number between two others is given as one of them.
    public enum Rounding: Sendable, CaseIterable {
        /// To the nearer; from the middle to the one with an even last digit.
        case halfEven
        /// To the nearer; from the middle away from zero.
        case halfUp
        /// To the nearer; from the middle toward zero.
        case halfDown
        /// Away from zero.
        case up
        /// Toward zero.
        case down
        case floor
        case ceiling
    }

    /// The number with at most `places` places behind the point: 1.25 at 1 is 1.2 half to even; 1299 at -2 is 1300.
    /// A number that has no more places is left as it is. Throws ``DecimalError/outOfRange``.
    public func rounded(toPlaces places: Int, _ rounding: Rounding) throws(DecimalError) -> Decimal128 {
        let places = min(max(places, -Self.exponents.upperBound), -Self.exponents.lowerBound)
        guard exponent < -places else { return self }
        let below = truncated(toPlaces: places)
        if below == self { return below }
        let steps = -places - exponent
        // What was cut, against half of the last place that stays.
        var fraction = coefficient
        var half: UInt128 = 0
        if steps <= Self.digits {
            var unit: UInt128 = 1
            for _ in 0..<steps { unit *= 10 }
            fraction %= unit
            half = unit / 2
        }
        let isOver = steps <= Self.digits && fraction > half
        let isHalf = steps <= Self.digits && fraction == half
        let isAway: Bool =
            switch rounding {
            case .halfEven: isOver || isHalf && !below.isEven(atPlaces: places)
            case .halfUp: isOver || isHalf
            case .halfDown: isOver
            case .up: true
            case .down: false
            case .floor: isNegative
            case .ceiling: !isNegative
            }
        if !isAway { return below }
        return try below + Decimal128(isNegative: isNegative, coefficient: 1, exponent: -places)
    }

    /// For a number whose last digit stands `places` places behind the point.
    private func isEven(atPlaces places: Int) -> Bool {
        exponent == -places ? coefficient & 1 == 0 : true
    }

    /// Throws ``DecimalError/outOfRange`` for a negative number.
    public func squareRoot() throws(DecimalError) -> Decimal128 { try applying(__bid128_sqrt) }

    /// e to the power of this number. Throws ``DecimalError/outOfRange``.
    public func exponential() throws(DecimalError) -> Decimal128 { try applying(__bid128_exp) }

    /// The natural logarithm. Throws ``DecimalError/outOfRange`` for zero and below.
    public func logarithm() throws(DecimalError) -> Decimal128 { try applying(__bid128_log) }

    /// Exact where 34 digits can say a whole power. Throws ``DecimalError/outOfRange``, also where there is no real
    /// number.
    public func raised(to power: Decimal128) throws(DecimalError) -> Decimal128 {
        if let count = power.int64, count >= 0, count <= 1000, let exact = exactPower(Int(count)) { return exact }
        var flags: UInt32 = 0
        return try Decimal128(checking: __bid128_pow(bits, power.bits, Self.nearest, &flags))
    }

    private func exactPower(_ power: Int) -> Decimal128? {
        var result = Decimal128(1)
        var square = self
        var rest = power
        var flags: UInt32 = 0
        while rest > 0 {
            if rest & 1 == 1 {
                guard
                    let product = try? Decimal128(
                        checking: __bid128_mul(result.bits, square.bits, Self.nearest, &flags))
                else { return nil }
                result = product
            }
            rest >>= 1
            if rest == 0 { break }
            guard let next = try? Decimal128(checking: __bid128_mul(square.bits, square.bits, Self.nearest, &flags))
            else { return nil }
            square = next
        }
        return flags & UInt32(BID_INEXACT_EXCEPTION) == 0 ? result : nil
    }

    /// This number less the largest whole multiple of `divisor` that is not above it (below it, for a negative
    /// divisor): the sign is that of `divisor`. Throws ``DecimalError/divisionByZero`` or
    /// ``DecimalError/outOfRange``.
    public func modulo(_ divisor: Decimal128) throws(DecimalError) -> Decimal128 {
        if divisor.isZero { throw .divisionByZero }
        var flags: UInt32 = 0
        let rest = try Decimal128(checking: __bid128_fmod(bits, divisor.bits, &flags))
        return rest.isZero || rest.isNegative == divisor.isNegative ? rest : try rest + divisor
    }

    public var magnitude: Decimal128 { isNegative ? -self : self }

    /// As ``init(_:)``, but of more than 34 digits the first are kept, rounded half to even.
    /// Throws ``DecimalError/notANumber`` or ``DecimalError/outOfRange``.
    public init(rounding text: String) throws(DecimalError) {
        do {
            try self.init(text)
        } catch {
            guard error == .tooManyDigits else { throw error }
            var bytes = text.utf8.map { CChar(truncatingIfNeeded: $0) } + [0]
            var flags: UInt32 = 0
            let bits = bytes.withUnsafeMutableBufferPointer {
                __bid128_from_string($0.baseAddress, Self.nearest, &flags)
            }
            try self.init(checking: bits)
        }
    }

    private func applying(
        _ function: (BID_UINT128, UInt32, UnsafeMutablePointer<UInt32>?) -> BID_UINT128
    ) throws(DecimalError) -> Decimal128 {
        var flags: UInt32 = 0
        return try Decimal128(checking: function(bits, Self.nearest, &flags))
    }
}
