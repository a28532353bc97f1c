public import Awards
public import Documents

/// What a city gives back to its counties at the year's end (年终体制结算), of what they paid under a programme.
public struct SettlementRule: Sendable {
    /// The city whose counties these are.
    public let city: Division
    /// The words of the text, verbatim.
    public let quote: String
    public let mark: Mark
}

/// What the shares of a clause leave open when a payment is settled.
public struct ClauseSettlement: Sendable {
    /// In yuan: what a county pays above it is its own money. Nil: everything is settled.
    public let upTo: Written?
    /// Facts that the city's part follows from, beside the amount; a statement gives them with each payment.
    public let facts: [String]
    public let mark: Mark
}

extension SettlementRule {
    init?(_ reader: Reader) {
        let city = reader.required("city")?.text("the six digits of a city's division") { code in
            Division(code).flatMap { $0.level == .prefecture ? $0 : nil }
        }
        let quote = reader.required("quote")?.text()
        guard let city, let quote else { return nil }
        self.init(city: city, quote: quote, mark: reader.node.mark)
    }
}

extension ClauseSettlement {
    init(_ reader: Reader) {
        let upTo = reader.optional("up_to")?.written()
        let facts = reader.optional("facts")?.texts() ?? []
        if upTo == nil, facts.isEmpty { reader.report("say up_to, facts, or both") }
        self.init(upTo: upTo, facts: facts, mark: reader.node.mark)
    }
}
