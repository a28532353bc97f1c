import Awards

/// Which topics the stages of an office read, as far as it follows from the offices' file: the edges that the map shows
/// even before anything has run. Others are added as progress records name them.
struct Flow: Sendable {
    /// The stages in the order of a claim's life.
    static let stages: [Stage] = [.relay, .waybills, .verify, .assess, .round, .notify, .settle, .echo]

    let edges: [EdgePicture.Key]

    init(_ offices: Offices) {
        var edges: [EdgePicture.Key] = []
        for office in offices.all {
            for stage in Self.stages where !office.tasks(of: stage).isEmpty {
                edges += Self.topics(of: stage, office, offices).map {
                    EdgePicture.Key(topic: $0, division: office.division, stage: stage)
                }
            }
        }
        self.edges = edges
    }

    private static func topics(of stage: Stage, _ office: Office, _ offices: Offices) -> [String] {
        let own = office.division
        let family = [office] + offices.subordinates(of: own)
        switch stage {
        case .relay, .notify, .settle: return []
        case .verify:
            return family.filter { $0.agents.contains(.intake) }.map { Stream.claims.topic(of: $0.division) }
        case .waybills: return [Stream.waybills.topic(of: own)]
        case .assess:
            let verifiers = family.filter { !$0.tasks(of: .verify).isEmpty }
            return verifiers.map { Stream.verifications.topic(of: $0.division) }
        case .round: return [Stream.assessments.topic(of: own)]
        case .echo: return [Stream.claims.topic(of: own)]
        }
    }
}
