/// What a command line says, typed: `values[brokers]` is a `String?`, `values[all]` a `Bool`.
///
/// To ask for a parameter that the command does not list is a bug of the command, and ends the process.
public struct Values: Sendable {
    /// The command as it was typed, without its options: `duixian tail`.
    public let command: String
    let parsed: [String: [any Sendable]]
    let known: Set<String>

    public subscript<Value>(option: Option<Value>) -> Value {
        let given = values(option.specification)
        guard let value = given.isEmpty ? option.absent : option.collect(given) else {
            preconditionFailure("--\(option.specification.name) was neither given nor refused")
        }
        return value
    }

    public subscript(flag: Flag) -> Bool {
        !values(flag.specification).isEmpty
    }

    public subscript<Value>(argument: Argument<Value>) -> Value {
        guard let value = argument.collect(values(argument.specification)) else {
            preconditionFailure("\(argument.specification.name) was neither given nor refused")
        }
        return value
    }

    private func values(_ specification: Specification) -> [any Sendable] {
        let name = specification.key
        precondition(known.contains(name), "\(command) does not list \(name)")
        return parsed[name] ?? []
    }
}

extension Specification {
    /// As it is typed: `--kafka`, `TOPIC`.
    var key: String {
        switch shape {
        case .option, .flag: "--\(name)"
        case .argument: name
        }
    }

    var isArgument: Bool {
        switch shape {
        case .option, .flag: false
        case .argument: true
        }
    }
}
