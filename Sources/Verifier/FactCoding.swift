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
    /// The numbers of names that share a length and a last letter, which are few.
    private static let numbers: [[UInt8]] = {
        var numbers: [[UInt8]] = Array(repeating: [], count: 256)
        for (index, name) in names.enumerated() { numbers[place(of: name)].append(UInt8(index + 1)) }
        return numbers
    }()

    private static func place(of name: String) -> Int {
        (name.utf8.count &* 31 &+ Int(name.utf8.last ?? 0)) & 0xff
    }

    /// The number of a name; 0 where it has none.
    fileprivate static func number(of name: String) -> UInt8 {
        for number in numbers[place(of: name)] where names[Int(number) - 1] == name { return number }
        return 0
    }

    static func write(_ facts: Facts, to bytes: inout [UInt8]) {
        var buffer = ByteBuffer(capacity: 256)
        write(facts, into: &buffer)
        buffer.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    static func write(_ facts: Facts, into buffer: inout ByteBuffer) {
        buffer.append(state: UInt64(facts.count))
        for index in facts.entries.indices {
            let number = number(of: facts.entries[index].name)
            buffer.append(number)
            if number == 0 { buffer.append(state: facts.entries[index].name) }
            write(facts.entries[index].value, into: &buffer)
        }
    }

    static func write(_ fact: Fact, into buffer: inout ByteBuffer) {
        switch fact {
        case .null: buffer.append(Tag.null.rawValue)
        case .boolean(let value): buffer.append(value ? Tag.yes.rawValue : Tag.no.rawValue)
        case .number(let number):
            if number.exponent == 0, let whole = number.int64 {
                buffer.append(Tag.whole.rawValue)
                buffer.append(state: whole)
            } else {
                buffer.append(Tag.number.rawValue)
                buffer.append(state: number.description)
            }
        case .text(let text):
            if text.utf8.count == 10, let day = CivilDate(text) {
                buffer.append(Tag.day.rawValue)
                buffer.append(state: Int64(day.daysSince1970))
            } else {
                buffer.append(Tag.text.rawValue)
                buffer.append(state: text)
            }
        case .list(let elements):
            buffer.append(Tag.list.rawValue)
            buffer.append(state: UInt64(elements.count))
            for element in elements { write(element, into: &buffer) }
        case .record(let facts):
            buffer.append(Tag.record.rawValue)
            write(facts, into: &buffer)
        }
    }

    static func facts(from bytes: inout StateBytes) -> Facts? {
        guard let count = UInt64(from: &bytes) else { return nil }
        var facts = Facts()
        for _ in 0..<count {
            guard let number = bytes.takeByte(), number <= names.count else { return nil }
            guard let name = number == 0 ? String(from: &bytes) : names[Int(number) - 1],
                let fact = fact(from: &bytes)
            else { return nil }
            // Written from facts, so no name stands there twice.
            facts.append(name, fact)
        }
        return facts
    }

    /// One of the facts; nil where it is not among them. Stands behind them afterwards, but for a fact that is found.
    static func fact(_ name: FactName, from bytes: inout StateBytes) -> Fact? {
        guard let count = UInt64(from: &bytes) else { return nil }
        for _ in 0..<count {
            guard let number = bytes.takeByte() else { return nil }
            let isIt: Bool
            if number == 0 {
                guard let text = Self.text(from: &bytes) else { return nil }
                // Also of a name that has a number by now.
                isIt = name.text.utf8.elementsEqual(text)
            } else {
                isIt = number == name.number
            }
            if isIt { return fact(from: &bytes) }
            guard skipFact(&bytes) else { return nil }
        }
        return nil
    }

    private static func text(from bytes: inout StateBytes) -> UnsafeRawBufferPointer? {
        UInt64(from: &bytes).flatMap { bytes.take(Int(clamping: $0)) }
    }

    /// False where there is none to be passed over.
    private static func skipFact(_ bytes: inout StateBytes) -> Bool {
        guard let byte = bytes.takeByte(), let tag = Tag(rawValue: byte) else { return false }
        switch tag {
        case .null, .no, .yes: return true
        case .whole, .day: return UInt64(from: &bytes) != nil
        case .number, .text: return text(from: &bytes) != nil
        case .list:
            guard let count = UInt64(from: &bytes) else { return false }
            for _ in 0..<count where !skipFact(&bytes) { return false }
            return true
        case .record: return facts(from: &bytes) != nil
        }
    }

    private static func fact(from bytes: inout StateBytes) -> Fact? {
        guard let byte = bytes.takeByte(), let tag = Tag(rawValue: byte) else { return nil }
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

/// A fact's name with the number that it has in the state.
struct FactName: Sendable {
    let text: String
    fileprivate let number: UInt8

    init(_ text: String) {
        self.text = text
        number = FactCoding.number(of: text)
    }

    static let status = FactName("status")
}
