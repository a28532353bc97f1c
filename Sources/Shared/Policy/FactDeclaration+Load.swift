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
        let fromFile = reader.optional("from_file")?.text()
        let rankedBy = reader.optional("by")?.text()
        let isSigned = reader.optional("signed")?.flag() ?? false
        let isOnlyInRound = reader.optional("only_in_round")?.flag() ?? false
        let isNeeded = reader.optional("needed")?.flag() ?? false
        let addsGranted = reader.optional("adds_granted")?.flag() ?? false
        let absent = Absent(reader)
        guard let type, let text, let absent else { return nil }
        self.init(
            name: name, type: type, text: text, source: source, absent: absent, isSigned: isSigned, allowed: allowed,
            bound: bound, round: round, fromFile: fromFile, rankedBy: rankedBy, isOnlyInRound: isOnlyInRound,
            isNeeded: isNeeded, addsGranted: addsGranted, mark: reader.node.mark)
    }
}

extension FactDeclaration.Absent {
    init?(_ reader: Reader) {
        let assumed = reader.optional("default")
        let isOptional = reader.optional("optional")?.flag() ?? false
        let isInformational = reader.optional("informational")?.flag() ?? false
        switch (isInformational, assumed, isOptional) {
        case (true, _, _): self = .informational
        case (false, let assumed?, false):
            guard let written = assumed.assumption() else { return nil }
            self = .assumed(written)
        case (false, nil, true): self = .passedOver
        case (false, nil, false): self = .asked
        case (false, _?, true):
            reader.report("only one of default and optional says what holds without it")
            return nil
        }
    }
}

extension Reader {
    /// A value that is assumed: an expression, or a text that stands for itself.
    fileprivate func assumption() -> Written? {
        guard let scalar = scalar() else { return nil }
        let isName = scalar.text.utf8.allSatisfy { $0 < 0x80 }
        if scalar.text == "none" {
            let place = Expression.Place(line: 1, column: 1)
            return Written(text: scalar.text, expression: Expression(.null, at: place), mark: node.mark, path: path)
        }
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
        case numbers = "list of numbers"
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
        if word != .number, word != .numbers { unit?.report("only numbers have a unit") }
        if word != .records { fields?.report("only a list of records has fields") }
        switch word {
        case .number, .numbers:
            guard let unit else {
                reader.report("a number needs a unit (yuan, persons, ratio …)")
                return nil
            }
            guard let read = unit.unit() else { return nil }
            self = word == .number ? .number(read) : .list(.number(read))
        case .text: self = .text(allowed)
        case .date: self = .date
        case .boolean: self = .boolean
        case .texts: self = .list(.text(allowed))
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
