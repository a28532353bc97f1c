import Agent
import Awards
import Channels
import Log
import Messages

/// Sends what the decider writes: an intent record, then the effect, then a result record. An intent without a result
/// is a crash between the two: it is told as `unknown`, and never sent again but by an officer's order.
final class LetterSender {
    private let log: any EventLog
    private let office: Office
    private let dispatch: LetterDispatch
    private let logger: Logger
    private let writer: any LogWriter
    private let reader: any LogReader
    private var book = DeliveryBook()
    private var addresses = AddressBook()
    /// Called between intent and effect, for tests that end the process there.
    private let betweenIntentAndEffect: () -> Void

    /// Letters of a transaction. One where an effect cannot be taken back; files are put again in the same place.
    private static let filesOfBatch = 100

    init(
        _ log: any EventLog, _ office: Office, _ dispatch: LetterDispatch, _ logger: Logger,
        betweenIntentAndEffect: @escaping () -> Void = {}
    ) throws {
        self.log = log
        self.office = office
        self.dispatch = dispatch
        self.logger = logger
        self.betweenIntentAndEffect = betweenIntentAndEffect
        writer = try log.writer(id: "\(office.division).notify.sender")
        reader = try log.reader(for: .following)
    }

    func close() {
        reader.close()
        writer.close()
    }

    private func topic(_ stream: Stream) -> String { stream.topic(of: office.division) }

    /// Takes the sending over from whoever had it, reads all that happened, and tells of what a crash left open.
    func begin() throws {
        try writer.take()
        try writer.warm([topic(.deliveries)])
        var positions: [TopicPartition: Int64] = [:]
        var streams: [Stream] = [.letters, .deliveries]
        if office.agents.contains(.intake) { streams.append(.claims) }
        for stream in streams {
            let partitions = try LogScan.partitions(of: topic(stream), in: log)
            let ends = try log.ends(of: partitions)
            try LogScan.run(log, partitions) { record in
                if record.offset < ends[record.topicPartition]?.lastStable ?? 0 { try take(record) }
                return true
            }
            if stream != .deliveries { positions.merge(ends.mapValues(\.lastStable)) { $1 } }
        }
        try reader.assign(positions)
        if !book.templates.contains(dispatch.templates.digest) { try recordTemplates() }
        for started in book.open {
            logger.warning(
                "delivery.unknown",
                "Whether \(started.letter) was sent is not known, for the notifier ended while it was; "
                    + "notifier resend sends it again.")
            try end(started, .unknown, "the notifier ended between intent and result")
        }
    }

    private func take(_ record: Record) throws {
        if record.topic == topic(.claims) { addresses.take(record) } else { try book.take(record) }
    }

    private func recordTemplates() throws {
        var templates = LetterTemplates()
        templates.digest = dispatch.templates.digest
        templates.files = dispatch.templates.files
        try write([(templates, templates.digest, templates.digest)])
    }

    /// Reads what is new and sends what is due. Answers how many letters it has dealt with.
    func step() throws -> Int {
        for record in try reader.poll(PollLimits(firstWaitMs: 200, moreWaitMs: 5)) { try take(record) }
        let due = book.due(most: Self.filesOfBatch)
        guard let first = due.first else { return 0 }
        let channel = self.channel(first)
        guard channel == .files else {
            try send([first], by: channel)
            return 1
        }
        // To one recipient one after another: what became of a letter then stands behind it, whatever came together.
        var recipients: Set<String> = []
        let batch = due.prefix { self.channel($0) == .files && recipients.insert(key($0.letter)).inserted }
        try send(Array(batch), by: .files)
        return batch.count
    }

    private func channel(_ entry: DeliveryBook.Entry) -> DeliveryChannel {
        dispatch.channel(for: entry.letter, mailbox: addresses.mailbox(ofClaim: entry.letter.claim))
    }

    private func send(_ entries: [DeliveryBook.Entry], by channel: DeliveryChannel) throws {
        let rendered = entries.map { dispatch.rendered($0.letter) }
        let intents = zip(entries, rendered).map { entry, rendered in
            var started = DeliveryStarted()
            started.letter = entry.letter.id
            started.attempt = entry.due ?? 1
            started.channel = channel
            started.digest = rendered.digest
            started.templates = dispatch.templates.digest
            return started
        }
        try write(
            zip(entries, intents).map { entry, started in
                (started, "\(started.letter).\(started.attempt).started", key(entry.letter))
            })
        betweenIntentAndEffect()
        var results: [(any Message, String, String)] = []
        for (index, started) in intents.enumerated() {
            let letter = entries[index].letter
            let (outcome, detail) = dispatch.send(
                letter, rendered[index], by: channel, to: addresses.mailbox(ofClaim: letter.claim))
            if outcome == .failed || outcome == .unknown {
                logger.warning(
                    "delivery.\(outcome.rawValue)",
                    "The letter \(letter.id) was not sent for certain: \(detail ?? ""); notifier deliveries lists it.")
            }
            results.append((ended(started, outcome, detail), "\(started.letter).\(started.attempt).ended", key(letter)))
        }
        try write(results)
    }

    private func key(_ letter: LetterWritten) -> String { letter.recipient ?? office.division.code }

    private func ended(_ started: DeliveryStarted, _ outcome: DeliveryEnded.Outcome, _ detail: String?) -> DeliveryEnded
    {
        var ended = DeliveryEnded()
        ended.letter = started.letter
        ended.attempt = started.attempt
        ended.channel = started.channel
        ended.outcome = outcome
        ended.detail = detail
        return ended
    }

    private func end(_ started: DeliveryStarted, _ outcome: DeliveryEnded.Outcome, _ detail: String?) throws {
        guard let letter = book.entries[started.letter]?.letter else { return }
        try write([(ended(started, outcome, detail), "\(started.letter).\(started.attempt).ended", key(letter))])
    }

    /// In one transaction; what was written counts from then on.
    private func write(_ messages: [(message: any Message, id: String, key: String)]) throws {
        let time = WallClock.text(dispatch.now())
        try writer.begin()
        do {
            for (message, id, key) in messages {
                let event = CloudEvent(
                    id: id, type: type(of: message).type, source: "\(office.division).notifier", time: time)
                let record = OutgoingRecord(
                    topic: topic(.deliveries), key: Array(key.utf8), payload: message.bytes,
                    headers: event.headers.map { Header($0.name, $0.value) })
                try writer.send(record)
                try book.take(Record(record, at: Position(TopicPartition(record.topic, 0), 0)))
            }
        } catch {
            try? writer.abort()
            throw error
        }
        try writer.commit()
    }
}
