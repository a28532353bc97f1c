import Agent
import Awards
import Log
import Messages

/// What became of an office's letters, folded from `letters` and `deliveries`. Letters of a plan count when it is
/// finished.
struct DeliveryBook {
    struct Entry {
        let letter: LetterWritten
        /// How often it may be sent: once, and once more for each order.
        var allowed: Int64 = 1
        var started: DeliveryStarted?
        var ended: DeliveryEnded?

        /// The attempt that is due; nil while none is.
        var due: Int64? {
            let last = started?.attempt ?? 0
            let done = ended?.outcome == .postponed ? last - 1 : last
            return done < allowed ? done + 1 : nil
        }

        /// Begun, and nobody knows what became of it.
        var isOpen: Bool { started != nil && started?.attempt != ended?.attempt }
    }

    private(set) var entries: [String: Entry] = [:]
    /// In the order in which they were written.
    private(set) var order: [String] = []
    private(set) var templates: Set<String> = []
    /// Letters that are or were due, each at least once; before `head` none is due.
    private var queue: [String] = []
    private var head = 0
    /// Records of plans that are not finished.
    private var pending: [String: [LetterWritten]] = [:]
    /// Repetitions of letters that were not read yet.
    private var early: [String: Int64] = [:]

    mutating func take(_ record: Record) throws(MessageError) {
        guard let payload = record.payload else { return }
        switch record.header(text: "ce_type") {
        case LetterWritten.type:
            let letter = try LetterWritten(reading: payload)
            if let plan = record.header(text: "ce_plan") {
                pending[Self.key(plan, record), default: []].append(letter)
            } else {
                add(letter)
            }
        case PlanFinished.type:
            let plan = try PlanFinished(reading: payload).plan
            for letter in pending.removeValue(forKey: Self.key(plan, record)) ?? [] { add(letter) }
        case LetterResent.type:
            let resent = try LetterResent(reading: payload)
            if entries[resent.letter] == nil { early[resent.letter] = resent.number }
            entries[resent.letter]?.allowed = resent.number + 1
            queue.append(resent.letter)
        case DeliveryStarted.type:
            let started = try DeliveryStarted(reading: payload)
            entries[started.letter]?.started = started
            entries[started.letter]?.ended = nil
        case DeliveryEnded.type:
            let ended = try DeliveryEnded(reading: payload)
            entries[ended.letter]?.ended = ended
        case LetterTemplates.type: templates.insert(try LetterTemplates(reading: payload).digest)
        default: break
        }
    }

    /// A plan's records lie in several partitions, each with its own end.
    private static func key(_ plan: String, _ record: Record) -> String { "\(record.partition)/\(plan)" }

    private mutating func add(_ letter: LetterWritten) {
        guard entries[letter.id] == nil else { return }
        entries[letter.id] = Entry(letter: letter, allowed: (early.removeValue(forKey: letter.id) ?? 0) + 1)
        order.append(letter.id)
        queue.append(letter.id)
    }

    /// Letters that are to be sent now, at most so many.
    mutating func due(most: Int) -> [Entry] {
        while head < queue.count, entries[queue[head]]?.due == nil { head += 1 }
        var due: [Entry] = []
        var seen: Set<String> = []
        for id in queue[head...] {
            guard due.count < most else { break }
            guard seen.insert(id).inserted else { continue }
            if let entry = entries[id], entry.due != nil, !entry.isOpen { due.append(entry) }
        }
        return due
    }

    /// Attempts that a crash left open.
    var open: [DeliveryStarted] { order.compactMap { entries[$0] }.filter(\.isOpen).compactMap(\.started) }

    // MARK: Reading

    /// All that the log holds now.
    static func read(_ log: any EventLog, _ office: Division) throws -> DeliveryBook {
        var book = DeliveryBook()
        for stream in [Stream.letters, .deliveries] {
            let partitions = try LogScan.partitions(of: stream.topic(of: office), in: log)
            guard !partitions.isEmpty else { continue }
            try LogScan.run(log, partitions) { record in
                try book.take(record)
                return true
            }
        }
        return book
    }
}
