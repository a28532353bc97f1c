import Agent
import Awards
import Log
import Messages
import Seals
import Storage
import Synchronization

/// The office's own log of what it took in: a claim is durable here before it is acknowledged, whether or not the
/// shared log can be reached, and the relay forwards it from here.
///
/// Several processes may use it at once. Each group of requests is one transaction, under an id that whoever writes
/// takes over: a process that read before another wrote is fenced, reads again and decides again.
///
/// Unchecked: everything but constants is touched inside `lock` only.
final class Outbox: @unchecked Sendable {
    let office: Division
    let log: SQLiteLog
    let partition: TopicPartition

    private let index: OutboxIndex
    private let file: FileLock?
    private let reader: any LogReader
    private var writer: (any LogWriter)?
    private let lock = Mutex(())

    private var writerID: String { partition.topic }

    /// The outbox in this file, made when it is missing, with its index beside it.
    static func open(_ path: String, of office: Division) throws -> Outbox {
        try Outbox(
            office, SQLiteLog(file: path), OutboxIndex(.file(path + "-index")), FileLock("\(path)-lock"))
    }

    /// - Parameter file: keeps other processes from writing at the same moment; nil for an outbox in memory.
    init(_ office: Division, _ log: SQLiteLog, _ index: OutboxIndex, _ file: FileLock? = nil) throws {
        self.office = office
        self.log = log
        self.index = index
        self.file = file
        partition = TopicPartition(Stream.outbox.topic(of: office), 0)
        _ = try log.create([TopicDefinition(partition.topic, partitions: 1)])
        reader = try log.reader(for: .following)
    }

    // MARK: Writing

    /// Takes requests in, in order, in one transaction: when it returns, what was new is on the disk.
    ///
    /// - Parameter nowMs: the clock; a version is never lodged before an earlier one.
    /// - Throws: when nothing could be written, and so nothing was.
    func lodge(
        _ requests: [OutboxRequest], nowMs: @Sendable () -> Int64
    ) throws -> [Result<OutboxReceipt, OutboxRefusal>] {
        try lock.withLock { _ in try asWriter { try write(requests, nowMs()) } }
    }

    /// Says of a round that is closed that all that was lodged by its deadline lies before: one record for each partition
    /// of the office's claims, in one transaction, once for each round.
    ///
    /// - Parameters:
    ///   - partitions: of the office's claims.
    ///   - nowMs: the clock.
    /// - Returns: whether it was said now; not before the deadline has passed, and not again.
    func complete(_ round: RoundClosing, partitions: Int, nowMs: @Sendable () -> Int64) throws -> Bool {
        let isDue = try lock.withLock { _ in
            try catchUp()
            return try dueMs(round, nowMs()) != nil
        }
        guard isDue else { return false }
        // Most of it without the lock: nobody waits with a claim while years of them are counted.
        var count = RoundCount(round, office, partitions: partitions)
        let counting = try log.reader(for: .folding)
        defer { counting.close() }
        try count.advance(to: end(), counting, partition)
        return try lock.withLock { _ in
            try asWriter {
                let writer = try takenWriter()
                try catchUp()
                guard let saidMs = try dueMs(round, nowMs()) else { return false }
                try count.advance(to: end(), counting, partition)
                try commit(count.messages(saidMs).map { OutgoingRecord($0, of: office) }, writer)
                return true
            }
        }
    }

    /// Calls the body again where another process wrote since: it looks at what that wrote, and decides again.
    private func asWriter<Value>(_ body: () throws -> Value) throws -> Value {
        try file?.lock()
        defer { file?.unlock() }
        var attempts = 0
        while true {
            do {
                return try body()
            } catch let error as LogError where error.reason == .fenced && attempts < 100 {
                attempts += 1
                writer?.close()
                writer = nil
            }
        }
    }

    private func write(_ requests: [OutboxRequest], _ nowMs: Int64) throws -> [Result<OutboxReceipt, OutboxRefusal>] {
        let writer = try takenWriter()
        try catchUp()
        var group = OutboxGroup(office: office, lodgedMs: max(nowMs, try index.reached().lodgedMs))
        let results = try requests.map { request in
            try group.add(request, known: index.versions(of: group.claim(of: request)), content: claim(at:))
        }
        if !group.records.isEmpty { try commit(group.records, writer) }
        return results
    }

    /// When it is said of a round that all is there, from now on; nil when that is not due.
    private func dueMs(_ round: RoundClosing, _ nowMs: Int64) throws -> Int64? {
        // Whatever the clock says, nothing is lodged earlier than the last version from here on.
        let saidMs = max(nowMs, try index.reached().lodgedMs)
        guard saidMs > round.deadline.milliseconds, try !index.isComplete(round.round) else { return nil }
        return saidMs
    }

    private func commit(_ records: [OutgoingRecord], _ writer: any LogWriter) throws {
        try writer.begin()
        do {
            for record in records { try writer.send(record) }
            try writer.commit()
        } catch {
            try? writer.abort()
            throw error
        }
    }

    /// A writer whose id nobody took since: what is committed under it follows from all that was there.
    private func takenWriter() throws -> any LogWriter {
        if let writer { return writer }
        let writer = try log.writer(id: writerID)
        try writer.take()
        try writer.warm([partition.topic])
        self.writer = writer
        return writer
    }

    // MARK: Reading

    /// The versions of a claim, ascending; none when the office has no such claim.
    func versions(of claim: String) throws -> [OutboxVersion] {
        try lock.withLock { _ in
            try catchUp()
            return try index.versions(of: claim)
        }
    }

    /// What a version said when it was taken in; nil for a withdrawal.
    func content(of version: OutboxVersion) throws -> ClaimSubmitted? {
        guard !version.isWithdrawal else { return nil }
        return try lock.withLock { _ in try claim(at: version.offset) }
    }

    private func end() throws -> Int64 { try log.ends(of: [partition])[partition]?.lastStable ?? 0 }

    /// Brings the index to the end of the outbox.
    private func catchUp() throws {
        let end = try end()
        var next = try index.reached().next
        if next > end {
            // An older outbox was put in its place.
            try index.clear()
            next = 0
        }
        guard next < end else { return }
        try reader.assign([partition: next])
        while next < end {
            let batch = try reader.poll(PollLimits(firstWaitMs: 0, moreWaitMs: 0))
            guard let last = batch.last else { continue }
            next = last.offset + 1
            try index.add(try batch.compactMap(IndexedRecord.init), next: next)
        }
    }

    private func claim(at offset: Int64) throws -> ClaimSubmitted {
        try reader.assign([partition: offset])
        let batch = try reader.poll(PollLimits(records: 1, firstWaitMs: 0, moreWaitMs: 0))
        guard let payload = batch.first?.payload else { throw OutboxGap(position: Position(partition, offset)) }
        return try ClaimSubmitted(reading: payload)
    }
}

/// A record that the index knows is not in the outbox.
struct OutboxGap: Error, CustomStringConvertible {
    let position: Position
    var description: String {
        "\(position) is not in the outbox although its index names it; delete the index and start again"
    }
}

extension IndexedRecord {
    /// nil for a record of which the index keeps nothing.
    fileprivate init?(_ record: Record) throws {
        guard let payload = record.payload else { return nil }
        switch record.header(text: "ce_type") {
        case ClaimSubmitted.type:
            let claim = try ClaimSubmitted(reading: payload)
            let version = OutboxVersion(
                number: claim.version, content: ClaimDraft(of: claim).contentDigest,
                receivedMs: claim.received.milliseconds, lodgedMs: claim.lodged.milliseconds, isWithdrawal: false,
                offset: record.offset)
            self = .version(version, claim: claim.id)
        case ClaimWithdrawn.type:
            let withdrawn = try ClaimWithdrawn(reading: payload)
            let version = OutboxVersion(
                number: withdrawn.of.version, content: SHA256.digest(of: payload),
                receivedMs: withdrawn.of.received.milliseconds, lodgedMs: withdrawn.of.lodged.milliseconds,
                isWithdrawal: true, offset: record.offset)
            self = .version(version, claim: withdrawn.of.claim)
        case IntakeComplete.type:
            let complete = try IntakeComplete(reading: payload)
            self = .complete(round: complete.round, saidMs: complete.lodged.milliseconds)
        default: return nil
        }
    }
}
