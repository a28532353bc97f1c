/// What a number counts: a product of base units with whole exponents, such as `yuan`, `m2`, `yuan per parcel`.
///
/// A base unit is a word or several (`whole 10000 yuan` is one of its own), with digits and hyphens if need be; its
/// singular and its plural are the same unit. `ratio` is the unit without any: a number that counts nothing.
///
/// The text form is `A * B^2 per C per D`. Each `per` divides by what follows it up to the next.
public struct Unit: Sendable {
    /// Sorted by name, none with exponent 0.
    private let factors: [Factor]

    private struct Factor: Sendable {
        /// The singular, which decides what is the same unit.
        let name: String
        /// As it was first written, for messages.
        let spelling: String
        let exponent: Int

        func times(_ sign: Int) -> Factor { Factor(name: name, spelling: spelling, exponent: exponent * sign) }

        func text(_ word: String, power: Int) -> String { power == 1 ? word : "\(word)^\(power)" }
    }

    public static let ratio = Unit(factors: [])

    private init(factors: [Factor]) { self.factors = factors }

    /// A base unit of the language itself.
    init(word: String) {
        self.init(factors: [Factor(name: Self.singular(word), spelling: word, exponent: 1)])
    }

    public var isRatio: Bool { factors.isEmpty }

    /// Reads the text form. Throws ``UnitError``.
    public init(_ text: String) throws(UnitError) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: true)
            .split(separator: "per", omittingEmptySubsequences: false)
        var unit = Unit.ratio
        for (index, part) in parts.enumerated() {
            for words in part.split(separator: "*", omittingEmptySubsequences: false) {
                let factor = try Self.factor(words, in: text)
                unit = index == 0 ? unit * factor : unit / factor
            }
        }
        self = unit
    }

    private static func factor(_ words: ArraySlice<Substring>, in text: String) throws(UnitError) -> Unit {
        var words = Array(words)
        var exponent = 1
        if let last = words.last, let caret = last.firstIndex(of: "^") {
            guard let power = Int(last[last.index(after: caret)...]), (-99...99).contains(power), power != 0 else {
                throw UnitError(text: text)
            }
            exponent = power
            words[words.count - 1] = last[..<caret]
        }
        let spelling = words.joined(separator: " ")
        let isWord = spelling.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0) || " -".unicodeScalars.contains($0)
        }
        guard isWord, spelling.unicodeScalars.contains(where: \.properties.isAlphabetic) else {
            throw UnitError(text: text)
        }
        if spelling == "ratio" { return .ratio }
        return Unit(factors: [Factor(name: singular(spelling), spelling: spelling, exponent: exponent)])
    }

    /// English plurals of the last word: `parcels`, `classes`, `counties`.
    private static func singular(_ words: String) -> String {
        if words.hasSuffix("ies"), words.count > 4 { return words.dropLast(3) + "y" }
        if ["sses", "xes", "ches", "shes"].contains(where: words.hasSuffix) { return String(words.dropLast(2)) }
        if words.hasSuffix("s"), words.count > 2, !["ss", "us", "is"].contains(where: words.hasSuffix) {
            return String(words.dropLast())
        }
        return words
    }

    public static func * (left: Unit, right: Unit) -> Unit { left.combined(right, sign: 1) }

    public static func / (left: Unit, right: Unit) -> Unit { left.combined(right, sign: -1) }

    /// nil beyond any sense, where an exponent would leave ±9999.
    public func power(_ exponent: Int) -> Unit? {
        if exponent == 0 { return .ratio }
        guard (-9999...9999).contains(exponent),
            factors.allSatisfy({ (-9999...9999).contains($0.exponent * exponent) })
        else { return nil }
        return Unit(factors: factors.map { $0.times(exponent) })
    }

    private func combined(_ other: Unit, sign: Int) -> Unit {
        var result: [Factor] = []
        var (first, second) = (factors[...], other.factors[...])
        while let left = first.first, let right = second.first {
            if left.name < right.name {
                result.append(left)
                first.removeFirst()
            } else if left.name > right.name {
                result.append(right.times(sign))
                second.removeFirst()
            } else {
                let exponent = left.exponent + sign * right.exponent
                if exponent != 0 {
                    result.append(Factor(name: left.name, spelling: left.spelling, exponent: exponent))
                }
                first.removeFirst()
                second.removeFirst()
            }
        }
        return Unit(factors: result + first + second.map { $0.times(sign) })
    }
}

extension Unit: Hashable {
    public static func == (left: Unit, right: Unit) -> Bool {
        left.factors.elementsEqual(right.factors) { $0.name == $1.name && $0.exponent == $1.exponent }
    }

    public func hash(into hasher: inout Hasher) {
        for factor in factors {
            hasher.combine(factor.name)
            hasher.combine(factor.exponent)
        }
    }
}

extension Unit: CustomStringConvertible {
    /// The text form, with the words as they were first written, behind `per` in the singular.
    public var description: String {
        let above = factors.filter { $0.exponent > 0 }.map { $0.text($0.spelling, power: $0.exponent) }
        let below = factors.filter { $0.exponent < 0 }.map { $0.text($0.name, power: -$0.exponent) }
        return ([above.isEmpty ? "ratio" : above.joined(separator: " * ")] + below).joined(separator: " per ")
    }
}

/// A text that names no unit.
public struct UnitError: Error, Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public var description: String {
        "\"\(text)\" is not a unit: write words, such as yuan, m2, yuan per parcel or ratio."
    }
}
