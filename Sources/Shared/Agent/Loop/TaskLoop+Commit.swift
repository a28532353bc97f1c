internal import Log
internal import Messages
internal import Seals

extension TaskLoop {
    /// Makes the draft one transaction.
    ///
    /// 1. BEGIN a transaction.
    /// 2. PRODUCE the outputs, in order.
    /// 3. PROGRESS: produce the record that says what was read, what was written (the digest was taken while it was
    ///    sent), and what it follows.
    /// 4. OFFSETS: add the positions, the brokers' cross-check of progress.
    /// 5. COMMIT.
    /// 6. MERGE: the state's changes last, the positions move on.
    ///
    /// A crash before 5 leaves nothing; a crash behind it leaves all, and a restart finds it in progress. What aborts
    /// is undone and read again; whatever leaves the outcome open is thrown, and the task starts anew.
    func commit() throws {
        guard !draft.steps.isEmpty else { return }
        let began = MachineClock.monotonicMs
        let progress: [UInt8]
        do {
            progress = try transact()
        } catch {
            guard error.kind == .abortable, error.reason != .notAllowed else { throw error }
            return try undo(after: error)
        }
        merge(progress, tookMs: MachineClock.monotonicMs - began)
    }

    /// Answers the progress record's payload.
    private func transact() throws(LogError) -> [UInt8] {
        try attempt { () throws(LogError) in try writer.begin() }
        status.beganTransaction()
        FailPoint.reach(.begun)
        try produceOutputs()
        let progress = makeProgress()
        try produce(progress)
        FailPoint.reach(.produced)
        let offsets = positions.merging(draft.next) { $1 }
        try attempt { () throws(LogError) in try writer.send(offsets: offsets) }
        FailPoint.reach(.offsetsSent)
        try attempt { () throws(LogError) in try writer.commit() }
        FailPoint.reach(.committed)
        return progress
    }

    private func makeProgress() -> [UInt8] {
        var progress = ProgressRecorded()
        progress.number = state.number + 1
        progress.task = specification.id
        progress.build = build
        progress.steps = draft.steps
        progress.targets = buffer.targets.map(ProgressTarget.init)
        progress.outputsDigest = hasher.finish().description
        progress.inputsDigest = inputsHasher.finish().description
        progress.previous = state.previous.description
        return progress.bytes
    }

    private func produceOutputs() throws(LogError) {
        for entry in buffer.entries {
            let target = buffer.targets[entry.target]
            let headers = buffer.headers(of: entry)
            hasher.update(entry, of: buffer)
            try buffer.withBytes(of: entry) { key, payload throws(LogError) in
                try writer.send(
                    topic: target.topic, partition: target.partition, key: key, payload: payload, headers: headers,
                    limit: entry.limit)
            }
        }
    }

    private func produce(_ progress: [UInt8]) throws(LogError) {
        let headers = [
            Header(CloudEventName.source, specification.id), Header(CloudEventName.version, "1.0"),
            Header(CloudEventName.id, "\(specification.id) \(state.number + 1)"),
            Header(CloudEventName.type, ProgressRecorded.type), Header(CloudEventName.contentType, "application/json"),
        ]
        let record = OutgoingRecord(
            topic: specification.progress.topic, partition: specification.progress.partition,
            key: Array(specification.id.utf8), payload: progress, headers: headers)
        // It lists every run of outputs, which may alternate.
        try writer.send(record, limit: RecordLimit.deadLetter)
    }

    private func merge(_ progress: [UInt8], tookMs: Int64) {
        snapshots?.collect(from: state.store) ?? state.store.commit()
        state.number += 1
        state.previous = SHA256.digest(of: progress)
        state.next.merge(draft.next) { $1 }
        for (partition, count) in buffer.counts { state.wrote(count, to: partition) }
        if let found = culprit, draft.steps.contains(where: { $0.sets(aside: found.position) }) {
            journal.forgive()
            culprit = nil
        }
        aborts = (nil, 0)
        state.read(Int64(draft.inputs))
        lastCommitMs = MachineClock.monotonicMs
        let isInPlan = state.plans.own != nil || state.plans.reading != nil
        status.change { $0.isInPlan = isInPlan }
        status.committed(
            number: state.number, inputs: draft.inputs, outputs: buffer.count, letters: letters, tookMs: tookMs,
            newestInputMs: draft.newestInputMs, store: state.store, next: draft.next,
            oldestOpenMs: decider.oldestOpenMs(state.tables))
    }

    /// Aborts, takes back what the batch changed, and reads it again. After three aborts of the same batch its inputs
    /// are decided one by one; one that still cannot be written is set aside.
    private func undo(after error: LogError) throws {
        let first = draft.steps.first.flatMap { step in step.source.map { Position($0, step.from ?? 0) } }
        aborts = aborts.first == first ? (first, aborts.count + 1) : (first, 1)
        if aborts.count == 7, draft.inputs == 1, let last = draft.last {
            culprit = CrashJournal.Culprit(position: last, why: .cannotBeWritten)
        }
        status.aborted(error)
        try writer.abort()
        state.store.rollBack()
        _ = inputsHasher.finish()
        _ = hasher.finish()
        try readOn()
        guard aborts.count <= 10 else {
            let place = first.map { "from \($0) on" } ?? "of a plan"
            throw LoopError(
                .inconsistent,
                "the transaction \(place) was aborted \(aborts.count) times: \(error); mend that and start again")
        }
        if stop.wait(milliseconds: min(5 << aborts.count, 2_000)) { throw LoopError(.stopped, "told to stop") }
    }

    /// Hands the keeper a snapshot of the state when it is time.
    func takeSnapshotIfDue() throws {
        guard let snapshots, state.sinceSnapshot > 0 else { return }
        let isDue =
            state.sinceSnapshot >= settings.snapshotRecords
            || MachineClock.monotonicMs - lastSnapshotMs >= settings.snapshotMs
        guard isDue, snapshots.isReady else { return }
        try takeSnapshot(snapshots)
    }

    func takeSnapshot(_ snapshots: SnapshotKeeper) throws {
        // Asked now, between two transactions: all own records lie before these ends.
        var partitions = Array(state.outputs.keys)
        partitions.append(specification.progress)
        let ends = try log.ends(of: partitions)
        for (partition, end) in ends where partition != specification.progress {
            state.outputs[partition] = OwnOutputs(from: end.highWatermark, seen: 0)
        }
        state.progressFrom = ends[specification.progress]?.highWatermark ?? 0
        snapshots.keep(SnapshotMark(state, task: specification.id))
        state.tookSnapshot()
        lastSnapshotMs = MachineClock.monotonicMs
        status.change { values in
            values.snapshots += 1
            values.lastSnapshotMs = MachineClock.nowMs
        }
    }
}

extension ProgressStep {
    func sets(aside position: Position) -> Bool {
        kind == .setAside && source == position.partition && to == position.offset + 1
    }
}
