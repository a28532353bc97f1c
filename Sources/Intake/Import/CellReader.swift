import Agent
import Awards
import Decimals
import Feel
import Messages
import Policy

/// What a cell says, by the type that its column has.
enum CellReader {
    /// The fact in a cell that is not empty; where the text is none of the type's, the text itself, which the check of
    /// the clause then refuses.
    static func fact(_ cell: String, _ type: StaticType) -> Fact {
        switch type {
        case .number: return CellValue.number(cell).map { .number($0) } ?? .text(cell)
        case .boolean: return CellValue.boolean(cell).map { .boolean($0) } ?? .text(cell)
        case .date: return .text(CellValue.day(cell)?.description ?? cell)
        case .list(let element):
            if case .record = element { return json(cell) }
            return .list(CellValue.parts(cell).map { fact($0, element) })
        case .record, .any: return json(cell)
        case .text, .daysDuration, .monthsDuration, .null: return .text(cell)
        }
    }

    /// Whether a long row of digits is meant as it stands, and not as a number.
    static func isText(_ type: StaticType) -> Bool {
        switch type {
        case .text: true
        case .list(let element): isText(element)
        case .number, .boolean, .date, .record, .any, .daysDuration, .monthsDuration, .null: false
        }
    }

    private static func json(_ cell: String) -> Fact { (try? Fact(json: Array(cell.utf8))) ?? .text(cell) }
}
