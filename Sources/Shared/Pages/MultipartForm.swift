public import Web

/// The fields and files of a form as a browser sends them (`multipart/form-data`, RFC 7578).
public struct MultipartForm: Sendable {
    public struct File: Sendable {
        /// Of the form's field.
        public let field: String
        /// As the sender names it: never a path here, and never to be used as one.
        public let name: String
        public let bytes: [UInt8]
    }

    /// In the order of the form; no value holds control characters but line breaks and tabs.
    public private(set) var fields: [(name: String, value: String)] = []
    /// Those that were chosen: a browser sends a field without a file as one without name and bytes.
    public private(set) var files: [File] = []

    /// More parts than this are no form of ours.
    public static let maximumCount = 5_000
    private static let maximumHeaderBytes = 4_096

    /// Throws a `Problem` (400, 413) when the body is no such form.
    public init(_ request: Request) throws(Problem) {
        guard let boundary = Self.boundary(request.headers["content-type"] ?? "") else {
            throw Problem(status: 400, detail: "The form's Content-Type names no boundary (RFC 7578).")
        }
        var rest = request.body[...]
        // The first boundary has no line break before it.
        let first = Array("--\(boundary)".utf8)
        guard rest.starts(with: first) else { throw Self.broken }
        rest = rest.dropFirst(first.count)
        let next = Array("\r\n--\(boundary)".utf8)
        while !rest.starts(with: Array("--".utf8)) {
            guard rest.starts(with: Array("\r\n".utf8)) else { throw Self.broken }
            rest = rest.dropFirst(2)
            guard let end = Self.find(next, in: rest) else { throw Self.broken }
            guard fields.count + files.count < Self.maximumCount else {
                throw Problem(status: 413, detail: "The form has more than \(Self.maximumCount) fields.")
            }
            try take(rest[..<end])
            rest = rest[(end + next.count)...]
        }
    }

    /// The first value of a name.
    public subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// All values of a name, in the order of the form.
    public func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    private static let broken = Problem(status: 400, detail: "The form is not multipart/form-data (RFC 7578).")

    private mutating func take(_ part: ArraySlice<UInt8>) throws(Problem) {
        guard let end = Self.find(Array("\r\n\r\n".utf8), in: part.prefix(Self.maximumHeaderBytes)),
            let head = String(validating: part[..<end], as: UTF8.self)
        else { throw Self.broken }
        let content = part[(end + 4)...]
        let disposition = head.split(separator: "\r\n").first { line in
            line.prefix { $0 != ":" }.lowercased() == "content-disposition"
        }
        guard let disposition, let name = Self.parameter("name", of: disposition), Self.isText(name) else {
            throw Self.broken
        }
        if let file = Self.parameter("filename", of: disposition) {
            let bare = file.split { "/\\".contains($0) }.last.map(String.init) ?? ""
            if !bare.isEmpty || !content.isEmpty {
                guard Self.isText(bare) else { throw Self.broken }
                files.append(File(field: name, name: bare, bytes: Array(content)))
            }
        } else {
            guard let value = String(validating: content, as: UTF8.self), Self.isText(value) else {
                throw Self.broken
            }
            fields.append((name, value))
        }
    }

    private static func isText(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    }

    /// `multipart/form-data; boundary=…`, in quotes or not (RFC 2046, 5.1.1).
    private static func boundary(_ type: String) -> String? {
        for part in type.split(separator: ";").dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].filter({ $0 != " " }).lowercased() == "boundary" else { continue }
            let text = pair[1].filter { $0 != "\"" }
            return (1...70).contains(text.utf8.count) ? text : nil
        }
        return nil
    }

    /// A parameter in quotes; browsers escape a quote in it as `%22` (WHATWG HTML, 4.10.21.8).
    private static func parameter(_ name: String, of line: Substring) -> String? {
        let mark = "; \(name)=\""
        guard let start = find(Array(mark.utf8), in: Array(line.utf8)[...]) else { return nil }
        let value = Array(line.utf8)[(start + mark.utf8.count)...].prefix { $0 != UInt8(ascii: "\"") }
        return String(decoding: value, as: UTF8.self).replacing("%22", with: "\"")
            .replacing("%0D", with: "").replacing("%0A", with: "")
    }

    /// Where the bytes stand first.
    private static func find(_ wanted: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        let first = wanted[0]
        var index = bytes.startIndex
        while index + wanted.count <= bytes.endIndex {
            guard let found = bytes[index...].firstIndex(of: first), found + wanted.count <= bytes.endIndex else {
                return nil
            }
            if bytes[found..<found + wanted.count].elementsEqual(wanted) { return found }
            index = found + 1
        }
        return nil
    }
}
