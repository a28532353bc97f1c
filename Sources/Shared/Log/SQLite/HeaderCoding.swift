/// Headers as the bytes of one column: for each a name and a value, each behind its length in four bytes.
enum HeaderCoding {
    static func encode(_ headers: [Header]) -> [UInt8]? {
        guard !headers.isEmpty else { return nil }
        var bytes: [UInt8] = []
        for header in headers {
            append(Array(header.name.utf8), to: &bytes)
            append(header.value, to: &bytes)
        }
        return bytes
    }

    /// Headers as far as the bytes hold whole ones.
    static func decode(_ bytes: UnsafeRawBufferPointer) -> [Header] {
        var headers: [Header] = []
        var place = 0
        while let name = next(bytes, &place), let value = next(bytes, &place) {
            headers.append(Header(String(decoding: name, as: UTF8.self), Array(value)))
        }
        return headers
    }

    static func forEach(
        in bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
    ) {
        var place = 0
        while let name = next(bytes, &place), let value = next(bytes, &place) {
            body(UnsafeRawBufferPointer(rebasing: name), UnsafeRawBufferPointer(rebasing: value))
        }
    }

    /// The last value of this name.
    static func find(_ name: String, in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        var found: UnsafeRawBufferPointer?
        var place = 0
        while let known = next(bytes, &place), let value = next(bytes, &place) {
            if known.elementsEqual(name.utf8) { found = UnsafeRawBufferPointer(rebasing: value) }
        }
        return found
    }

    private static func append(_ part: [UInt8], to bytes: inout [UInt8]) {
        withUnsafeBytes(of: UInt32(part.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: part)
    }

    private static func next(_ bytes: UnsafeRawBufferPointer, _ place: inout Int) -> Slice<UnsafeRawBufferPointer>? {
        guard place + 4 <= bytes.count else { return nil }
        let length = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
        guard place + 4 + length <= bytes.count else { return nil }
        defer { place += 4 + length }
        return bytes[(place + 4)..<(place + 4 + length)]
    }
}
