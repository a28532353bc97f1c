internal import Documents

/// Who runs what in one office: the part of `OfficesCheck` that is about tasks.
struct TaskCheck {
    let partitions: Int?
    let draft: OfficeDraft

    private struct Task: Hashable {
        let stage: Stage
        let number: Int
    }

    private typealias Holders = [Task: (worker: Int, line: Int)]

    func run() {
        for worker in draft.workers {
            for share in worker.runs + worker.standby { check(share, of: worker) }
            checkIdle(worker)
        }
        var owners: Holders = [:]
        var standbys: Holders = [:]
        for (index, worker) in draft.workers.enumerated() {
            claim(worker.runs, for: index, verb: "is run", in: &owners)
            claim(worker.standby, for: index, verb: "is stood by for", in: &standbys)
        }
        checkStandbys(owners)
        checkGaps(owners)
    }

    private func check(_ share: WorkerDraft.Share, of worker: WorkerDraft) {
        let stage = share.stage.value
        if let agent = worker.agent?.value, stage.agent != agent {
            share.stage.place.report(
                "\(stage.rawValue) is a stage of the \(stage.agent.rawValue), not of the \(agent.rawValue)")
        }
        guard let partitions else { return }
        let count = stage.taskCount(partitions: partitions)
        for number in share.numbers where number.value >= count {
            let range = count == 1 ? "only task 0" : "tasks 0 to \(count - 1)"
            number.place.report("\(stage.rawValue) has \(range), so no task \(number.value)")
        }
    }

    private func checkIdle(_ worker: WorkerDraft) {
        guard let agent = worker.agent, let name = worker.name, !agent.value.stages.isEmpty else { return }
        if worker.runs.isEmpty, worker.standby.isEmpty {
            name.place.report("the worker \(name.value) runs no task and stands by for none")
        }
    }

    private func claim(_ shares: [WorkerDraft.Share], for worker: Int, verb: String, in holders: inout Holders) {
        for share in shares {
            for number in share.numbers {
                let task = Task(stage: share.stage.value, number: number.value)
                if let first = holders[task] {
                    let who = first.worker == worker ? "twice by this worker" : "by two workers"
                    number.place.report("task \(name(task)) \(verb) \(who); the first is on line \(first.line)")
                } else {
                    holders[task] = (worker, number.place.node.mark.line)
                }
            }
        }
    }

    private func checkStandbys(_ owners: Holders) {
        for (index, worker) in draft.workers.enumerated() {
            for share in worker.standby {
                for number in share.numbers {
                    let task = Task(stage: share.stage.value, number: number.value)
                    guard let owner = owners[task] else {
                        number.place.report("task \(name(task)) has a standby, but no worker runs it")
                        continue
                    }
                    if owner.worker == index {
                        number.place.report("the standby of task \(name(task)) is its owner; another worker must be")
                    }
                }
            }
        }
    }

    /// Half a stage would leave the claims of some partitions lying for ever.
    private func checkGaps(_ owners: Holders) {
        guard let partitions else { return }
        for stage in Stage.allCases {
            let shares = draft.workers.flatMap(\.runs).filter { $0.stage.value == stage }
            guard let last = shares.last else { continue }
            let missing = (0..<stage.taskCount(partitions: partitions))
                .filter { owners[Task(stage: stage, number: $0)] == nil }
            guard !missing.isEmpty else { continue }
            let names = missing.map { name(Task(stage: stage, number: $0)) }.joined(separator: ", ")
            last.stage.place.report("no worker runs \(names); each task of a stage that an office runs needs an owner")
        }
    }

    private func name(_ task: Task) -> String {
        let office = draft.division.map { "\($0.value)." } ?? ""
        return "\(office)\(task.stage.rawValue).\(task.number)"
    }
}
