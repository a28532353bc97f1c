import Agent
import Awards
import Decimals
import Documents
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
        /// A number from 0 with its unit.
        case number(String)
        /// A number that may lie below 0, with its unit.
        case signed(String)
        /// A number that counts things.
        case whole(String)
        case year
        case choice([String])
        /// Texts between semicolons.
        case texts
        /// Numbers from 0 between semicolons, with their unit.
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
        let header = TableCell.trimmed(header)
        return header == name || header == title.zh || header.lowercased() == title.en.lowercased()
    }
}

/// What is wrong with a cell.
struct CellProblem: Error, Equatable {
    let reason: Text

    init(_ reason: Text) { self.reason = reason }
    init(zh: String, en: String) { reason = Text(zh: zh, en: en) }
}

extension Column.Content {
    /// The cell as a fact. The cell is not empty.
    func fact(_ cell: String) throws(CellProblem) -> Fact {
        switch self {
        case .uscc:
            do throws(USCCError) {
                return .text(try USCC(cell).code)
            } catch {
                throw CellProblem(
                    zh: "“\(cell.prefix(40))”不是统一社会信用代码：\(error.text.zh)。",
                    en: "\(cell.prefix(40)) is no unified social credit code: \(error.text.en).")
            }
        case .text: return .text(cell)
        case .day:
            guard let day = CellValue.day(cell) else {
                throw CellProblem(
                    zh: "“\(cell.prefix(40))”不是日期，应如2024-02-29。",
                    en: "\(cell.prefix(40)) is no day; write it as 2024-02-29.")
            }
            return .text(day.description)
        case .yesNo:
            guard let answer = CellValue.boolean(cell) else {
                throw CellProblem(zh: "“\(cell.prefix(40))”应为“是”或“否”。", en: "\(cell.prefix(40)) is neither yes nor no.")
            }
            return .boolean(answer)
        case .number: return .number(try Self.amount(cell))
        case .signed: return .number(try Self.decimal(cell))
        case .year:
            guard cell.utf8.count == 4, cell.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
                throw CellProblem(
                    zh: "“\(cell.prefix(40))”不是年度，应如2023。", en: "\(cell.prefix(40)) is no year, such as 2023.")
            }
            return .number(try Self.decimal(cell))
        case .whole:
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
            return .list(CellValue.parts(cell).map { .text($0) })
        case .numbers:
            var numbers: [Fact] = []
            for part in CellValue.parts(cell) { numbers.append(.number(try Self.amount(part))) }
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

    /// Whether a long row of digits is meant as it stands, and not as a number.
    var isText: Bool {
        switch self {
        case .uscc, .text, .choice, .texts: true
        case .day, .yesNo, .number, .signed, .whole, .year, .numbers, .records: false
        }
    }

    private static func amount(_ cell: String) throws(CellProblem) -> Decimal128 {
        let number = try decimal(cell)
        guard !number.isNegative || number == .zero else {
            throw CellProblem(zh: "“\(cell.prefix(40))”不能小于0。", en: "\(cell.prefix(40)) is below 0.")
        }
        return number
    }

    private static func decimal(_ cell: String) throws(CellProblem) -> Decimal128 {
        guard let number = CellValue.number(cell) else {
            throw CellProblem(
                zh: "“\(cell.prefix(40))”不是数，不要写单位。",
                en: "\(cell.prefix(40)) is no number; write it without its unit.")
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
        case .number(let unit): Text(zh: "不小于0的数（\(unit)）", en: "number from 0 (\(unit))")
        case .signed(let unit): Text(zh: "数，可为负（\(unit)）", en: "number, may be below 0 (\(unit))")
        case .whole(let unit): Text(zh: "整数（\(unit)）", en: "whole number (\(unit))")
        case .year: Text(zh: "年度", en: "year")
        case .choice(let words):
            Text(zh: words.joined(separator: "、"), en: "one of \(words.joined(separator: ", "))")
        case .texts: Text(zh: "多个文字，以分号分隔", en: "texts between semicolons")
        case .numbers(let unit): Text(zh: "多个数，以分号分隔（\(unit)）", en: "numbers from 0 between semicolons (\(unit))")
        case .records: Text(zh: "JSON数组", en: "JSON array of objects")
        }
    }
}
