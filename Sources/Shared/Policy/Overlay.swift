public import Awards
public import Decimals
public import Documents

/// Implementing rules (实施细则) of a lower tier: `deploy/policies/<programme>/<division>.yaml`.
///
/// ```yaml
/// programme: baotou-2022
/// division: "150223"
/// issuer: {zh: 达茂旗人民政府, en: People's Government of Damao banner}
/// set: {7-1/parameters/cap/value: 400000}
/// ```
///
/// They replace values of parameters and nothing else, and each only toward the side that the programme allows
/// (`may: lower`).
public struct Overlay: Sendable {
    public let programme: String
    public let division: Division
    public let issuer: BilingualText
    public let file: String
    /// The file as it was written.
    let text: String
    let values: [Value]
    /// What it has replaced, once it was laid over a programme.
    public internal(set) var replaced: [Replaced] = []

    /// A parameter with the number of the upper text, and that of these rules.
    public struct Replaced: Sendable {
        public let clause: String
        public let parameter: Parameter
        public let own: Decimal128
    }

    struct Value: Sendable {
        let path: String
        let value: Parameter.Value
        let node: Node
    }

    public static func load(_ bytes: [UInt8], file: String) throws(DocumentErrors) -> Overlay {
        let text = String(decoding: bytes, as: UTF8.self)
        return try Document.decode(bytes, file: file) { Overlay($0, file: file, text: text) }
    }

    public static func load(path: String) throws(DocumentErrors) -> Overlay {
        try load(Document.read(path), file: path)
    }

    init?(_ reader: Reader, file: String, text: String) {
        let programme = reader.required("programme")?.text()
        let division = reader.required("division")?.text("a division's six digits, in quotes", Division.init)
        let issuer = reader.required("issuer").flatMap { BilingualText($0) }
        let values = reader.required("set")?.entries { path, value -> Value? in
            Parameter.Value(value).map { Value(path: path, value: $0, node: value.node) }
        }
        guard let programme, let division, let issuer, let values else { return nil }
        self.programme = programme
        self.division = division
        self.issuer = issuer
        self.file = file
        self.text = text
        self.values = values
    }

    /// The programme's document with these values in it, which are noted. Throws every value that it may not replace.
    mutating func apply(to document: Node, of upper: Programme) throws(DocumentErrors) -> Node {
        guard upper.id == programme else {
            throw DocumentErrors([
                DocumentError(
                    file: file, mark: nil, path: "programme",
                    message: "these rules are of \(programme), not of \(upper.id)")
            ])
        }
        var document = document
        replaced = []
        var errors: [DocumentError] = []
        for value in values {
            if let message = fault(of: value, in: upper) {
                errors.append(
                    DocumentError(file: file, mark: value.node.mark, path: "set.\(value.path)", message: message))
            } else if let replaced = document.applying(Reading.Replacement(path: value.path, value: value.node)) {
                document = replaced
                note(value, upper)
            }
        }
        guard errors.isEmpty else { throw DocumentErrors(errors) }
        return document
    }

    private mutating func note(_ value: Value, _ upper: Programme) {
        let parts = value.path.split(separator: "/").map(String.init)
        guard parts.count == 4, let parameter = upper.clause(parts[0])?.parameter(parts[2]),
            let own = value.value.number, own != parameter.value.number
        else { return }
        replaced.append(Replaced(clause: parts[0], parameter: parameter, own: own))
    }

    private func fault(of value: Value, in upper: Programme) -> String? {
        let parts = value.path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[1] == "parameters", parts[3] == "value" else {
            return "implementing rules replace values of parameters only, such as 7-1/parameters/cap/value"
        }
        guard let clause = upper.clause(parts[0]) else {
            let hint = Spelling.hint(for: parts[0], among: upper.clauses.map(\.id))
            return "\(programme) has no clause \(parts[0])\(hint)"
        }
        guard let parameter = clause.parameter(parts[2]) else {
            let hint = Spelling.hint(for: parts[2], among: clause.parameters.map(\.name))
            return "clause \(clause.id) has no parameter \(parts[2])\(hint)"
        }
        guard let direction = parameter.mayBe else {
            return "the upper text does not let \(parameter.name) of clause \(clause.id) be changed"
        }
        guard let number = value.value.number, let most = parameter.value.number else {
            return "\(parameter.name) is a number (\(parameter.type)), and so must be what replaces it"
        }
        if number.isNegative { return "\(parameter.name) cannot be \(number), below zero" }
        switch direction {
        case .lower where number > most:
            return "\(parameter.name) may only be lowered: \(number) is above the \(most) of the upper text"
        case .higher where number < most:
            return "\(parameter.name) may only be raised: \(number) is below the \(most) of the upper text"
        case .lower, .higher: return nil
        }
    }
}
