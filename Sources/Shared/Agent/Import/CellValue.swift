public import Awards
public import Decimals
internal import Documents

/// What a cell of a table says, by what its column takes. Cells are given as ``TableCell/value`` gives them.
public enum CellValue {
    /// What a spreadsheet would compute, in a format that has no formulas of its own (CSV).
    public static func isFormula(_ cell: String) -> Bool {
        guard let first = cell.first else { return false }
        if first == "=" || first == "@" || first == "\t" { return true }
        guard first == "+" || first == "-" else { return false }
        // A number below zero, and a phone number with its country.
        let isPlain = cell.dropFirst().allSatisfy { $0.isASCII && ($0.isNumber || " -,.".contains($0)) }
        return !isPlain && (try? Decimal128(cell)) == nil
    }

    /// Digits, with commas between groups of three if at all.
    public static func number(_ cell: String) -> Decimal128? {
        guard cell.contains(",") else { return try? Decimal128(cell) }
        let parts = cell.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let groups = parts[0].split(separator: ",", omittingEmptySubsequences: false)
        let isGrouped =
            groups.dropFirst().allSatisfy { $0.utf8.count == 3 && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }
            && (1...4).contains(groups[0].utf8.count)
        guard isGrouped, parts.count == 1 || !parts[1].contains(",") else { return nil }
        return try? Decimal128(cell.filter { $0 != "," })
    }

    public static func boolean(_ cell: String) -> Bool? {
        switch cell.lowercased() {
        case "是", "true", "yes", "1": true
        case "否", "false", "no", "0": false
        default: nil
        }
    }

    /// The day of `2024-03-01`, `2024/3/1` or `2024-3-1`, where there is such a day.
    public static func day(_ cell: String) -> CivilDate? {
        let parts = cell.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "/" }
        guard parts.count == 3, parts[0].utf8.count == 4, let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2])
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// The parts of a list in one cell, between semicolons or enumeration commas.
    public static func parts(_ cell: String) -> [String] {
        cell.split { ";；、".contains($0) }.map { TableCell.trimmed($0) }.filter { !$0.isEmpty }
    }
}
