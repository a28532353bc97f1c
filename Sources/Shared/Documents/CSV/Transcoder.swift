internal import Glibc

/// Turns GB18030 into UTF-8 piece by piece, by glibc's iconv.
final class Transcoder {
    private let handle: iconv_t
    private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: Transcoder.outputBytes, alignment: 16)
    /// The bytes of a character that the last piece ended in; a character has at most four.
    private var rest: [UInt8] = []
    /// How many bytes are converted so far: where a failure is.
    private(set) var offset = 0

    /// Four bytes of GB18030 give at most four of UTF-8, two at most three.
    private static let outputBytes = 2 * (InputFile.pieceBytes + 8)

    /// - Throws: when the machine lacks the table of GB18030.
    init(file: String) throws(TableError) {
        guard let handle = iconv_open("UTF-8", "GB18030"), handle != iconv_t(bitPattern: -1) else {
            output.deallocate()
            let message = "may be in GB18030, which this machine's glibc cannot convert (its gconv modules are missing)"
            throw TableError(file: file, message: message, zh: "可能是GB18030编码，但本机缺少其转换表")
        }
        self.handle = handle
    }

    deinit {
        iconv_close(handle)
        output.deallocate()
    }

    /// Hands the piece in UTF-8 to `body`. False where it is no GB18030; what comes before that is not handed over.
    func convert(_ piece: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows -> Bool {
        var bytes = rest
        bytes.append(contentsOf: piece)
        let (consumed, produced, isWhole) = bytes.withUnsafeMutableBytes { bytes in
            var source = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            var sourceLeft = bytes.count
            var target = output.baseAddress?.assumingMemoryBound(to: CChar.self)
            var targetLeft = output.count
            let isWhole = iconv(handle, &source, &sourceLeft, &target, &targetLeft) != Int(bitPattern: UInt.max)
            // EINVAL is the end of the piece within a character.
            let isFine = isWhole || errno == EINVAL
            return (bytes.count - sourceLeft, output.count - targetLeft, isFine)
        }
        offset += consumed
        guard isWhole else { return false }
        rest = Array(bytes[consumed...])
        try body(UnsafeRawBufferPointer(rebasing: output[..<produced]))
        return true
    }

    /// Whether the text ended at the end of a character.
    var isComplete: Bool { rest.isEmpty }
}
