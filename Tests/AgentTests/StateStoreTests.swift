import Messages
import TestSupport
import Testing

@testable import Agent

/// The store against a dictionary that does the same.
struct StateStoreTests {
    private func bytes<Value: StateValue>(_ value: Value) -> [UInt8] {
        var bytes: [UInt8] = []
        value.write(to: &bytes)
        return bytes
    }

    private func contents(_ store: StateStore) -> [[UInt8]: [UInt8]] {
        var found: [[UInt8]: [UInt8]] = [:]
        store.forEach(prefix: []) { key, value in found[Array(key)] = Array(value) }
        return found
    }

    @Test("a batch that is rolled back leaves no trace, one that is committed all", arguments: 0..<20)
    func model(_ round: UInt64) {
        let seed = UInt64.random(in: 0 ... .max) &+ round
        var random = SeededGenerator(seed: seed)
        let store = StateStore()
        var committed: [[UInt8]: [UInt8]] = [:]
        for _ in 0..<60 {
            var open = committed
            for _ in 0..<Int.random(in: 0..<80, using: &random) {
                let key = bytes("key \(Int.random(in: 0..<120, using: &random))")
                if Int.random(in: 0..<3, using: &random) == 0 {
                    key.withUnsafeBytes { store.remove($0) }
                    open[key] = nil
                } else {
                    let value = bytes(String(repeating: "v", count: Int.random(in: 0..<40, using: &random)))
                    key.withUnsafeBytes { key in value.withUnsafeBytes { store.set(key, $0) } }
                    open[key] = value
                }
                #expect(
                    key.withUnsafeBytes { store.withValue($0) { $0.map { Array($0) } } } == open[key], "seed \(seed)")
            }
            if Bool.random(using: &random) {
                store.commit()
                committed = open
            } else {
                store.rollBack()
            }
            #expect(contents(store) == committed, "seed \(seed)")
            #expect(store.count == committed.count, "seed \(seed)")
            #expect(store.bytes == committed.reduce(0) { $0 + $1.key.count + $1.value.count }, "seed \(seed)")
        }
    }

    @Test("a value that is changed where it is was read, changed, taken out and taken back")
    func update() {
        let store = StateStore()
        var table = Table<String, Int>(store, 1)
        var other = Table<String, Int>(store, 2)
        func change(_ key: String, _ to: Int?) -> Int? {
            var before: Int?
            table.update(key) { value in
                before = value
                value = to
                // Other keys may be changed in between, as many as move everything.
                for number in 0..<200 { other["\(key) \(number)"] = to }
            }
            return before
        }
        #expect(change("a", 1) == nil)
        #expect(change("a", 2) == 1)
        store.commit()
        var changes = 0
        table.update("a") { $0 = 2 }
        store.commit { _, _ in changes += 1 }
        #expect(changes == 0, "the same value is no change")
        #expect(change("a", nil) == 2)
        #expect(table["a"] == nil)
        #expect(change("b", 3) == nil)
        store.rollBack()
        #expect(table["a"] == 2)
        #expect(table["b"] == nil)
        #expect(other["a 199"] == 2)
    }

    @Test("what rows are made of is the same written into a buffer as into an array")
    func buffer() throws {
        let moment = try #require(Moment("2024-02-02T09:00:00.125+08:00"))
        for number in [0, 1, 127, 128, 300, 1 << 40, .max] as [Int64] {
            for sign in [1, -1] as [Int64] {
                var buffer = ByteBuffer()
                buffer.append(state: number * sign)
                buffer.append(state: UInt64(number))
                #expect(buffer.bytes == bytes(number * sign) + bytes(UInt64(number)))
            }
        }
        for text in ["", "a", "存续", String(repeating: "長い", count: 100)] {
            var buffer = ByteBuffer(capacity: 1)
            buffer.append(state: text)
            buffer.append(state: Optional(text))
            buffer.append(state: [text, text])
            #expect(buffer.bytes == bytes(text) + bytes(Optional(text)) + bytes([text, text]))
        }
        var buffer = ByteBuffer()
        buffer.append(state: String?.none)
        buffer.append(state: true)
        buffer.append(state: moment)
        #expect(buffer.bytes == bytes(String?.none) + bytes(true) + bytes(moment.description))
    }

    @Test("a table that is kept as it was read shows each change, and each that is taken back")
    func remembered() {
        let store = StateStore()
        var table = Table<String, Int>(store, 1, isRemembered: true)
        var other = Table<String, Int>(store, 2)
        #expect(table["a"] == nil)
        table["a"] = 1
        #expect(table["a"] == 1)
        store.commit()
        let savepoint = store.savepoint
        table["a"] = nil
        other["a"] = 5
        #expect(table["a"] == nil && table["b"] == nil)
        store.rollBack(to: savepoint)
        #expect(table["a"] == 1 && other["a"] == nil)
        // More keys than are kept.
        for number in 0..<40 { table["key \(number)"] = number }
        for number in 0..<40 { #expect(table["key \(number)"] == number) }
        #expect(Table<String, Int>(store, 1)["key 7"] == 7)
        table["key 7"] = 8
        #expect(table["key 7"] == 8)
    }

    @Test("a savepoint takes back what came behind it, and no more")
    func savepoints() {
        let store = StateStore()
        var table = Table<String, Int>(store, 1)
        table["a"] = 1
        let savepoint = store.savepoint
        table["a"] = 2
        table["b"] = 3
        table["a"] = nil
        store.rollBack(to: savepoint)
        #expect(table["a"] == 1 && table["b"] == nil)
        store.commit()
        #expect(table.keys == ["a"])
    }

    @Test("commit tells every changed row with what it is now")
    func changes() {
        let store = StateStore()
        var table = Table<String, String>(store, 1)
        table["a"] = "1"
        table["b"] = "2"
        store.commit()
        table["a"] = "3"
        table["b"] = nil
        table["c"] = "4"
        var rows: [UInt32: Bool] = [:]
        store.commit { row, entry in rows[row] = entry != nil }
        #expect(rows == [0: true, 1: false, 2: true])
        // The freed number is given again.
        table["d"] = "5"
        var again: [UInt32] = []
        store.commit { row, _ in again.append(row) }
        #expect(again == [1])
    }

    @Test("keys come in the order of their bytes, and tables do not see each other")
    func order() {
        let store = StateStore()
        var first = Table<String, Int>(store, 1)
        var second = Table<String, Int>(store, 2)
        for (number, key) in ["b", "a", "d", "c"].enumerated() { first[key] = number }
        second["a"] = 7
        #expect(first.keys == ["a", "b", "c", "d"] && second.keys == ["a"])
        #expect(first["a"] == 1 && second["a"] == 7)
    }

    @Test("values read back as they were written", arguments: [Int64.min, -1, 0, 1, 127, 128, .max])
    func coding(_ number: Int64) {
        func again<Value: StateValue & Equatable>(_ value: Value) -> Bool {
            bytes(value).withUnsafeBytes { raw in
                var rest = StateBytes(raw)
                return Value(from: &rest) == value && rest.isEmpty
            }
        }
        #expect(again(number) && again(Int(number)) && again(UInt64(bitPattern: number)))
        #expect(again("兑现 \(number)") && again([number, 0]) && again(Optional(number)) && again(Int64?.none))
        #expect(again(true) && again([String]()) && again(["", "x"]))
        // Bytes that are cut short are nothing, never a crash.
        let cut = bytes("a text").dropLast()
        #expect(
            Array(cut).withUnsafeBytes { raw in
                var rest = StateBytes(raw)
                return String(from: &rest) == nil
            })
    }
}
