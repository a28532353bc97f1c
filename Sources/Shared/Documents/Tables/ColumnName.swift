/// The letters by which a spreadsheet names a column: A is 1, Z 26, AA 27, XFD 16,384.
public struct ColumnName: Hashable, Sendable, CustomStringConvertible {
    public let number: Int

    /// - Parameter number: at least 1.
    public init(_ number: Int) {
        precondition(number > 0, "columns count from 1, not \(number)")
        self.number = number
    }

    public var description: String {
        var letters: [UInt8] = []
        var rest = number
        while rest > 0 {
            letters.append(UInt8(ascii: "A") + UInt8((rest - 1) % 26))
            rest = (rest - 1) / 26
        }
        return String(decoding: letters.reversed(), as: UTF8.self)
    }
}
