import Foundation
import Seals
import TestSupport
import Testing

@testable import Intake

/// Evidence under its digest.
struct EvidenceTests {
    @Test("a file is kept once under its digest, and one that has another is refused")
    func store() throws {
        let folder = try TemporaryFolder()
        let store = EvidenceStore(folder: folder.file("evidence"))
        let bytes = Array("材料".utf8)
        let digest = SHA256.digest(of: bytes)
        #expect(!store.has(digest))
        #expect(try store.store(bytes, saying: digest) == digest)
        #expect(try store.store(bytes) == digest)
        #expect(FileManager.default.contents(atPath: store.path(of: digest)) == Data(bytes))
        let other = SHA256.digest(of: [0])
        #expect(throws: EvidenceStore.Refusal.otherDigest(said: other, is: SHA256.digest(of: [1]))) {
            try store.store([1], saying: other)
        }
        #expect(!store.has(SHA256.digest(of: [1])) && !store.has(other))
        #expect(throws: EvidenceStore.Refusal.empty) { try store.store([]) }
        // Nothing unfinished stays.
        let names = try FileManager.default.contentsOfDirectory(atPath: store.folder)
        #expect(names == [String(digest.hex.prefix(2))])
    }

    @Test("a large file is kept piece by piece, and one that cannot be read is an error")
    func files() throws {
        let folder = try TemporaryFolder()
        let store = EvidenceStore(folder: folder.file("evidence"))
        let bytes = [UInt8](repeating: 7, count: 3 << 20 | 5)
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file("large")))
        let digest = try store.store(file: folder.file("large"))
        #expect(digest == SHA256.digest(of: bytes))
        #expect(throws: EvidenceStore.Refusal.self) { try store.store(file: folder.file("none")) }
        #expect(throws: EvidenceStore.Refusal.self) { try store.store(file: folder.path) }
        #expect(throws: EvidenceStore.Refusal.self) { try EvidenceStore(folder: "/proc/none").store([1]) }
    }
}
