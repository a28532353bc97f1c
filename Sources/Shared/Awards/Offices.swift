/// The offices of an installation: who they are, whom they report to, who runs which task and who may sign for what.
/// Loaded from `offices.yaml`; whatever is inconsistent in there never gets this far.
public struct Offices: Sendable {
    /// Of every keyed stream. Fixed when the topics are created.
    public let partitions: Int
    /// In the order of the file.
    public let all: [Office]
    /// An installation for trying things out: its commands may say at what time they are given.
    public let isTrial: Bool

    private let byDivision: [Division: Office]
    private let owners: [TaskName: Worker]
    private let standbys: [TaskName: Worker]

    /// The offices must have passed the checks of `load`.
    init(partitions: Int, offices: [Office], isTrial: Bool = false) {
        func workers(_ tasks: (Worker) -> [TaskName]) -> [TaskName: Worker] {
            let pairs = offices.flatMap(\.workers).flatMap { worker in tasks(worker).map { ($0, worker) } }
            return Dictionary(pairs) { first, _ in first }
        }
        self.partitions = partitions
        all = offices
        self.isTrial = isTrial
        byDivision = Dictionary(offices.map { ($0.division, $0) }) { first, _ in first }
        owners = workers(\.runs)
        standbys = workers(\.standby)
    }

    public subscript(division: Division) -> Office? {
        byDivision[division]
    }

    /// The worker that owns a task from the start.
    public func owner(of task: TaskName) -> Worker? {
        owners[task]
    }

    /// The worker that takes a task over when its owner is gone.
    public func standby(of task: TaskName) -> Worker? {
        standbys[task]
    }

    /// The offices directly below one, by ascending division.
    public func subordinates(of division: Division) -> [Office] {
        all.filter { $0.superior == division }.sorted { $0.division < $1.division }
    }

    /// The office that acts at a tier for a division: the nearest at or above it that has the tier. Where the chain of
    /// superiors skips the tier or ends below it, the nearest office above, or else the last one, stands for it. Nil
    /// when the division has no office, or only one above the tier.
    public func office(at tier: Tier, for division: Division) -> Office? {
        guard var office = byDivision[division], office.tier <= tier else { return nil }
        while office.tier < tier, let superior = office.superior.flatMap({ byDivision[$0] }) { office = superior }
        return office
    }
}
