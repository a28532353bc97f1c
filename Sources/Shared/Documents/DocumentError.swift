/// What is wrong at one place of a file, as a sentence for the person who wrote it.
public struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
    public let file: String
    /// Nil when the file could not be read at all.
    public let mark: Mark?
    /// Keys and indices from the root (`offices[2].tier`); empty for the root and for text that is no YAML.
    public let path: String
    public let message: String

    public init(file: String, mark: Mark?, path: String, message: String) {
        self.file = file
        self.mark = mark
        self.path = path
        self.message = message
    }

    /// `deploy/offices.yaml:12:5: offices[2].tier: …`, which editors and terminals turn into a link.
    public var description: String {
        let place = mark.map { "\(file):\($0.line):\($0.column)" } ?? file
        return path.isEmpty ? "\(place): \(message)" : "\(place): \(path): \(message)"
    }
}

/// Everything that is wrong with a file, in the order of its lines.
public struct DocumentErrors: Error, Hashable, Sendable, CustomStringConvertible {
    /// At least one.
    public let errors: [DocumentError]

    public init(_ errors: [DocumentError]) {
        self.errors = errors.enumerated().sorted { left, right in
            let places = [left, right].map { $0.element.mark ?? Mark(line: 0, column: 0) }
            return places[0] == places[1] ? left.offset < right.offset : places[0] < places[1]
        }.map(\.element)
    }

    /// One line an error.
    public var description: String {
        errors.map(\.description).joined(separator: "\n")
    }
}
