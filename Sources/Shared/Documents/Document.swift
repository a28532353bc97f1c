internal import Glibc

/// Reads YAML 1.2 (and with it JSON): one document a file, in UTF-8.
public enum Document {
    /// What a file may ask for at most, so that none can exhaust the machine.
    public struct Limits: Sendable {
        public var bytes = 4 << 20
        /// How deep sequences and mappings nest.
        public var depth = 32
        /// Scalars, sequences and mappings, each alias counted with all that it stands for.
        public var nodes = 1_000_000

        public init() {}
    }

    /// The tree of a text. `file` only names it in errors.
    ///
    /// Refused: what is not UTF-8 or not YAML, a second document, an empty one, tags (`!!str`), keys that are no
    /// scalars, a key that stands twice in one mapping, an alias without (or within) its anchor, and what
    /// is over a limit. The first such place ends the reading.
    public static func parse(
        _ bytes: [UInt8], file: String, limits: Limits = Limits()
    ) throws(DocumentErrors) -> Node {
        do throws(DocumentError) {
            guard bytes.count <= limits.bytes else {
                let message = "is \(bytes.count) bytes long; at most \(limits.bytes) are read"
                throw DocumentError(file: file, mark: nil, path: "", message: message)
            }
            var parser = Parser(bytes, file: file, limits: limits)
            return try parser.document()
        } catch {
            throw DocumentErrors([error])
        }
    }

    /// The same for a text in memory.
    public static func parse(
        _ text: String, file: String, limits: Limits = Limits()
    ) throws(DocumentErrors) -> Node {
        try parse(Array(text.utf8), file: file, limits: limits)
    }

    /// Parses a text and makes a value of it. Every error that `body` meets through its reader is collected, as is
    /// every key that it never asked for; if there is any, they are thrown together and its value is dropped.
    ///
    /// `body` returns nil only where it has met an error.
    public static func decode<Value>(
        _ bytes: [UInt8], file: String, limits: Limits = Limits(), _ body: (Reader) -> Value?
    ) throws(DocumentErrors) -> Value {
        try decode(parse(bytes, file: file, limits: limits), file: file, body)
    }

    /// The same for a document that is parsed already; `file` names it in errors. `allowingOtherKeys` is for whoever
    /// reads only a part of it. When something is wrong, `more` may find what else is, in the value as far as it was read.
    public static func decode<Value>(
        _ root: Node, file: String, allowingOtherKeys: Bool = false, more: (Value) -> [DocumentError] = { _ in [] },
        _ body: (Reader) -> Value?
    ) throws(DocumentErrors) -> Value {
        let problems = Problems(file: file)
        let value = body(Reader(node: root, path: "", problems: problems))
        if !allowingOtherKeys { problems.reportUnknownKeys() }
        guard problems.errors.isEmpty else { throw DocumentErrors(problems.errors + (value.map(more) ?? [])) }
        guard let value else {
            preconditionFailure("the reader of \(file) gave up without an error")
        }
        return value
    }

    /// A file's bytes, at most `limits.bytes` of them.
    public static func read(_ path: String, limits: Limits = Limits()) throws(DocumentErrors) -> [UInt8] {
        func failure(_ message: String) -> DocumentErrors {
            DocumentErrors([DocumentError(file: path, mark: nil, path: "", message: message)])
        }
        func reason() -> String { String(cString: strerror(errno)) }

        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("cannot be opened: \(reason())") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limits.bytes {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("cannot be read: \(reason())")
            }
            bytes += piece[..<count]
        }
        throw failure("is larger than \(limits.bytes) bytes, the most that is read")
    }
}
