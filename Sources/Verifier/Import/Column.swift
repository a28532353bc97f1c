import Awards
import Decimals
import Messages

/// A column of a register's file: what it is called, what stands in it.
struct Column: Sendable {
    enum Place: Sendable, Equatable {
        /// Whose row it is.
        case holder
        /// What tells rows of one holder apart.
        case key
        case fact
    }

    enum Content: Sendable, Equatable {
        case uscc, text, day, yesNo
        /// A number with its unit.
        case number(String)
        /// A number that counts things.
        case whole(String)
        case year
        case choice([String])
        /// Texts between semicolons.
        case texts
        /// Numbers between semicolons, with their unit.
        case numbers(String)
        /// A JSON array of objects, such as parcels by banner.
        case records
    }

    let name: String
    let place: Place
    let content: Content
    let isRequired: Bool
    let title: Text

    init(
        _ name: String, _ content: Content, _ place: Place = .fact, required: Bool = false, zh: String, en: String
    ) {
        self.name = name
        self.content = content
        self.place = place
        isRequired = required
        title = Text(zh: zh, en: en)
    }

    /// A file may name it in any of three ways.
    func isNamed(_ header: String) -> Bool {
        let header = header.trimmed
        return header == name || header == title.zh || header.lowercased() == title.en.lowercased()
    }
}

/// What is wrong with a cell.
struct CellProblem: Error, Equatable {
    let reason: Text

    init(zh: String, en: String) { reason = Text(zh: zh, en: en) }
}

extension Column.Content {
    /// The cell as a fact. The cell is not empty.
    func fact(_ cell: String) throws(CellProblem) -> Fact {
        switch self {
        case .uscc:
            guard USCC.isValid(cell) else {
                throw CellProblem(
                    zh: "“\(cell.prefix(40))”不是有效的统一社会信用代码（含校验位）。",
                    en: "\(cell.prefix(40)) is no unified social credit code with a right check digit.")
            }
            return .text(cell)
        case .text: return .text(cell)
        case .day:
            guard let day = CivilDate(cell) else {
                throw CellProblem(
                    zh: "“\(cell.prefix(40))”不是日期，应如2024-02-29。",
                    en: "\(cell.prefix(40)) is no day; write it as 2024-02-29.")
            }
            return .text(day.description)
        case .yesNo:
            switch cell.lowercased() {
            case "是", "yes", "true", "1": return .boolean(true)
            case "否", "no", "false", "0": return .boolean(false)
            default:
                throw CellProblem(zh: "“\(cell.prefix(40))”应为“是”或“否”。", en: "\(cell.prefix(40)) is neither yes nor no.")
            }
        case .number: return .number(try Self.decimal(cell))
        case .whole, .year:
            let number = try Self.decimal(cell)
            guard !number.isNegative, number.truncated(toPlaces: 0) == number else {
                throw CellProblem(zh: "“\(cell)”应为非负整数。", en: "\(cell) is no whole number from 0.")
            }
            return .number(number)
        case .choice(let words):
            guard words.contains(cell) else {
                throw CellProblem(
                    zh: "“\(cell.prefix(40))”应为：\(words.joined(separator: "、"))。",
                    en: "\(cell.prefix(40)) is none of \(words.joined(separator: ", ")).")
            }
            return .text(cell)
        case .texts:
            return .list(Self.parts(of: cell).map { .text($0) })
        case .numbers:
            var numbers: [Fact] = []
            for part in Self.parts(of: cell) { numbers.append(.number(try Self.decimal(part))) }
            return .list(numbers)
        case .records:
            guard let fact = try? Fact(json: Array(cell.utf8)), case .list(let elements) = fact,
                elements.allSatisfy({ if case .record = $0 { true } else { false } })
            else {
                throw CellProblem(
                    zh: "应为JSON数组，如[{\"banner\":\"固阳县\",\"count\":10}]。",
                    en: "This must be a JSON array such as [{\"banner\":\"固阳县\",\"count\":10}].")
            }
            return fact
        }
    }

    private static func parts(of cell: String) -> [String] {
        cell.split { $0 == ";" || $0 == "；" || $0 == "、" }.map { String($0).trimmed }.filter { !$0.isEmpty }
    }

    private static func decimal(_ cell: String) throws(CellProblem) -> Decimal128 {
        guard let number = try? Decimal128(cell) else {
            throw CellProblem(
                zh: "“\(cell.prefix(40))”不是数，不要写千分位和单位。",
                en: "\(cell.prefix(40)) is no number; write it without separators and units.")
        }
        return number
    }

    /// What stands in the column, for people.
    var text: Text {
        switch self {
        case .uscc: Text(zh: "统一社会信用代码", en: "unified social credit code")
        case .text: Text(zh: "文字", en: "text")
        case .day: Text(zh: "日期，如2024-02-29", en: "day, as 2024-02-29")
        case .yesNo: Text(zh: "是或否", en: "是/yes or 否/no")
        case .number(let unit): Text(zh: "数（\(unit)）", en: "number (\(unit))")
        case .whole(let unit): Text(zh: "整数（\(unit)）", en: "whole number (\(unit))")
        case .year: Text(zh: "年度", en: "year")
        case .choice(let words):
            Text(zh: words.joined(separator: "、"), en: "one of \(words.joined(separator: ", "))")
        case .texts: Text(zh: "多个文字，以分号分隔", en: "texts between semicolons")
        case .numbers(let unit): Text(zh: "多个数，以分号分隔（\(unit)）", en: "numbers between semicolons (\(unit))")
        case .records: Text(zh: "JSON数组", en: "JSON array of objects")
        }
    }
}

/// Unified social credit codes, GB 32100-2015.
enum USCC {
    private static let letters = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

    /// Whether the check character is that of the 17 before it: their weights are the powers of 3 modulo 31.
    static func isValid(_ text: String) -> Bool {
        let values = text.utf8.map { letters.firstIndex(of: $0) }
        guard values.count == 18, values.allSatisfy({ $0 != nil }) else { return false }
        var weight = 1
        var sum = 0
        for value in values.prefix(17) {
            sum += (value ?? 0) * weight
            weight = weight * 3 % 31
        }
        return values[17] == (31 - sum % 31) % 31
    }
}

extension String {
    /// Without white space at its ends, the wide one too.
    var trimmed: String {
        var text = Substring(self)
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
