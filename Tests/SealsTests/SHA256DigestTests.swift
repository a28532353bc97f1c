import Seals
import Testing

@Suite struct SHA256DigestTests {
    private let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    @Test func bothFormsOfTheTextReadBack() {
        let digest = SHA256.digest(of: Array("abc".utf8))
        #expect(SHA256Digest(abc) == digest)
        #expect(SHA256Digest(abc.uppercased()) == digest)
        #expect(SHA256Digest("sha256:" + abc) == digest)
        #expect(digest.description == "sha256:" + abc)
        #expect(digest.hex == abc)
        #expect(SHA256Digest(bytes: digest.bytes) == digest)
    }

    @Test(arguments: ["", "sha256:", "abc", "sha512:", "g", "é"])
    func otherTextIsNoDigest(start: String) {
        #expect(SHA256Digest(start) == nil)
        #expect(SHA256Digest(start + String(repeating: "0", count: 65 - start.utf8.count)) == nil)
        #expect(SHA256Digest(start + String(repeating: "g", count: 64)) == nil)
    }

    @Test(arguments: [0, 31, 33])
    func otherCountsOfBytesAreNoDigest(count: Int) {
        #expect(SHA256Digest(bytes: [UInt8](repeating: 0, count: count)) == nil)
    }

    @Test func orderIsThatOfTheText() {
        let digests = (0..<200).map { SHA256.digest(of: [UInt8($0)]) }
        #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
        #expect(Set(digests).count == digests.count)
    }
}
