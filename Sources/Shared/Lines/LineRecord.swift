public import Awards
public import Decimals
import Documents
public import Messages

/// An object of a line, with the place where it stands: every key that nobody knows is an error that names it.
public struct LineRecord {
    public let place: String
    private let record: Facts

    public init(_ fact: Fact, at place: String, known: [String]) throws {
        guard case .record(let record) = fact else { throw LineError("\(place): an object is missing") }
        let others = record.names.filter { !known.contains($0) }
        guard others.isEmpty else {
            let hint = others.count == 1 ? Spelling.hint(for: others[0], among: known) : ""
            throw LineError(
                "\(place): unknown keys: \(others.joined(separator: ", "))\(hint); known are "
                    + known.joined(separator: ", "))
        }
        self.place = place
        self.record = record
    }

    /// Nil where the key is not there.
    public func value(_ key: String) -> Fact? { record[key] }

    public func at(_ key: String) -> String { "\(place).\(key)" }

    public func fail(_ key: String, _ expected: String, _ found: Fact) -> LineError {
        LineError("\(at(key)): expected \(expected), found \(String(found.json.prefix(40)))")
    }

    public func text(_ key: String) throws -> String? {
        guard let value = record[key] else { return nil }
        guard case .text(let text) = value else { throw fail(key, "a text", value) }
        return text
    }

    public func required(_ key: String) throws -> String {
        guard let text = try text(key) else { throw LineError("\(at(key)): a text is missing") }
        return text
    }

    public func flag(_ key: String) throws -> Bool? {
        guard let value = record[key] else { return nil }
        guard case .boolean(let flag) = value else { throw fail(key, "true or false", value) }
        return flag
    }

    public func number(_ key: String) throws -> Decimal128? {
        guard let value = record[key] else { return nil }
        guard case .number(let number) = value else { throw fail(key, "a number", value) }
        return number
    }

    public func year(_ key: String) throws -> Int? {
        guard let value = record[key] else { return nil }
        guard case .number(let number) = value, let year = number.int64, 1...9999 ~= year else {
            throw fail(key, "a year", value)
        }
        return Int(year)
    }

    /// In yuan, of whole fen.
    public func money(_ key: String) throws -> Money? {
        guard let value = record[key] else { return nil }
        return try Self.money(value, at: at(key))
    }

    private static func money(_ value: Fact, at place: String) throws -> Money {
        guard case .number(let number) = value, let money = try? Money(exactYuan: number) else {
            throw LineError("\(place): expected an amount in yuan with two places, found \(value.json.prefix(40))")
        }
        return money
    }

    public func day(_ key: String) throws -> CivilDate? {
        guard let text = try text(key) else { return nil }
        guard let day = CivilDate(text) else { throw fail(key, "a day such as 2024-03-01", .text(text)) }
        return day
    }

    public func moment(_ key: String) throws -> Moment? {
        guard let text = try text(key) else { return nil }
        guard let moment = Moment(text) else {
            throw fail(key, "a moment such as 2024-02-02T09:00:00+08:00", .text(text))
        }
        return moment
    }

    public func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String, _ type: Choice.Type) throws
        -> Choice?
    {
        guard let text = try text(key) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw fail(key, Choice.allCases.map(\.rawValue).joined(separator: ", "), .text(text))
        }
        return choice
    }

    public func texts(_ key: String) throws -> [String]? {
        guard let list = try list(key) else { return nil }
        return try list.map { element in
            guard case .text(let text) = element else { throw fail(key, "texts", element) }
            return text
        }
    }

    public func list(_ key: String) throws -> [Fact]? {
        guard let value = record[key] else { return nil }
        guard case .list(let list) = value else { throw fail(key, "a list", value) }
        return list
    }

    public func facts(_ key: String) throws -> Facts? {
        guard let value = record[key] else { return nil }
        guard case .record(let facts) = value else { throw fail(key, "an object", value) }
        return facts
    }

    /// Amounts by name.
    public func amounts(_ key: String) throws -> [String: Money] {
        var amounts: [String: Money] = [:]
        for entry in try facts(key)?.entries ?? [] {
            amounts[entry.name] = try Self.money(entry.value, at: "\(at(key)).\(entry.name)")
        }
        return amounts
    }
}
