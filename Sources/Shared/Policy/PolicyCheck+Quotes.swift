import Awards
import Decimals
import Documents

extension PolicyCheck {
    /// Quotes stand in the source, and the numbers in them are those of their parameters.
    mutating func checkQuotes(of clause: Clause, _ programme: Programme, _ sources: SourceTexts?) {
        checkQuote(clause.quote, of: "clause \(clause.id)", at: clause.mark, programme, sources)
        for parameter in clause.parameters {
            guard let quote = parameter.quote else { continue }
            checkQuote(quote, of: parameter.name, at: parameter.mark, programme, sources)
            if let fault = parameter.value.fault(in: quote) {
                report("\(parameter.name): \(fault) (\(quote))", at: parameter.mark, in: programme)
            }
        }
    }

    mutating func checkQuote(
        _ quote: String, of what: String, at mark: Mark, _ programme: Programme, _ sources: SourceTexts?
    ) {
        guard let sources else { return }
        for piece in quote.split(separator: "⋯") where !sources.contain(piece) {
            report(
                "the quote of \(what) is in no source: \"\(piece.trimmingSpaces.prefix(60))\"", at: mark, in: programme)
        }
    }
}

/// The texts of policies as they were published. Their line breaks and spaces carry no meaning.
struct SourceTexts {
    private let texts: [String]

    init(_ texts: [String]) { self.texts = texts.map { $0.withoutSpaces } }

    func contain(_ piece: some StringProtocol) -> Bool {
        let wanted = String(piece).withoutSpaces
        return texts.contains { $0.utf8.contains(wanted.utf8) }
    }
}

extension StringProtocol {
    fileprivate var trimmingSpaces: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}

extension String {
    fileprivate var withoutSpaces: String {
        String(String.UnicodeScalarView(unicodeScalars.filter { !$0.properties.isWhitespace }))
    }
}

extension String.UTF8View {
    fileprivate func contains(_ other: String.UTF8View) -> Bool {
        let (text, wanted) = (Array(self), Array(other))
        guard let first = wanted.first, text.count >= wanted.count else { return wanted.isEmpty }
        return (0...text.count - wanted.count).contains { start in
            text[start] == first && text[start...].starts(with: wanted)
        }
    }
}

extension Parameter.Value {
    /// Why these words do not give this value; nil when they do.
    func fault(in quote: String) -> String? {
        let numbers = WrittenNumber.all(in: quote)
        switch self {
        case .number(let value):
            if numbers.isEmpty { return "its quote holds no number" }
            if numbers.contains(where: { $0.value == value }) { return nil }
            return "its quote says \(numbers.map { "\($0.value)" }.joined(separator: ", ")), not \(value)"
        case .months(let months):
            let said = numbers.compactMap(\.months)
            return said.contains(months) ? nil : "its quote does not say \(months) months"
        case .days(let days):
            return numbers.contains { $0.value == Decimal128(Int64(days)) }
                ? nil : "its quote does not say \(days) days"
        case .date(let date):
            let (year, month, day) = date.components
            let said = numbers.map(\.value)
            return [year, month, day].allSatisfy { said.contains(Decimal128(Int64($0))) }
                ? nil : "its quote does not say \(date)"
        case .texts(let texts):
            let missing = texts.filter { !quote.utf8.contains($0.utf8) }
            return missing.isEmpty ? nil : "its quote does not name \(missing.joined(separator: ", "))"
        }
    }
}
