/// The apostrophe before a text that a spreadsheet would run as a formula (OWASP, CSV Injection).
///
/// It is put before a text whose first character, apostrophes aside, is one of `= + - @`, tab or CR, and taken off a
/// cell that begins like that. So any text comes back as it was.
enum TextGuard {
    static let apostrophe = UInt8(ascii: "'")

    static func isNeeded(_ bytes: some Sequence<UInt8>) -> Bool {
        for byte in bytes where byte != apostrophe { return isDangerous(byte) }
        return false
    }

    static func removed(from bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard bytes.first == apostrophe, isNeeded(bytes) else { return bytes }
        return UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
    }

    private static func isDangerous(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D: true
        default: false
        }
    }
}
