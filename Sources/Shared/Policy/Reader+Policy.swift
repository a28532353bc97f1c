import Awards
import Decimals
import Documents
import Feel

extension Reader {
    /// An expression in FEEL.
    func written() -> Written? {
        guard let scalar = scalar() else { return nil }
        do throws(FeelError) {
            let expression = try Expression.parse(scalar.text)
            return Written(text: scalar.text, expression: expression, mark: node.mark, path: path)
        } catch {
            report("\(error)")
            return nil
        }
    }

    func day() -> CivilDate? {
        text("a day such as 2026-01-31", CivilDate.init)
    }

    func texts() -> [String]? {
        elements { $0.scalar()?.text }
    }

    func unit() -> Unit? {
        guard let text = text() else { return nil }
        guard let unit = try? Unit(text) else {
            report("\"\(text)\" is no unit; write one such as yuan, persons, ratio or yuan per parcel")
            return nil
        }
        return unit
    }

    /// What may name a fact, a parameter or a value: it stands in expressions.
    func isName(_ name: String) -> Bool {
        let isPlain = name.utf8.allSatisfy { byte in
            0x61...0x7A ~= byte || 0x30...0x39 ~= byte || byte == UInt8(ascii: "_")
        }
        let isKnown = isPlain && name.utf8.first.map { 0x61...0x7A ~= $0 } ?? false
        if !isKnown {
            report("\"\(name)\" is no name: lower-case letters, digits and _ are, a letter first")
        }
        return isKnown
    }

    /// The id of a reason.
    func reason() -> String? {
        guard let text = text() else { return nil }
        return isName(text) ? text : nil
    }

    /// Chinese and English, when either is there.
    func optionalText() -> BilingualText? {
        let zh = optional("zh")
        let en = optional("en")
        return zh == nil && en == nil ? nil : BilingualText(self)
    }
}
