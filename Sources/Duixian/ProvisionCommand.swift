import Agent
import Awards
import Commands
import Log

/// `duixian provision`: makes the topics of every office.
enum ProvisionCommand {
    private static let replicas = Option(
        "replicas", "N", "copies of each partition; without it what the brokers say", .integer(1...32))

    static let command = Command(
        "provision", "creates the topics of every office",
        [
            CommandOptions.offices, CommandOptions.log, CommandOptions.config, CommandOptions.anyOffice, replicas,
        ],
        details: """
            Which topics an office has follows from the agents that it runs. What is there already is left as it is, \
            so it may be run again at any time. A SQLite file is made when it is missing.

            The number of partitions is never changed: records would change theirs.
            """
    ) { values in
        let offices = try CommandOptions.loadOffices(values)
        let chosen = try CommandOptions.chosen(offices, values)
        let log = try CommandOptions.address(values).open()
        let provisioning = Provisioning(offices: offices, log: log, replicas: values[replicas].map(Int32.init))
        var output = StandardOutput()
        var created = 0
        var existed = 0
        for result in try provisioning.run(chosen) {
            let name = "\(result.office.division) \(result.office.name.zh) \(result.office.name.en)"
            output.write("\(name): created \(result.created.count), existed \(result.existed)\n")
            for topic in result.created {
                let partitions = topic.partitions == 1 ? "1 partition" : "\(topic.partitions) partitions"
                output.write("  \(topic.name)  \(partitions)\n")
            }
            created += result.created.count
            existed += result.existed
        }
        output.write("\(log.name): created \(created), existed \(existed)\n")
    }
}

/// Makes the topics of offices.
struct Provisioning {
    struct Result {
        let office: Office
        let created: [TopicDefinition]
        let existed: Int
    }

    let offices: Offices
    let log: any EventLog
    var replicas: Int32?

    private static let visibleLimitSeconds = 30

    /// Creates what is missing.
    ///
    /// - Throws: when a topic is there with another number of partitions; then none is created.
    func run(_ chosen: [Office]) throws -> [Result] {
        let known = try log.topics()
        let wanted = chosen.map { ($0, definitions(of: $0)) }
        for topic in wanted.flatMap(\.1) {
            if let partitions = known[topic.name], partitions != topic.partitions { throw differs(topic, partitions) }
        }
        let results = try wanted.map { office, topics in
            let outcomes = try log.create(topics)
            var created: [TopicDefinition] = []
            for (topic, outcome) in zip(topics, outcomes) {
                switch outcome {
                case .created: created.append(topic)
                case .existed: break
                case .differs(let partitions): throw differs(topic, partitions)
                }
            }
            return Result(office: office, created: created, existed: topics.count - created.count)
        }
        try awaitTopics(Set(results.flatMap(\.created).map(\.name)))
        return results
    }

    /// Brokers hear of a new topic a little later than its creation is answered; whoever came sooner would be told that
    /// it is missing.
    private func awaitTopics(_ names: Set<String>) throws {
        let deadline = ContinuousClock.now + .seconds(Self.visibleLimitSeconds)
        let never = StopSignal()
        while !names.isSubset(of: try log.topics().keys) {
            guard ContinuousClock.now < deadline else {
                throw CommandFailure(
                    .temporary, "\(log.name) has created topics that it does not show yet; look again in a minute.")
            }
            never.wait(milliseconds: 20)
        }
    }

    private func definitions(of office: Office) -> [TopicDefinition] {
        office.streams.map { stream in
            let cleanup: TopicDefinition.Cleanup =
                switch stream.retention {
                case .everything: .keep
                case .newest: .compact
                }
            return TopicDefinition(
                stream.topic(of: office.division),
                partitions: Int32(clamping: stream.partitionCount(keyed: offices.partitions)), cleanup: cleanup,
                replicas: replicas)
        }
    }

    private func differs(_ topic: TopicDefinition, _ partitions: Int32) -> CommandFailure {
        CommandFailure(
            .configuration,
            "\(topic.name) has \(partitions) partitions in \(log.name), and the offices' file asks for "
                + "\(topic.partitions): write `partitions: \(partitions)` into the file, or name another log.")
    }
}
