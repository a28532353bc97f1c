import Decimals
import Messages

/// What a city owes each county, and all of them.
struct Statement {
    /// In the order in which they were first added.
    private var counties: [String] = []
    private var owed: [String: Money] = [:]
    private(set) var total = Money.zero

    /// A county stands in the statement also where it is owed nothing.
    mutating func add(_ amount: Money, to county: String) throws(DecimalError) {
        let sum = try owed[county, default: .zero] + amount
        total = try total + amount
        if owed.updateValue(sum, forKey: county) == nil { counties.append(county) }
    }

    func owed(to county: String) -> Money? { owed[county] }

    /// As a line says it: amounts in yuan with two places.
    var answer: Facts {
        var sums = Facts()
        for county in counties { sums[county] = .number((owed[county] ?? .zero).yuan) }
        return ["counties": .record(sums), "total": .number(total.yuan)]
    }
}
