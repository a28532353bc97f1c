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

    /// `500,000 元`, `1%`, `1,000 square metres`, `1 parcel`, `2024`.
    public func quantity(_ value: Decimal128, _ unit: Unit?) -> String {
        guard let unit else { return number(value) }
        if unit.isRatio {
            let percent = (try? value * Decimal128(100)) ?? value
            return number(percent.normalized) + "%"
        }
        if unit == Self.count { return number(value) + pick(" 个", "") }
        if unit == Self.ordinal { return pick("第 \(value) 位", "place \(value)") }
        if unit == Self.year { return years(value) }
        let isOne = value.magnitude == Decimal128(1)
        return number(value) + " " + words(unit, isPlural: !isOne)
    }

    /// As it stands beside a figure of several: `yuan per parcel`, `yuan each`, `square metres`.
    public func unit(_ unit: Unit) -> String { words(unit, isPlural: true) }

    private static let count = try? Unit("count")
    private static let ordinal = try? Unit("ordinal")
    private static let year = try? Unit("year")

    /// A year of the calendar is a name and has no groups; so many years are counted.
    private func years(_ value: Decimal128) -> String {
        if value.magnitude >= Decimal128(1_000) { return value.normalized.description + pick(" 年", "") }
        return number(value) + pick(" 年", value.magnitude == Decimal128(1) ? " year" : " years")
    }

    private func words(_ unit: Unit, isPlural: Bool) -> String {
        let parts = unit.description.split(separator: " ").split(separator: "per").map { $0.joined(separator: " ") }
        guard let first = parts.first else { return "" }
        var text = word(first, isPlural: isPlural)
        for part in parts.dropFirst() {
            if language == .en, part == "count" {
                text += " each"
            } else {
                text += pick("/", " per ") + word(part, isPlural: false)
            }
        }
        return text
    }

    private func word(_ unit: String, isPlural: Bool) -> String {
        for entry in Self.words where entry.units.contains(unit) {
            return pick(entry.zh, isPlural ? entry.many : entry.one)
        }
        return unit
    }

    private static let words: [(units: [String], zh: String, one: String, many: String)] = [
        (["yuan"], "元", "yuan", "yuan"), (["usd"], "美元", "US dollar", "US dollars"),
        (["count", "counts"], "个", "(count)", "(count)"), (["persons", "person"], "人", "person", "persons"),
        (["m2"], "平方米", "square metre", "square metres"), (["ordinal"], "（位次）", "(rank)", "(rank)"),
        (["year", "years"], "年", "(year)", "(year)"), (["parcels", "parcel"], "件", "parcel", "parcels"),
        (["trips", "trip"], "趟", "trip", "trips"),
        (["person-times", "person-time"], "人次", "person-time", "person-times"),
        (["whole 10000 yuan"], "每满1万元", "whole 10,000 yuan", "whole 10,000 yuan"),
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
            if list.isEmpty { return pick("无", "none") }
            if list.contains(where: { if case .context = $0 { true } else { false } }) {
                return pick("\(list.count) 项", list.count == 1 ? "1 entry" : "\(list.count) entries")
            }
            let element: StaticType? = if case .list(let element)? = type { element } else { nil }
            return list.map { self.value($0, element) }.joined(separator: pick("、", ", "))
        case (.context(let context), _):
            return fields(of: context, type).map { "\($0.label) \($0.value)" }.joined(separator: pick("；", "; "))
        case (.time, _), (.dateTime, _), (.days, _), (.range, _), (.function, _): return value.notation
        }
    }

    /// A record's fields in words.
    func fields(of record: Context, _ type: StaticType?) -> [(name: String, label: String, value: String)] {
        record.entries.map { entry in
            (entry.key, field(entry.key), value(entry.value, type?.field(entry.key)))
        }
    }

    /// The words for a field of a record. Files give fields no words of their own; one that is not here is shown as
    /// it is named.
    public func field(_ name: String) -> String {
        guard let (zh, en) = Self.fields[name] else { return name.replacing("_", with: " ") }
        return pick(zh, en)
    }

    private static let fields: [String: (zh: String, en: String)] = [
        "amount": ("金额", "amount"), "banner": ("旗县区", "banner"), "city": ("盟市", "city"),
        "cost": ("支出", "cost"), "count": ("件数", "number"), "current": ("当年", "this year"),
        "date": ("日期", "date"), "fees": ("服务费", "fees"), "firm": ("企业", "firm"), "gross": ("件数", "in all"),
        "level": ("级别", "level"), "name": ("名称", "name"), "net": ("计入", "counted"), "option": ("方式", "option"),
        "own_rate": ("标准", "rate"), "platform": ("平台", "platform"), "previous": ("上年", "last year"),
        "prior_awards": ("此前所获", "paid before"), "turnover": ("年销售额", "yearly sales"),
    ]

    private func months(_ months: Int64) -> String {
        months % 12 == 0
            ? pick("\(months / 12)年", months == 12 ? "1 year" : "\(months / 12) years")
            : pick("\(months)个月", "\(months) months")
    }
}

extension StaticType {
    /// Of a record's field.
    func field(_ name: String) -> StaticType? {
        guard case .record(let fields) = self else { return nil }
        return fields.first { $0.name == name }?.type
    }

    var element: StaticType? { if case .list(let element) = self { element } else { nil } }
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
