import Agent
import Awards
import Messages
import Seals

/// A unified social credit code in 12 bytes: 18 digits to the base 31 (GB 32100), each half in 6.
struct PackedUSCC: StateValue, Hashable {
    private let high: UInt64
    private let low: UInt64
    /// What is no such code stays text.
    private let other: String?

    private static let letters = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xff, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    init(_ text: String) {
        let halves = text.utf8.count == 18 ? Self.halves(text) : nil
        high = halves?.high ?? 0
        low = halves?.low ?? 0
        other = halves == nil ? text : nil
    }

    /// Nil where a letter is none of a code's.
    private static func halves(_ text: String) -> (high: UInt64, low: UInt64)? {
        values.withUnsafeBufferPointer { values in
            var (high, low): (UInt64, UInt64) = (0, 0)
            var all: UInt8 = 0
            var count = 0
            for byte in text.utf8 {
                let value = values[Int(byte)]
                all |= value
                if count < 9 { high = high &* 31 &+ UInt64(value) } else { low = low &* 31 &+ UInt64(value) }
                count &+= 1
            }
            // A value has five bits; what is none has all eight.
            return all < 0x20 ? (high, low) : nil
        }
    }

    var text: String {
        if let other { return other }
        let letters = Self.letters
        return String(unsafeUninitializedCapacity: 18) { bytes in
            var halves: [2 of UInt64] = [high, low]
            for place in stride(from: 17, through: 0, by: -1) {
                let half = place < 9 ? 0 : 1
                bytes[place] = letters[Int(halves[half] % 31)]
                halves[half] /= 31
            }
            return 18
        }
    }

    func write(to bytes: inout [UInt8]) {
        if let other {
            // No half reaches 2^45, so none begins with this byte.
            bytes.append(0xff)
            other.write(to: &bytes)
            return
        }
        withUnsafeBytes(of: packed) { bytes.append(contentsOf: $0) }
    }

    func write(into buffer: inout ByteBuffer) {
        if let other {
            buffer.append(0xff)
            return buffer.append(state: other)
        }
        withUnsafeBytes(of: packed) { buffer.append($0) }
    }

    /// Six bytes of each half, the highest first: eight and four.
    private var packed: (UInt64, UInt32) {
        ((high << 16 | low >> 32).bigEndian, UInt32(truncatingIfNeeded: low).bigEndian)
    }

    init?(from bytes: inout StateBytes) {
        guard let first = bytes.takeByte() else { return nil }
        if first == 0xff {
            guard let text = String(from: &bytes) else { return nil }
            self.init(text)
            return
        }
        guard let rest = bytes.take(11) else { return nil }
        // Five bytes of the upper half and three of the lower one, then those three and the last three.
        let head = UInt64(bigEndian: rest.loadUnaligned(as: UInt64.self))
        let tail = UInt64(UInt32(bigEndian: rest.loadUnaligned(fromByteOffset: 7, as: UInt32.self)) & 0xff_ffff)
        self.init(high: UInt64(first) << 40 | head >> 24, low: (head & 0xff_ffff) << 24 | tail)
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
        other = nil
    }
}

/// Half of a text's SHA-256: what long ids are known by in the state.
struct ShortDigest: StateValue, Hashable {
    let high: UInt64
    let low: UInt64

    init(_ text: String) {
        var text = text
        let digest = text.withUTF8 { SHA256.digest(of: UnsafeRawBufferPointer($0)) }
        (high, low) = digest.withUnsafeBytes {
            (
                UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    /// 32 hexadecimal digits.
    var hex: String {
        [high, low].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// Nil for anything but 32 hexadecimal digits.
    init?(hex: Substring) {
        guard hex.utf8.count == 32, let high = UInt64(hex.prefix(16), radix: 16),
            let low = UInt64(hex.suffix(16), radix: 16)
        else { return nil }
        self.high = high
        self.low = low
    }

    func write(to bytes: inout [UInt8]) {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { bytes.append(contentsOf: $0) }
    }

    func write(into buffer: inout ByteBuffer) {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { buffer.append($0) }
    }

    init?(from bytes: inout StateBytes) {
        guard let all = bytes.take(16) else { return nil }
        high = UInt64(bigEndian: all.loadUnaligned(as: UInt64.self))
        low = UInt64(bigEndian: all.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }
}

/// The digest of the text that was asked for last: a claim's id is asked for when it is decided and when its outcome
/// is noted. Belongs to its state's thread.
final class LastDigest {
    @exclusivity(unchecked) private var last: (text: String, digest: ShortDigest)?

    func digest(of text: String) -> ShortDigest {
        // By the bytes, of which it is the digest: texts may be equal that are written differently.
        if let last, last.text.utf8.elementsEqual(text.utf8) { return last.digest }
        let digest = ShortDigest(text)
        last = (text, digest)
        return digest
    }
}

/// A row of a register: which register, whose, and what tells rows of one applicant apart.
struct RowKey: StateValue {
    let kind: UInt8
    let applicant: PackedUSCC
    let key: String

    init(_ kind: RegisterKind, _ applicant: PackedUSCC, _ key: String) {
        self.kind = kind.code
        self.applicant = applicant
        self.key = key
    }

    func write(to bytes: inout [UInt8]) {
        bytes.append(kind)
        applicant.write(to: &bytes)
        bytes.append(contentsOf: key.utf8)
    }

    init?(from bytes: inout StateBytes) {
        guard let kind = bytes.takeByte(), let applicant = PackedUSCC(from: &bytes) else { return nil }
        self.kind = kind
        self.applicant = applicant
        key = String(decoding: bytes.takeRest(), as: UTF8.self)
    }
}

/// All rows of an applicant in a register.
struct HolderKey: StateValue, Hashable {
    let kind: UInt8
    let applicant: PackedUSCC

    init(_ kind: RegisterKind, _ applicant: PackedUSCC) {
        self.kind = kind.code
        self.applicant = applicant
    }

    func write(to bytes: inout [UInt8]) {
        bytes.append(kind)
        applicant.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let kind = bytes.takeByte(), let applicant = PackedUSCC(from: &bytes) else { return nil }
        self.kind = kind
        self.applicant = applicant
    }
}

/// A version of a claim at an office.
struct VersionKey: StateValue, Hashable {
    let claim: ShortDigest
    let office: String
    let version: Int64

    init(_ of: ClaimVersion) { self.init(of, ShortDigest(of.claim)) }

    /// - Parameter claim: the digest of its claim's id.
    init(_ of: ClaimVersion, _ claim: ShortDigest) {
        self.claim = claim
        office = of.office
        version = of.version
    }

    /// Reads what `text` gave.
    init?(text: Substring) {
        let parts = text.split(separator: " ")
        guard parts.count == 3, let claim = ShortDigest(hex: parts[0]), let version = Int64(parts[2]) else {
            return nil
        }
        self.claim = claim
        office = String(parts[1])
        self.version = version
    }

    var text: String { "\(claim.hex) \(office) \(version)" }

    func write(to bytes: inout [UInt8]) {
        claim.write(to: &bytes)
        office.write(to: &bytes)
        version.write(to: &bytes)
    }

    func write(into buffer: inout ByteBuffer) {
        claim.write(into: &buffer)
        buffer.append(state: office)
        buffer.append(state: version)
    }

    init?(from bytes: inout StateBytes) {
        guard let claim = ShortDigest(from: &bytes), let office = String(from: &bytes),
            let version = Int64(from: &bytes)
        else { return nil }
        self.claim = claim
        self.office = office
        self.version = version
    }
}
