import Foundation
import Messages
import Testing

/// Replays what the fuzzer found worth keeping (`Tests/Fuzz/run`).
@Suite struct CorpusTests {
    @Test func theCorpusIsReadWithoutACrash() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fuzz/corpus")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        var messages = 0
        for file in files {
            let bytes = [UInt8](try Data(contentsOf: file))
            for type in MessageCatalogue.all where try isMessage(type, bytes) { messages += 1 }
        }
        // The corpus was begun with messages of every type.
        #expect(messages >= MessageCatalogue.all.count)
    }

    private func isMessage<Type: Message>(_ type: Type.Type, _ bytes: [UInt8]) throws -> Bool {
        guard let message = try? Type(reading: bytes) else { return false }
        let again = try Type(reading: message.bytes)
        #expect(again == message)
        #expect(again.bytes == message.bytes)
        return true
    }
}
