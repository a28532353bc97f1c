internal import Glibc

/// Finds out in what encoding a text is, by reading all of it.
struct EncodingSurvey {
    let encoding: TableSummary.Encoding
    /// The byte order mark, which is no text.
    let skippedBytes: Int

    /// What is valid UTF-8 is UTF-8; what is not, and is valid GB18030 as a whole, is that.
    ///
    /// - Throws: with the line of the first byte that fits in neither, or that is NUL, or where the other of the two
    ///   encodings begins.
    init(_ input: InputFile) throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        skippedBytes = try input.prefix(3) == mark ? 3 : 0
        var check = UTF8Check()
        var isUTF8 = true
        try input.pieces(from: skippedBytes) { piece in
            isUTF8 = check.take(piece)
            return isUTF8
        }
        guard !isUTF8 || !check.isComplete else {
            encoding = .utf8
            return
        }
        let fault = skippedBytes + check.characterStart
        guard skippedBytes == 0 else {
            let line = try EncodingSurvey.line(of: fault, in: input)
            let message = "is not UTF-8 here, though the file's first bytes say so; save it again as CSV UTF-8"
            throw TableError(file: input.path, line: line, message: message, zh: "此处不是文件开头所标的UTF-8，请另存为“CSV UTF-8”")
        }
        // What is UTF-8 to its last character but one would often read as GB18030 too.
        guard !isUTF8 || check.triples < 2 || check.pairs > 0 else {
            let line = try EncodingSurvey.line(of: fault, in: input)
            let message = "ends within a character, so a part of the file is missing; ask for it again"
            throw TableError(file: input.path, line: line, message: message, zh: "文件在一个字符中间中断，内容不完整，请重新索取")
        }
        encoding = .gb18030
        try EncodingSurvey.checkGB18030(input, utf8Fault: fault)
    }

    private static func checkGB18030(_ input: InputFile, utf8Fault: Int) throws {
        let transcoder = try Transcoder(file: input.path)
        var lines = LineSurvey()
        var isGB18030 = true
        var nul: Int?
        var offset = 0
        try input.pieces { piece in
            if let start = piece.baseAddress, let found = memchr(start, 0, piece.count) {
                nul = offset + (UnsafeRawPointer(found) - start)
                return false
            }
            offset += piece.count
            lines.take(piece)
            isGB18030 = transcoder.convert(piece) { _ in }
            return isGB18030
        }
        let utf8Line = try line(of: utf8Fault, in: input)
        if let nul {
            let message = "holds a NUL byte, so it is no text that can be read; save it again as CSV UTF-8"
            throw TableError(
                file: input.path, line: try line(of: nul, in: input), message: message, zh: "含有空字节，不是文本，请另存为“CSV UTF-8”"
            )
        }
        guard isGB18030, transcoder.isComplete else {
            let line = try line(of: transcoder.offset, in: input)
            // The encoding that lasts longer is more likely the one that is meant.
            let message =
                "is neither UTF-8 (up to line \(utf8Line)) nor GB18030 (up to line \(line)); "
                + "save it again as CSV UTF-8"
            throw TableError(
                file: input.path, line: max(line, utf8Line), message: message, zh: "既不是UTF-8也不是GB18030，请另存为“CSV UTF-8”")
        }
        lines.finish()
        if let line = lines.firstUTF8Line {
            let message =
                "mixes encodings: line \(line) is UTF-8, line \(utf8Line) is not; save it again as CSV UTF-8"
            throw TableError(
                file: input.path, line: max(line, utf8Line), message: message,
                zh: "编码混杂：第\(line)行是UTF-8，第\(utf8Line)行不是；请另存为“CSV UTF-8”")
        }
    }

    /// The line in which a byte stands, from 1. Lines end with LF, CR or both.
    private static func line(of offset: Int, in input: InputFile) throws -> Int {
        var line = 1
        var position = 0
        var isAfterReturn = false
        try input.pieces { piece in
            for byte in piece.prefix(offset - position) {
                if byte == UInt8(ascii: "\r") || (byte == UInt8(ascii: "\n") && !isAfterReturn) { line += 1 }
                isAfterReturn = byte == UInt8(ascii: "\r")
            }
            position += piece.count
            return position < offset
        }
        return line
    }
}

/// Looks for a line of UTF-8 in what reads as GB18030 throughout, which short Chinese texts in UTF-8 do by chance.
private struct LineSurvey {
    /// The first line that is surely UTF-8: valid, with at least two Chinese characters, each of three bytes there, and
    /// none of two. In GB18030 such a line would be one of rare characters only.
    private(set) var firstUTF8Line: Int?
    private var line = 1
    private var check = UTF8Check()
    private var isValid = true
    private var isAfterReturn = false

    mutating func take(_ piece: UnsafeRawBufferPointer) {
        guard firstUTF8Line == nil else { return }
        for byte in piece {
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                endLine()
                if byte == UInt8(ascii: "\r") || !isAfterReturn { line += 1 }
                isAfterReturn = byte == UInt8(ascii: "\r")
            } else {
                isAfterReturn = false
                if isValid { isValid = check.take(byte) }
            }
        }
    }

    mutating func finish() { endLine() }

    private mutating func endLine() {
        if isValid, check.isComplete, check.triples >= 2, check.pairs == 0, firstUTF8Line == nil {
            firstUTF8Line = line
        }
        check = UTF8Check()
        isValid = true
    }
}
