import Log
import TestSupport
import Testing

@testable import Agent

/// Which record is blamed for the death of a process. Each journal opened here is a start after such a death.
struct CrashJournalTests {
    private let folder: TemporaryFolder
    private let claims = TopicPartition("150200.claims", 1)

    init() throws { folder = try TemporaryFolder() }

    private func journal() throws -> CrashJournal { try CrashJournal(file: folder.file("task.journal")) }

    /// A process that dies while it decides the record; what its start said.
    private func die(at offset: Int64, in partition: TopicPartition) throws -> CrashJournal.Culprit? {
        let journal = try journal()
        defer {
            journal.enter(partition)
            journal.enter(offset: offset)
        }
        return journal.begin()
    }

    @Test("the third death at one record names it, until it is set aside")
    func third() throws {
        for _ in 1...3 { #expect(try die(at: 7, in: claims) == nil) }
        let culprit = CrashJournal.Culprit(position: Position(claims, 7), why: .crashesTheAgent)
        let journal = try journal()
        #expect(journal.begin() == culprit)
        // A start that does not get as far as setting it aside still knows it.
        #expect(try self.journal().begin() == culprit)
        journal.forgive()
        #expect(try self.journal().begin() == nil)
    }

    @Test("offset 0 is a record like any other")
    func zero() throws {
        for _ in 1...3 { #expect(try die(at: 0, in: claims) == nil) }
        #expect(try journal().begin()?.position == Position(claims, 0))
    }

    @Test("deaths at several records name none")
    func several() throws {
        let others = [TopicPartition("150200.claims", 0), TopicPartition("150200.registers", 1)]
        for _ in 1...4 {
            for partition in [claims] + others { #expect(try die(at: 7, in: partition) == nil) }
            #expect(try die(at: 8, in: claims) == nil)
        }
        #expect(try journal().begin() == nil)
    }

    @Test("a death between two records blames none")
    func between() throws {
        for _ in 1...5 {
            let journal = try journal()
            #expect(journal.begin() == nil)
            journal.enter(claims)
            journal.enter(offset: 7)
            journal.leave()
        }
        #expect(try journal().begin() == nil)
    }

    @Test("what took too long is named at once")
    func limit() throws {
        let first = try journal()
        #expect(first.begin() == nil)
        first.enter(claims)
        first.enter(offset: 7)
        first.noteLimit()
        #expect(try journal().begin() == .init(position: Position(claims, 7), why: .tooExpensive))
    }

    @Test("a note of the limit that came too late is not held against another record")
    func lateLimit() throws {
        let first = try journal()
        #expect(first.begin() == nil)
        first.enter(claims)
        first.enter(offset: 7)
        first.noteLimit()
        first.leave()
        #expect(try die(at: 9, in: claims) == nil)
        #expect(try die(at: 9, in: claims) == nil)
        first.leave()
        first.noteLimit()
        #expect(try die(at: 9, in: claims) == nil)
    }

    @Test("a folder that is not there is a sentence that says what to do")
    func missing() {
        #expect(throws: LoopError.self) { try CrashJournal(file: "/nowhere/task.journal") }
    }
}
