import Awards
import Documents
import Feel

extension FactDeclaration {
    /// From `{unit: yuan, source: tax, zh: …, en: …}`.
    init?(name: String, _ reader: Reader) {
        guard reader.isName(name) else { return nil }
        let allowed = reader.optional("values")?.texts()
        let type = StaticType(reader, allowed: allowed)
        let text = BilingualText(reader)
        let source = reader.optional("source")?.text()
        let round = reader.optional("round")?.choice(RoundKnowledge.self)
        let bound = reader.optional("at_most")?.text()
        let rankedBy = reader.optional("by")?.text()
        let isSigned = reader.optional("signed")?.flag() ?? false
        let absent = Absent(reader)
        guard let type, let text, let absent else { return nil }
        self.init(
            name: name, type: type, text: text, source: source, absent: absent, isSigned: isSigned, allowed: allowed,
            bound: bound, round: round, rankedBy: rankedBy, mark: reader.node.mark)
    }
}

extension FactDeclaration.Absent {
    init?(_ reader: Reader) {
        let assumed = reader.optional("default")
        let isOptional = reader.optional("optional")?.flag() ?? false
        let isInformational = reader.optional("informational")?.flag() ?? false
        let isRoundOnly = reader.optional("only_in_round")?.flag() ?? false
        switch (isInformational, isRoundOnly, assumed, isOptional) {
        case (true, false, _, _): self = .informational
        case (false, true, nil, false): self = .roundOnly
        case (false, false, let assumed?, false):
            guard let written = assumed.assumption() else { return nil }
            self = .assumed(written)
        case (false, false, nil, true): self = .passedOver
        case (false, false, nil, false): self = .asked
        default:
            reader.report("only one of default, optional, informational and only_in_round says what holds without it")
            return nil
        }
    }
}

extension Reader {
    /// A value that is assumed: an expression, or a text that stands for itself.
    fileprivate func assumption() -> Written? {
        guard let scalar = scalar() else { return nil }
        let isName = scalar.text.utf8.allSatisfy { $0 < 0x80 }
        guard scalar.kind == .text, !isName else { return written() }
        let place = Expression.Place(line: 1, column: 1)
        return Written(
            text: scalar.text, expression: Expression(.string(scalar.text), at: place), mark: node.mark, path: path)
    }
}

extension StaticType {
    private enum Word: String, CaseIterable {
        case number, text, date, boolean
        case texts = "list of text"
        case years = "list of years"
        case records = "list of records"
        case list
    }

    /// From the keys `type`, `unit` and `fields`; without `type` it is a number.
    init?(_ reader: Reader, allowed: [String]?) {
        let word: Word
        if let type = reader.optional("type") {
            guard let read = type.choice(Word.self) else { return nil }
            word = read
        } else {
            word = .number
        }
        let unit = reader.optional("unit")
        let fields = reader.optional("fields")
        if word != .number { unit?.report("only numbers have a unit") }
        if word != .records { fields?.report("only a list of records has fields") }
        switch word {
        case .number:
            guard let unit else {
                reader.report("a number needs a unit (yuan, persons, ratio …)")
                return nil
            }
            guard let read = unit.unit() else { return nil }
            self = .number(read)
        case .text: self = .text(allowed)
        case .date: self = .date
        case .boolean: self = .boolean
        case .texts: self = .list(.text(allowed))
        case .years: self = .list(.number(try? Unit("year")))
        case .list: self = .list(.any)
        case .records:
            let read = fields?.entries { name, field in
                StaticType(field, allowed: field.optional("values")?.texts()).map { Field(name: name, type: $0) }
            }
            guard let read, !read.isEmpty else {
                reader.report("a list of records needs its fields")
                return nil
            }
            self = .list(.record(read))
        }
    }
}
