import Awards
import Documents
import Feel

extension Condition {
    /// From `{when: …, else: reason, zh: …, en: …}`, or one of the shorthands `{within: day}` and
    /// `{within_year: year}`, which make a condition for each end of the programme's validity.
    static func load(_ reader: Reader, validity: Programme.Validity) -> [Condition] {
        if let day = reader.optional("within") {
            guard let name = day.text() else { return [] }
            return within(name, in: day, validity)
        }
        if let year = reader.optional("within_year") {
            guard let name = year.text() else { return [] }
            return withinYear(name, in: year, validity)
        }
        let test = reader.required("when")?.written()
        let reason = reader.required("else")?.reason()
        let text = BilingualText(reader)
        guard let test, let reason, let text else { return [] }
        return [Condition(test: test, reason: reason, text: text)]
    }

    private static func within(_ day: String, in reader: Reader, _ validity: Programme.Validity) -> [Condition] {
        var conditions: [Condition] = []
        if validity.from != nil {
            let text = BilingualText(zh: "不早于政策施行之日", en: "not before the programme's first day")
            reader.made("\(day) >= programme_valid_from").map {
                conditions.append(Condition(test: $0, reason: "before_programme", text: text))
            }
        }
        if validity.to != nil {
            let text = BilingualText(zh: "在政策有效期内", en: "within the programme's validity")
            reader.made("\(day) <= programme_valid_to").map {
                conditions.append(Condition(test: $0, reason: "programme_expired", text: text))
            }
        }
        return conditions
    }

    /// A year's figures and its settlement exist on its last day, so that day decides.
    private static func withinYear(_ year: String, in reader: Reader, _ validity: Programme.Validity) -> [Condition] {
        let bounds = [
            validity.from.map { _ in "date(\(year), 12, 31) >= programme_valid_from" },
            validity.to.map { _ in "date(\(year), 12, 31) <= programme_valid_to" },
        ]
        let text = BilingualText(zh: "年度末日在政策有效期内", en: "the year's last day lies within the validity")
        let tests = bounds.compactMap { $0 }
        guard !tests.isEmpty, let test = reader.made(tests.joined(separator: " and ")) else { return [] }
        return [Condition(test: test, reason: "outside_programme_year", text: text)]
    }
}

extension Reader {
    /// An expression that stands for a shorthand of the file.
    fileprivate func made(_ text: String) -> Written? {
        do throws(FeelError) {
            return Written(
                text: text, expression: try Expression.parse(text), mark: node.mark, path: path, isMade: true)
        } catch {
            report("\(error)")
            return nil
        }
    }
}
