/// An HTTP/1.1 answer as far as it has come: only what a health report needs (RFC 9112).
enum ProbeAnswer {
    static let maximumBytes = 1024 * 1024

    case complete(body: ArraySlice<UInt8>)
    case incomplete

    /// Throws `silent` for what can't become a health report's answer: not HTTP, another status than 200 and 503, no
    /// length, or more than 1 MiB.
    init(_ bytes: [UInt8]) throws(ProbeFailure) {
        guard let end = Self.endOfHead(bytes) else {
            guard bytes.count < Self.maximumBytes else { throw .silent }
            self = .incomplete
            return
        }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let status = lines.first, status.hasPrefix("HTTP/1."),
            let code = status.split(separator: " ").dropFirst().first, code == "200" || code == "503",
            let length = lines.dropFirst().compactMap(Self.length).first, (0...Self.maximumBytes).contains(length)
        else { throw .silent }
        let body = bytes[(end + 4)...]
        self = body.count >= length ? .complete(body: body.prefix(length)) : .incomplete
    }

    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        let blankLine = Array("\r\n\r\n".utf8)
        guard bytes.count >= blankLine.count else { return nil }
        return (0...bytes.count - blankLine.count).first { bytes[$0..<$0 + blankLine.count].elementsEqual(blankLine) }
    }

    private static func length(_ line: Substring) -> Int? {
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "content-length" else { return nil }
        return Int(parts[1].filter { $0 != " " })
    }
}
