import Awards
import Decimals
import Lines
import Messages

/// A line of `settler statement`: what the counties of a city paid in a year.
struct StatementLine {
    let city: Division
    let year: Int
    let paid: [Payment]

    struct Payment {
        /// In the line: `paid 3`.
        let place: String
        let county: String
        let programme: String
        let clause: String
        let amount: Money
        /// What the clause's rule of settlement asks for.
        let facts: Facts
    }

    /// Payments may hold the facts of these names.
    init(_ line: [UInt8], facts: [String]) throws {
        let fact = try Fact(line: line)
        guard case .record = fact else { throw LineError("expected an object, found another value") }
        let record = try LineRecord(fact, at: "statement", known: ["city", "year", "paid"])
        let code = try record.required("city")
        guard let city = Division(code), city.level == .prefecture else {
            throw LineError("statement.city: \"\(code.prefix(40))\" is not the six digits of a city's division")
        }
        guard let year = try record.year("year") else { throw LineError("statement.year: a year is missing") }
        guard let paid = try record.list("paid") else { throw LineError("statement.paid: a list is missing") }
        self.city = city
        self.year = year
        self.paid = try paid.enumerated().map { try Payment($1, at: "paid \($0 + 1)", facts: facts) }
    }
}

extension StatementLine.Payment {
    fileprivate init(_ fact: Fact, at place: String, facts names: [String]) throws {
        let record = try LineRecord(fact, at: place, known: ["county", "programme", "clause", "amount"] + names)
        self.place = place
        county = try record.required("county")
        programme = try record.required("programme")
        clause = try record.required("clause")
        guard !county.isEmpty else { throw LineError("\(place).county: the county's name is missing") }
        guard let amount = try record.money("amount") else { throw LineError("\(place).amount: an amount is missing") }
        self.amount = amount
        var facts = Facts()
        for name in names { facts[name] = try record.money(name).map { .number($0.yuan) } }
        self.facts = facts
    }
}
