import Agent
import Awards
import Decimals
import Messages

/// Facts as bytes. What a fact is comes back as it was, but for how a number was written (`1.0` stays `1.0`).
enum FactCoding {
    private enum Tag: UInt8 {
        case null, no, yes, whole, number, text, day, list, record
    }

    /// Names that registers use, by number. Snapshots hold the numbers: new names go to the end.
    private static let names = [
        "status", "registered_in", "established_on", "registered_on", "local_sales", "total_sales", "fiscal_prev",
        "fiscal_cur", "city_delta", "city_retained", "turnover_usd", "on_credit_blacklist", "blacklist_until",
        "fiscal_penalty_on", "titles", "approved_on", "base_level", "national_demo_county", "kind", "grade", "rated_on",
        "newly_rated", "stations", "has_base", "area_m2", "rooms", "active_anchors", "online_retail",
        "local_physical_retail", "served_firms", "online_turnover_usd", "actual_spending",
        "connected_to_regional_platform", "parcels", "duplicate_waybills", "non_village", "undelivered",
        "delivered_before_issue", "items", "shops_and_pavilions_cumulative", "banner", "count", "awarded", "tier",
    ]
    private static let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, UInt8($0 + 1)) })

    static func write(_ facts: Facts, to bytes: inout [UInt8]) {
        UInt64(facts.count).write(to: &bytes)
        for entry in facts.entries {
            if let number = numbers[entry.name] {
                bytes.append(number)
            } else {
                bytes.append(0)
                entry.name.write(to: &bytes)
            }
            write(entry.value, to: &bytes)
        }
    }

    static func write(_ fact: Fact, to bytes: inout [UInt8]) {
        func put(_ tag: Tag) { bytes.append(tag.rawValue) }
        switch fact {
        case .null: put(.null)
        case .boolean(let value): put(value ? .yes : .no)
        case .number(let number):
            if number.exponent == 0, let whole = number.int64 {
                put(.whole)
                whole.write(to: &bytes)
            } else {
                put(.number)
                number.description.write(to: &bytes)
            }
        case .text(let text):
            if let day = CivilDate(text), day.description == text {
                put(.day)
                day.daysSince1970.write(to: &bytes)
            } else {
                put(.text)
                text.write(to: &bytes)
            }
        case .list(let elements):
            put(.list)
            UInt64(elements.count).write(to: &bytes)
            for element in elements { write(element, to: &bytes) }
        case .record(let facts):
            put(.record)
            write(facts, to: &bytes)
        }
    }

    static func facts(from bytes: inout StateBytes) -> Facts? {
        guard let count = UInt64(from: &bytes) else { return nil }
        var facts = Facts()
        for _ in 0..<count {
            guard let number = bytes.take(1)?[0], number <= names.count else { return nil }
            guard let name = number == 0 ? String(from: &bytes) : names[Int(number) - 1],
                let fact = fact(from: &bytes)
            else { return nil }
            facts[name] = fact
        }
        return facts
    }

    private static func fact(from bytes: inout StateBytes) -> Fact? {
        guard let byte = bytes.take(1)?[0], let tag = Tag(rawValue: byte) else { return nil }
        switch tag {
        case .null: return .null
        case .no: return .boolean(false)
        case .yes: return .boolean(true)
        case .whole: return Int64(from: &bytes).map { .number(Decimal128($0)) }
        case .number: return String(from: &bytes).flatMap { try? Decimal128($0) }.map { .number($0) }
        case .text: return String(from: &bytes).map { .text($0) }
        case .day:
            return Int(from: &bytes).flatMap { DayText.of($0) }.map { .text($0) }
        case .list:
            guard let count = UInt64(from: &bytes) else { return nil }
            var elements: [Fact] = []
            for _ in 0..<count {
                guard let element = fact(from: &bytes) else { return nil }
                elements.append(element)
            }
            return .list(elements)
        case .record: return facts(from: &bytes).map { .record($0) }
        }
    }
}
