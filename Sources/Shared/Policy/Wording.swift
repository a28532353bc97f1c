public import Decimals
public import Feel

/// How numbers, units and values are said to people.
public struct Wording: Sendable {
    public let language: Language

    public init(_ language: Language) { self.language = language }

    func pick(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

    /// In groups of three: `23,456,789.55`.
    public func number(_ number: Decimal128) -> String {
        let text = number.description
        guard !text.contains("E") else { return text }
        let sign = text.hasPrefix("-") ? "-" : ""
        let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        var groups: [Substring] = []
        var whole = parts[0]
        while whole.count > 3 {
            groups.insert(whole.suffix(3), at: 0)
            whole = whole.dropLast(3)
        }
        groups.insert(whole, at: 0)
        return sign + groups.joined(separator: ",") + (parts.count > 1 ? "." + parts[1] : "")
    }

    public func money(_ money: Money) -> String { quantity(money.yuan, try? Unit("yuan")) }

    /// `500,000 元`, `1%`, `1,000 square metres`.
    public func quantity(_ value: Decimal128, _ unit: Unit?) -> String {
        guard let unit else { return number(value) }
        if unit.isRatio {
            let percent = (try? value * Decimal128(100)) ?? value
            return number(percent.normalized) + "%"
        }
        return number(value) + " " + self.unit(unit)
    }

    public func unit(_ unit: Unit) -> String {
        let text = unit.description
        let words = text.split(separator: " ").split(separator: "per").map { $0.joined(separator: " ") }
        return words.map(word).joined(separator: language == .zh ? "/" : " per ")
    }

    private func word(_ unit: String) -> String {
        for entry in Self.words where entry.units.contains(unit) { return pick(entry.zh, entry.en) }
        return unit
    }

    private static let words: [(units: [String], zh: String, en: String)] = [
        (["yuan"], "元", "yuan"), (["usd"], "美元", "US dollars"), (["count"], "个", "(count)"),
        (["persons", "person"], "人", "persons"), (["m2"], "平方米", "square metres"), (["ordinal"], "（位次）", "(rank)"),
        (["year", "years"], "年", "(year)"), (["parcels", "parcel"], "件", "parcels"), (["trips", "trip"], "趟", "trips"),
        (["person-times", "person-time"], "人次", "person-times"), (["whole 10000 yuan"], "每满1万元", "whole 10,000 yuan"),
    ]

    /// A slot's value with what it counts.
    func value(_ value: Value, _ type: StaticType?) -> String {
        switch (value, type) {
        case (.number(let number), .number(let unit)?): return quantity(number, unit)
        case (.number(let number), _): return self.number(number)
        case (.boolean(let value), _): return value ? pick("是", "yes") : pick("否", "no")
        case (.string(let text), _): return text
        case (.date(let day), _): return "\(day.text)"
        case (.null, _): return pick("无", "none")
        case (.unknown, _): return pick("未提供", "not given")
        case (.months(let duration), _): return months(duration.months)
        case (.list(let list), _):
            return list.map { self.value($0, nil) }.joined(separator: pick("、", ", "))
        case (.context(let context), _):
            return "{" + context.entries.map { "\($0.key) \(self.value($0.value, nil))" }.joined(separator: ", ") + "}"
        case (.time, _), (.dateTime, _), (.days, _), (.range, _), (.function, _): return value.notation
        }
    }

    private func months(_ months: Int64) -> String {
        months % 12 == 0
            ? pick("\(months / 12)年", months == 12 ? "1 year" : "\(months / 12) years")
            : pick("\(months)个月", "\(months) months")
    }
}

extension Day {
    var text: String {
        let month = (month < 10 ? "0" : "") + "\(month)"
        let day = (day < 10 ? "0" : "") + "\(day)"
        return "\(year)-\(month)-\(day)"
    }
}

extension Decimal128 {
    /// Without zeros at the end of its fraction.
    var normalized: Decimal128 {
        let text = description
        guard text.contains("."), !text.contains("E") else { return self }
        let cut = text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed()
        return (try? Decimal128(String(cut))) ?? self
    }
}
