import Agent
import Awards
import Log

/// What a Notify reads and writes: its own office's claims, and of the offices above all that becomes of them.
struct NotifyTopics: Sendable {
    let letters: String
    let claims: String
    let days: String
    /// Of the offices at and above it that verify.
    let verifications: [String]
    /// Of those that assess and decide.
    let assessments: [String]
    let programmes: [String]
    let rounds: [String]
    let awards: [String]
    /// Of those that pay.
    let payments: [String]
    private let hasClaims: Bool

    init(_ office: Office, _ offices: Offices) {
        letters = Stream.letters.topic(of: office.division)
        claims = Stream.claims.topic(of: office.division)
        days = Stream.days.topic(of: office.division)
        hasClaims = office.agents.contains(.intake)
        var chain = [office]
        while let superior = chain.last?.superior.flatMap({ offices[$0] }) { chain.append(superior) }
        func topics(_ agent: AgentKind, _ stream: Stream) -> [String] {
            chain.filter { $0.agents.contains(agent) }.map { stream.topic(of: $0.division) }
        }
        verifications = topics(.verifier, .verifications)
        assessments = topics(.calculator, .assessments)
        programmes = topics(.calculator, .programmes)
        rounds = topics(.calculator, .rounds)
        awards = topics(.calculator, .awards)
        payments = topics(.settler, .payments)
    }

    func sources(partitions: Int32) -> [TaskSpecification.Source] {
        let keyed = ((hasClaims ? [claims] : []) + verifications + assessments).flatMap { topic in
            (0..<partitions).map { TaskSpecification.Source(TopicPartition(topic, $0), isTable: true) }
        }
        let single = (programmes + rounds + awards + payments).map {
            TaskSpecification.Source(TopicPartition($0, 0), isTable: true)
        }
        return keyed + single + [TaskSpecification.Source(TopicPartition(days, 0), isDigested: true)]
    }
}
