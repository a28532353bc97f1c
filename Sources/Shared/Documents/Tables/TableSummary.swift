/// What a table was, once it is read to its end.
public struct TableSummary: Sendable {
    public let format: Format
    /// Nil when the file holds no row at all.
    public let header: TableHeader?
    /// Rows below the header that are not blank.
    public let rows: Int

    public enum Format: Hashable, Sendable {
        case csv(encoding: Encoding, separator: Character)
        case xlsx(sheet: String)
    }

    public enum Encoding: String, Hashable, Sendable {
        case utf8 = "UTF-8"
        /// The Chinese national standard, which holds GBK and GB 2312.
        case gb18030 = "GB18030"
    }
}
