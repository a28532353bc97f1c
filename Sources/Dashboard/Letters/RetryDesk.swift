import Agent
import Awards
import Dispatch
import Log
import Messages
import Storage
import Synchronization

/// Sends dead letters of one's own office again, so many a second, each attempt once, whatever dies between.
///
/// What is to be sent stands as jobs in the index's file. The writer's id is the office's: who takes it over fences the
/// one before, and only then, when all that was written is folded, goes on with the jobs that are not among it.
final class RetryDesk: Sendable {
    private let log: any EventLog
    private let index: InstallationIndex
    private let office: Office
    private let partitions: Int
    private let perSecond: Int
    private let logger: Logger
    private let stop = StopSignal()
    private let running = DispatchGroup()
    private let news = DispatchSemaphore(value: 0)
    /// What keeps jobs from being sent, while it does.
    private let trouble = Mutex<String?>(nil)

    init(
        _ log: any EventLog, _ index: InstallationIndex, _ office: Office, partitions: Int, perSecond: Int = 100,
        logger: Logger
    ) {
        self.log = log
        self.index = index
        self.office = office
        self.partitions = partitions
        self.perSecond = max(1, perSecond)
        self.logger = logger
    }

    func start() {
        DispatchQueue(label: "retries").async(group: running) { [self] in run() }
    }

    func close() {
        stop.set()
        news.signal()
        running.wait()
    }

    var troubleNow: String? { trouble.withLock { $0 } }

    /// What became of a request to send letters again.
    struct Outcome: Sendable, Equatable {
        var queued: [String] = []
        /// By letter why it is not sent.
        var refused: [(letter: String, zh: String, en: String)] = []

        static func == (left: Outcome, right: Outcome) -> Bool {
            left.queued == right.queued && left.refused.map(\.letter) == right.refused.map(\.letter)
        }
    }

    /// Notes letters that are to be sent again. Who comes second is told who came first.
    func retry(_ letters: [String], officer: String, reason: String) throws -> Outcome {
        var outcome = Outcome()
        var jobs: [[String]] = []
        for id in letters {
            guard let letter = try index.letter(id).first else {
                outcome.refused.append((id, "没有这条死信。", "There is no such letter."))
                continue
            }
            guard letter.office == office.division.code else {
                outcome.refused.append(
                    (id, "属于\(letter.office)，请其运维处理。", "It is \(letter.office)'s: ask its operator."))
                continue
            }
            if let (zh, en) = try unsendable(letter) {
                outcome.refused.append((id, zh, en))
                continue
            }
            switch letter.standing {
            case .open, .discarded:
                jobs.append([id, String(letter.attempt + 1), officer, reason])
                outcome.queued.append(id)
            case .queued:
                outcome.refused.append((id, "已在排队重试。", "It is queued already."))
            case .sent, .resolved:
                let who = letter.retriedBy ?? "?"
                let when = WallClock.text(letter.retriedMs ?? 0)
                outcome.refused.append((id, "\(who)已于\(when)重试。", "\(who) sent it again at \(when)."))
            }
        }
        if !jobs.isEmpty {
            try index.change(
                "INSERT OR IGNORE INTO jobs(letter, attempt, officer, reason) VALUES (?1, CAST(?2 AS INTEGER), ?3, ?4)",
                rows: jobs)
            news.signal()
        }
        return outcome
    }

    /// Why a letter cannot be sent again at all.
    private func unsendable(_ letter: LetterRow) throws -> (zh: String, en: String)? {
        if letter.stage == Stage.round.rawValue {
            return ("批次环节不受理重试。", "The stage round takes no retries: what it refused is put right by an order.")
        }
        // Only a large record may be left out of its letter.
        guard letter.size > Self.surelyWithin, try index.content(ofLetter: letter.id)?.record == nil else { return nil }
        return ("死信中没有记录内容（过大）。", "The letter does not hold its record, which is too large.")
    }

    private static let surelyWithin: Int64 = 512 << 10

    // MARK: Sending

    private struct Job {
        let letter: String
        let attempt: Int64
        let officer: String
        let reason: String

        var name: String { "\(letter) \(attempt)" }
    }

    private func run() {
        while !stop.isSet {
            do {
                let isIdle = try jobs(most: 1).isEmpty
                if !isIdle { try sendAll() }
                trouble.withLock { $0 = nil }
                if isIdle || stop.isSet { _ = news.wait(timeout: .now() + .seconds(5)) }
            } catch {
                let said = "\(error)"
                let isNew = trouble.withLock { trouble in
                    defer { trouble = said }
                    return trouble != said
                }
                if isNew { logger.warning("retries.waiting", "Letters are not sent again yet: \(said)") }
                stop.wait(milliseconds: 1_000)
            }
        }
    }

    /// Takes the writer over and sends the jobs there are.
    private func sendAll() throws {
        let writer = try log.writer(id: "\(office.division).dashboard")
        defer { writer.close() }
        try writer.take()
        try writer.warm([Stream.retries.topic(of: office.division)])
        guard try waitForIndex() else { return }
        // From here on nobody else writes retries of this office.
        var sent: Set<String> = []
        let piece = max(1, perSecond / 10)
        while !stop.isSet {
            let began = MachineClock.monotonicMs
            let jobs = try jobs(most: piece)
            if jobs.isEmpty { return }
            let known = try written(jobs)
            let due = jobs.filter { !known.contains($0.name) && !sent.contains($0.name) }
            try send(due, by: writer)
            sent.formUnion(due.map(\.name))
            try index.change(
                "DELETE FROM jobs WHERE letter = ?1 AND attempt = CAST(?2 AS INTEGER)",
                rows: jobs.map { [$0.letter, String($0.attempt)] })
            let rest = Int64(piece * 1_000 / perSecond) - (MachineClock.monotonicMs - began)
            if rest > 0 { stop.wait(milliseconds: Int(rest)) }
        }
    }

    /// Until the index holds all retries that lay there when the writer was taken over; false when told to stop.
    private func waitForIndex() throws -> Bool {
        let topic = Stream.retries.topic(of: office.division)
        let ends = try log.ends(of: (0..<Int32(partitions)).map { TopicPartition(topic, $0) })
        while !stop.isSet {
            let reached = try index.reached()
            if ends.allSatisfy({
                $0.value.lastStable == $0.value.start || (reached[$0.key] ?? 0) >= $0.value.lastStable
            }) {
                return true
            }
            stop.wait(milliseconds: 50)
        }
        return false
    }

    private func jobs(most: Int) throws(StorageError) -> [Job] {
        try index.ask(
            "SELECT letter, attempt, officer, reason FROM jobs ORDER BY letter LIMIT \(most)", [],
            { row throws(StorageError) in
                Job(letter: row.text(0), attempt: row.integer(1), officer: row.text(2), reason: row.text(3))
            })
    }

    private func written(_ jobs: [Job]) throws(StorageError) -> Set<String> {
        var known: Set<String> = []
        for job in jobs {
            let rows = try index.ask(
                "SELECT attempt FROM retries WHERE letter = ?1", [job.letter],
                { row throws(StorageError) in row.integer(0) })
            if rows.contains(job.attempt) { known.insert(job.name) }
        }
        return known
    }

    private func send(_ jobs: [Job], by writer: any LogWriter) throws {
        var records: [OutgoingRecord] = []
        for job in jobs {
            guard let letter = try index.content(ofLetter: job.letter), letter.attempt == Int(job.attempt) - 1,
                let record = record(of: letter, job)
            else {
                logger.warning("retries.unusable", "The letter \(job.letter) holds no content to be sent again.")
                continue
            }
            records.append(record)
        }
        if records.isEmpty { return }
        try writer.begin()
        do {
            for record in records { try writer.send(record, limit: RecordLimit.deadLetter) }
        } catch {
            try? writer.abort()
            throw error
        }
        try writer.commit()
    }

    private func record(of letter: DeadLetter, _ job: Job) -> OutgoingRecord? {
        guard let content = letter.record, let task = TaskName(letter.task) else { return nil }
        var retry = RetryRequested()
        retry.letter = letter.id
        retry.stage = letter.stage
        retry.task = letter.task
        retry.attempt = Int(job.attempt)
        retry.officer = job.officer
        retry.reason = job.reason
        retry.topic = letter.originTopic
        retry.recordType = letter.failedType
        retry.recordID = letter.failedID
        retry.recordSource = letter.failedSource
        retry.key = letter.key
        retry.keyBytes = letter.keyBytes
        retry.record = content
        let event = CloudEvent(
            id: "\(letter.id).\(job.attempt)", type: RetryRequested.type, source: "\(office.division).dashboard",
            time: WallClock.text(MachineClock.nowMs))
        let key = letter.keyBytes?.bytes ?? letter.key.map { Array($0.utf8) }
        // A partitioned task reads the retries of its own partition alone; a single one reads all.
        let own =
            task.stage.isPartitioned
            ? Int32(task.number) : Partitioner.partition(of: key ?? [], among: Int32(partitions))
        return OutgoingRecord(
            topic: Stream.retries.topic(of: office.division), partition: own, key: key, payload: retry.bytes,
            headers: event.headers.map { Header($0.name, $0.value) })
    }
}
