internal import Glibc

/// RFC 4180 in UTF-8 with a byte order mark.
final class CSVSink: RowSink {
    private let file: String
    private let descriptor: Int32
    private var buffer: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static let bufferBytes = 1 << 16

    init(_ path: String, file: String) throws(TableError) {
        self.file = file
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure() }
    }

    func append(_ cells: [OutputCell], row: Int) throws(TableError) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            switch cell {
            case .header(let text), .text(let text): append(text, isAlone: cells.count == 1)
            // Digits, a sign and a point: nothing to quote, and nothing to run.
            case .amount(let text): buffer += text.utf8
            }
        }
        buffer += [0x0D, 0x0A]
        if buffer.count >= CSVSink.bufferBytes { try flush() }
    }

    func finish() throws(TableError) {
        defer { close(descriptor) }
        try flush()
    }

    func abandon() { close(descriptor) }

    private func append(_ text: String, isAlone: Bool) {
        let bytes = text.utf8
        let guardByte = TextGuard.isNeeded(bytes)
        // An empty row counts for nothing, so the empty cell of a single column is quoted.
        guard guardByte || bytes.contains(where: CSVSink.isQuoted) || (isAlone && bytes.isEmpty) else {
            buffer += bytes
            return
        }
        buffer.append(UInt8(ascii: "\""))
        if guardByte { buffer.append(TextGuard.apostrophe) }
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { buffer.append(byte) }
            buffer.append(byte)
        }
        buffer.append(UInt8(ascii: "\""))
    }

    /// What separates cells here or elsewhere, ends lines, or might be trimmed.
    private static func isQuoted(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\""), UInt8(ascii: " "), 0x09, 0x0A, 0x0D: true
        default: false
        }
    }

    private func flush() throws(TableError) {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private func failure() -> TableError {
        TableError(file: file, message: "cannot be written: \(String(cString: strerror(errno)))", zh: "无法写入")
    }
}
