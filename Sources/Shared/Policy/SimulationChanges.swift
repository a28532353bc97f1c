public import Documents

/// Changes of a programme that are tried out: `{programme: baotou-2022, set: {7-1/parameters/cap/value: 400000}}`, with
/// paths as those of readings; null takes a part away.
public struct SimulationChanges: Sendable {
    public let programme: String
    public let file: String
    let replacements: [(mark: Mark, replacement: Reading.Replacement)]

    /// Whether a file holds changes, rather than a whole programme.
    public static func isIn(_ root: Node) -> Bool { root["clauses"] == nil && root["set"] != nil }

    public static func load(_ root: Node, file: String) throws(DocumentErrors) -> SimulationChanges {
        try Document.decode(root, file: file) { reader in
            let programme = reader.required("programme")?.text()
            let set = reader.required("set")
            // What replaces is read where it goes; its keys are not this file's.
            let marks = set?.entries { _, value in value.node.mark }
            guard let programme, let marks else { return nil }
            let replacements = Reading.Replacement.all(in: set?.node)
            return SimulationChanges(
                programme: programme, file: file,
                replacements: zip(marks, replacements).map { (mark: $0, replacement: $1) })
        }
    }

    func applied(to document: Node) throws(DocumentErrors) -> Node {
        var document = document
        var errors: [DocumentError] = []
        for (mark, replacement) in replacements {
            if let replaced = document.replacing(replacement) {
                document = replaced
            } else {
                errors.append(
                    DocumentError(
                        file: file, mark: mark, path: "set.\(replacement.path)",
                        message: "there is no such place in \(programme)"))
            }
        }
        guard errors.isEmpty else { throw DocumentErrors(errors) }
        return document
    }

    /// Errors of the changed programme, those that stand in this file with its name.
    func claiming(_ errors: DocumentErrors, in document: Node) -> DocumentErrors {
        let places = replacements.map { document.steps(to: $0.replacement.path).readerPath }
        return DocumentErrors(
            errors.errors.map { error in
                guard let place = places.first(where: { error.path == $0 || error.path.hasPrefix($0 + ".") }) else {
                    return error
                }
                return DocumentError(file: file, mark: error.mark, path: place, message: error.message)
            })
    }
}

extension [Node.Step] {
    /// As a reader names the place: `clauses[7].parameters.cap`.
    fileprivate var readerPath: String {
        reduce("") { path, step in
            switch step {
            case .key(let key): path.isEmpty ? key : "\(path).\(key)"
            case .index(let index): "\(path)[\(index)]"
            }
        }
    }
}
