import Awards
import Decimals
import Documents
import Feel

extension Parameter {
    /// From `{value: 1%, unit: ratio, quote: …}`.
    init?(name: String, _ reader: Reader) {
        guard reader.isName(name) else { return nil }
        let unit = reader.optional("unit").flatMap { $0.unit() }
        let value = reader.required("value").flatMap { Value($0) }
        let quote = reader.optional("quote")?.text()
        let text = reader.optionalText()
        let bound = reader.optional("superior").flatMap { Bound($0) }
        let direction = reader.optional("may")
        let mayBe = direction?.choice(Direction.self)
        guard let value else { return nil }
        switch (value, reader.optional("unit")) {
        case (.number, nil):
            reader.report("the number \(name) needs a unit")
            return nil
        case (.date, let unit?), (.months, let unit?), (.days, let unit?), (.texts, let unit?):
            unit.report("only numbers have a unit")
            return nil
        default: break
        }
        if let direction, value.number == nil { direction.report("only a number may be lower or higher") }
        if quote == nil, text == nil {
            reader.report("say where \(name) comes from: a quote of the text, or zh and en")
        }
        self.init(
            name: name, value: value, unit: unit, quote: quote, text: text, bound: bound, mayBe: mayBe,
            mark: reader.node.mark)
    }
}

extension Parameter.Value {
    var number: Decimal128? { if case .number(let number) = self { number } else { nil } }

    init?(_ reader: Reader) {
        if case .sequence = reader.node.content {
            guard let texts = reader.texts() else { return nil }
            self = .texts(texts)
            return
        }
        guard let text = reader.scalar()?.text else { return nil }
        if let number = Self.number(text) {
            guard !number.isNegative, number <= StaticType.most else {
                reader.report("\(text) is no number of a law: from 0 to \(StaticType.most)")
                return nil
            }
            self = .number(number)
        } else if let date = CivilDate(text) {
            self = .date(date)
        } else if let duration = Self.duration(text) {
            self = duration
        } else {
            reader.report(
                "\"\(text)\" is no value: write a number, a per cent (5%), a day (2026-01-31), a duration (P1Y, P36M, "
                    + "P30D) or a list of texts")
            return nil
        }
    }

    private static func number(_ text: String) -> Decimal128? {
        let isPercent = text.hasSuffix("%")
        guard let number = try? Decimal128(isPercent ? String(text.dropLast()) : text) else { return nil }
        return isPercent ? try? number / Decimal128(100) : number
    }

    /// `P1Y`, `P1Y6M`, `P36M` or `P30D` (ISO 8601), up to four digits each.
    private static func duration(_ text: String) -> Parameter.Value? {
        guard text.hasPrefix("P") else { return nil }
        var amounts: [Character: Int] = [:]
        var digits = ""
        for character in text.dropFirst() {
            if character.isASCII, character.isNumber {
                digits.append(character)
            } else {
                guard "YMD".contains(character), amounts[character] == nil, digits.count <= 4,
                    let amount = Int(digits)
                else { return nil }
                amounts[character] = amount
                digits = ""
            }
        }
        guard digits.isEmpty, !amounts.isEmpty else { return nil }
        guard let days = amounts["D"] else { return .months((amounts["Y"] ?? 0) * 12 + (amounts["M"] ?? 0)) }
        return amounts.count == 1 ? .days(days) : nil
    }
}

extension Parameter.Bound {
    init?(_ reader: Reader) {
        let clause = reader.required("clause")?.scalar()?.text
        let parameter = reader.required("parameter")?.text()
        guard let clause, let parameter else { return nil }
        self.init(clause: clause, parameter: parameter)
    }
}
