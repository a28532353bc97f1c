import Storage
import TestSupport
import Testing

struct DatabaseTests {
    @Test("rows come back as they were bound")
    func values() throws {
        let database = try Database(.memory)
        try database.execute("CREATE TABLE t(a INTEGER, b TEXT, c BLOB, d BLOB, e BLOB)")
        let insert = try database.statement("INSERT INTO t VALUES (?1, ?2, ?3, ?4, ?5)")
        try insert.bind(1, -7)
        try insert.bind(2, "兑现")
        try insert.bind(3, [0, 255])
        try insert.bind(4, [UInt8]?.none)
        try insert.bind(5, [])
        try insert.run()
        let select = try database.statement("SELECT * FROM t")
        #expect(try select.step())
        #expect(select.integer(0) == -7 && select.text(1) == "兑现")
        #expect(select.bytes(2).map { Array($0) } == [0, 255])
        #expect(select.isNull(3) && select.bytes(3) == nil)
        #expect(!select.isNull(4) && select.bytes(4)?.count == 0)
        #expect(try !select.step())
    }

    @Test("a transaction that throws leaves nothing")
    func rollback() throws {
        let database = try Database(.memory)
        try database.execute("CREATE TABLE t(a INTEGER PRIMARY KEY)")
        let error = #expect(throws: StorageError.self) {
            try database.transaction { () throws(StorageError) in
                try database.execute("INSERT INTO t VALUES (1)")
                try database.execute("INSERT INTO t VALUES (1)")
            }
        }
        #expect(error?.kind == .constraint)
        let count = try database.statement("SELECT count(*) FROM t")
        #expect(try count.step() && count.integer(0) == 0)
    }

    @Test("what SQLite refuses is said in a sentence with what to do")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let missing = #expect(throws: StorageError.self) { try Database(.file(folder.file("no/folder.sqlite"))) }
        #expect(missing?.kind == .cannotOpen && missing?.description.contains("check that its folder exists") == true)
        let first = try Database(.file(folder.file("a.sqlite")), lockTimeoutMs: 1)
        try first.execute("CREATE TABLE t(a INTEGER); BEGIN IMMEDIATE")
        let second = try Database(.file(folder.file("a.sqlite")), lockTimeoutMs: 1)
        let locked = #expect(throws: StorageError.self) { try second.execute("BEGIN IMMEDIATE") }
        #expect(locked?.kind == .locked)
        let wrong = #expect(throws: StorageError.self) { try first.statement("SELEKT 1") }
        #expect(wrong?.kind == .misuse)
        let reader = try Database(.file(folder.file("a.sqlite")), readOnly: true)
        let readOnly = #expect(throws: StorageError.self) { try reader.execute("INSERT INTO t VALUES (1)") }
        #expect(readOnly?.kind == .readOnly)
    }
}
