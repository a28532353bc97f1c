import Awards
import Log
import Messages

/// Counts what an office took in for a round by its deadline: a fold of the outbox's records.
struct RoundCount {
    private let round: RoundClosing
    private let office: Division
    /// By partition of the office's claims.
    private var versions: [[(claim: String, version: Int64)]]
    /// The offset behind the last record that is counted.
    private var next: Int64 = 0

    init(_ round: RoundClosing, _ office: Division, partitions: Int) {
        self.round = round
        self.office = office
        versions = Array(repeating: [], count: partitions)
    }

    /// Counts the records of the outbox up to an offset.
    mutating func advance(to end: Int64, _ reader: any LogReader, _ outbox: TopicPartition) throws {
        try reader.assign([outbox: next])
        while next < end {
            for record in try reader.poll(PollLimits(firstWaitMs: 0, moreWaitMs: 0)) {
                try add(record)
                next = record.offset + 1
            }
        }
    }

    private mutating func add(_ record: Record) throws {
        guard let payload = record.payload else { return }
        switch record.header(text: "ce_type") {
        case ClaimSubmitted.type: add(ClaimVersion(of: try ClaimSubmitted(reading: payload)))
        case ClaimWithdrawn.type: add(try ClaimWithdrawn(reading: payload).of)
        default: break
        }
    }

    private mutating func add(_ version: ClaimVersion) {
        guard version.office == office.code, round.counts(version) else { return }
        let partition = Partitioner.partition(of: Array(version.applicant.utf8), among: Int32(versions.count))
        versions[Int(partition)].append((version.claim, version.version))
    }

    /// What the office says, one for each partition.
    ///
    /// - Parameter saidMs: when it says so; behind it nothing is lodged earlier.
    func messages(_ saidMs: Int64) -> [IntakeComplete] {
        versions.indices.map { partition in
            var complete = IntakeComplete()
            complete.round = round.round
            complete.office = office.code
            complete.partition = Int64(partition)
            complete.versions = Int64(versions[partition].count)
            complete.digest = VersionList.digest(of: versions[partition])
            complete.lodged = Moment(atMs: saidMs)
            return complete
        }
    }
}

extension OutgoingRecord {
    /// A row of the outbox; the relay sends it to the partition that it names.
    init(_ complete: IntakeComplete, of office: Division) {
        let event = CloudEvent(
            id: "\(complete.round).\(office).\(complete.partition)", type: IntakeComplete.type,
            source: "\(office).intake", time: "\(complete.lodged)")
        self.init(
            topic: Stream.outbox.topic(of: office), partition: 0, key: Array(complete.round.utf8),
            payload: complete.bytes, headers: event.headers.map { Header($0.name, $0.value) })
    }
}
