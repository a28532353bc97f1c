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
            if let set, let marks, marks.isEmpty {
                set.report("nothing is changed: name a place and its value, such as 7-1/parameters/cap/value: 400000")
                return nil
            }
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
            if let replaced = document.applying(replacement) {
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
    func claiming(_ errors: DocumentErrors) -> DocumentErrors {
        let own = Set(replacements.flatMap { $0.replacement.value?.marks ?? [] })
        return DocumentErrors(
            errors.errors.map { error in
                guard let mark = error.mark, own.contains(mark) else { return error }
                return DocumentError(file: file, mark: mark, path: error.path, message: error.message)
            })
    }
}

extension Node {
    /// Of this value and of all in it.
    fileprivate var marks: [Mark] {
        switch content {
        case .scalar: [mark]
        case .sequence(let elements): elements.reduce(into: [mark]) { $0 += $1.marks }
        case .mapping(let entries): entries.reduce(into: [mark]) { $0 += [$1.keyMark] + $1.value.marks }
        }
    }
}
