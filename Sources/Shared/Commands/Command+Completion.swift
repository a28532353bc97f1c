extension Command {
    /// What bash needs to complete the command: `source <(duixian --completion bash)`.
    func bashCompletion() -> String {
        let function = "_" + name.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
        return """
            # bash completion of \(name); use: source <(\(name) --completion bash)
            \(function)() {
                local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} path=\(name) i
                # bash splits --name=value at the sign.
                [[ $word == "=" ]] && word=
                [[ $before == "=" ]] && before=${COMP_WORDS[COMP_CWORD-2]}
                for ((i = 1; i < COMP_CWORD; i++)); do
                    case "$path ${COMP_WORDS[i]}" in
            \(descents(path: name).map { "            \($0.quoted)) path=\($0.quoted) ;;\n" }.joined())\
                    esac
                done
                COMPREPLY=()
                case "$path $before" in
            \(values(path: name).joined())\
                esac
                case "$path" in
            \(words(path: name, isRoot: true).joined())\
                esac
            }
            complete -F \(function) \(name)

            """
    }

    /// The paths of all commands below this one.
    private func descents(path: String) -> [String] {
        subcommands.flatMap { ["\(path) \($0.name)"] + $0.descents(path: "\(path) \($0.name)") }
    }

    /// A branch an option that takes a value: what to offer behind it.
    private func values(path: String) -> [String] {
        let own = options.filter { !$0.placeholder.isEmpty }.map { option in
            let pattern = "\(path) \(option.key)".quoted
            return "        \(pattern)) \(offer(option.completion)); return ;;\n"
        }
        return own + subcommands.flatMap { $0.values(path: "\(path) \($0.name)") }
    }

    /// A branch a command: its options, its subcommands, and what its arguments may be.
    private func words(path: String, isRoot: Bool) -> [String] {
        var dashed = options.map(\.key) + ["--help"]
        if isRoot { dashed += (version == nil ? [] : ["--version"]) + ["--completion"] }
        var plain = subcommands.map(\.name)
        var files = ""
        for argument in arguments {
            switch argument.completion {
            case .nothing: break
            case .words(let words): plain += words
            case .files: files = "; compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- \"$word\"))"
            }
        }
        let branch = """
                    \(path.quoted))
                        if [[ $word == -* ]]; then \(offer(.words(dashed)))
                        else \(offer(.words(plain)))\(files); fi ;;

            """
        return [branch] + subcommands.flatMap { $0.words(path: "\(path) \($0.name)", isRoot: false) }
    }

    private func offer(_ completion: ValueKind<String>.Completion) -> String {
        switch completion {
        case .nothing: ":"
        case .words(let words): "COMPREPLY=($(compgen -W \(words.joined(separator: " ").quoted) -- \"$word\"))"
        case .files: "compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- \"$word\"))"
        }
    }
}

extension String {
    /// For a shell.
    fileprivate var quoted: String {
        "'\(split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }
}
