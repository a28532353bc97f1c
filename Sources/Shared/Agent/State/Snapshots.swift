internal import Glibc
internal import Log
internal import Messages
internal import Seals

/// Opens a task's snapshot when it starts, and throws away one that the log does not bear out.
struct Snapshots<Stage: Decider> {
    private let specification: TaskSpecification
    private let log: any EventLog
    private let environment: TaskEnvironment

    init(_ specification: TaskSpecification, _ log: any EventLog, _ environment: TaskEnvironment) {
        self.specification = specification
        self.log = log
        self.environment = environment
    }

    /// The state of the snapshot, or the fresh one, with the keeper of those to come.
    func open(_ fresh: TaskState<Stage>) throws -> (state: TaskState<Stage>, keeper: SnapshotKeeper?) {
        guard let folder = environment.stateFolder else { return (fresh, nil) }
        let file = "\(folder)/\(specification.id).snapshot"
        var state = fresh
        if let why = try load(file, into: fresh) {
            environment.status.note("the snapshot \(file) is not used: \(why); folding the log instead")
            for name in [file, file + "-wal", file + "-shm"] { unlink(name) }
            state = TaskState<Stage>(specification)
        }
        let status = environment.status
        return (state, try SnapshotKeeper(file: file) { status.trouble($0) })
    }

    /// Loads the file; a sentence when it is not to be used.
    private func load(_ file: String, into state: TaskState<Stage>) throws -> String? {
        guard access(file, F_OK) == 0 else { return nil }
        let loaded: SnapshotFile.Loaded?
        do {
            let snapshot = try SnapshotFile(file: file)
            defer { snapshot.close() }
            loaded = try snapshot.load(into: state.store)
        } catch {
            return "\(error)"
        }
        switch loaded {
        case nil: return nil
        case .damaged(let why): return why
        case .mark(let mark):
            guard mark.task == specification.id else { return "it is of \(mark.task)" }
            guard try isBorneOut(mark) else { return "the log has another progress record \(mark.number)" }
            mark.apply(to: state)
            environment.status.note("goes on from its snapshot of transaction \(mark.number)")
            return nil
        }
    }

    /// Whether the log's progress record of the same number is the one that the snapshot was taken behind.
    private func isBorneOut(_ mark: SnapshotMark) throws -> Bool {
        guard let end = try log.ends(of: [specification.progress])[specification.progress]?.highWatermark else {
            return false
        }
        guard mark.progressFrom <= end, mark.number > 0 else { return false }
        let reader = try log.reader(for: .folding)
        defer { reader.close() }
        var span: Int64 = 64
        while true {
            let from = max(0, mark.progressFrom - span)
            var last: (number: Int64, digest: SHA256Digest)?
            try reader.read(specification.progress, from: from, to: mark.progressFrom, environment.stop) { record in
                guard let payload = record.payload, let progress = try? ProgressRecorded(reading: payload) else {
                    return true
                }
                last = (progress.number, SHA256.digest(of: payload))
                return true
            }
            if let last { return last.number == mark.number && last.digest == mark.previous }
            guard from > 0 else { return false }
            span *= 16
        }
    }
}
