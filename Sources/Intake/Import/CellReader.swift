import Awards
import Decimals
import Feel
import Messages
import Policy

/// What a cell says, by the type that its column has.
enum CellReader {
    /// What a spreadsheet would compute, and what a person who opens the file would be shown instead of the text.
    static func isFormula(_ cell: String) -> Bool {
        guard let first = cell.first else { return false }
        if first == "=" || first == "@" || first == "\t" { return true }
        guard first == "+" || first == "-" else { return false }
        // A number below zero, and a phone number with its country.
        let isPlain = cell.dropFirst().allSatisfy { $0.isASCII && ($0.isNumber || " -,.".contains($0)) }
        return !isPlain && (try? Decimal128(cell)) == nil
    }

    static let formula = Text(
        zh: "单元格是公式，请填写数值或文字。", en: "The cell is a formula; give the value itself.")

    /// The fact in a cell that is not empty; where the text is none of the type's, the text itself, which the check of
    /// the clause then refuses.
    static func fact(_ cell: String, _ type: StaticType) -> Fact {
        switch type {
        case .number: return number(cell).map { .number($0) } ?? .text(cell)
        case .boolean: return boolean(cell).map { .boolean($0) } ?? .text(cell)
        case .date: return .text(day(cell) ?? cell)
        case .list(let element):
            if case .record = element { return json(cell) }
            let parts = cell.split { ";；、".contains($0) }.map { trimmed($0) }
            return .list(parts.filter { !$0.isEmpty }.map { fact($0, element) })
        case .record, .any: return json(cell)
        case .text, .daysDuration, .monthsDuration, .null: return .text(cell)
        }
    }

    /// Digits, with commas between groups of three if at all.
    static func number(_ cell: String) -> Decimal128? {
        guard cell.contains(",") else { return try? Decimal128(cell) }
        let parts = cell.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let groups = parts[0].split(separator: ",", omittingEmptySubsequences: false)
        let isGrouped =
            groups.dropFirst().allSatisfy { $0.utf8.count == 3 && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }
            && (1...4).contains(groups[0].utf8.count)
        guard isGrouped, parts.count == 1 || !parts[1].contains(",") else { return nil }
        return try? Decimal128(cell.filter { $0 != "," })
    }

    private static func boolean(_ cell: String) -> Bool? {
        switch cell.lowercased() {
        case "是", "true", "yes", "1": true
        case "否", "false", "no", "0": false
        default: nil
        }
    }

    /// `2024-03-01` of that, of `2024/3/1` and of `2024-3-1`, where there is such a day.
    private static func day(_ cell: String) -> String? {
        let parts = cell.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "/" }
        guard parts.count == 3, parts[0].utf8.count == 4, let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2])
        else { return nil }
        return CivilDate(year: year, month: month, day: day)?.description
    }

    private static func json(_ cell: String) -> Fact { (try? Fact(json: Array(cell.utf8))) ?? .text(cell) }

    /// Without white space at its ends.
    static func trimmed(_ text: some StringProtocol) -> String {
        guard text.first?.isWhitespace == true || text.last?.isWhitespace == true else { return String(text) }
        let rest = text.drop { $0.isWhitespace }
        guard let last = rest.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(rest[...last])
    }
}
