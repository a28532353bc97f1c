import Foundation
import Synchronization
import Testing

@testable import Agent

@Suite struct MetricsTests {
    @Test func textIsWhatPrometheusReads() {
        let metrics = Metrics(clock: { 5500 })
        metrics.counter("b_total", help: "Back\\slash\nand line.", labels: ["task": "a\"b\\c\nd", "x": "兑"])
            .increment(by: 3)
        metrics.gauge("a_bytes", help: "Bytes.").set(0.25)
        metrics.age("c_age_seconds", help: "Age.").since(1000)
        let histogram = metrics.histogram("d_seconds", help: "Time.", bounds: [0.1, 1], labels: ["task": "t"])
        for value in [0.1, 0.11, 1, 7] { histogram.observe(value) }
        #expect(
            metrics.text() == #"""
                # HELP a_bytes Bytes.
                # TYPE a_bytes gauge
                a_bytes 0.25
                # HELP b_total Back\\slash\nand line.
                # TYPE b_total counter
                b_total{task="a\"b\\c\nd",x="兑"} 3
                # HELP c_age_seconds Age.
                # TYPE c_age_seconds gauge
                c_age_seconds 4.5
                # HELP d_seconds Time.
                # TYPE d_seconds histogram
                d_seconds_bucket{task="t",le="0.1"} 1
                d_seconds_bucket{task="t",le="1"} 3
                d_seconds_bucket{task="t",le="+Inf"} 4
                d_seconds_sum{task="t"} 8.21
                d_seconds_count{task="t"} 4

                """#)
    }

    @Test func whatIsNotKnownHasNoSample() {
        let metrics = Metrics(clock: { 1000 })
        let gauge = metrics.gauge("a", help: "A.")
        let age = metrics.age("b_seconds", help: "B.")
        let empty = "# HELP a A.\n# TYPE a gauge\n# HELP b_seconds B.\n# TYPE b_seconds gauge\n"
        #expect(metrics.text() == empty)
        gauge.set(0)
        age.since(2000)
        // A clock that ran back makes no negative age.
        #expect(metrics.text().contains("\na 0\n") && metrics.text().hasSuffix("\nb_seconds 0\n"))
        gauge.set(nil)
        age.since(nil)
        #expect(metrics.text() == empty)
        gauge.set(.nan)
        #expect(metrics.text() == empty)
    }

    @Test(arguments: [
        (0.0, "0"), (-3.0, "-3"), (1e15, "1000000000000000"), (0.005, "0.005"), (1e-7, "1e-07"), (1e300, "1e+300"),
        (.infinity, "+Inf"), (-.infinity, "-Inf"),
    ])
    func numbers(value: Double, text: String) {
        #expect(MetricText.number(value) == text)
        #expect(Double(text) == value)
    }

    @Test func theSameNameAndLabelsAreTheSameMeter() {
        let metrics = Metrics()
        let first = metrics.counter("a_total", help: "A.", labels: ["task": "1"])
        #expect(metrics.counter("a_total", help: "A.", labels: ["task": "1"]) === first)
        #expect(metrics.counter("a_total", help: "A.", labels: ["task": "2"]) !== first)
    }

    @Test func nothingIsLostBetweenThreads() {
        let metrics = Metrics()
        let task = TaskMetrics(task: "150200.verify.0", in: metrics)
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            for _ in 0..<10_000 {
                task.recordsIn.increment()
                task.commitDuration.observe(0.5)
            }
            _ = metrics.text()
        }
        #expect(task.recordsIn.value == 40_000)
        #expect(metrics.text().contains("duixian_commit_duration_seconds_count{task=\"150200.verify.0\"} 40000\n"))
        #expect(metrics.text().contains("duixian_commit_duration_seconds_sum{task=\"150200.verify.0\"} 20000\n"))
    }

    private static let promtool = "/usr/bin/promtool"

    @Test(
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: promtool),
            "promtool is missing. Type: apt-get install prometheus"))
    func promtoolFindsNothingToSay() throws {
        let metrics = Metrics(clock: { 10_000 })
        for name in ["150200.verify.0", "150200.verify.1", "odd \"name\"\\\n"] {
            let task = TaskMetrics(task: name, in: metrics)
            task.recordsIn.increment(by: 7)
            task.batchRecords.observe(5000)
            task.commitDuration.observe(0.03)
            for gauge in [task.lagSeconds, task.lagRecords, task.stateKeys, task.stateBytes] { gauge.set(1.5) }
            for age in [task.openTransactionAge, task.oldestOpenItemAge, task.snapshotAge] { age.since(1) }
        }
        // Without a sample of some kinds, too.
        _ = TaskMetrics(task: "idle", in: metrics)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.promtool)
        process.arguments = ["check", "metrics"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        input.fileHandleForWriting.write(Data(metrics.text().utf8))
        try input.fileHandleForWriting.close()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(said)")
        #expect(said.isEmpty)
    }
}
