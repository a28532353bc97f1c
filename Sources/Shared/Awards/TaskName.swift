/// A stage's share of the work at one office: `150200.verify.0`. Transactional id and consumer group alike.
public struct TaskName: Hashable, Sendable, CustomStringConvertible {
    public let division: Division
    public let stage: Stage
    /// The partition of a partitioned stage; 0 for a single task.
    public let number: Int

    public init(division: Division, stage: Stage, number: Int) {
        self.division = division
        self.stage = stage
        self.number = number
    }

    /// Nil unless the text is `<division>.<stage>.<number>` as `description` writes it.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let division = Division(parts[0]), let stage = Stage(rawValue: parts[1]),
            let number = Int(parts[2]), number >= 0, String(number) == parts[2]
        else { return nil }
        self.init(division: division, stage: stage, number: number)
    }

    public var description: String { "\(division).\(stage.rawValue).\(number)" }
}
