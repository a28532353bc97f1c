import Agent
import Awards
import Commands
import Log

/// Knows when no agent has anything left to read.
struct Quiet {
    let log: any EventLog
    /// Those that were started; nobody waits for one that is paused.
    let workers: [Worker]
    let supervisor: Supervisor
    let stop: StopSignal
    private let partitions: [TopicPartition]

    private static let limitMs: Int64 = 120_000

    init(_ log: any EventLog, _ offices: Offices, _ workers: [Worker], _ supervisor: Supervisor, _ stop: StopSignal)
        throws
    {
        self.log = log
        self.workers = workers
        self.supervisor = supervisor
        self.stop = stop
        let topics = try log.topics()
        let progress = Set(Stage.allCases.map(Stream.progress))
        // What workers say of themselves is nobody's input.
        partitions = offices.all.flatMap { office in
            office.streams.filter { $0 != .health && !progress.contains($0) }.flatMap { stream in
                let topic = stream.topic(of: office.division)
                return (0..<(topics[topic] ?? 0)).map { TopicPartition(topic, $0) }
            }
        }
    }

    /// Waits until every task has its owner and has decided all that lies before it, and nothing came meanwhile: what
    /// the owners wrote lies before the ends that are compared, for they say how far they are after they have written.
    func wait() throws {
        let workers = workers.filter { worker in
            !worker.runs.contains { supervisor.isPaused("\($0.division).\(worker.name)") }
        }
        let tasks = Set(workers.flatMap(\.runs).map(\.description))
        let deadline = WallClock.now() + Self.limitMs
        while !stop.isSet {
            let before = try ends()
            var behind: [String: Int64] = [:]
            for worker in workers {
                let probe = HealthProbe(host: worker.health.host, port: worker.health.port, readTimeoutMs: 5_000)
                behind.merge(probe.lag() ?? [:]) { $0 + $1 }
            }
            let isRead = tasks.allSatisfy { behind[$0] == 0 }
            if isRead, before != nil, try ends() == before { return }
            if let trouble = supervisor.trouble { throw CommandFailure(.unavailable, trouble) }
            guard WallClock.now() < deadline else {
                let late = tasks.filter { behind[$0] != 0 }.sorted().joined(separator: ", ")
                throw CommandFailure(
                    .unavailable, "These tasks have no owner, or are behind, after 120 s: \(late); their lines say why."
                )
            }
            stop.wait(milliseconds: 10)
        }
    }

    /// Nil while the log cannot say, as brokers do that have just made a topic.
    private func ends() throws -> [TopicPartition: PartitionEnds]? {
        do throws(LogError) {
            return try log.ends(of: partitions)
        } catch {
            guard error.isRetriable else { throw error }
            return nil
        }
    }
}
