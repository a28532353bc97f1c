public import Decimals
public import Feel

/// How finely a number of a unit is counted, and how it is said in few characters.
public struct CurveQuantity: Hashable, Sendable {
    public let unit: Unit
    /// Of the smallest difference: 2 for money (a fen), 0 for what is counted.
    public let places: Int

    public init(_ unit: Unit) {
        self.unit = unit
        if StaticType.whole.contains(unit) {
            places = 0
        } else {
            places = ["yuan", "usd", "m2"].contains(unit.description) ? 2 : 4
        }
    }

    public static let money = CurveQuantity((try? Unit("yuan")) ?? .ratio)

    /// A whole number of the smallest difference; nil beyond 64 bits.
    public func ticks(_ number: Decimal128) -> Int64? {
        (try? number * scale)?.truncated(toPlaces: 0).int64
    }

    public func number(_ ticks: Int64) -> Decimal128 {
        ((try? Decimal128(ticks) / scale) ?? .zero).normalized
    }

    private var scale: Decimal128 { Decimal128([1, 10, 100, 1_000, 10_000][places]) }
}

extension Wording {
    /// An exact quantity in the scale that reads best: `2,000万元`, `1.2 million yuan`, `199,999.99元`.
    public func compact(_ value: Decimal128, _ unit: Unit) -> String {
        if unit.isRatio { return quantity(value.normalized, unit) }
        let name = compactName(unit)
        if unit == (try? Unit("year")) { return value.normalized.description + name }
        for (scale, word) in scales where value.magnitude >= Decimal128(scale) {
            guard let scaled = try? value / Decimal128(scale), scaled.truncated(toPlaces: 2) == scaled else { continue }
            return number(scaled.normalized) + word + name
        }
        return number(value.normalized) + name
    }

    public func compact(_ money: Money) -> String { compact(money.yuan, CurveQuantity.money.unit) }

    private var scales: [(Int64, String)] {
        language == .zh
            ? [(100_000_000, "亿"), (10_000, "万")] : [(1_000_000_000, " billion"), (1_000_000, " million")]
    }

    /// Behind a number; counts need none in English, as the axis says what is counted.
    private func compactName(_ unit: Unit) -> String {
        switch (unit.description, language) {
        case ("count", .en), ("ordinal", .en), ("year", .en), ("ordinal", .zh): ""
        case ("ordinal", _), (_, .zh): self.unit(unit)
        case ("usd", .en): " dollars"
        case (_, .en): " " + self.unit(unit)
        }
    }
}
