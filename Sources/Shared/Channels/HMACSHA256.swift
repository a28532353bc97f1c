public import Seals

/// A keyed digest (HMAC, RFC 2104, with SHA-256): who knows the key can say that the bytes come from another who does.
public enum HMACSHA256 {
    private static let blockLength = 64

    public static func digest(of bytes: [UInt8], key: [UInt8]) -> SHA256Digest {
        var block = key.count > blockLength ? SHA256.digest(of: key).withUnsafeBytes { Array($0) } : key
        block += [UInt8](repeating: 0, count: blockLength - block.count)
        let hasher = SHA256()
        hasher.update(block.map { $0 ^ 0x36 })
        hasher.update(bytes)
        let inner = hasher.finish()
        hasher.update(block.map { $0 ^ 0x5C })
        hasher.update(inner)
        return hasher.finish()
    }
}
