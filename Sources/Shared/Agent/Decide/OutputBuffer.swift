public import Log
public import Messages

/// The records that a transaction writes, in order, gathered before any is sent.
///
/// Keys and payloads lie in one growing piece of memory. Belongs to one thread.
public final class OutputBuffer {
    /// Holds no references, for there are many.
    struct Entry {
        /// The number of its partition in `targets`.
        let target: Int
        let key: Range<Int>?
        let payload: Range<Int>?
        let limit: Int
        /// Nil for a copy of a record.
        let event: Event?
        /// The number of what few records have.
        let more: Int?
    }

    /// What a record is, CloudEvents 1.0; source and time are the loop's to say.
    struct Event {
        let id: Range<Int>
        /// The number of its type.
        let type: Int
        /// The time of the input that it followed from.
        let time: Range<Int>?
    }

    /// What else the headers of a record say.
    struct More {
        let plan: String?
        let headers: [Header]
    }

    private struct Topic {
        let name: String
        /// For each partition its number in `targets`, where it has one.
        var targets: [Int?]
    }

    private let prefix: String
    /// What the headers of every record begin with.
    private let source: [Header]
    private static let version = Header(CloudEventName.version, "1.0")
    private static let json = Header(CloudEventName.contentType, "application/json")
    private let partitions: [String: Int32]
    // Of one thread and never used by what it calls, so what it holds need not be guarded against overlapping access,
    // which costs a tenth of the loop's time for small records.
    @exclusivity(unchecked) private var arena = ByteBuffer(capacity: 1 << 20)
    @exclusivity(unchecked) private var topics: [Topic] = []
    /// The topic of the last record, which most often is that of the next.
    private var lastTopic = 0
    private(set) var targets: [TopicPartition] = []
    @exclusivity(unchecked) private(set) var entries: [Entry] = []
    private var more: [More] = []
    /// The types of records, which are few.
    @exclusivity(unchecked) private var types: [(text: String, header: Header)] = []
    /// The time of the last cause, which most often is that of the next.
    @exclusivity(unchecked) private var lastTime: Range<Int>?
    /// The plan that records belong to from now on.
    var plan: String?
    /// The input that records follow from from now on. It lies in its reader's memory, so it is let go of soon.
    var cause: Record?
    /// The time of records that follow from no input: those of a plan, where it says one.
    var planTime: String?

    /// - Parameter partitions: how many partitions each topic has that may be written to.
    init(_ specification: TaskSpecification, partitions: [String: Int32]) {
        prefix = specification.division + "."
        source = [Header(CloudEventName.source, specification.id)]
        self.partitions = partitions
    }

    public var count: Int { entries.count }
    public var bytes: Int { arena.count }

    func partitionCount(of topic: String) -> Int32? { partitions[topic] }

    /// How many records each partition gets.
    var counts: [(TopicPartition, Int)] {
        var counts = targets.map { _ in 0 }
        for entry in entries { counts[entry.target] += 1 }
        return Array(zip(targets, counts))
    }

    /// Adds a message as a record.
    ///
    /// - Parameters:
    ///   - topic: of the stage's own office.
    ///   - partition: nil for the key's own.
    ///   - id: made from content; the same message sent twice has the same.
    public func append<Content: Message>(
        _ message: Content, id: String, key: String, to topic: String, partition: Int32? = nil
    ) throws(OutputError) {
        try append(message, id: id, key: key, to: topic, partition: partition, more: [], limit: RecordLimit.record)
    }

    func append<Content: Message>(
        _ message: Content, id: String, key: String, to topic: String, partition: Int32?, more: [Header], limit: Int
    ) throws(OutputError) {
        let start = arena.count
        let keyRange = keep(key)
        let payloadStart = arena.count
        message.write(into: &arena)
        let payload = payloadStart..<arena.count
        let event = Event(id: keep(id), type: number(ofType: Content.type), time: keepCauseTime())
        try add(topic, partition, keyRange, payload, event, more, limit, from: start)
    }

    private func keep(_ text: String) -> Range<Int> {
        var text = text
        return text.withUTF8 { keep(UnsafeRawBufferPointer($0)) }
    }

    private func number(ofType text: String) -> Int {
        if let known = types.firstIndex(where: { $0.text == text }) { return known }
        types.append((text, Header(CloudEventName.type, text)))
        return types.count - 1
    }

    /// A header may be as large as a record: what is longer than a time is none.
    private func keepCauseTime() -> Range<Int>? {
        guard let cause else {
            guard let planTime, planTime.utf8.count <= 64 else { return nil }
            if lastTime == nil { lastTime = keep(planTime) }
            return lastTime
        }
        return cause.withHeader(CloudEventName.time) { time -> Range<Int>? in
            guard let time else { return nil }
            if let lastTime, isKept(time, at: lastTime) { return lastTime }
            let text = String(decoding: time, as: UTF8.self)
            guard text.utf8.count <= 64 else { return nil }
            lastTime = keep(text)
            return lastTime
        }
    }

    private func isKept(_ bytes: UnsafeRawBufferPointer, at range: Range<Int>) -> Bool {
        arena.withUnsafeBytes { memory in
            bytes.count == range.count && UnsafeRawBufferPointer(rebasing: memory[range]).isEqual(to: bytes)
        }
    }

    /// Adds a record with the key, payload and headers of another: a copy of it is no event of its own.
    public func append(copyOf record: Record, to topic: String, partition: Int32? = nil) throws(OutputError) {
        let start = arena.count
        let key = record.key.map(keep)
        let payload = record.payload.map(keep)
        let more = record.headers(except: CloudEventName.source)
        try add(topic, partition, key, payload, nil, more, RecordLimit.record, from: start)
    }

    private func add(
        _ topic: String, _ partition: Int32?, _ key: Range<Int>?, _ payload: Range<Int>?, _ event: Event?,
        _ more: [Header], _ limit: Int, from start: Int
    ) throws(OutputError) {
        do throws(OutputError) {
            let number = try number(ofTopic: topic)
            let count = Int32(topics[number].targets.count)
            let chosen: Int32
            if let partition {
                guard (0..<count).contains(partition) else { throw .noPartition(topic: topic, partition, count) }
                chosen = partition
            } else {
                chosen = arena.withUnsafeBytes { memory in
                    Partitioner.partition(of: key.map { UnsafeRawBufferPointer(rebasing: memory[$0]) }, among: count)
                }
            }
            let size = (key?.count ?? 0) + (payload?.count ?? 0) + headerBytes(event, more)
            guard size <= limit else { throw .tooLarge(bytes: size, limit: limit) }
            let hasMore = plan != nil || !more.isEmpty
            entries.append(
                Entry(
                    target: target(chosen, ofTopic: number), key: key, payload: payload, limit: limit, event: event,
                    more: hasMore ? self.more.count : nil))
            if hasMore { self.more.append(More(plan: plan, headers: more)) }
        } catch {
            truncate(to: start)
            throw error
        }
    }

    private func truncate(to length: Int) {
        arena.truncate(to: length)
        lastTime = nil
    }

    private func keep(_ bytes: UnsafeRawBufferPointer) -> Range<Int> {
        let start = arena.count
        arena.append(bytes)
        return start..<arena.count
    }

    private func number(ofTopic name: String) throws(OutputError) -> Int {
        if lastTopic < topics.count, topics[lastTopic].name == name { return lastTopic }
        if let known = topics.firstIndex(where: { $0.name == name }) {
            lastTopic = known
            return known
        }
        guard let count = partitions[name] else { throw .undeclared(topic: name) }
        guard name.hasPrefix(prefix) else { throw .foreign(topic: name, office: prefix) }
        topics.append(Topic(name: name, targets: Array(repeating: nil, count: Int(count))))
        lastTopic = topics.count - 1
        return lastTopic
    }

    private func target(_ partition: Int32, ofTopic number: Int) -> Int {
        if let known = topics[number].targets[Int(partition)] { return known }
        targets.append(TopicPartition(topics[number].name, partition))
        topics[number].targets[Int(partition)] = targets.count - 1
        return targets.count - 1
    }

    private func headerBytes(_ event: Event?, _ more: [Header]) -> Int {
        let event = event.map { $0.id.count + types[$0.type].header.value.count + ($0.time?.count ?? 0) + 160 } ?? 32
        return more.reduce(event) { $0 + $1.name.utf8.count + $1.value.count }
    }

    /// Takes back all records behind the first so many.
    func cut(to count: Int) {
        guard count < entries.count else { return }
        let first = entries[count]
        let ranges = [first.key, first.payload, first.event?.id]
        truncate(to: ranges.lazy.compactMap { $0?.lowerBound }.min() ?? arena.count)
        if let first = entries[count...].lazy.compactMap(\.more).first { more.removeSubrange(first...) }
        entries.removeSubrange(count...)
    }

    func removeAll() {
        arena.removeAll()
        entries.removeAll(keepingCapacity: true)
        more.removeAll(keepingCapacity: true)
        lastTime = nil
        topics.removeAll(keepingCapacity: true)
        targets.removeAll(keepingCapacity: true)
        plan = nil
        planTime = nil
        cause = nil
    }

    /// Calls the body with the key and payload of a record. They are valid in the body only.
    func withBytes<Value, Failure>(
        of entry: Entry, _ body: (UnsafeRawBufferPointer?, UnsafeRawBufferPointer?) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try arena.withUnsafeBytes { memory throws(Failure) in
            try body(
                entry.key.map { UnsafeRawBufferPointer(rebasing: memory[$0]) },
                entry.payload.map { UnsafeRawBufferPointer(rebasing: memory[$0]) })
        }
    }

    /// Calls the body with the id and type of a record, as its headers say them.
    func withEvent<Value>(
        of entry: Entry, _ body: (UnsafeRawBufferPointer?, UnsafeRawBufferPointer?) -> Value
    ) -> Value {
        // A copy keeps the id and type of what it copies.
        guard let event = entry.event else {
            let headers = entry.more.map { more[$0].headers } ?? []
            let id = headers.last { $0.name == CloudEventName.id }?.value
            let type = headers.last { $0.name == CloudEventName.type }?.value
            return Self.withBytes(id) { id in Self.withBytes(type) { body(id, $0) } }
        }
        return arena.withUnsafeBytes { memory in
            types[event.type].header.value.withUnsafeBytes { type in
                body(UnsafeRawBufferPointer(rebasing: memory[event.id]), type)
            }
        }
    }

    private static func withBytes<Value>(_ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) -> Value) -> Value {
        guard let bytes else { return body(nil) }
        return bytes.withUnsafeBytes { body($0) }
    }

    /// The record's headers, as the task writes them.
    func headers(of entry: Entry) -> [Header] {
        var headers: [Header] = []
        headers.reserveCapacity(source.count + 6)
        headers.append(contentsOf: source)
        if let event = entry.event {
            headers.append(Self.version)
            headers.append(header(CloudEventName.id, event.id))
            headers.append(types[event.type].header)
            if let time = event.time { headers.append(header(CloudEventName.time, time)) }
            headers.append(Self.json)
        }
        guard let more = entry.more.map({ more[$0] }) else { return headers }
        if let plan = more.plan { headers.append(Header(CloudEventName.plan, plan)) }
        headers.append(contentsOf: more.headers)
        return headers
    }

    private func header(_ name: String, _ value: Range<Int>) -> Header {
        arena.withUnsafeBytes { Header(name, Array($0[value])) }
    }
}

/// Why a record cannot be written.
public enum OutputError: Error, Equatable, CustomStringConvertible {
    case tooLarge(bytes: Int, limit: Int)
    case undeclared(topic: String)
    case foreign(topic: String, office: String)
    case noPartition(topic: String, Int32, Int32)

    public var description: String {
        switch self {
        case .tooLarge(let bytes, let limit): "the record has \(bytes) bytes, over the limit of \(limit)"
        case .undeclared(let topic): "\(topic) is not among the topics that this stage writes"
        case .foreign(let topic, let office):
            "\(topic) does not begin with \(office), and only its own office may write it"
        case .noPartition(let topic, let asked, let count):
            "\(topic) has \(count) partitions, so none is number \(asked)"
        }
    }
}

/// The header names of CloudEvents 1.0 in Kafka's binary mode, and our one extension.
enum CloudEventName {
    static let version = "ce_specversion"
    static let id = "ce_id"
    static let type = "ce_type"
    static let source = "ce_source"
    static let time = "ce_time"
    static let contentType = "content-type"
    /// The plan that the record belongs to: readers use it when the plan is finished.
    static let plan = "ce_plan"
}
