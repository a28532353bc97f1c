/// Makes texts of at most 15 bytes, which Swift keeps in the value itself, without the standard library's detour: a
/// third of a claim's reading time would go there.
///
/// The layout is that of the standard library's StringObject.swift on 64 bits: the bytes in their order, and in the last
/// one the number of bytes beside 0xE0, or 0xA0 where a byte is not ASCII. Should it ever change, that is noticed once,
/// at the start, and the documented way is taken.
enum SmallText {
    private static let isLaidOutAsKnown: Bool = {
        let ascii = unsafeBitCast("duixian" as String, to: (UInt64, UInt64).self)
        let other = unsafeBitCast("兑现" as String, to: (UInt64, UInt64).self)
        return ascii == (0x006E_6169_7869_7564, 0xE700_0000_0000_0000)
            && other == (0x0000_B08E_E791_85E5, 0xA600_0000_0000_0000)
    }()

    /// `bytes` are UTF-8, at most 15, with as many readable behind them as make 16.
    @inline(__always)
    static func string(_ bytes: UnsafeRawBufferPointer) -> String {
        let count = bytes.count
        guard isLaidOutAsKnown, count > 0, let start = bytes.baseAddress else {
            return String(decoding: bytes, as: UTF8.self)
        }
        var first = UInt64(littleEndian: start.loadUnaligned(as: UInt64.self))
        var second: UInt64 = 0
        if count <= 8 {
            first &= .max >> UInt64(64 - 8 * count)
        } else {
            second = UInt64(littleEndian: start.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            second &= .max >> UInt64(128 - 8 * count)
        }
        let isASCII = (first | second) & 0x8080_8080_8080_8080 == 0
        second |= (isASCII ? 0xE0 : 0xA0) << 56 | UInt64(count) << 56
        return unsafeBitCast((first, second), to: String.self)
    }
}
