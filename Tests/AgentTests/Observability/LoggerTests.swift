import Agent
import Foundation
import Synchronization
import Testing

@Suite struct LoggerTests {
    private final class Lines: Sendable {
        let texts = Mutex<[String]>([])
        var sink: LogSink {
            LogSink { line in self.texts.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
        }
        var all: [String] { texts.withLock { $0 } }
    }

    private func logger(_ lines: Lines, level: LogLevel = .info, format: LogFormat) -> Logger {
        Logger(level: level, format: format, sink: lines.sink, clock: { 1_795_269_513_904 })
    }

    @Test func jsonIsOneObjectALine() {
        let lines = Lines()
        logger(lines, format: .json).with(["task": "150200.verify.0"]).warning(
            "record.refused", "A \"record\" could\nnot be read.",
            ["position": "150223.claims[3]@\(17)", "bytes": 545, "time": .text("of the record \u{1B}[31m")])
        #expect(
            lines.all == [
                #"{"time":"2026-11-21T13:58:33.904Z","level":"warning","event":"record.refused","#
                    + #""message":"A \"record\" could\nnot be read.","task":"150200.verify.0","#
                    + #""position":"150223.claims[3]@17","bytes":545,"time_":"of the record \u001b[31m"}"# + "\n"
            ])
    }

    @Test func textIsForPeopleAndNotForTheTerminalToObey() {
        let lines = Lines()
        logger(lines, format: .text).info(
            "task.owned", "The task\nis \u{9B}31m ours 兑现.",
            ["task": "150200.verify.0", "why": "the owner \"died\"", "none": "", "count": -3])
        #expect(
            lines.all == [
                "2026-11-21T13:58:33.904Z info    task.owned  The task\\u{a}is \\u{9b}31m ours 兑现. task=150200.verify.0 "
                    + "why=\"the owner \\\"died\\\"\" none=\"\" count=-3\n"
            ])
    }

    @Test func anyTextIsReadBackFromJSON() throws {
        let lines = Lines()
        let scalars = (0...0x2FF).compactMap(Unicode.Scalar.init) + ["\u{2028}", "\u{FFFD}", "🐎", "兑"]
        let text = String(String.UnicodeScalarView(scalars))
        logger(lines, format: .json).error("any", text, ["key": .text(text)])
        let line = try #require(lines.all.first)
        #expect(line.filter { $0.isNewline }.count == 1 + text.filter { $0 == "\u{85}" || $0 == "\u{2028}" }.count * 2)
        let object = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
        #expect(object["message"] == text)
        #expect(object["key"] == text)
    }

    @Test(arguments: LogLevel.allCases)
    func belowItsLevelNothingIsEvenMade(level: LogLevel) {
        let lines = Lines()
        let made = Mutex(0)
        func message() -> String {
            made.withLock { $0 += 1 }
            return "made"
        }
        let logger = logger(lines, level: level, format: .text)
        logger.debug("event", message())
        logger.info("event", message())
        logger.warning("event", message())
        logger.error("event", message())
        let expected = LogLevel.allCases.count { $0 >= level }
        #expect(lines.all.count == expected)
        #expect(made.withLock { $0 } == expected)
    }

    @Test func linesOfManyThreadsDoNotMix() throws {
        let pipe = Pipe()
        let logger = Logger(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        #expect(logger.format == .json)
        let (threads, count) = (4, 200)
        let done = DispatchGroup()
        for thread in 0..<threads {
            done.enter()
            Thread.detachNewThread {
                // Longer than what a pipe takes at once, so that writes are cut.
                let message = String(repeating: "\(thread)", count: 10_000)
                for number in 0..<count { logger.info("line", message, ["number": .number(Int64(number))]) }
                done.leave()
            }
        }
        let closing = pipe.fileHandleForWriting
        done.notify(queue: .global()) { try? closing.close() }
        let lines = pipe.fileHandleForReading.readDataToEndOfFile().split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == threads * count)
        for line in lines {
            let object = try JSONSerialization.jsonObject(with: line) as? [String: Any]
            let message = try #require(object?["message"] as? String)
            #expect(Set(message).count == 1 && message.count == 10_000)
        }
    }

    @Test func aBrokenDescriptorStopsNothing() {
        Logger(descriptor: -1).error("event", "Nobody will read this.")
    }
}
