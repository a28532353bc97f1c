import Decimals

extension Builtin {
    static let numbers: [Builtin] =
        [
            rounding("decimal", .halfEven, "n, scale"), rounding("floor", .floor, "n, scale?"),
            rounding("ceiling", .ceiling, "n, scale?"), rounding("round up", .up, "n, scale"),
            rounding("round down", .down, "n, scale"), rounding("round half up", .halfUp, "n, scale"),
            rounding("round half down", .halfDown, "n, scale"),
            Builtin("abs", "n") { arguments, _ in
                switch arguments[0] {
                case .days(let duration): Calculation.days(Int128(duration.total.magnitude))
                case .months(let duration):
                    duration.months == .min ? .null : .months(MonthsDuration(months: abs(duration.months)))
                default: arguments[0].asNumber.map { .number($0.magnitude) } ?? .null
                }
            },
            Builtin("modulo", "dividend, divisor") { arguments, _ in
                guard let dividend = arguments[0].asNumber, let divisor = arguments[1].asNumber else { return .null }
                return .computed { () throws(DecimalError) in try dividend.modulo(divisor) }
            },
            function("sqrt") { number throws(DecimalError) in try number.squareRoot() },
            function("log") { number throws(DecimalError) in try number.logarithm() },
            function("exp") { number throws(DecimalError) in try number.exponential() },
            parity("odd", isOdd: true), parity("even", isOdd: false),
        ]

    /// Places from -6111 to 6176, whole.
    private static func rounding(_ name: String, _ rounding: Decimal128.Rounding, _ form: String) -> Builtin {
        Builtin(name, form) { arguments, _ in
            guard let number = arguments[0].asNumber else { return .null }
            var places = 0
            if arguments.count > 1 {
                guard let given = arguments[1].asNumber?.truncated(toPlaces: 0).int64, (-6111...6176).contains(given)
                else { return .null }
                places = Int(given)
            }
            return .computed { () throws(DecimalError) in try number.rounded(toPlaces: places, rounding) }
        }
    }

    private static func function(
        _ name: String, _ compute: @escaping @Sendable (Decimal128) throws(DecimalError) -> Decimal128
    ) -> Builtin {
        Builtin(name, "number") { arguments, _ in
            guard let number = arguments[0].asNumber else { return .null }
            return .computed { () throws(DecimalError) in try compute(number) }
        }
    }

    private static func parity(_ name: String, isOdd: Bool) -> Builtin {
        Builtin(name, "number") { arguments, _ in
            guard let number = arguments[0].asNumber, number.truncated(toPlaces: 0) == number,
                let rest = try? number.modulo(Decimal128(2))
            else { return .null }
            return .boolean(rest.isZero != isOdd)
        }
    }
}
