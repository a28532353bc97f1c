/// How to reach the brokers.
///
/// Any property of librdkafka may stand beside the brokers, and goes to every client that is made; TLS client
/// certificates are such properties (`security.protocol=ssl`, `ssl.ca.location`, `ssl.certificate.location`,
/// `ssl.key.location`). What exactly-once rests on cannot be overridden.
public struct KafkaConfiguration: Equatable, Sendable {
    /// `host:port,…`
    public let brokers: String
    public let properties: [String: String]

    public init(brokers: String, properties: [String: String] = [:]) {
        self.brokers = brokers
        self.properties = properties
    }

    /// For every client. Nagle's algorithm costs 40 ms stalls with TLS; a silent broker is given up after 10 s.
    private static let common = [
        "client.id": "duixian",
        "socket.nagle.disable": "true",
        "socket.keepalive.enable": "true",
        "socket.timeout.ms": "10000",
        "reconnect.backoff.max.ms": "2000",
        "allow.auto.create.topics": "false",
        "log.connection.close": "false",
    ]

    /// Settings that a user may tune.
    private static let tunable: [KafkaRole: [String: String]] = [
        // retry.backoff.ms limits transactions: the coordinator answers "concurrent transactions" until the last
        // markers are written, and librdkafka asks again only after this time. linger.ms fills batches while a transaction
        // is written; its commit sends what is left at once.
        .writer: [
            "transaction.timeout.ms": "30000", "message.timeout.ms": "25000", "linger.ms": "50",
            "batch.num.messages": "10000", "compression.type": "lz4", "retry.backoff.ms": "5",
            "queue.buffering.max.messages": "200000",
        ],
        .appender: ["message.timeout.ms": "15000", "linger.ms": "0", "retry.backoff.ms": "20"],
        .following: [
            "fetch.wait.max.ms": "10", "queued.min.messages": "100000", "queued.max.messages.kbytes": "65536",
        ],
        // A full local queue makes 2.0.2 sleep for a second, so folding takes more ahead.
        .folding: [
            "fetch.wait.max.ms": "10", "queued.min.messages": "500000", "queued.max.messages.kbytes": "262144",
        ],
        .asking: ["fetch.wait.max.ms": "10"],
    ]

    /// Settings that the promises rest on.
    private static let fixed: [KafkaRole: [String: String]] = [
        .writer: ["enable.idempotence": "true", "acks": "all", "delivery.report.only.error": "true"],
        // One request at a time: of a partition that was just created the broker may refuse the first batch, not there
        // yet, and take the second, for nobody wrote before it; the first, sent again, then passes for an old one, and
        // is lost without a word. (Of transactions brokers check that the first comes first.)
        .appender: [
            "enable.idempotence": "true", "acks": "all", "delivery.report.only.error": "true",
            "max.in.flight.requests.per.connection": "1",
        ],
        .following: reading, .folding: reading, .asking: reading,
    ]

    private static let reading = [
        "isolation.level": "read_committed",
        "enable.auto.commit": "false",
        "enable.auto.offset.store": "false",
        "enable.partition.eof": "true",
        "auto.offset.reset": "error",
        "check.crcs": "true",
        "fetch.message.max.bytes": "\(RecordLimit.topic)",
    ]

    /// All properties of a client, those that a user set where they may be set.
    func properties(for role: KafkaRole, _ more: [String: String]) -> [String: String] {
        var all = Self.common.merging(Self.tunable[role] ?? [:]) { $1 }
        all.merge(properties) { $1 }
        all.merge(Self.fixed[role] ?? [:]) { $1 }
        all["bootstrap.servers"] = brokers
        if role.isProducer { all["message.max.bytes"] = "\(RecordLimit.topic)" }
        return all.merging(more) { $1 }
    }
}

/// What a client is made for.
enum KafkaRole: Sendable {
    case writer
    case appender
    case following
    case folding
    /// Asks for offsets and topics.
    case asking

    var isProducer: Bool {
        switch self {
        case .writer, .appender: true
        case .following, .folding, .asking: false
        }
    }
}
