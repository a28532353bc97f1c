import Agent
import Awards
import Decimals
import Messages
import TestSupport
import Testing

@testable import Verifier

/// What the state keeps comes back as it was.
struct StateCodingTests {
    private func back<Value: StateValue>(_ value: Value) -> Value? {
        var bytes: [UInt8] = []
        value.write(to: &bytes)
        return bytes.withUnsafeBytes { bytes in
            var rest = StateBytes(bytes)
            let value = Value(from: &rest)
            return rest.isEmpty ? value : nil
        }
    }

    @Test(
        "a code takes 12 bytes, and other texts come back too",
        arguments: ["91150204MA0QTEXT0X", "YYYYYYYYYYYYYYYYYY", "000000000000000000", "x", "", "91150204MA0QTEST0X"])
    func codes(text: String) {
        #expect(PackedUSCC(text).text == text)
        #expect(back(PackedUSCC(text))?.text == text)
        var bytes: [UInt8] = []
        PackedUSCC("91150204MA0QTEXT0X").write(to: &bytes)
        #expect(bytes.count == 12)
    }

    @Test("facts of every kind come back as they were")
    func facts() throws {
        let facts: Facts = [
            "status": .text("存续"), "other": .text(""), "established_on": .text("2021-01-15"), "a": .null,
            "b": .boolean(true), "c": .number(try Decimal128("1.50")), "d": Sample.number(-7),
            "parcels": .list([.record(["banner": .text("甲"), "count": Sample.number(3)])]),
            "e": .text("2021-02-30"), "f": .number(try Decimal128("1e30")),
        ]
        let row = RowHistory(RowEntry(asOf: 19_000, facts, batch: 3, place: 7))
        #expect(back(row) == row)
        #expect(back(row)?.newest.facts["c"]?.json == "1.50")
        #expect(DayText.of(19_000) == "2022-01-08")
    }

    @Test("entries of waybills come back from their bucket")
    func entries() throws {
        var generator = SeededGenerator(seed: 3)
        var bucket = WaybillBucket()
        var entries: [WaybillEntry] = []
        for _ in 0..<50 {
            let digest = [10 of UInt8] { _ in UInt8.random(in: 0...255, using: &generator) }
            let entry = WaybillEntry(
                digest: digest, firm: UInt32.random(in: 0..<1 << 24, using: &generator), banner: 300, day: 8_000,
                isToVillage: Bool.random(using: &generator), isDelivered: Bool.random(using: &generator))
            bucket.append(entry)
            entries.append(entry)
        }
        let copy = try #require(back(bucket))
        for (place, entry) in entries.enumerated() {
            #expect(copy[place] == entry && copy.places(of: entry) == [place])
        }
    }
}
