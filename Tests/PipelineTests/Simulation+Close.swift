import Agent
import Awards
import Log
import Messages
import Synchronization

@testable import Intake

/// What intakes, officers and operators do about a round that closes.
extension Simulation {
    /// What an intake does beside its relay, with a clock that the scheduler turns.
    struct Edge {
        let desk: IntakeDesk
        private let clock: Clock
        /// How much of the city's rounds it has copied.
        var copied: Int64 = 0
        /// Nothing is to be said, unless the city says more.
        var isIdle = true
        var timesSaid = 0
        /// When the last claim was lodged.
        var reachedMs: Int64 = 0

        private final class Clock: Sendable {
            let nowMs = Atomic<Int64>(0)
        }

        init(_ outbox: Outbox, _ offices: Offices) throws {
            let clock = Clock()
            self.clock = clock
            desk = IntakeDesk(
                outbox: outbox, terms: try TermsCopy(outbox.log, of: outbox.office, offices),
                evidence: EvidenceStore(folder: "/nowhere"), needsRound: false,
                nowMs: { clock.nowMs.load(ordering: .relaxed) })
        }

        func turn(to nowMs: Int64) { clock.nowMs.store(nowMs, ordering: .relaxed) }
    }

    private static let rounds = TopicPartition("\(World.city).rounds", 0)

    /// Whether the county's broker is there, and something of the round is new or can be said.
    func mayComplete(_ office: Int) -> Bool {
        guard office != away else { return false }
        if edges[office].copied < ends[Self.rounds] ?? 0 { return true }
        return !edges[office].isIdle && nowMs(office) > World.deadlineMs
    }

    /// As late as it may be: the next claim is lodged at the same moment.
    private func nowMs(_ office: Int) -> Int64 {
        if Mischief.isBroken(.earlyClock) { return World.deadlineMs + 60_000 }
        let next = lanes.joined().compactMap { action -> Int64? in
            if case .lodge(office, _, let atMs) = action { atMs } else { nil }
        }
        return max(edges[office].reachedMs, next.first ?? World.deadlineMs + 60_000)
    }

    func say(_ office: Int) throws {
        let outbox = outboxes[office]
        edges[office].copied = ends[Self.rounds] ?? 0
        edges[office].turn(to: nowMs(office))
        try edges[office].desk.terms.refresh(from: log)
        let left = lanes.joined().count { if case .lodge(office, _, _) = $0 { true } else { false } }
        let before = edges[office].timesSaid
        edges[office].timesSaid += try edges[office].desk.completeRounds(partitions: city.offices.partitions).count
        if before == 0, edges[office].timesSaid == 1 { lodgedBehind += left }
        if edges[office].timesSaid > 1 { troubles.append("\(outbox.office) said twice that all is there") }
        edges[office].isIdle = try edges[office].timesSaid > 0 || edges[office].desk.terms.terms().closing.isEmpty
        ends[outbox.partition] = try outbox.log.ends(of: [outbox.partition])[outbox.partition]?.lastStable
    }

    /// What is done when nothing else is left to do; false at the end of all.
    func goOn() throws -> Bool {
        let told = try RoundTold(log)
        if told.closed == nil, let count = told.blocked?.blockers.first(where: { $0.kind == .count }) {
            troubles.append("nothing is lost, and yet counts differ: \(count)")
            return false
        }
        if let mischief, !mischief.isMended {
            mischief.mend()
            return true
        }
        if let county = away {
            let silent = told.blocked?.blockers.filter { $0.kind == .silent }.map(\.name)
            if silent != [World.counties[county]] {
                troubles.append("\(World.counties[county]) is away, and \(silent ?? []) are named")
            }
            away = nil
            return true
        }
        guard told.closing != nil else {
            troubles.append("the round was never closed")
            return false
        }
        guard let closed = told.closed else {
            hasLooked.toggle()
            guard hasLooked else { return try waive(told) }
            // What was named last may have been decided since.
            try perform(.write(Orders.holiday))
            return true
        }
        if told.published == nil {
            try perform(.write(Orders.publish))
            return true
        }
        if !hasCounted {
            hasCounted = true
            for day in Orders.days { try perform(.write(day)) }
            return true
        }
        guard !isConfirmed else { return false }
        isConfirmed = true
        try perform(.write(Orders.confirm(closed.digest)))
        return true
    }

    /// What waits for ever is not waited for.
    private func waive(_ told: RoundTold) throws -> Bool {
        let known = Set(waived.joined().map(\.key))
        let new = Orders.waivers(told.blocked).filter { !known.contains($0.key) }
        guard !new.isEmpty else {
            troubles.append("the round stays blocked: \(told.blocked.map { "\($0.blockers)" } ?? "by nothing")")
            return false
        }
        waived.append(new)
        for order in new { try perform(.write(order)) }
        return true
    }
}

/// What the city has said of the round.
struct RoundTold {
    private(set) var closing: RoundClosing?
    private(set) var blocked: RoundBlocked?
    private(set) var closed: RoundClosed?
    private(set) var published: RoundPublished?
    private(set) var confirmed: RoundConfirmed?

    init(_ log: any EventLog) throws {
        for record in try Records.all(log, "\(World.city).rounds") {
            switch record.type {
            case RoundClosing.type: closing = try RoundClosing(reading: record.payload)
            case RoundBlocked.type: blocked = try RoundBlocked(reading: record.payload)
            case RoundClosed.type: closed = try RoundClosed(reading: record.payload)
            case RoundPublished.type: published = try RoundPublished(reading: record.payload)
            case RoundConfirmed.type: confirmed = try RoundConfirmed(reading: record.payload)
            default: break
            }
        }
    }
}

/// Those who send the city's dead letters again.
final class Letters {
    private let log: any EventLog
    private let partitions: [TopicPartition]
    private var next: [TopicPartition: Int64] = [:]

    init(_ log: any EventLog, partitions count: Int) {
        self.log = log
        partitions = (0..<Int32(count)).map { TopicPartition("\(World.city).dead-letters", $0) }
    }

    func hasMail(upTo ends: [TopicPartition: Int64]) -> Bool {
        partitions.contains { (next[$0] ?? 0) < ends[$0] ?? 0 }
    }

    /// - Parameter again: each is sent twice.
    func read(upTo ends: [TopicPartition: Int64], again: Bool) throws -> [OutgoingRecord] {
        var retries: [OutgoingRecord] = []
        for partition in partitions where (next[partition] ?? 0) < ends[partition] ?? 0 {
            let records = try Records.read(log, partition, from: next[partition] ?? 0, to: ends[partition] ?? 0)
            for record in records where record.type == DeadLetter.type {
                let letter = try DeadLetter(reading: record.payload)
                var retry = RetryRequested()
                retry.letter = letter.id
                retry.stage = letter.stage
                retry.task = letter.task
                retry.attempt = letter.attempt + 1
                retry.officer = "o-1502-07"
                retry.reason = "示例"
                retry.topic = letter.originTopic
                retry.recordType = letter.failedType
                retry.recordID = letter.failedID
                retry.recordSource = letter.failedSource
                retry.key = letter.key
                retry.record = letter.record ?? Base64Data([])
                let sent = World.record(
                    retry, "\(World.city).retries", key: letter.key ?? "", partition: partition.partition)
                retries += again ? [sent, sent] : [sent]
            }
            next[partition] = ends[partition]
        }
        return retries
    }
}
