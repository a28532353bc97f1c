import Feel
import Messages
import Policy
import Seals

/// A letter as it leaves the office: a pure function of its record, the templates and the languages.
struct RenderedLetter: Equatable, Sendable {
    let subject: String
    let plain: String
    /// A whole page.
    let html: String
    /// Of all three.
    let digest: String

    /// Between the languages of a plain text.
    private static let rule = "\n" + String(repeating: "—", count: 20) + "\n\n"

    /// - Parameter languages: one after the other, at least one.
    init(_ letter: LetterWritten, _ templates: LetterTemplateSet, _ languages: [Language]) {
        var subjects: [String] = []
        var plains: [String] = []
        var content = ""
        for language in languages {
            guard let template = templates[letter.kind, language] else { continue }
            let values = LetterFields.of(letter.kind).map { letter.values[$0.name]?.value(in: language) ?? .null }
            subjects.append(PlainText.line(template.subject.text(values)))
            plains.append(template.plain.text(values))
            content += "<section lang=\"\(language.tag)\">\n\(template.html.text(values))</section>\n"
        }
        subject = subjects.joined(separator: " / ")
        plain = plains.joined(separator: Self.rule)
        let language = languages.first ?? .zh
        let frame: [Value] = [
            .string(subject), .string(language.tag), letter.values["office"]?.value(in: language) ?? .null,
            .string(letter.kind.rawValue), .string(letter.id),
        ]
        html = templates.page.text(frame, content: content)
        digest = "\(SHA256.digest(of: Array([subject, plain, html].joined(separator: "\u{0}").utf8)))"
    }
}

extension Language {
    /// As HTML and mail name it (BCP 47).
    var tag: String {
        switch self {
        case .zh: "zh-CN"
        case .en: "en"
        }
    }
}

extension Fact {
    /// As FEEL knows it; of a value in two languages the one.
    func value(in language: Language) -> Value {
        switch self {
        case .number(let number): .number(number)
        case .text(let text): .string(text)
        case .boolean(let value): .boolean(value)
        case .null: .null
        case .list(let list): .list(List(list.map { $0.value(in: language) }))
        case .record(let record):
            if record.count == 2, let zh = record["zh"], let en = record["en"] {
                (language == .zh ? zh : en).value(in: language)
            } else {
                .context(Context(record.entries.map { ($0.name, $0.value.value(in: language)) }))
            }
        }
    }
}
