import Channels
import Foundation
import TestSupport
import Testing

@Suite struct LetterFolderTests {
    @Test func filesLieTogetherInAFolderOfTheirName() throws {
        let place = try TemporaryFolder()
        let folder = LetterFolder(place.file("a/b"))
        let path = try folder.put("2024-07-12-decision", [("letter.html", [1, 2]), ("letter.txt", [3])])
        #expect(path == place.file("a/b/2024-07-12-decision"))
        #expect(FileManager.default.contents(atPath: "\(path)/letter.html") == Data([1, 2]))
        // Again: what lay there is replaced, and nothing else is left.
        _ = try folder.put("2024-07-12-decision", [("letter.txt", [4])])
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["letter.txt"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["2024-07-12-decision"])
    }

    @Test(arguments: ["../../etc/passwd", "/etc/passwd", "..", ".hidden", "a/b", "a\u{0}b"])
    func noNameLeadsOutOfTheFolder(_ name: String) throws {
        let place = try TemporaryFolder()
        let folder = LetterFolder(place.file("letters"))
        let path = try folder.put(name, [(name, [1])])
        let parent = URL(fileURLWithPath: path).resolvingSymlinksInPath().deletingLastPathComponent().path
        #expect(parent == URL(fileURLWithPath: folder.path).resolvingSymlinksInPath().path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == ["letters"])
    }

    @Test func aPlaceThatCannotBeWrittenIsSaid() throws {
        let place = try TemporaryFolder()
        try Data().write(to: URL(fileURLWithPath: place.file("file")))
        #expect {
            _ = try LetterFolder(place.file("file/letters")).put("a", [])
        } throws: { error in
            if case ChannelFailure.temporary(let sentence, _) = error {
                sentence.contains("file/letters")
            } else {
                false
            }
        }
    }
}
