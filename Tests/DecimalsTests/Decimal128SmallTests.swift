import TestSupport
import Testing

@testable import Decimals

/// What integers compute in the place of Intel's library is the same number with the same zeros, bit for bit.
@Suite struct Decimal128SmallTests {
    /// Coefficients near the powers of two and ten where a path ends, or of any size; exponents near each other, or not.
    private func number(_ random: inout SeededGenerator) -> Decimal128 {
        let coefficient: UInt128
        switch Int.random(in: 0..<6, using: &random) {
        case 0: coefficient = UInt128(UInt64.random(in: 0...20, using: &random))
        case 1: coefficient = UInt128(UInt64.max) + 5 - UInt128(UInt64.random(in: 0...10, using: &random))
        case 2: coefficient = UInt128(Decimal128.powersOfTen.randomElement(using: &random) ?? 1)
        case 3: coefficient = UInt128.random(in: 0..<Decimal128.coefficientLimit, using: &random)
        default: coefficient = UInt128(random.next() >> UInt64.random(in: 0..<64, using: &random))
        }
        let exponent: Int
        switch Int.random(in: 0..<10, using: &random) {
        case 0: exponent = Int.random(in: Decimal128.exponents, using: &random)
        case 1: exponent = Bool.random(using: &random) ? -6176 : 6111
        case 2, 3: exponent = Int.random(in: -25...25, using: &random)
        default: exponent = Int.random(in: -4...2, using: &random)
        }
        return Decimal128(isNegative: Bool.random(using: &random), coefficient: coefficient, exponent: exponent)
    }

    private func bits(_ value: Decimal128) -> [UInt64] { [value.high, value.low] }

    @Test func agreesWithTheLibraryToTheLastZero() throws {
        var random = SeededGenerator(name: "Decimal128SmallTests")
        var (sums, products, orders) = (0, 0, 0)
        for _ in 0..<200_000 {
            let (left, right) = (number(&random), number(&random))
            if let sum = Decimal128.smallSum(left, right) {
                sums += 1
                let library = try Decimal128.librarySum(left, right)
                try #require(bits(sum) == bits(library), "\(left) + \(right)")
            }
            if let product = Decimal128.smallProduct(left, right) {
                products += 1
                let library = try Decimal128.libraryProduct(left, right)
                try #require(bits(product) == bits(library), "\(left) * \(right)")
            }
            if Decimal128.smallOrder(left, right) != nil { orders += 1 }
            try #require((left < right) == Decimal128.libraryLess(left, right), "\(left) < \(right)")
            try #require((left > right) == Decimal128.libraryLess(right, left), "\(left) > \(right)")
            try #require((left == right) == Decimal128.libraryEqual(left, right), "\(left) = \(right)")
        }
        // Each path is gone often, or nothing was tested.
        #expect(min(sums, products, orders) > 20_000)
    }

    @Test func cutsToTheFenAsTheLongWayDoes() throws {
        var random = SeededGenerator(name: "Decimal128SmallTests.fen")
        for _ in 0..<50_000 {
            let yuan = number(&random)
            guard let hundredths = yuan.smallHundredths else { continue }
            let long = try (yuan.truncated(toPlaces: 2) * Decimal128(100)).int64
            try #require(hundredths == long, "\(yuan)")
        }
    }
}
