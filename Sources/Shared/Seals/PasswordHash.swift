internal import CSodium
internal import Synchronization

/// A password as it is kept: Argon2id (RFC 9106) with its salt and costs, `$argon2id$v=19$…`, by libsodium.
public struct PasswordHash: Hashable, Sendable, CustomStringConvertible, LosslessStringConvertible {
    public let description: String

    /// What a new hash costs: 64 MiB and two passes, libsodium's "interactive".
    private static let operations = 2
    private static let memoryBytes = 64 << 20
    /// More is refused: nobody types it, and hashing it would cost.
    public static let maximumPasswordBytes = 1_024
    /// One at a time: a burst of logins shall not take the machine's memory.
    private static let turn = Mutex(())

    /// Takes a hash as `description` writes it; nil for any other text.
    public init?(_ text: String) {
        guard text.hasPrefix("$argon2id$"), text.utf8.count < 128, text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            return nil
        }
        description = text
    }

    /// Hashes a password with a fresh salt; takes about a tenth of a second. Nil for one that is too long, or when
    /// there is no memory.
    public init?(of password: String) {
        let characters = password.utf8.map(CChar.init(bitPattern:))
        guard characters.count <= Self.maximumPasswordBytes, sodium_init() >= 0 else { return nil }
        var text = [CChar](repeating: 0, count: 128)
        let code = Self.turn.withLock { _ in
            crypto_pwhash_str_alg(
                &text, characters, UInt64(characters.count), UInt64(Self.operations), Self.memoryBytes,
                crypto_pwhash_alg_argon2id13())
        }
        guard code == 0 else { return nil }
        description = text.withUnsafeBufferPointer { buffer in
            String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }

    /// Whether the password is the one that was hashed; takes as long as hashing.
    public func matches(_ password: String) -> Bool {
        let characters = password.utf8.map(CChar.init(bitPattern:))
        guard characters.count <= Self.maximumPasswordBytes, sodium_init() >= 0 else { return false }
        return Self.turn.withLock { _ in
            crypto_pwhash_str_verify(description, characters, UInt64(characters.count)) == 0
        }
    }
}

/// Numbers that nobody can guess, for sessions; nothing that is decided may use them.
public enum RandomToken {
    /// 64 hexadecimal digits: 256 bits from the system, by libsodium.
    public static func make() -> String {
        precondition(sodium_init() >= 0, "libsodium does not start")
        var bytes = [UInt8](repeating: 0, count: 32)
        randombytes_buf(&bytes, bytes.count)
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Compares in a time that says nothing of where the texts differ.
    public static func areEqual(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        return sodium_memcmp(left, right, left.count) == 0
    }
}
