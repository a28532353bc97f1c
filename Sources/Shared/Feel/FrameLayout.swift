public import Decimals

/// Which name has which slot or constant, and the numbers of the texts that formulas compare.
///
/// Formulas are compiled first, for they number their texts; then ``code(of:)`` is asked.
public struct FrameLayout: Sendable {
    /// What a name stands for whatever the facts are: a parameter.
    public enum Constant: Hashable, Sendable {
        case number(Decimal128)
        case text(String)
        case boolean(Bool)
        /// Days since 1970-01-01.
        case day(Int32)
        case days(Int32)
        case months(Int32)
    }

    enum Kind: Sendable {
        case number
        case boolean
        case day
        case text
    }

    let constants: [String: Constant]
    private var slots: [String: (index: Int, kind: Kind)] = [:]
    /// Every text once; its place is its code. They are few, so that looking through them beats a hash.
    private var texts: [String] = []

    /// Gives the names slots in their order. Names of other types than numbers, texts, booleans and dates have none,
    /// nor have those beyond 64: formulas that use them are not compiled. A constant hides a slot of its name.
    public init(names: [(name: String, type: StaticType)], constants: [String: Constant] = [:]) {
        self.constants = constants
        for (name, type) in names where slots.count < Frame.capacity && slots[name] == nil {
            switch type {
            case .number: slots[name] = (slots.count, .number)
            case .boolean: slots[name] = (slots.count, .boolean)
            case .date: slots[name] = (slots.count, .day)
            case .text(let values):
                slots[name] = (slots.count, .text)
                for value in values ?? [] { _ = intern(value) }
            case .daysDuration, .monthsDuration, .list, .record, .null, .any: continue
            }
        }
    }

    public func slot(of name: String) -> Int? { slots[name]?.index }

    /// The code of a text that a frame is given.
    public func code(of text: String) -> TextCode { number(of: text).map(TextCode.init(number:)) ?? .foreign }

    func place(of name: String) -> (index: Int, kind: Kind)? { slots[name] }

    mutating func intern(_ text: String) -> TextCode {
        if let number = number(of: text) { return TextCode(number: number) }
        texts.append(text)
        return TextCode(number: Int32(texts.count - 1))
    }

    private func number(of text: String) -> Int32? { texts.firstIndex(of: text).map(Int32.init) }
}
