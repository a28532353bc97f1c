internal import Awards
internal import Log
internal import Messages
internal import Seals

extension TaskLoop {
    /// Decides one input record. False ends the batch behind it: a plan begins, or what killed the process is set aside
    /// (for good before anything else may kill it: the journal remembers one record).
    ///
    /// - Parameter from: the offset behind the partition's record before.
    func take(_ record: Record, of source: TaskSpecification.Source, from: Int64) throws -> Bool {
        precondition(record.offset >= from, "\(record.position) came after \(from): a record would be decided twice")
        draft.newestInputMs = max(draft.newestInputMs, record.timestampMs)
        let to = record.offset + 1
        // Of a plan it is set aside when the plan is read.
        if let culprit, culprit.position == record.position, record.header(text: CloudEventName.plan) == nil {
            try setAside(record, from: from, culprit, plan: nil)
            return false
        }
        if source.isDigested { inputsHasher.update(record) }
        let marks = RecordMarks(record)
        if marks.isOfPlan {
            // A plan's records count when it is finished.
            draft.read(source.partition, from: from, to: to)
            return true
        }
        if marks.isPlanMark { return try takePlanMark(record, of: source, from: from, to: to) }
        draft.read(source.partition, from: from, to: to)
        let plan =
            if source.partition.topic == specification.retries {
                try decideRetry(record)
            } else {
                try decide(record, isTable: source.isTable)
            }
        draft.account(for: buffer)
        if source.isTable, draft.steps.last?.outputs.isEmpty == false { draft.close() }
        guard let plan else { return true }
        try begin(plan)
        return false
    }

    private func decideRetry(_ record: Record) throws(LoopError) -> Plan? {
        let retry: Retry
        do {
            guard let request = try Retry(record, for: specification) else { return nil }
            retry = request
        } catch {
            try bury(.unreadable, error.description, Origin(record))
            return nil
        }
        return try decide(retry.record, isTable: retry.isTable, retry: retry)
    }

    /// Decides a record; what fails becomes a dead letter. Answers the plan that follows, if one does.
    ///
    /// - Parameter retry: what the record came in, if it was sent again.
    func decide(_ record: Record, isTable: Bool, retry: Retry? = nil) throws(LoopError) -> Plan? {
        journal.enter(offset: record.offset)
        status.deciding(record.offset)
        defer {
            status.decided()
            journal.leave()
            buffer.cause = nil
        }
        let outputs = buffer.count
        var savepoint = state.store.savepoint
        var isRead = false
        do {
            buffer.cause = record
            let plan = try decider.take(
                record, isRow: isTable, &state.tables, to: buffer, most: settings.batchOutputs
            ) { stage in
                switch stage {
                case .read: isRead = true
                case .rowTaken: savepoint = state.store.savepoint
                }
            }
            if let retry { try resolve(retry, decider.input(from: record)) }
            return plan
        } catch {
            // The row itself stays evolved; all that followed from it is taken back.
            state.store.rollBack(to: savepoint)
            buffer.cut(to: outputs)
            let origin = retry.map(Origin.init) ?? Origin(record)
            try bury(DeadLetter.Kind(of: error, wasRead: isRead), "\(error)", origin)
            return nil
        }
    }

    private func add(_ outputs: [Stage.Output], cause: Record) throws {
        buffer.cause = cause
        // By index: an iterator over outputs of an unknown type costs as much as a small decision.
        for index in outputs.indices {
            try decider.write(outputs[index], to: buffer)
            decider.evolve(&state.tables, .output(outputs[index]))
        }
    }

    private func resolve(_ retry: Retry, _ input: Stage.Input?) throws {
        let outputs = try decider.resolve(state.tables, letter: retry.request.letter, input)
        try add(outputs, cause: retry.record)
    }

    /// - Parameter plan: the finished plan that the record is read with, if it is.
    func setAside(_ record: Record, from: Int64, _ culprit: CrashJournal.Culprit, plan: String?) throws(LoopError) {
        // The offsets before it, if any, are passed over with it: nothing of them can be seen.
        let why = culprit.why.sentence
        let kind: DeadLetter.Kind =
            switch culprit.why {
            case .crashesTheAgent: .crashesTheAgent
            case .tooExpensive: .tooExpensive
            case .cannotBeWritten: .refusedByLog
            }
        let to = record.offset + 1
        draft.add(.at(record.topicPartition, from: from, to: to, kind: .setAside, plan: plan, reason: why))
        // A retry is set aside as the letter that it is of: it would be nothing that anyone can decide otherwise.
        let isRetry = record.topic == specification.retries
        let retry = isRetry ? try? Retry(record, for: specification) : nil
        try bury(kind, why, retry.map(Origin.init) ?? Origin(record))
        draft.account(for: buffer)
    }

    /// Adds the dead letter of a record. It always fits: a letter that is too large goes by reference, without the
    /// record and what else came with it, for position and digest find them.
    private func bury(_ kind: DeadLetter.Kind, _ why: String, _ origin: Origin) throws(LoopError) {
        let record = origin.record
        let why = why.cut(to: DeadLetter.errorLimit)
        var letter = DeadLetter(kind, why, record, specification, attempt: origin.attempt)
        // Whoever may write retries says it; a letter always fits.
        if let id = origin.letter, id.utf8.count <= letter.id.utf8.count { letter.id = id }
        letters += 1
        status.buried(kind, why, origin.position)
        do {
            do {
                try append(letter, of: origin, key: record.key.map { String(decoding: $0, as: UTF8.self) } ?? "")
            } catch OutputError.tooLarge {
                letter.leaveOutContent()
                try append(letter, of: origin, key: "")
            }
        } catch {
            throw LoopError(.inconsistent, "the dead letter of \(origin.position) cannot be written: \(error)")
        }
        decider.evolve(&state.tables, .buried(letter))
    }

    private func append(_ letter: DeadLetter, of origin: Origin, key: String) throws(OutputError) {
        buffer.cause = origin.record
        defer { buffer.cause = nil }
        // The partition is that of the failed record, where there are as many.
        let own = origin.position.partition.partition
        let count = buffer.partitionCount(of: specification.deadLetters) ?? 1
        try buffer.append(
            letter, id: "\(letter.id).\(letter.attempt)", key: key, to: specification.deadLetters,
            partition: own < count ? own : nil,
            more: [Header("origin", "\(origin.position)")], limit: RecordLimit.deadLetter)
    }
}

/// Where a record that is decided on was read: its own place, or that of the retry that it came in.
struct Origin {
    let record: Record
    let position: Position
    /// Number of the attempt to decide on it, from 1.
    let attempt: Int
    /// The letter that was sent again.
    let letter: String?

    init(_ record: Record) {
        self.record = record
        position = record.position
        attempt = 1
        letter = nil
    }

    init(_ retry: Retry) {
        record = retry.record
        position = retry.position
        attempt = retry.request.attempt
        letter = retry.request.letter
    }
}

extension DeadLetter.Kind {
    init(of error: any Error, wasRead: Bool) {
        if !wasRead {
            self = .unreadable
        } else if error is TooManyOutputs {
            self = .tooExpensive
        } else if case OutputError.tooLarge? = error as? OutputError {
            self = .tooLarge
        } else {
            self = .refusedByDecider
        }
    }
}

extension DeadLetter {
    /// The letter of a record that could not be used. Its id comes from content alone.
    init(
        _ kind: Kind, _ why: String, _ record: Record, _ specification: TaskSpecification, attempt: Int
    ) {
        self.init()
        let hasher = SHA256()
        hasher.update(record)
        let digest = hasher.finish()
        hasher.update(Array("\(specification.id) \(record.topic) \(attempt) ".utf8))
        hasher.update(digest)
        id = hasher.finish().hex
        office = specification.division
        stage = specification.name.stage.rawValue
        task = specification.id
        self.kind = kind
        error = why
        self.attempt = attempt
        originTopic = record.topic
        failedType = record.header(text: CloudEventName.type)
        failedID = record.header(text: CloudEventName.id)
        failedSource = record.header(text: CloudEventName.source)
        if let bytes = record.key.map({ Array($0) }) {
            key = String(validating: bytes, as: UTF8.self)
            if key == nil { keyBytes = Base64Data(bytes) }
        }
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        recordDigest = SHA256.digest(of: payload).description
        recordSize = Int64(payload.count)
        // Larger ones go by reference: position and digest find them.
        if payload.count <= RecordLimit.record { self.record = Base64Data(Array(payload)) }
    }

    /// How long the text of an error may be, in bytes: what a decider says may quote a whole record.
    static let errorLimit = 4_096

    /// Makes it a letter by reference, of some kilobytes at most: all that came with the record is gone or cut.
    mutating func leaveOutContent() {
        record = nil
        key = nil
        keyBytes = nil
        originTopic = originTopic.cut(to: 256)
        failedType = failedType?.cut(to: 256)
        failedID = failedID?.cut(to: 256)
        failedSource = failedSource?.cut(to: 256)
    }
}

extension String {
    /// The text, or as much of its beginning as has no more bytes than this, with a mark that it goes on.
    fileprivate func cut(to limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: limit - 3)
        while !UTF8.isStart(utf8[end]) { end = utf8.index(before: end) }
        return self[..<end] + "…"
    }
}

extension UTF8 {
    /// Whether a character begins with this byte.
    fileprivate static func isStart(_ byte: UInt8) -> Bool { byte & 0xC0 != 0x80 }
}
