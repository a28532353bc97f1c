import Agent
import Awards
import Log

/// The topics of a verify task: what it reads follows from the offices alone.
struct VerifyTopics: Sendable {
    let verifications: String
    let registers: String
    let counts: String
    let claims: [String]
    let programmes: [String]
    let rounds: [String]

    init(_ task: TaskName, _ offices: Offices) throws {
        guard let office = offices[task.division] else { throw UnknownOffice(division: task.division) }
        verifications = Stream.verifications.topic(of: task.division)
        registers = Stream.registers.topic(of: task.division)
        counts = Stream.waybillCounts.topic(of: task.division)
        let below = offices.subordinates(of: task.division) + [office]
        claims = below.filter { $0.agents.contains(.intake) }.map { Stream.claims.topic(of: $0.division) }
        let above = Self.upward(from: office, offices).filter { $0.agents.contains(.calculator) }
        programmes = above.map { Stream.programmes.topic(of: $0.division) }
        rounds = above.map { Stream.rounds.topic(of: $0.division) }
    }

    /// The office and those above it.
    static func upward(from office: Office, _ offices: Offices) -> [Office] {
        var chain = [office]
        while let superior = chain.last?.superior.flatMap({ offices[$0] }) { chain.append(superior) }
        return chain
    }

    func sources(_ partition: Int32, orders: TaskSpecification.Source) -> [TaskSpecification.Source] {
        claims.map { .init(TopicPartition($0, partition)) }
            + [
                .init(TopicPartition(registers, partition), isTable: true, isDigested: true),
                .init(TopicPartition(counts, partition), isTable: true),
            ]
            + (programmes + rounds).map { .init(TopicPartition($0, 0), isTable: true) }
            + [orders]
    }
}

struct UnknownOffice: Error, CustomStringConvertible {
    let division: Division
    var description: String { "the offices' file has no office \(division)" }
}
