/// Reads a CSV file in two passes: the first looks at its encoding, the second at its rows.
struct CSVReader {
    private let input: InputFile
    private let limits: TableFile.Limits
    private let survey: EncodingSurvey

    init(_ input: InputFile, limits: TableFile.Limits) throws {
        self.input = input
        self.limits = limits
        survey = try EncodingSurvey(input)
    }

    func read(_ take: (_ number: Int, _ cells: [TableCell]) throws -> Void) throws -> TableSummary.Format {
        var parser: CSVParser?
        var separator = UInt8(ascii: ",")
        func feed(_ bytes: UnsafeRawBufferPointer) throws {
            if parser == nil {
                separator = CSVReader.separator(of: bytes)
                parser = try CSVParser(file: input.path, separator: separator, limits: limits)
            }
            try parser?.feed(bytes)
            try parser?.takeReady().forEach(take)
        }
        let transcoder = survey.encoding == .gb18030 ? try Transcoder(file: input.path) : nil
        try input.pieces(from: survey.skippedBytes) { piece in
            guard let transcoder else {
                try feed(piece)
                return true
            }
            guard try transcoder.convert(piece, feed) else {
                throw TableError(file: input.path, message: "was changed while it was read", zh: "文件在读取时被改动，请重新导入")
            }
            return true
        }
        try parser?.finish()
        try parser?.takeReady().forEach(take)
        return .csv(encoding: survey.encoding, separator: Character(Unicode.Scalar(separator)))
    }

    /// Which separator the first line that is not blank has most of, outside quotes; the comma where there is none.
    static func separator(of bytes: UnsafeRawBufferPointer) -> UInt8 {
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        var counts = [0, 0, 0]
        var isQuoted = false
        var isBlank = true
        for byte in bytes {
            if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if isQuoted {
                continue
            } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if !isBlank { break }
                continue
            } else if let index = candidates.firstIndex(of: byte) {
                counts[index] += 1
            }
            isBlank = false
        }
        let most = counts.max() ?? 0
        return most == 0 ? candidates[0] : candidates[counts.firstIndex(of: most) ?? 0]
    }
}
