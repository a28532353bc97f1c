import Awards
import Documents
import Feel

extension Table {
    /// From `{of: level, rows: {…}}`, `{of: turnover, bands: […]}` or `{cases: […]}`.
    init?(name: String, _ reader: Reader) {
        guard reader.isName(name) else { return nil }
        let text = reader.optionalText()
        let facts = reader.optional("of")
        let kind: Kind?
        if let rows = reader.optional("rows") {
            kind = Self.rows(rows, of: facts, in: reader)
        } else if let bands = reader.optional("bands") {
            let read = bands.elements { Band($0) }
            let fact = facts?.text()
            if fact == nil { reader.report("bands need the fact that they are of") }
            kind = fact.flatMap { fact in read.map { .bands(of: fact, $0) } }
        } else {
            kind = reader.required("cases")?.elements { Case($0) }.map { .cases($0) }
        }
        guard let kind else { return nil }
        self.init(name: name, kind: kind, text: text, mark: reader.node.mark)
    }

    private static func rows(_ rows: Reader, of facts: Reader?, in reader: Reader) -> Kind? {
        guard let facts else {
            reader.report("rows need the fact that they are of")
            return nil
        }
        let names: [String]?
        if case .sequence = facts.node.content { names = facts.texts() } else { names = facts.text().map { [$0] } }
        guard let names else { return nil }
        return .rows(of: names, Self.rows(rows, keys: [], depth: names.count))
    }

    private static func rows(_ reader: Reader, keys: [String], depth: Int) -> [Row] {
        if depth == 0 {
            return reader.text().map { [Row(keys: keys, parameter: $0)] } ?? []
        }
        return reader.entries { key, value in rows(value, keys: keys + [key], depth: depth - 1) }?.flatMap { $0 } ?? []
    }
}

extension Table.Band {
    init?(_ reader: Reader) {
        let from = reader.optional("from")?.text()
        let above = reader.optional("above")?.text()
        let to = reader.optional("to")?.text()
        let below = reader.optional("below")?.text()
        let parameter = reader.required("is")?.text()
        if from != nil, above != nil { reader.report("a band begins either from a number or above it") }
        if to != nil, below != nil { reader.report("a band ends either at a number or below it") }
        guard let parameter else { return nil }
        self.init(
            low: from.map { Table.Edge(parameter: $0, isIncluded: true) }
                ?? above.map { Table.Edge(parameter: $0, isIncluded: false) },
            high: to.map { Table.Edge(parameter: $0, isIncluded: true) }
                ?? below.map { Table.Edge(parameter: $0, isIncluded: false) },
            parameter: parameter, mark: reader.node.mark)
    }
}

extension Table.Case {
    init?(_ reader: Reader) {
        let test = reader.required("when")?.written()
        let parameter = reader.required("is")?.text()
        guard let test, let parameter else { return nil }
        self.init(test: test, parameter: parameter)
    }
}
