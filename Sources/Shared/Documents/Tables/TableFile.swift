/// Reads the tables that clerks send, CSV or XLSX of any size, row by row in bounded memory.
public enum TableFile {
    /// What a file may ask for at most, so that none can exhaust the machine.
    public struct Limits: Sendable {
        /// Of the file as it lies on the disk.
        public var bytes = 4 << 30
        /// Rows below the header.
        public var rows = 50_000_000
        /// As many as a spreadsheet has.
        public var columns = 16_384
        /// A cell's text in UTF-8: the 32,767 characters that a spreadsheet takes.
        public var cellBytes = 4 * 32_767
        /// All cells of a row together.
        public var rowBytes = 4 << 20

        /// XLSX: the parts of the archive.
        public var archiveEntries = 10_000
        /// XLSX: all that is unpacked, each part counted once.
        public var unpackedBytes = 4 << 30
        /// XLSX: how often larger a part may be than its packed form, beyond its first 16 MiB.
        public var unpackedRatio = 100
        /// XLSX: the texts that cells share, which are kept in memory while the rows are read.
        public var sharedStringBytes = 256 << 20
        /// XLSX: areas of merged cells.
        public var mergedAreas = 100_000

        public init() {}
    }

    /// Hands each row below the header to `row`, and before them the header to `header`.
    ///
    /// What a file is follows from its content, not from its name:
    /// - CSV (RFC 4180) in UTF-8, with or without a byte order mark, or in GB18030 where it is not UTF-8 and the whole
    ///   of it is GB18030; separated by commas, semicolons or tabs, whichever the header has most of. An apostrophe that
    ///   keeps a spreadsheet from running a cell (``TableWriter``) is taken off.
    /// - XLSX (ECMA-376): the first sheet that is not hidden, or the one that `sheet` names.
    ///
    /// A row that has problems of its own (``TableRow/problems``) is handed over like any other. What makes the rest
    /// unreadable ends the reading: encoding, damage of the archive and of its XML before the first row, a limit or a
    /// quote astray at its row. A pipe is copied to a temporary file first, in `TMPDIR` or `/var/tmp`.
    ///
    /// - Throws: `TableError`, or what `header` and `row` throw.
    @discardableResult
    public static func read(
        _ path: String, sheet: String? = nil, limits: Limits = Limits(),
        header: (TableHeader) throws -> Void = { _ in }, row: (TableRow) throws -> Void
    ) throws -> TableSummary {
        let input = try InputFile(path, limits: limits)
        let assembly = TableAssembly(file: path, limits: limits)
        let format: TableSummary.Format
        switch try FileKind.recognise(input) {
        case .text:
            let reader = try CSVReader(input, limits: limits)
            format = try reader.read { number, cells in
                try assembly.take(number, cells, isSparse: false, header: header, row: row)
            }
        case .archive:
            let reader = try XLSXReader(input, sheet: sheet, limits: limits)
            format = try reader.read { number, cells in
                try assembly.take(number, cells, isSparse: true, header: header, row: row)
            }
        }
        return TableSummary(format: format, header: assembly.header, rows: assembly.rows)
    }
}
