import Log
import Messages
import Web

/// A failed record as an operator of the office that wrote it changes it: as JSON of several lines, in which personal
/// values are masked and stay what they are as long as nobody writes over them.
struct RecordEdit {
    /// The record as it is.
    private let original: Fact
    /// What the form shows.
    private let shown: Fact
    private let type: any Message.Type

    /// Nil where the letter holds no message of its type: what is personal in it is not known then.
    init?(_ letter: DeadLetter) {
        guard let bytes = letter.record?.bytes, let type = letter.failedType.flatMap(MessageCatalogue.type(named:)),
            let original = try? Fact(json: bytes), let masked = Self.masked(type, bytes),
            let shown = try? Fact(json: masked)
        else { return nil }
        self.original = original
        self.shown = shown
        self.type = type
    }

    private static func masked<Content: Message>(_ type: Content.Type, _ bytes: [UInt8]) -> [UInt8]? {
        (try? Content(reading: bytes))?.masked()
    }

    var text: String { shown.lines() }

    /// The record with what was changed in the text.
    ///
    /// - Throws: a `Problem` (422) that says what of it cannot be used.
    func record(from text: String, _ page: Page) throws(Problem) -> String {
        func refuse(_ zh: String, _ en: String) -> Problem { Problem(status: 422, detail: page.t(zh, en)) }
        let edited: Fact
        do throws(MessageError) {
            edited = try Fact(json: Array(text.utf8))
        } catch {
            throw refuse("内容不是JSON：\(error)", "The content is no JSON: \(error)")
        }
        guard edited != shown else { throw refuse("内容没有改变。", "Nothing was changed in it.") }
        var masks: Set<String> = []
        Self.collect(&masks, shown, original)
        let merged = Self.merge(edited, shown, original)
        guard Self.texts(merged).isDisjoint(with: masks.subtracting(Self.texts(original))) else {
            throw refuse(
                "遮盖的值只能留在原处，或整个改写。", "A masked value can only be left where it stands, or be written anew as a whole.")
        }
        let json = merged.json
        guard json.utf8.count <= RecordLimit.record else {
            throw refuse("记录过大。", "The record is larger than \(RecordLimit.record) bytes.")
        }
        if let fault = Self.fault(type, Array(json.utf8)) {
            throw refuse("不能作为\(type.type)读取：\(fault)", "It cannot be read as \(type.type): \(fault)")
        }
        return json
    }

    /// Why it cannot be read as a message of the type; nil where it can.
    private static func fault(_ type: any Message.Type, _ bytes: [UInt8]) -> String? {
        do {
            _ = try type.init(reading: bytes)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// What stands as it was shown is what it was; what the form does not show is kept.
    private static func merge(_ edited: Fact, _ shown: Fact, _ original: Fact) -> Fact {
        if edited == shown { return original }
        switch (edited, shown, original) {
        case (.record(let edited), .record(let shown), .record(let original)):
            var merged = Facts()
            for entry in original.entries where shown[entry.name] == nil { merged[entry.name] = entry.value }
            for entry in edited.entries {
                guard let before = shown[entry.name], let value = original[entry.name] else {
                    merged[entry.name] = entry.value
                    continue
                }
                merged[entry.name] = merge(entry.value, before, value)
            }
            return .record(merged)
        case (.list(let edited), .list(let shown), .list(let original))
        where edited.count == shown.count && shown.count == original.count:
            return .list(edited.indices.map { merge(edited[$0], shown[$0], original[$0]) })
        case _: return edited
        }
    }

    /// The texts that stand for others.
    private static func collect(_ masks: inout Set<String>, _ shown: Fact, _ original: Fact) {
        if shown == original { return }
        switch (shown, original) {
        case (.record(let shown), .record(let original)):
            for entry in shown.entries { collect(&masks, entry.value, original[entry.name] ?? .null) }
        case (.list(let shown), .list(let original)):
            for (shown, original) in zip(shown, original) { collect(&masks, shown, original) }
        case (.text(let text), _): masks.insert(text)
        case _: break
        }
    }

    private static func texts(_ fact: Fact) -> Set<String> {
        switch fact {
        case .text(let text): [text]
        case .list(let list): list.reduce(into: []) { $0.formUnion(texts($1)) }
        case .record(let record): record.entries.reduce(into: []) { $0.formUnion(texts($1.value)) }
        case .number, .boolean, .null: []
        }
    }
}

extension Fact {
    /// As JSON for people: a value a line, what lies in another set in by two spaces.
    func lines(_ indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .record(let record) where !record.isEmpty:
            let rows = record.entries.map { "\(inner)\(Fact.text($0.name).json): \($0.value.lines(inner))" }
            return "{\n" + rows.joined(separator: ",\n") + "\n\(indent)}"
        case .list(let list) where !list.isEmpty:
            return "[\n" + list.map { inner + $0.lines(inner) }.joined(separator: ",\n") + "\n\(indent)]"
        case .record, .list, .number, .text, .boolean, .null: return json
        }
    }
}
