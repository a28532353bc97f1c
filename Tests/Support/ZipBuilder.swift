/// Makes zip archives, good and bad (PKWARE APPNOTE.TXT), of parts that are stored as they are.
public struct ZipBuilder {
    private var body: [UInt8] = []
    private var directory: [UInt8] = []
    private var entries = 0

    public init() {}

    /// Bit 0 says that the part is encrypted.
    public var flags = 0

    public mutating func add(_ name: String, _ text: String) {
        let bytes = Array(text.utf8)
        add(name, packed: bytes, size: bytes.count, checksum: ZipBuilder.checksum(bytes), method: 0)
    }

    /// A part that unpacks to the text and then so many spaces: 158 times what it takes here. Its checksum is wrong.
    public mutating func addBomb(_ name: String, _ text: String, spaces: Int) {
        let packed = ZipBuilder.deflated(Array(text.utf8), spaces: spaces)
        add(name, packed: packed, size: text.utf8.count + spaces, checksum: 0, method: 8)
    }

    private mutating func add(_ name: String, packed: [UInt8], size: Int, checksum: UInt32, method: Int) {
        var common = ZipBuilder.number(20, 2) + ZipBuilder.number(flags, 2) + ZipBuilder.number(method, 2)
        common += ZipBuilder.number(0x5A21_0000, 4) + ZipBuilder.number(Int(checksum), 4)
        common += ZipBuilder.number(packed.count, 4) + ZipBuilder.number(size, 4)
        common += ZipBuilder.number(name.utf8.count, 2) + ZipBuilder.number(0, 2)
        directory += ZipBuilder.number(0x0201_4B50, 4) + ZipBuilder.number(20, 2) + common
        directory += ZipBuilder.number(0, 2 + 2 + 2 + 4) + ZipBuilder.number(body.count, 4) + name.utf8
        body += ZipBuilder.number(0x0403_4B50, 4) + common + name.utf8 + packed
        entries += 1
    }

    /// - Parameter announced: how many entries the archive's end tells of, if not those that there are.
    public func bytes(announcing announced: Int? = nil) -> [UInt8] {
        let count = ZipBuilder.number(announced ?? entries, 2)
        var end = ZipBuilder.number(0x0605_4B50, 4) + ZipBuilder.number(0, 4)
        end += count + count
        end += ZipBuilder.number(directory.count, 4) + ZipBuilder.number(body.count, 4) + ZipBuilder.number(0, 2)
        return body + directory + end
    }

    private static func number(_ value: Int, _ bytes: Int) -> [UInt8] {
        (0..<bytes).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
    }

    /// CRC-32 of zip.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB8_8320 }
        }
        return ~sum
    }

    /// One block of fixed codes (RFC 1951, 3.2.6): the text in literals, a space, and copies of 258 bytes at distance 1.
    private static func deflated(_ text: [UInt8], spaces: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var filled = 0
        func put(_ bit: Int) {
            if filled % 8 == 0 { bytes.append(0) }
            bytes[filled / 8] |= UInt8(bit << (filled % 8))
            filled += 1
        }
        func put(code: Int, bits: Int) {
            for place in (0..<bits).reversed() { put(code >> place & 1) }
        }
        put(1)
        put(1)
        put(0)
        for byte in text + [0x20] { put(code: 0x30 + Int(byte), bits: 8) }
        for _ in 0..<(spaces - 1) / 258 {
            put(code: 0xC0 + 285 - 280, bits: 8)
            put(code: 0, bits: 5)
        }
        for _ in 0..<(spaces - 1) % 258 { put(code: 0x30 + 0x20, bits: 8) }
        put(code: 0, bits: 7)
        return bytes
    }
}
