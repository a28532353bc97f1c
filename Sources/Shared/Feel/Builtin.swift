/// A function of the language (DMN 1.5, 10.3.4).
final class Builtin: Sendable {
    struct Signature: Sendable {
        let names: [String]
        /// Of the names, how many must be given by position.
        let required: Int
        /// The last parameter may be given any number of times.
        let isVariadic: Bool
        /// A parameter that is never a list, where another form has one for lists in its place.
        let scalar: String?
    }

    typealias Body = @Sendable ([Value], inout Evaluation) -> Value

    let name: String
    let signatures: [Signature]
    /// How many of the first arguments make the result unknown when they are; those behind may be unknown as elements.
    let strict: Int
    let readsClock: Bool
    private let body: Body

    /// - Parameter forms: the parameters of each form, as `list, start position, length?`, where `?` marks one that may
    ///   be left out and `...` one that may be repeated, `!` one that is no list.
    convenience init(
        _ name: String, _ forms: String..., strict: Int = .max, readsClock: Bool = false, body: @escaping Body
    ) {
        self.init(name, forms: forms, strict: strict, readsClock: readsClock, body: body)
    }

    init(_ name: String, forms: [String], strict: Int = .max, readsClock: Bool = false, body: @escaping Body) {
        self.name = name
        self.strict = strict
        self.readsClock = readsClock
        self.body = body
        signatures = forms.map { form in
            let parts = form.split(separator: ",").map { part in part.drop { $0 == " " } }
            return Signature(
                names: parts.map { String($0.filter { !"?.!".contains($0) }) },
                required: parts.prefix { !$0.hasSuffix("?") }.count, isVariadic: parts.last?.hasSuffix("...") ?? false,
                scalar: parts.first { $0.hasSuffix("!") }.map { String($0.dropLast()) })
        }
    }

    static let all: [Builtin] =
        conversions + strings + lists + numbers + aggregates + temporals + ranges + contexts + others
    static let named: [String: Builtin] = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    static var names: [String] { all.map(\.name) }

    func accepts(_ count: Int) -> Bool {
        signatures.contains { count >= $0.required && (count <= $0.names.count || $0.isVariadic) }
    }

    func signature(for names: [String]) -> Signature? {
        signatures.first { signature in names.allSatisfy(signature.names.contains) }
    }

    /// As in `Function.ordered`.
    func ordered(_ names: [String], _ values: [Value]) -> [Value]? {
        guard let signature = signature(for: names) else { return nil }
        let places = names.compactMap { signature.names.firstIndex(of: $0) }
        let count = max(signature.required, (places.max() ?? -1) + 1)
        var arguments = [Value](repeating: .null, count: count)
        for (place, value) in zip(places, values) {
            if case .list = value, signature.names[place] == signature.scalar { return nil }
            arguments[place] = value
        }
        return arguments
    }

    /// For a message: `abs(n)`.
    var forms: String {
        signatures.map { "\(name)(\($0.names.joined(separator: ", "))\($0.isVariadic ? " …" : ""))" }
            .joined(separator: " or ")
    }

    /// The arguments must be as many as one of the forms accepts.
    func apply(_ arguments: [Value], _ evaluation: inout Evaluation) -> Value {
        guard evaluation.spend(1) else { return .null }
        for argument in arguments where !evaluation.charge(argument) { return .null }
        let strictly = arguments.prefix(strict)
        if let missing = Missing.among(strictly) {
            let required = signatures.map(\.required).min() ?? 0
            return strictly.prefix(required).contains { $0.isNull } ? .null : missing
        }
        return evaluation.made(body(arguments, &evaluation))
    }
}
