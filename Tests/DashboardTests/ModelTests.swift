import Awards
import Log
import Messages
import Testing

@testable import Dashboard

/// The small parts: times of offsets, alarms, figures, conditions.
struct ModelTests {
    @Test("the time of an offset is known within its gap, and memory is bounded")
    func offsetTimes() throws {
        var times = OffsetTimes()
        #expect(times.time(at: 0) == nil)
        for offset in 0..<100_000 { times.note(Int64(10 + offset), Int64(offset) * 100) }
        #expect(times.time(at: 9) == nil)
        #expect(times.last == 100_009)
        for offset in stride(from: Int64(10), to: 100_010, by: 997) {
            let found = try #require(times.time(at: offset))
            #expect(found <= (offset - 10) * 100)
            #expect((offset - 10) * 100 - found <= 60_000)
        }
        #expect(try #require(times.time(at: 100_009)) > 9_900_000)
    }

    @Test("rates need two pictures, and a count that ran back has none")
    func samples() {
        var samples = Samples<String>()
        samples.note(["a": 10], timeMs: 0)
        #expect(samples.rate(of: "a") == nil)
        samples.note(["a": 30, "b": 1], timeMs: 2_000)
        #expect(samples.rate(of: "a") == 10)
        #expect(samples.rate(of: "b") == nil)
        samples.note(["a": 5], timeMs: 4_000)
        #expect(samples.rate(of: "a") == nil)
        for step in 0..<300 { samples.sample(["a": Double(step)], timeMs: Int64(step) * 30_000) }
        #expect(samples.line(of: "a").count == 120)
        #expect(samples.line(of: "a").last == 299)
        #expect(samples.line(of: "c") == Array(repeating: nil, count: 120))
    }

    @Test("an alarm is told once an episode, and is over half a minute behind its cause")
    func alarms() {
        let told = Told()
        var book = AlarmBook(tell: { told.add($0) })
        func picture(_ openSeconds: Int?) -> Picture {
            var picture = Picture()
            let ends = PartitionEnds(start: 0, lastStable: 1, highWatermark: 2)
            picture.topics = [
                TopicPicture(
                    name: "150223.claims", division: nil,
                    partitions: [.init(number: 0, ends: ends, openSeconds: openSeconds, newestMs: nil)], rate: nil)
            ]
            return picture
        }
        func judge(_ openSeconds: Int?, at clock: Int64) -> [Alarm] {
            var picture = picture(openSeconds)
            book.judge(&picture, nowMs: clock, monotonicMs: clock)
            return picture.alarms
        }
        #expect(judge(20, at: 0) == [])
        #expect(judge(21, at: 2_000).map(\.kind) == [.transaction])
        #expect(judge(23, at: 4_000).first?.sinceMs == 2_000)
        // Gone and back within half a minute: the same episode.
        #expect(judge(nil, at: 6_000).first?.overMs == nil)
        #expect(judge(25, at: 30_000).first?.sinceMs == 2_000)
        #expect(judge(nil, at: 59_999).first?.overMs == nil)
        #expect(judge(nil, at: 60_000).first?.overMs == 60_000)
        #expect(told.count == 1)
        _ = judge(40, at: 90_000)
        #expect(told.count == 2)
    }

    @Test("dead letters that grow, and a task that restores again and again")
    func growth() {
        var book = AlarmBook()
        func judge(letters: Int64, restores: Int64, at clock: Int64) -> Set<Alarm.Kind> {
            var picture = Picture()
            let ends = PartitionEnds(start: 0, lastStable: letters, highWatermark: letters)
            picture.topics = [
                TopicPicture(
                    name: "150223.dead-letters", division: nil,
                    partitions: [.init(number: 0, ends: ends, openSeconds: nil, newestMs: nil)], rate: nil)
            ]
            if let name = TaskName("150223.echo.0") {
                var task = TaskPicture(name: name)
                task.standing = .ok
                task.restores = restores
                picture.tasks = [task]
            }
            book.judge(&picture, nowMs: clock, monotonicMs: clock)
            return Set(picture.alarms.filter { $0.overMs == nil }.map(\.kind))
        }
        // What lay there before is no growth.
        #expect(judge(letters: 7, restores: 5, at: 0) == [])
        #expect(judge(letters: 8, restores: 6, at: 2_000) == [.letters])
        #expect(judge(letters: 8, restores: 7, at: 4_000) == [.letters])
        #expect(judge(letters: 8, restores: 8, at: 6_000) == [.letters, .fenced])
        for clock in stride(from: Int64(8_000), through: 600_000, by: 2_000) {
            // A minute after the last letter, and half a minute of quiet.
            let letters: Set<Alarm.Kind> = clock < 92_000 ? [.letters] : []
            #expect(judge(letters: 8, restores: 8, at: clock) == letters.union([.fenced]), "\(clock)")
        }
        _ = judge(letters: 8, restores: 8, at: 610_000)
        #expect(judge(letters: 8, restores: 8, at: 640_000) == [])
    }

    private final class Told: @unchecked Sendable {
        // Used on the test's own thread only.
        private(set) var count = 0
        func add(_ alarm: Alarm) { count += 1 }
    }

    @Test(
        "figures as people read them",
        arguments: [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123_456_789, "1,234,567.89"), (-100_000, "-1,000.00")])
    func yuan(fen: Int64, text: String) { #expect(Figures.yuan(fen) == text) }

    @Test("times are those of Shanghai")
    func local() { #expect(Figures.local(1_709_258_400_000) == "2024-03-01 10:00:00") }

    private func shown(_ claim: ClaimSubmitted, type: String = ClaimSubmitted.type) -> ShownRecord {
        let outgoing = OutgoingRecord(
            topic: "150223.claims", key: Array("k".utf8), payload: claim.bytes, headers: [Header("ce_type", type)])
        return ShownRecord(Record(outgoing, at: Position(TopicPartition("150223.claims", 1), 7)))
    }

    @Test(
        "a condition chooses by place and content, and sees masked what is masked",
        arguments: [
            (#"payload.clause = "7-1""#, true), (#"payload.clause = "8""#, false),
            ("offset >= 7 and partition = 1", true),
            (#"starts with(topic, "150223")"#, true), (#"payload.account.number = "****3445""#, true),
            (#"payload.account.number = "6222020200112233445""#, false), ("payload.nothing > 1", false), ("1", false),
        ])
    func conditions(text: String, holds: Bool) throws {
        #expect(try RecordCondition(text).holds(shown(Installation.claim("c-1"))) == holds)
    }

    @Test("a wrong condition says where")
    func wrongCondition() { #expect { try RecordCondition("payload. = 1") } throws: { "\($0)".contains("1") } }

    @Test("personal values are masked in lines, and what cannot be masked is left out")
    func masked() {
        let line = shown(Installation.claim("c-1")).line
        #expect(!line.contains("6222020200112233445") && !line.contains("王小明"))
        #expect(line.contains("****3445"))
        let unknown = shown(Installation.claim("c-1"), type: "other.v1")
        #expect(unknown.json == nil && !unknown.line.contains("示例"))
    }
}
