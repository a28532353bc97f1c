import Seals
import Testing

/// Vectors of NIST: FIPS 180-4's examples and CAVP's SHA256ShortMsg.rsp.
@Suite struct SHA256Tests {
    @Test(arguments: [
        (message: "", times: 1, expected: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
    func vector(message: String, times: Int, expected: String) {
        #expect(SHA256.digest(of: Array(String(repeating: message, count: times).utf8)).hex == expected)
    }

    @Test(arguments: [
        ([0xd3], "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1"),
        ([0x11, 0xaf], "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98"),
    ])
    func vectorOfBytes(message: [UInt8], expected: String) {
        #expect(SHA256.digest(of: message).hex == expected)
    }

    @Test func streamEqualsWholeWhereverItIsCut() {
        let message = [UInt8]((0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        let whole = SHA256.digest(of: message)
        let hasher = SHA256()
        for cut in 0...message.count {
            hasher.update(Array(message[..<cut]))
            hasher.update([])
            hasher.update(Array(message[cut...]))
            #expect(hasher.finish() == whole, "cut at \(cut)")
        }
    }

    @Test func finishLeavesTheHasherEmpty() {
        let hasher = SHA256()
        hasher.update(Array("abc".utf8))
        _ = hasher.finish()
        #expect(hasher.finish() == SHA256.digest(of: []))
    }

    @Test func aDigestIsAppendedAsItsBytes() {
        let digest = SHA256.digest(of: Array("abc".utf8))
        let hasher = SHA256()
        hasher.update(digest)
        #expect(hasher.finish() == SHA256.digest(of: digest.bytes))
    }
}
