import TestSupport
import Testing

@testable import Documents

@Suite struct EncodingTests {
    /// GB18030 of 名称,金额 and of 包头; € and 𠀀 take four bytes.
    private let header: [UInt8] = [0xC3, 0xFB, 0xB3, 0xC6, 0x2C, 0xBD, 0xF0, 0xB6, 0xEE, 0x0A]
    private let city: [UInt8] = [0xB0, 0xFC, 0xCD, 0xB7]
    private let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    @Test func readsGB18030() throws {
        let rare: [UInt8] = [0x95, 0x32, 0x82, 0x36]  // U+20000
        let table = try Table(header + city + [0x2C] + rare + [0x0D, 0x0A])
        #expect(table.names == ["名称", "金额"])
        #expect(table.lines == ["2: 包头|𠀀"])
        #expect(table.format == .csv(encoding: .gb18030, separator: ","))
    }

    @Test func readsGB18030InPieces() throws {
        // Characters of two and of four bytes lie across the ends of the pieces.
        let cell = city + [0x95, 0x32, 0x82, 0x36, 0x41]
        let table = try Table(header + (0..<30_000).flatMap { _ in cell + [0x2C] + city + [0x0A] })
        #expect(table.failure == nil)
        #expect(table.rows.count == 30_000 && table.rows.allSatisfy { $0 == ["包头𠀀A", "包头"] })
    }

    @Test func takesTheMarkOff() throws {
        let table = try Table(mark + Array("名称\n包头".utf8))
        #expect(table.names == ["名称"])
        #expect(table.format == .csv(encoding: .utf8, separator: ","))
    }

    @Test func namesTheLineOfBrokenBytes() throws {
        // UTF-8 that is marked, and breaks.
        let marked = try Table(mark + Array("名称\r\n包头\r\n".utf8) + city)
        #expect(marked.error?.line == 3)
        #expect(
            marked.failure == "f:3: is not UTF-8 here, though the file's first bytes say so; "
                + "save it again as CSV UTF-8")
        // Mixed: mostly UTF-8, then GB18030, which the rest is not.
        let mixed = try Table(Array("名称\n包头市\n".utf8) + city + Array("\n东河区\n".utf8))
        #expect(
            mixed.failure == "f:3: is neither UTF-8 (up to line 3) nor GB18030 (up to line 2); "
                + "save it again as CSV UTF-8")
        // Mixed the other way round, where the whole reads as GB18030 by chance.
        let other = try Table(header + city + [0x0A] + Array("昆都\n".utf8))
        #expect(other.failure == "f:3: mixes encodings: line 3 is UTF-8, line 1 is not; save it again as CSV UTF-8")
        // Neither.
        let neither = try Table(header + [0x41, 0xFF, 0x0A])
        #expect(neither.error?.line == 2)
        // Cut in the middle of a character.
        #expect(try Table(header + [0xB0]).error?.line == 2)
        let cut = try Table(Array("名称\n".utf8) + [0xE5, 0x8C])
        #expect(cut.failure == "f:2: ends within a character, so a part of the file is missing; ask for it again")
    }

    @Test func refusesUTF16() throws {
        let table = try Table([0xFF, 0xFE, 0x61, 0x00, 0x0A, 0x00])
        #expect(table.failure == "f: is text in UTF-16, which some programs call Unicode; save it as XLSX or as CSV")
    }

    @Test("the check agrees with the standard library on any bytes in any pieces")
    func agrees() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("EncodingTests.agrees seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let parts: [[UInt8]] = [
            Array("abcdefghij".utf8), Array("é".utf8), Array("中".utf8), Array("𠀀".utf8), [0x80], [0xC0, 0x80],
            [0xE0, 0x9F, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5], [0xE4],
        ]
        for _ in 0..<3_000 {
            let count = Int.random(in: 0...12, using: &random)
            let limit = Bool.random(using: &random) ? 4 : parts.count
            let bytes = (0..<count).flatMap { _ in parts[Int.random(in: 0..<limit, using: &random)] }
            var check = UTF8Check()
            var isValid = true
            var start = 0
            while start < bytes.count, isValid {
                let end = min(bytes.count, start + Int.random(in: 1...9, using: &random))
                isValid = bytes[start..<end].withUnsafeBytes { check.take($0) }
                start = end
            }
            #expect((isValid && check.isComplete) == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
        }
    }
}
