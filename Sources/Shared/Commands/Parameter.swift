/// An option, a flag or an argument: anything that a command line may hold beside the command's name.
public protocol Parameter: Sendable {
    var specification: Specification { get }
}

/// What help, completion and parsing need to know of a parameter.
public struct Specification: Sendable {
    enum Shape: Sendable {
        case option
        case flag
        case argument(Arity)
    }

    enum Arity: Sendable {
        case required, optional
        case repeating(atLeast: Int)
    }

    let shape: Shape
    /// Without the dashes of an option or a flag; an argument's placeholder.
    let name: String
    let placeholder: String
    let summary: String
    var environment: String?
    var isRequired = false
    /// An option that may be given several times.
    var isRepeating = false
    /// As it would be typed.
    var defaultText: String?
    var completion: ValueKind<String>.Completion = .nothing
    /// Nil when the text is not what `expectation` says.
    var parse: @Sendable (String) -> (any Sendable)? = { $0 }
    var expectation = ""

    mutating func take<Value>(_ kind: ValueKind<Value>) {
        parse = { kind.parse($0) }
        expectation = kind.expectation
        switch kind.completion {
        case .nothing: completion = .nothing
        case .words(let words): completion = .words(words)
        case .files: completion = .files
        }
    }
}

/// `--name VALUE`, or `--name=VALUE`. Its value is what the command line says, else what its environment variable
/// says (unless that is empty), else its default.
///
/// ```swift
/// let brokers = Option("kafka", "HOST:PORT", "the brokers", environment: "DUIXIAN_KAFKA")        // String?
/// let batch = Option("batch", "RECORDS", "how many at once", .integer(1...100_000), default: 5000)  // Int
/// let offices = Option(required: "offices", "FILE", "the offices", .file)                        // String
/// ```
public struct Option<Value: Sendable>: Parameter {
    public let specification: Specification
    let absent: Value?
    let collect: @Sendable ([any Sendable]) -> Value?

    // An optional's element was parsed unwrapped; the cast wraps it.
    private init<Wrapped>(
        _ name: String, _ placeholder: String, _ summary: String, _ kind: ValueKind<Wrapped>, absent: Value?,
        defaultText: String?, environment: String?, isRepeating: Bool = false,
        collect: @escaping @Sendable ([any Sendable]) -> Value? = { $0.first as? Value }
    ) {
        var specification = Specification(shape: .option, name: name, placeholder: placeholder, summary: summary)
        specification.environment = environment
        specification.isRequired = absent == nil
        specification.defaultText = defaultText
        specification.isRepeating = isRepeating
        specification.take(kind)
        self.specification = specification
        self.absent = absent
        self.collect = collect
    }

    /// Nil when it is not given.
    public init<Wrapped>(
        _ name: String, _ placeholder: String, _ summary: String, _ kind: ValueKind<Wrapped>,
        environment: String? = nil
    ) where Value == Wrapped? {
        self.init(
            name, placeholder, summary, kind, absent: .some(nil), defaultText: nil, environment: environment)
    }

    /// The default when it is not given.
    public init(
        _ name: String, _ placeholder: String, _ summary: String, _ kind: ValueKind<Value>, default value: Value,
        environment: String? = nil
    ) {
        self.init(
            name, placeholder, summary, kind, absent: value, defaultText: kind.show(value), environment: environment)
    }

    /// All that are given: `--with a --with b`. None, when it is not.
    public init<Element>(
        repeating name: String, _ placeholder: String, _ summary: String, _ kind: ValueKind<Element>
    ) where Value == [Element] {
        self.init(
            name, placeholder, summary, kind, absent: [], defaultText: nil, environment: nil, isRepeating: true
        ) { $0.compactMap { $0 as? Element } }
    }

    /// A usage error when it is not given.
    public init(
        required name: String, _ placeholder: String, _ summary: String, _ kind: ValueKind<Value>,
        environment: String? = nil
    ) {
        self.init(name, placeholder, summary, kind, absent: nil, defaultText: nil, environment: environment)
    }
}

extension Option where Value == String? {
    public init(_ name: String, _ placeholder: String, _ summary: String, environment: String? = nil) {
        self.init(name, placeholder, summary, .text, environment: environment)
    }
}

extension Option where Value == String {
    public init(
        _ name: String, _ placeholder: String, _ summary: String, default value: String, environment: String? = nil
    ) {
        self.init(name, placeholder, summary, .text, default: value, environment: environment)
    }

    public init(required name: String, _ placeholder: String, _ summary: String, environment: String? = nil) {
        self.init(required: name, placeholder, summary, .text, environment: environment)
    }
}

/// `--name`: true when it is there.
public struct Flag: Parameter {
    public let specification: Specification

    public init(_ name: String, _ summary: String) {
        specification = Specification(shape: .flag, name: name, placeholder: "", summary: summary)
    }
}

/// A word that is no option. Arguments are taken in the order in which the command lists them; those that may be
/// absent or repeat come last.
public struct Argument<Value: Sendable>: Parameter {
    public let specification: Specification
    let collect: @Sendable ([any Sendable]) -> Value?

    private init<Element>(
        _ name: String, _ summary: String, _ kind: ValueKind<Element>, _ arity: Specification.Arity,
        collect: @escaping @Sendable ([any Sendable]) -> Value?
    ) {
        var specification = Specification(shape: .argument(arity), name: name, placeholder: name, summary: summary)
        specification.take(kind)
        self.specification = specification
        self.collect = collect
    }

    /// It must be given.
    public init(_ name: String, _ summary: String, _ kind: ValueKind<Value>) {
        self.init(name, summary, kind, .required) { $0.first as? Value }
    }

    /// Nil when it is not given.
    public init<Wrapped>(optional name: String, _ summary: String, _ kind: ValueKind<Wrapped>)
    where Value == Wrapped? {
        self.init(name, summary, kind, .optional) { .some($0.first as? Wrapped) }
    }

    /// All that are given.
    public init<Element>(repeating name: String, _ summary: String, _ kind: ValueKind<Element>, atLeast: Int = 0)
    where Value == [Element] {
        self.init(name, summary, kind, .repeating(atLeast: atLeast)) { $0.compactMap { $0 as? Element } }
    }
}

extension Argument where Value == String {
    public init(_ name: String, _ summary: String) {
        self.init(name, summary, .text)
    }
}
