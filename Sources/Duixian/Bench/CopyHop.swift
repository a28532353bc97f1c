import Agent
import Awards
import Commands
import Log
import Synchronization

/// One hop of the copy benchmark, in a process of its own: reads a topic's only partition and copies so many records
/// to another, through the agent loop with progress and digests.
enum CopyHop {
    /// Three stages stand for the three hops; what they are called does not matter here.
    static let stages: [Stage] = [.verify, .assess, .settle]
    /// The division that a run takes for its own, so that its tasks begin without a past.
    private static func division(_ run: String) -> String {
        let number = run.utf8.reduce(0) { ($0 &* 131 &+ Int($1)) % 9_900 }
        return "\(150_100 + number)"
    }

    /// What is copied from and to, in order.
    static func topics(_ run: String) -> [String] { (0...3).map { "\(division(run)).bench-\(run)-\($0)" } }

    /// All topics of a run.
    static func allTopics(_ run: String) -> [String] {
        topics(run) + stages.map { "\(division(run)).\($0.rawValue)-progress" } + ["\(division(run)).dead-letters"]
    }

    /// Runs a hop until `count` records have gone through it; answers the figures as one line.
    static func run(_ log: any EventLog, run name: String, hop: Int, count: Int, batch: Int) throws -> String {
        let topics = topics(name)
        guard let division = Division(division(name)) else { throw CommandFailure(.software, "No division.") }
        let specification = TaskSpecification(
            TaskName(division: division, stage: stages[hop], number: 0),
            sources: [.init(TopicPartition(topics[hop], 0))], outputs: [topics[hop + 1]])
        var settings = LoopSettings()
        settings.batchRecords = batch
        settings.batchOutputs = max(settings.batchOutputs, batch)
        settings.batchBytes = max(settings.batchBytes, batch * 1_024)
        let stop = StopSignal()
        let meter = Mutex<Meter>(Meter())
        let status = TaskStatus(task: specification.id) { event in
            switch event {
            case .committed(let inputs, _, _):
                if meter.withLock({ $0.add(inputs) }) >= count { stop.set() }
            case .trouble(let why): Console.standard.writeError("hop \(hop): \(why)\n")
            case .aborted, .buried, .role, .note, .restored, .fenced: break
            }
        }
        let environment = TaskEnvironment(
            log: log, settings: settings, build: "bench", stateFolder: nil, stop: stop, status: status)
        let ending = try TaskRun(specification, CopyDecider(topic: topics[hop + 1]), environment).wait()
        guard ending == .stopped else { throw CommandFailure(.software, "The hop ended otherwise: \(ending).") }
        return meter.withLock { $0.line(hop) }
    }

    private struct Meter {
        var first: ContinuousClock.Instant?
        var last = ContinuousClock.now
        var records = 0
        var firstRecords = 0
        var transactions = 0

        /// Counts a transaction; answers all records so far.
        mutating func add(_ inputs: Int) -> Int {
            last = .now
            if first == nil {
                first = last
                firstRecords = inputs
            }
            records += inputs
            transactions += 1
            return records
        }

        func line(_ hop: Int) -> String {
            let seconds = Self.seconds(first.map { $0.duration(to: last) } ?? .zero)
            // From the end of the first transaction on, so without what came before it.
            let rate = Double(records - firstRecords) / max(seconds, 0.001)
            return "hop \(hop): \(records) records, \(transactions) transactions, \(Int(rate))/s"
        }

        private static func seconds(_ duration: Duration) -> Double {
            Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        }
    }
}
