import CCrypto

/// SHA-256 (FIPS 180-4) of a stream of bytes. Keep one and use it again: the first use of a context looks the
/// algorithm up, which costs more than a small message does.
///
/// Not Sendable: one hasher belongs to one thread at a time.
public final class SHA256 {
    private let context: OpaquePointer

    public init() {
        guard let context = EVP_MD_CTX_new(), let algorithm = EVP_MD_fetch(nil, "SHA256", nil) else {
            preconditionFailure("libcrypto has no memory for a digest, or was built without SHA-256")
        }
        defer { EVP_MD_free(algorithm) }
        self.context = context
        Self.check(EVP_DigestInit_ex2(context, algorithm, nil))
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Appends bytes; none is fine.
    public func update(_ bytes: UnsafeRawBufferPointer) {
        Self.check(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count))
    }

    public func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Appends the 32 bytes of another digest, as a chain does.
    public func update(_ digest: SHA256Digest) {
        digest.withUnsafeBytes { update($0) }
    }

    /// The digest of everything appended since the last call; the hasher is empty again.
    public func finish() -> SHA256Digest {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { bytes in
            Self.check(EVP_DigestFinal_ex(context, bytes.bindMemory(to: UInt8.self).baseAddress, nil))
        }
        Self.check(EVP_DigestInit_ex2(context, nil, nil))
        return SHA256Digest(words)
    }

    public static func digest(of bytes: UnsafeRawBufferPointer) -> SHA256Digest {
        let hasher = SHA256()
        hasher.update(bytes)
        return hasher.finish()
    }

    public static func digest(of bytes: [UInt8]) -> SHA256Digest {
        bytes.withUnsafeBytes { digest(of: $0) }
    }

    /// SHA-256 itself cannot fail; libcrypto answers 0 only to a context used wrongly, which is a bug of ours.
    private static func check(_ result: Int32) {
        precondition(result == 1, "libcrypto refused a SHA-256 step")
    }
}
