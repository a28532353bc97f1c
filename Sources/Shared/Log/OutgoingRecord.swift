/// A named value beside a record's payload.
public struct Header: Hashable, Sendable {
    public let name: String
    public let value: [UInt8]

    public init(_ name: String, _ value: [UInt8]) {
        self.name = name
        self.value = value
    }

    public init(_ name: String, _ value: String) {
        self.init(name, Array(value.utf8))
    }
}

/// A record to be written.
public struct OutgoingRecord: Equatable, Sendable {
    public let topic: String
    /// nil: the key's own partition, ``Partitioner``.
    public let partition: Int32?
    public let key: [UInt8]?
    /// nil: a tombstone, which says that the key's value is gone.
    public let payload: [UInt8]?
    public let headers: [Header]

    public init(
        topic: String, partition: Int32? = nil, key: [UInt8]?, payload: [UInt8]?, headers: [Header] = []
    ) {
        self.topic = topic
        self.partition = partition
        self.key = key
        self.payload = payload
        self.headers = headers
    }
}

/// How large a record may be: key, payload and headers together, in bytes.
public enum RecordLimit {
    /// What our writers write.
    public static let record = 1 << 20
    /// What topics take and readers fetch: a dead letter carries the record that it is about.
    public static let deadLetter = (2 << 20) - (64 << 10)
    /// `max.message.bytes` of topics.
    public static let topic = 2 << 20
}
