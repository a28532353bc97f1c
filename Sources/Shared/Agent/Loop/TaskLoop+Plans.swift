internal import Log
internal import Messages
internal import Seals

extension TaskLoop {
    /// Begins a plan of our own: every target is told that it starts.
    func begin(_ plan: Plan) throws {
        precondition(state.plans.own == nil, "the plan \(plan.id) begins while another is open")
        draft.add(.own(.begun, plan: plan.id, subject: plan.subject, cursor: plan.cursor))
        var mark = PlanStarted()
        mark.plan = plan.id
        mark.task = specification.id
        mark.subject = plan.subject
        for target in plan.targets {
            try buffer.append(
                mark, id: "\(plan.id) started", key: plan.id, to: target.topic, partition: target.partition)
        }
        draft.account(for: buffer)
        state.plans.own = PlanBook.Own(plan: plan, written: plan.targets.map { _ in PlanTally() })
    }

    /// The next piece of our own plan, as a transaction. When it was the last, the plan is finished and in force.
    func continuePlan(_ own: PlanBook.Own) throws {
        beginDraft()
        draft.add(.own(.continued, plan: own.plan.id, cursor: nil))
        let piece = try decider.proceed(state.tables, with: own.plan)
        precondition(piece.outputs.count <= settings.batchOutputs, "a piece of \(own.plan.id) is larger than a batch")
        buffer.plan = own.plan.id
        buffer.planTime = piece.time
        for output in piece.outputs { try decider.write(output, to: buffer) }
        var now = own
        for entry in buffer.entries {
            hasher.update(entry, of: buffer)
            let target = buffer.targets[entry.target]
            guard own.plan.targets.contains(target) else {
                throw LoopError(
                    .inconsistent,
                    "the plan \(own.plan.id) of \(specification.id) writes to \(target), which it has not announced")
            }
            now.count(hasher.finish(), to: target, hasher)
        }
        buffer.plan = nil
        buffer.planTime = nil
        draft.setCursor(piece.cursor)
        if let cursor = piece.cursor {
            state.plans.own = now.moved(to: cursor)
        } else {
            try finish(now)
        }
        draft.account(for: buffer)
        try commit()
    }

    private func finish(_ own: PlanBook.Own) throws {
        for (target, tally) in zip(own.plan.targets, own.written) {
            var mark = PlanFinished()
            mark.plan = own.plan.id
            mark.task = specification.id
            mark.count = tally.count
            mark.digest = tally.digest.description
            try buffer.append(
                mark, id: "\(own.plan.id) finished", key: own.plan.id, to: target.topic, partition: target.partition)
        }
        state.plans.own = nil
        decider.evolve(&state.tables, .finished(own.plan))
    }

    /// Notes where another task's plan starts, or turns to reading one that is finished.
    func takePlanMark(_ record: Record, of source: TaskSpecification.Source, from: Int64, to: Int64) throws -> Bool {
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        do {
            if record.header(text: CloudEventName.type) == PlanStarted.type {
                let mark = try PlanStarted(reading: payload)
                draft.add(.at(source.partition, from: from, to: to, kind: .noted, plan: mark.plan))
                state.plans[mark.plan, source.partition] = to
                return true
            }
            let mark = try PlanFinished(reading: payload)
            guard let start = state.plans[mark.plan, source.partition] else {
                // It began before this task read the partition, or never.
                draft.read(source.partition, from: from, to: to)
                return true
            }
            try check(mark, in: source.partition, start..<record.offset)
            draft.add(.at(source.partition, from: record.offset, to: to, kind: .reading, plan: mark.plan))
            state.plans.noteFinished(mark.plan, in: source.partition, end: record.offset)
            return false
        } catch let error as MessageError {
            throw LoopError(.inconsistent, "\(record.position) marks a plan and cannot be read: \(error)")
        }
    }

    /// Reads the plan once before any of it is used, and compares it with what its end says of it.
    private func check(_ mark: PlanFinished, in partition: TopicPartition, _ range: Range<Int64>) throws {
        var tally = PlanTally()
        let reader = try log.reader(for: .folding)
        defer { reader.close() }
        try reader.read(partition, from: range.lowerBound, to: range.upperBound, stop) { record in
            guard record.header(text: CloudEventName.plan) == mark.plan else { return true }
            hasher.update(record)
            tally.add(hasher.finish(), hasher)
            return true
        }
        guard tally.count == mark.count, tally.digest.description == mark.digest else {
            throw LoopError(
                .inconsistent,
                "the plan \(mark.plan) of \(mark.task) in \(partition) has \(tally.count) records and another digest than "
                    + "its end says (\(mark.count)); run duixian audit")
        }
    }

    /// A piece of another task's finished plan, as a transaction. The plan's range is read by itself, from where its
    /// start was noted; the partitions' own positions stay where they are.
    func readPlan(_ reading: PlanBook.Reading) throws {
        guard let source = specification.source(reading.partition) else {
            throw LoopError(
                .inconsistent,
                "\(specification.id) is to read a plan in \(Position(reading.partition, reading.next)), which it does not "
                    + "read; run duixian audit")
        }
        if !isReadingPlan {
            pending = nil
            try reader.assign([reading.partition: reading.next])
            isReadingPlan = true
        }
        if pending == nil {
            pending = try reader.poll(settings.poll)
            pendingIndex = 0
        }
        beginDraft()
        let next = try takePlanRecords(reading, source)
        guard next > reading.next else { return status.idle(reached: [:]) }
        draft.passOver(reading.plan, reading.partition, from: draft.planNext ?? reading.next, to: next)
        state.plans.read(to: next)
        try commit()
        if state.plans.reading == nil { try readOn() }
    }

    /// Decides the plan's records that were read; answers how far that is.
    private func takePlanRecords(_ reading: PlanBook.Reading, _ source: TaskSpecification.Source) throws -> Int64 {
        var next = reading.next
        journal.enter(reading.partition)
        while let batch = pending, pendingIndex < batch.count, hasRoom {
            let record = batch[pendingIndex]
            guard record.offset < reading.end else { return reading.end }
            pendingIndex += 1
            if let culprit, culprit.position == record.position {
                try setAside(record, from: next, culprit, plan: reading.plan)
                next = record.offset + 1
                // For good before anything else may kill the process: the journal remembers one record.
                break
            }
            draft.readPlan(reading.plan, reading.partition, from: next, to: record.offset + 1)
            next = record.offset + 1
            guard record.header(text: CloudEventName.plan) == reading.plan else { continue }
            let plan = try decide(record, isTable: source.isTable)
            if let plan { preconditionFailure("a record of the plan \(reading.plan) begins the plan \(plan.id)") }
            draft.account(for: buffer)
            if source.isTable, draft.steps.last?.outputs.isEmpty == false { draft.close() }
        }
        if let batch = pending, pendingIndex < batch.count { return next }
        pending = nil
        // Behind the last record lie only markers and what was aborted.
        return (reader.reached[reading.partition] ?? next) >= reading.end ? reading.end : next
    }

    /// Goes back to the partitions' own positions.
    func readOn() throws {
        pending = nil
        isReadingPlan = false
        try reader.assign(positions)
    }
}
