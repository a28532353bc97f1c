internal import Documents

/// What a command line asks for.
enum Request {
    case run(Command, Values)
    case help(Command, path: String)
    case version(String)
    case completion(shell: String)
}

/// A command line that is wrong. The sentence ends with where to read more.
struct UsageError: ExitCoded, CustomStringConvertible {
    /// The command as it was typed: `duixian tail`.
    let path: String
    let sentence: String

    var exitCode: ExitCode { .usage }
    var description: String { "\(sentence) (see \(path) --help)" }
}

extension Command {
    /// Reads the words behind the executable's name. Options and arguments may mix; behind `--` all are arguments.
    func parse(_ words: [String], environment: [String: String]) throws(UsageError) -> Request {
        var command = self
        var path = name
        var rest = words[...]
        while !command.subcommands.isEmpty {
            guard let word = rest.popFirst() else {
                throw UsageError(path: path, sentence: "a command is missing: \(command.listedSubcommands)")
            }
            if let request = try command.standardRequest(word, rest: rest, isRoot: path == name, path: path) {
                return request
            }
            guard let next = command.subcommands.first(where: { $0.name == word }) else {
                throw command.unknown(word, path: path, isRoot: path == name)
            }
            command = next
            path += " " + next.name
        }
        return try command.parseParameters(rest, path: path, isRoot: path == name, environment: environment)
    }

    private func parseParameters(
        _ words: ArraySlice<String>, path: String, isRoot: Bool, environment: [String: String]
    ) throws(UsageError) -> Request {
        var parsed: [String: [any Sendable]] = [:]
        var positional: [String] = []
        var rest = words
        var onlyArguments = false
        while let word = rest.popFirst() {
            if onlyArguments || !word.hasPrefix("-") || word == "-" || word.dropFirst().first?.isNumber == true {
                positional.append(word)
            } else if word == "--" {
                onlyArguments = true
            } else if let request = try standardRequest(word, rest: rest, isRoot: isRoot, path: path) {
                return request
            } else {
                try parseOption(word, &rest, path: path, isRoot: isRoot, into: &parsed)
            }
        }
        try parseArguments(positional, path: path, into: &parsed)
        try takeEnvironment(environment, path: path, into: &parsed)
        let values = Values(command: path, parsed: parsed, known: Set(parameters.map(\.key)))
        return .run(self, values)
    }

    private func parseOption(
        _ word: String, _ rest: inout ArraySlice<String>, path: String, isRoot: Bool,
        into parsed: inout [String: [any Sendable]]
    ) throws(UsageError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let key = parts[0]
        guard let option = options.first(where: { $0.key == key }) else {
            throw unknown(key, path: path, isRoot: isRoot)
        }
        guard option.isRepeating || parsed[key] == nil else {
            throw UsageError(path: path, sentence: "\(key) is given twice")
        }
        if case .flag = option.shape {
            guard parts.count == 1 else { throw UsageError(path: path, sentence: "\(key) takes no value") }
            parsed[key] = [true]
            return
        }
        let text: String
        if parts.count == 2 {
            text = parts[1]
        } else if let next = rest.first, !next.hasPrefix("--") {
            text = next
            rest.removeFirst()
        } else {
            throw UsageError(
                path: path, sentence: "\(key) needs a value, \(option.expectation): \(key)=\(option.placeholder)")
        }
        parsed[key, default: []].append(try option.value(of: text, called: key, path: path))
    }

    private func parseArguments(
        _ words: [String], path: String, into parsed: inout [String: [any Sendable]]
    ) throws(UsageError) {
        var rest = words[...]
        for argument in arguments {
            let count: Int
            switch argument.shape {
            case .argument(.required), .argument(.repeating(atLeast: 1...)):
                guard !rest.isEmpty else {
                    throw UsageError(path: path, sentence: "\(argument.name) is missing: \(argument.summary)")
                }
                count = argument.isRequiredArgument ? 1 : rest.count
            case .argument(.optional): count = min(1, rest.count)
            case .argument(.repeating): count = rest.count
            case .option, .flag: continue
            }
            if case .argument(.repeating(let least)) = argument.shape, count < least {
                throw UsageError(path: path, sentence: "at least \(least) \(argument.name) are needed")
            }
            for word in rest.prefix(count) {
                parsed[argument.key, default: []].append(
                    try argument.value(of: word, called: argument.name, path: path))
            }
            rest = rest.dropFirst(count)
        }
        guard let extra = rest.first else { return }
        throw UsageError(path: path, sentence: "\"\(extra)\" is one argument too many")
    }

    private func takeEnvironment(
        _ environment: [String: String], path: String, into parsed: inout [String: [any Sendable]]
    ) throws(UsageError) {
        for option in options where parsed[option.key] == nil {
            if let variable = option.environment, let text = environment[variable], !text.isEmpty {
                parsed[option.key] = [try option.value(of: text, called: variable, path: path)]
            } else if option.isRequired, case .option = option.shape {
                let variable = option.environment.map { " (or the environment variable \($0))" } ?? ""
                throw UsageError(path: path, sentence: "\(option.key)\(variable) is missing: \(option.summary)")
            }
        }
    }

    /// `--help` everywhere; `--version` and `--completion SHELL` at the root.
    private func standardRequest(
        _ word: String, rest: ArraySlice<String>, isRoot: Bool, path: String
    ) throws(UsageError) -> Request? {
        if word == "--help" || word == "-h" { return .help(self, path: path) }
        guard isRoot else { return nil }
        if word == "--version", let version { return .version("\(name) \(version)") }
        guard word == "--completion" || word.hasPrefix("--completion=") else { return nil }
        let shell = word == "--completion" ? rest.first : String(word.dropFirst("--completion=".count))
        guard shell == "bash" else {
            throw UsageError(path: path, sentence: "--completion knows one shell, bash")
        }
        return .completion(shell: "bash")
    }

    private func unknown(_ word: String, path: String, isRoot: Bool) -> UsageError {
        let standard = ["--help"] + (isRoot && version != nil ? ["--version"] : [])
        if word.hasPrefix("-") {
            let word = word.split(separator: "=", maxSplits: 1).first.map(String.init) ?? word
            let hint = Spelling.hint(for: word, among: options.map(\.key) + standard)
            return UsageError(path: path, sentence: "unknown option \(word)\(hint)")
        }
        let hint = Spelling.hint(for: word, among: subcommands.map(\.name))
        let known = hint.isEmpty ? "; known are \(listedSubcommands)" : hint
        return UsageError(path: path, sentence: "unknown command \(word)\(known)")
    }

    private var listedSubcommands: String { subcommands.map(\.name).joined(separator: ", ") }
}

extension Specification {
    fileprivate func value(of text: String, called name: String, path: String) throws(UsageError) -> any Sendable {
        if let value = parse(text) { return value }
        throw UsageError(path: path, sentence: "\(name): expected \(expectation), found \"\(text)\"")
    }
}
