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
    /// One request at a time, so that the second of two sees what the first has queued.
    private let asking = Mutex(())
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
        try asking.withLock { _ in
            var outcome = Outcome()
            var jobs: [[String]] = []
            for id in letters {
                if let (zh, en) = try refusal(of: id) {
                    outcome.refused.append((id, zh, en))
                    continue
                }
                guard let letter = try index.letter(id).first else { continue }
                jobs.append([id, String(letter.attempt + 1), officer, reason, ""])
                outcome.queued.append(id)
            }
            try note(jobs)
            return outcome
        }
    }

    /// Notes what an office has made of a record of its own: where its own task failed on it that is sent in the
    /// record's place, else the office whose task it was sends it.
    func submit(_ record: String, of id: String, officer: String, reason: String) throws -> Outcome {
        try asking.withLock { _ in
            var outcome = Outcome()
            if let (zh, en) = try refusal(of: id, isCorrection: true) {
                outcome.refused.append((id, zh, en))
            } else if let letter = try index.letter(id).first {
                try note([[id, String(letter.attempt + 1), officer, reason, record]])
                outcome.queued.append(id)
            }
            return outcome
        }
    }

    private func note(_ jobs: [[String]]) throws(StorageError) {
        if jobs.isEmpty { return }
        try index.change(
            """
            INSERT OR IGNORE INTO jobs(letter, attempt, officer, reason, record)
            VALUES (?1, CAST(?2 AS INTEGER), ?3, ?4, ?5)
            """, rows: jobs)
        news.signal()
    }

    /// Why a letter is not sent again, or not corrected, from here now.
    private func refusal(of id: String, isCorrection: Bool = false) throws -> (zh: String, en: String)? {
        guard let letter = try index.letter(id).first else { return ("没有这条死信。", "There is no such letter.") }
        let own = office.division.code
        if isCorrection, letter.writer != own {
            return ("原记录由\(letter.writer)写入，只有它可以更改。", "\(letter.writer) wrote the record: it alone may change it.")
        }
        if !isCorrection, letter.office != own {
            return ("属于\(letter.office)，请其运维处理。", "It is \(letter.office)'s: ask its operator.")
        }
        switch letter.standing {
        case .queued:
            let who = letter.queuedBy ?? "?"
            return ("\(who)已排队重试。", "\(who) has queued it already.")
        case .sent, .resolved:
            let who = letter.retriedBy ?? "?"
            let when = WallClock.text(letter.retriedMs ?? 0)
            return ("\(who)已于\(when)重试。", "\(who) sent it again at \(when).")
        case .open, .discarded: break
        }
        if isCorrection {
            return letter.correctedBy.map { ("\($0)已更正。", "\($0) has corrected it already.") }
        }
        // Only a large record may be left out of its letter.
        guard letter.size > Self.surelyWithin, letter.correctedBy == nil,
            try index.content(ofLetter: letter.id)?.record == nil
        else { return nil }
        return ("死信中没有记录内容（过大）。", "The letter does not hold its record, which is too large.")
    }

    private static let surelyWithin: Int64 = 512 << 10

    // MARK: Sending

    private struct Job {
        let letter: String
        let attempt: Int64
        let officer: String
        let reason: String
        /// What is sent in the record's place; empty for the record as it is.
        let record: String

        var name: String { "\(letter) \(attempt)" }
    }

    private func run() {
        while !stop.isSet {
            do {
                try forget()
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
        let piece = max(1, perSecond / 10)
        while !stop.isSet {
            let began = MachineClock.monotonicMs
            let jobs = try jobs(most: piece)
            if jobs.isEmpty { return }
            let known = try written(jobs)
            try send(jobs.filter { !known.contains($0.name) }, by: writer)
            try index.change(
                "UPDATE jobs SET sent = 1 WHERE letter = ?1 AND attempt = CAST(?2 AS INTEGER)",
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
            "SELECT letter, attempt, officer, reason, record FROM jobs WHERE sent = 0 ORDER BY letter LIMIT \(most)",
            [],
            { row throws(StorageError) in
                Job(
                    letter: row.text(0), attempt: row.integer(1), officer: row.text(2), reason: row.text(3),
                    record: row.text(4))
            })
    }

    /// Jobs that the index has seen on the log say nothing new; until then they say who was first.
    private func forget() throws(StorageError) {
        for table in ["retries", "corrections"] {
            let own = table == "retries" ? "" : "AND t.office = '\(office.division.code)'"
            try index.change(
                """
                DELETE FROM jobs WHERE sent = 1 AND EXISTS (
                    SELECT 1 FROM \(table) t WHERE t.letter = jobs.letter AND t.attempt = jobs.attempt \(own))
                """, rows: [[]])
        }
    }

    private func written(_ jobs: [Job]) throws(StorageError) -> Set<String> {
        var known: Set<String> = []
        for job in jobs {
            let rows = try index.ask(
                """
                SELECT attempt FROM retries WHERE letter = ?1
                UNION SELECT attempt FROM corrections WHERE letter = ?1 AND office = ?2
                """, [job.letter, office.division.code],
                { row throws(StorageError) in row.integer(0) })
            if rows.contains(job.attempt) { known.insert(job.name) }
        }
        return known
    }

    private func send(_ jobs: [Job], by writer: any LogWriter) throws {
        var records: [OutgoingRecord] = []
        for job in jobs {
            guard let letter = try index.content(ofLetter: job.letter), letter.attempt == Int(job.attempt) - 1,
                let record = try record(of: letter, job)
            else {
                logger.warning("retries.unusable", "The letter \(job.letter) holds no content to be sent again.")
                try index.change("DELETE FROM jobs WHERE letter = ?1", rows: [[job.letter]])
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

    private func record(of letter: DeadLetter, _ job: Job) throws -> OutgoingRecord? {
        let corrected = try index.correction(of: letter.id, attempt: job.attempt).map { Base64Data($0) }
        let own = job.record.isEmpty ? nil : Base64Data(Array(job.record.utf8))
        guard let content = own ?? corrected ?? letter.record, let task = TaskName(letter.task) else { return nil }
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
        // A task reads the retries of the partition of its own number, a single one those of 0 at least.
        return OutgoingRecord(
            topic: Stream.retries.topic(of: office.division), partition: Int32(task.number), key: key,
            payload: retry.bytes,
            headers: event.headers.map { Header($0.name, $0.value) })
    }
}
