/// A command, or one that only groups others: the tree of what an executable can do.
///
/// ```swift
/// let tail = Command("tail", "shows a topic's records as JSON lines", [brokers, topic]) { values in
///     try show(values[topic], from: values[brokers])
/// }
/// let duixian = Command("duixian", "the operator's command", version: "1.0.0", subcommands: [tail])
/// await duixian.main()
/// ```
public struct Command: Sendable {
    /// What is typed: lower case.
    public let name: String
    /// One line, without a full stop.
    public let summary: String
    /// More for `--help`: paragraphs between empty lines. A paragraph whose lines are indented is kept as it is.
    public let details: String
    let parameters: [Specification]
    let subcommands: [Command]
    let version: String?
    let body: Body

    enum Body: Sendable {
        case group
        case blocking(@Sendable (Values) throws -> Void)
        case concurrent(@Sendable (Values) async throws -> Void)
    }

    /// A command that runs on the thread that called it.
    public init(
        _ name: String, _ summary: String, _ parameters: [any Parameter] = [], details: String = "",
        version: String? = nil, body: @escaping @Sendable (Values) throws -> Void
    ) {
        self.init(name, summary, parameters, details, version, [], .blocking(body))
    }

    /// A command that awaits. It must not block: it runs on the pool that it shares with all tasks.
    public init(
        _ name: String, _ summary: String, _ parameters: [any Parameter] = [], details: String = "",
        version: String? = nil, body: @escaping @Sendable (Values) async throws -> Void
    ) {
        self.init(name, summary, parameters, details, version, [], .concurrent(body))
    }

    /// A command that only groups others.
    public init(
        _ name: String, _ summary: String, details: String = "", version: String? = nil, subcommands: [Command]
    ) {
        self.init(name, summary, [], details, version, subcommands, .group)
    }

    private init(
        _ name: String, _ summary: String, _ parameters: [any Parameter], _ details: String, _ version: String?,
        _ subcommands: [Command], _ body: Body
    ) {
        self.name = name
        self.summary = summary
        self.details = details
        self.parameters = parameters.map(\.specification)
        self.subcommands = subcommands
        self.version = version
        self.body = body
        let names = self.parameters.map(\.key) + subcommands.map(\.name)
        precondition(Set(names).count == names.count, "\(name) lists a name twice: \(names)")
        let arities = self.parameters.filter(\.isArgument)
        precondition(
            arities.dropFirst().indices.allSatisfy { arities[$0 - 1].isRequiredArgument },
            "\(name): only the last argument may be optional or repeat")
    }

    var options: [Specification] { parameters.filter { !$0.isArgument } }
    var arguments: [Specification] { parameters.filter(\.isArgument) }
}

extension Specification {
    var isRequiredArgument: Bool {
        switch shape {
        case .argument(.required): true
        case .argument(.optional), .argument(.repeating), .option, .flag: false
        }
    }
}
