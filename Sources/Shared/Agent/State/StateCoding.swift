/// A value that a state's table keeps, as bytes. The same value always gives the same bytes.
public protocol StateValue {
    func write(to bytes: inout [UInt8])
    /// Reads what `write` wrote; nil when the bytes are something else, which is a mistake in our own code.
    init?(from bytes: inout StateBytes)
}

/// Bytes being read from the front.
public struct StateBytes {
    private let start: UnsafeRawPointer?
    private var place = 0
    private let end: Int

    public init(_ bytes: UnsafeRawBufferPointer) {
        start = bytes.baseAddress
        end = bytes.count
    }

    public var isEmpty: Bool { place == end }

    @inline(__always)
    public mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count >= 0, count <= end &- place else { return nil }
        defer { place &+= count }
        return UnsafeRawBufferPointer(start: start.map { $0 + place }, count: count)
    }

    @inline(__always)
    public mutating func takeByte() -> UInt8? {
        guard place < end, let start else { return nil }
        defer { place &+= 1 }
        return start.load(fromByteOffset: place, as: UInt8.self)
    }

    /// All that is left.
    public mutating func takeRest() -> UnsafeRawBufferPointer {
        defer { place = end }
        return UnsafeRawBufferPointer(start: start.map { $0 + place }, count: end &- place)
    }
}

extension UInt64: StateValue {
    /// Seven bits a byte, the lowest first (LEB128): small numbers take one byte.
    public func write(to bytes: inout [UInt8]) {
        var rest = self
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    public init?(from bytes: inout StateBytes) {
        self = 0
        var shift: UInt64 = 0
        while shift < 64, let byte = bytes.takeByte() {
            self |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return }
            shift += 7
        }
        return nil
    }
}

extension Int64: StateValue {
    /// The sign in the lowest bit, so that small negative numbers are short too.
    public func write(to bytes: inout [UInt8]) { UInt64(bitPattern: (self << 1) ^ (self >> 63)).write(to: &bytes) }

    public init?(from bytes: inout StateBytes) {
        guard let value = UInt64(from: &bytes) else { return nil }
        self = Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }
}

extension Int: StateValue {
    public func write(to bytes: inout [UInt8]) { Int64(self).write(to: &bytes) }
    public init?(from bytes: inout StateBytes) {
        guard let value = Int64(from: &bytes) else { return nil }
        self = Int(value)
    }
}

extension Bool: StateValue {
    public func write(to bytes: inout [UInt8]) { bytes.append(self ? 1 : 0) }
    public init?(from bytes: inout StateBytes) {
        guard let byte = bytes.takeByte(), byte < 2 else { return nil }
        self = byte == 1
    }
}

extension String: StateValue {
    public func write(to bytes: inout [UInt8]) {
        var text = self
        text.withUTF8 { text in
            UInt64(text.count).write(to: &bytes)
            bytes.append(contentsOf: text)
        }
    }

    public init?(from bytes: inout StateBytes) {
        guard let count = UInt64(from: &bytes), let text = bytes.take(Int(clamping: count)) else { return nil }
        self.init(decoding: text, as: UTF8.self)
    }
}

extension Optional: StateValue where Wrapped: StateValue {
    public func write(to bytes: inout [UInt8]) {
        (self != nil).write(to: &bytes)
        self?.write(to: &bytes)
    }

    public init?(from bytes: inout StateBytes) {
        guard let isThere = Bool(from: &bytes) else { return nil }
        guard isThere else {
            self = .none
            return
        }
        guard let value = Wrapped(from: &bytes) else { return nil }
        self = value
    }
}

extension Array: StateValue where Element: StateValue {
    public func write(to bytes: inout [UInt8]) {
        UInt64(count).write(to: &bytes)
        for element in self { element.write(to: &bytes) }
    }

    public init?(from bytes: inout StateBytes) {
        guard let count = UInt64(from: &bytes) else { return nil }
        self = []
        for _ in 0..<count {
            guard let element = Element(from: &bytes) else { return nil }
            append(element)
        }
    }
}
