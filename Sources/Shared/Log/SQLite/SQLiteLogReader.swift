internal import Storage

/// Reads partitions of the embedded log.
final class SQLiteLogReader: LogReader {
    private struct Source {
        let partition: TopicPartition
        let table: Int64
        var next: Int64
    }

    private let store: SQLiteStore
    private let wake: WakeWord
    private let log: String
    private var sources: [Source] = []
    private var partitions: [TopicPartition] = []
    /// The partition that the next poll begins with, so that a busy one does not starve the others.
    private var first = 0
    /// What the wake word held when the partitions were last found empty.
    private var emptyAt: UInt32?

    init(_ store: SQLiteStore, wake: WakeWord, log: String) {
        self.store = store
        self.wake = wake
        self.log = log
    }

    var reached: [TopicPartition: Int64] {
        Dictionary(uniqueKeysWithValues: sources.map { ($0.partition, $0.next) })
    }

    func assign(_ offsets: [TopicPartition: Int64]) throws(LogError) {
        var assigned: [Source] = []
        for (partition, offset) in offsets.sorted(by: { $0.key < $1.key }) {
            let row = try store.use { database throws(StorageError) in
                try SQLiteSchema.partition(partition, of: database)
            }
            guard let row else { throw .unknown(partition, in: log) }
            guard offset >= 0, offset <= row.next else {
                throw LogError(
                    .fatal, .outOfRange,
                    "the position is behind the end of the partition, \(row.next); the log is another one than was read",
                    at: Position(partition, offset))
            }
            assigned.append(Source(partition: partition, table: row.id, next: offset))
        }
        sources = assigned
        partitions = assigned.map(\.partition)
        first = 0
        emptyAt = nil
    }

    func poll(_ limits: PollLimits) throws(LogError) -> RecordBatch {
        let arena = RecordArena()
        var deadline = MachineClock.monotonicMs + Int64(limits.firstWaitMs)
        while true {
            let seen = wake.value
            if emptyAt != seen {
                let before = arena.count
                try collect(into: arena, limits)
                if arena.count == before { emptyAt = seen } else { emptyAt = nil }
                if arena.count >= limits.records || arena.size >= limits.bytes { break }
                if before == 0, arena.count > 0 { deadline = MachineClock.monotonicMs + Int64(limits.moreWaitMs) }
                if arena.count > before { continue }
            }
            let rest = deadline - MachineClock.monotonicMs
            if rest <= 0 { break }
            wake.wait(while: seen, milliseconds: Int(rest))
        }
        return arena.batch(of: partitions)
    }

    private func collect(into arena: RecordArena, _ limits: PollLimits) throws(LogError) {
        guard !sources.isEmpty else { return }
        let start = first
        for step in sources.indices {
            let index = (start + step) % sources.count
            guard arena.count < limits.records, arena.size < limits.bytes else { break }
            sources[index].next = try store.use { database throws(StorageError) in
                try Self.read(sources[index], at: index, from: database, into: arena, limits)
            }
            first = (index + 1) % sources.count
        }
    }

    private static func read(
        _ source: Source, at index: Int, from database: Database, into arena: RecordArena, _ limits: PollLimits
    ) throws(StorageError) -> Int64 {
        // The end first: whatever is appended after that is behind it.
        let place = try database.statement("SELECT next FROM partitions WHERE id = ?1")
        try place.bind(1, source.table)
        let end = try place.step() ? place.integer(0) : source.next
        place.reset()
        guard source.next < end else { return source.next }
        let rows = try database.statement(
            """
            SELECT offset, timestamp, key, payload, headers FROM records_\(source.table)
            WHERE offset >= ?1 AND offset < ?2 ORDER BY offset LIMIT ?3
            """)
        defer { rows.reset() }
        let limit = limits.records - arena.count
        try rows.bind(1, source.next)
        try rows.bind(2, end)
        try rows.bind(3, Int64(limit))
        var next = source.next
        var count = 0
        while count < limit, arena.size < limits.bytes {
            // Behind the last row lies nothing up to the end, also where rows are gone.
            guard try rows.step() else { return end }
            arena.append(
                source: index, offset: rows.integer(0), timestampMs: rows.integer(1), key: rows.bytes(2),
                payload: rows.bytes(3), headers: rows.bytes(4))
            next = rows.integer(0) + 1
            count += 1
        }
        return next
    }

    func close() { sources = [] }
}
