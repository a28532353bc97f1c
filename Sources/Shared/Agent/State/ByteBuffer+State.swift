public import Messages

/// What rows are made of, written into a buffer: the same bytes as ``StateValue`` writes into an array, in a third of
/// the time, for rows that are written with every record.
extension ByteBuffer {
    public mutating func append(state number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    public mutating func append(state number: Int64) {
        append(state: UInt64(bitPattern: (number << 1) ^ (number >> 63)))
    }

    public mutating func append(state flag: Bool) { append(flag ? 1 : 0) }

    public mutating func append(state text: String) {
        append(state: UInt64(text.utf8.count))
        append(utf8: text)
    }

    public mutating func append(state text: String?) {
        append(state: text != nil)
        if let text { append(state: text) }
    }

    public mutating func append(state texts: [String]) {
        append(state: UInt64(texts.count))
        for index in texts.indices { append(state: texts[index]) }
    }

    /// As its text.
    public mutating func append(state moment: Moment) { appendCounted { $0.append(moment) } }
}

extension StateValue {
    /// Writes a value by way of a buffer.
    public func write(to bytes: inout [UInt8], by fill: (inout ByteBuffer) -> Void) {
        var buffer = ByteBuffer(capacity: 512)
        fill(&buffer)
        buffer.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
}
