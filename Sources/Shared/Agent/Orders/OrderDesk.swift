public import Awards
public import Log
internal import Messages

/// Where an office's commands and pages hand in orders and hear the answers.
public struct OrderDesk: Sendable {
    private let offices: Offices
    private let log: any EventLog
    private let now: @Sendable () -> Int64

    /// - Parameter now: the time that orders are given, in milliseconds since 1970.
    public init(offices: Offices, log: any EventLog, now: @escaping @Sendable () -> Int64 = WallClock.now) {
        self.offices = offices
        self.log = log
        self.now = now
    }

    /// Says why the order may not be given, by the offices' file alone. It is the one place that looks at roles:
    /// an order on `orders` has passed it, and a replay must not depend on who is an officer today.
    public func check(_ draft: OrderDraft) throws(OrderRefusal) {
        guard let office = offices[draft.office] else { throw .noOffice(draft.office) }
        guard let officer = office.officer(draft.officer) else {
            let own = offices.all.first { $0.officer(draft.officer) != nil }
            if let own { throw .otherOffice(officer: draft.officer, of: own.division, draft.office) }
            throw .noOfficer(draft.officer, draft.office)
        }
        guard let kind = OrderKind.all(of: draft.stage).first(where: { $0.name == draft.kind }) else {
            throw .noKind(draft.kind, draft.stage)
        }
        guard officer.roles.contains(kind.role) else {
            let holders = office.officers.filter { $0.roles.contains(kind.role) }.map(\.id)
            throw .noRole(officer: draft.officer, kind.role, kind: draft.kind, holders: holders)
        }
        guard !office.tasks(of: draft.stage).isEmpty else { throw .notRun(draft.stage, draft.office) }
        guard !draft.reason.isEmpty else { throw .noReason }
        if let applicant = draft.applicant, !Self.isUSCC(applicant) { throw .badApplicant(applicant) }
    }

    /// Checks the order, writes it in one transaction, and waits for its answer. An order that may not be given is
    /// recorded as refused; one that was answered before is not written again.
    ///
    /// - Throws: `OrderRefusal` when it may not be given, which is on the log then, and `LogError` when nothing can be
    ///   written: nothing is on the log, but for the reason `timedOut`, which says that it may be.
    public func give(_ draft: OrderDraft, waitMs: Int) throws -> OrderOutcome {
        let order = draft.order(atMs: now())
        do throws(OrderRefusal) {
            try check(draft)
        } catch {
            if let office = offices[draft.office] { try record(error, of: order, at: office.division) }
            throw error
        }
        if let answer = try earlierAnswer(to: order.id, of: draft.office) { return .answered(answer) }
        let answers = try answerReader(draft.office)
        defer { answers.close() }
        try write(Self.outgoing(order, id: order.id, order: order, draft.office), of: draft.office, by: order.officer)
        let deadline = MachineClock.monotonicMs + Int64(waitMs)
        while true {
            let rest = max(0, deadline - MachineClock.monotonicMs)
            for record in try answers.poll(PollLimits(firstWaitMs: Int(min(rest, 200)), moreWaitMs: 0)) {
                if let answer = Self.answer(to: order.id, in: record) { return .answered(answer) }
            }
            if rest == 0 { return .recorded(order: order.id, mustAnswer: draft.stage.agent) }
        }
    }

    private static func answer(to order: String, in record: Record) -> OrderAnswered? {
        guard record.header(text: CloudEventName.type) == OrderAnswered.type, let payload = record.payload,
            let answer = try? OrderAnswered(reading: payload), answer.order == order
        else { return nil }
        return answer
    }

    /// The same order at the same moment was given before: its stage will not answer it again.
    private func earlierAnswer(to order: String, of office: Division) throws -> OrderAnswered? {
        let place = Partitioner.partition(of: Array(order.utf8), among: Int32(offices.partitions))
        var found: OrderAnswered?
        try LogScan.run(log, [TopicPartition(Stream.answers.topic(of: office), place)]) { record in
            found = Self.answer(to: order, in: record)
            return found == nil
        }
        return found
    }

    /// A reader from the end as it is before the order is written: no answer to it lies before that.
    private func answerReader(_ office: Division) throws(LogError) -> any LogReader {
        let partitions = (0..<Int32(Stream.answers.partitionCount(keyed: offices.partitions))).map {
            TopicPartition(Stream.answers.topic(of: office), $0)
        }
        let ends = try log.ends(of: partitions)
        let reader = try log.reader(for: .following)
        try reader.assign(ends.mapValues(\.lastStable))
        return reader
    }

    /// An attempt at what one may not do is kept too.
    private func record(_ refusal: OrderRefusal, of order: OrderGiven, at office: Division) throws(LogError) {
        var refused = OrderRefused()
        refused.id = order.id
        refused.stage = order.stage
        refused.officer = order.officer
        refused.reason = order.reason
        refused.at = order.at
        refused.kind = order.kind
        refused.applicant = order.applicant
        refused.sentence = refusal.sentence
        let name = offices[office]?.officer(order.officer) == nil ? "nobody" : order.officer
        try write(Self.outgoing(refused, id: "\(order.id).refused", order: order, office), of: office, by: name)
    }

    private static func outgoing(
        _ message: some Message, id: String, order: OrderGiven, _ office: Division
    ) -> OutgoingRecord {
        let event = CloudEvent(id: id, type: type(of: message).type, source: "\(office).orders", time: order.at)
        return OutgoingRecord(
            topic: Stream.orders.topic(of: office), partition: 0, key: Array(order.id.utf8), payload: message.bytes,
            headers: event.headers.map { Header($0.name, $0.value) })
    }

    /// - Parameter officer: who writes. Two commands of one at the same moment fence each other, and one of them is told.
    private func write(_ record: OutgoingRecord, of office: Division, by officer: String) throws(LogError) {
        let writer = try log.writer(id: "\(office).orders.\(officer)")
        defer { writer.close() }
        try writer.take()
        try writer.warm([record.topic])
        try writer.begin()
        do {
            try writer.send(record)
        } catch {
            try? writer.abort()
            throw error
        }
        try writer.commit()
    }

    private static func isUSCC(_ text: String) -> Bool {
        text.utf8.count == 18
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "I"), UInt8(ascii: "O"), UInt8(ascii: "S"), UInt8(ascii: "V"), UInt8(ascii: "Z"):
                    false
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Y"): true
                default: false
                }
            }
    }
}
