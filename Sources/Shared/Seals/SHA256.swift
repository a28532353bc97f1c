import CCrypto
import Glibc

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
        let hasher = ofThread
        hasher.update(bytes)
        return hasher.finish()
    }

    /// Where each thread's own hasher hangs, which ends with the thread.
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        let code = pthread_key_create(&key) { hasher in
            if let hasher { Unmanaged<SHA256>.fromOpaque(hasher).release() }
        }
        precondition(code == 0, "no more keys for what belongs to a thread")
        return key
    }()

    /// The thread's own hasher, empty: nobody else can be using it.
    private static var ofThread: SHA256 {
        if let known = pthread_getspecific(key) { return Unmanaged<SHA256>.fromOpaque(known).takeUnretainedValue() }
        let hasher = SHA256()
        // Where the thread has no memory for it, the next digest makes another.
        let kept = Unmanaged.passRetained(hasher)
        if pthread_setspecific(key, kept.toOpaque()) != 0 { kept.release() }
        return hasher
    }

    public static func digest(of bytes: [UInt8]) -> SHA256Digest {
        bytes.withUnsafeBytes { digest(of: $0) }
    }

    /// SHA-256 itself cannot fail; libcrypto answers 0 only to a context used wrongly, which is a bug of ours.
    private static func check(_ result: Int32) {
        precondition(result == 1, "libcrypto refused a SHA-256 step")
    }
}
