import Decimals
import Feel
import Log
import Messages

/// A condition in FEEL by which records are chosen: over `topic`, `partition`, `offset`, `key`, `type`, `time` and
/// `payload`.
struct RecordCondition: Sendable {
    private static let names = ["topic", "partition", "offset", "key", "type", "time", "payload"]
    private let formula: Formula

    /// Throws a `FeelError` with the place of what is wrong.
    init(_ text: String) throws(FeelError) {
        formula = try Formula(try Expression.parse(text, names: Self.names), slots: Self.names)
    }

    /// Whether it holds for a record. What personal values the payload holds, the condition sees masked: it could be
    /// used to guess them.
    func holds(_ record: ShownRecord) -> Bool {
        let slots: [Value] = [
            .string(record.topic), .number(Decimal128(Int64(record.partition))), .number(Decimal128(record.offset)),
            record.key.map { .string($0) } ?? .null, .string(record.type), .string(record.time),
            record.content.map(Self.value) ?? .null,
        ]
        if case .boolean(true)? = formula.result(slots) { return true }
        return false
    }

    private static func value(_ fact: Fact) -> Value {
        switch fact {
        case .number(let number): .number(number)
        case .text(let text): .string(text)
        case .boolean(let flag): .boolean(flag)
        case .list(let list): .list(List(list.map(value)))
        case .record(let record): .context(Context(record.entries.map { ($0.name, value($0.value)) }))
        case .null: .null
        }
    }
}
