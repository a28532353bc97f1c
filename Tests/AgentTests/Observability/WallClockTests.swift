import Agent
import Foundation
import Testing

@Suite struct WallClockTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_399_999, "2000-02-28T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (1_795_269_513_904, "2026-11-21T13:58:33.904Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ])
    func textIsRFC3339(milliseconds: Int64, text: String) {
        #expect(WallClock.text(milliseconds) == text)
    }

    @Test func agreesWithFoundationOnAnyDay() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var state = seed
        for _ in 0..<2000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            // Within 400 years of 1970.
            let seconds = Int64(state >> 16) % 12_622_780_800 - 6_311_390_400
            let text = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
            #expect(WallClock.text(seconds * 1000) == text.dropLast() + ".000Z", "seed \(seed)")
        }
    }

    @Test func nowIsNow() {
        let before = Int64(Date().timeIntervalSince1970 * 1000)
        #expect((before - 1...before + 60_000).contains(WallClock.now()))
    }
}
