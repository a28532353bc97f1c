internal import CRdkafka
internal import Synchronization

/// What librdkafka said of itself on its own threads.
///
/// Sendable: the only state is behind a mutex. It outlives librdkafka's threads: its client keeps a count on it until
/// they have ended.
final class KafkaVoice: Sendable {
    private let last = Mutex<String?>(nil)
    private let failedDelivery = Mutex<rd_kafka_resp_err_t?>(nil)
    private let report: @Sendable (_ level: Int32, _ text: String) -> Void

    init(report: @escaping @Sendable (Int32, String) -> Void) { self.report = report }

    /// The newest complaint, such as that nobody answers at an address.
    var complaint: String? { last.withLock { $0 } }

    func hear(level: Int32, _ text: String) {
        if level <= 4 { last.withLock { $0 = text } }
        report(level, text)
    }

    func hear(failed code: rd_kafka_resp_err_t) {
        // Records that were thrown away because the transaction was aborted are not the cause of its failure.
        guard code != RD_KAFKA_RESP_ERR__PURGE_QUEUE, code != RD_KAFKA_RESP_ERR__PURGE_INFLIGHT else { return }
        failedDelivery.withLock { $0 = $0 ?? code }
    }

    /// The first failed delivery since the last call.
    func takeFailedDelivery() -> rd_kafka_resp_err_t? {
        failedDelivery.withLock { code in
            defer { code = nil }
            return code
        }
    }
}

/// One client of librdkafka.
///
/// Unchecked: a client may be called from any thread, and this object only holds its pointer, which is set once, and
/// those of topics, behind a mutex; all are destroyed by `close`, after which nobody may call it.
final class KafkaClient: @unchecked Sendable {
    let pointer: OpaquePointer
    let voice: KafkaVoice
    let configuration: KafkaConfiguration
    private let isProducer: Bool
    private let isOpen = Atomic(true)
    private let topicHandles = Mutex<[String: Handle]>([:])

    private struct Handle: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    init(
        _ configuration: KafkaConfiguration, _ role: KafkaRole, _ more: [String: String] = [:], voice: KafkaVoice
    ) throws(LogError) {
        self.voice = voice
        self.configuration = configuration
        isProducer = role.isProducer
        // Before a connection is tried: a certificate that has expired is refused by the brokers without saying so.
        if let trouble = configuration.certificateTrouble { throw LogError(.fatal, .certificate, trouble) }
        guard let settings = rd_kafka_conf_new() else {
            throw LogError(.fatal, .other, "no memory for a Kafka client")
        }
        var text = [CChar](repeating: 0, count: 512)
        for (name, value) in configuration.properties(for: role, more).sorted(by: { $0.key < $1.key }) {
            guard rd_kafka_conf_set(settings, name, value, &text, text.count) == RD_KAFKA_CONF_OK else {
                rd_kafka_conf_destroy(settings)
                throw LogError(
                    .fatal, .configuration,
                    "Kafka property \(name) = \(value): \(String(describing: text)); see librdkafka's CONFIGURATION.md")
            }
        }
        rd_kafka_conf_set_opaque(settings, Unmanaged.passUnretained(voice).toOpaque())
        rd_kafka_conf_set_log_cb(settings) { client, level, facility, text in
            guard let opaque = client.flatMap({ rd_kafka_opaque($0) }), let text else { return }
            // The voice outlives its client: see KafkaVoice.
            Unmanaged<KafkaVoice>.fromOpaque(opaque).takeUnretainedValue().hear(level: level, String(cString: text))
        }
        if role.isProducer {
            rd_kafka_conf_set_dr_msg_cb(settings) { _, message, opaque in
                guard let message, let opaque else { return }
                Unmanaged<KafkaVoice>.fromOpaque(opaque).takeUnretainedValue().hear(failed: message.pointee.err)
            }
        }
        let kind = role.isProducer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER
        guard let client = rd_kafka_new(kind, settings, &text, text.count) else {
            rd_kafka_conf_destroy(settings)
            throw LogError(.fatal, .configuration, "Kafka client: \(String(describing: text))")
        }
        pointer = client
        // Let go of by close, so that a client that nobody closes may still speak.
        _ = Unmanaged.passRetained(voice)
    }

    var brokers: String { configuration.brokers }

    /// Ends the client. All records that were read through it must be gone.
    func close() {
        guard isOpen.exchange(false, ordering: .sequentiallyConsistent) else { return }
        for handle in topicHandles.withLock({ $0 }).values { rd_kafka_topic_destroy(handle.pointer) }
        // Nobody here is a member of a group, so there is nothing to leave: consumer_close could only hang.
        rd_kafka_destroy_flags(pointer, isProducer ? 0 : RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
        Unmanaged.passUnretained(voice).release()
    }

    /// A topic to write to. It is looked up before anything is written to it, for the producer's own look-up may be a
    /// second late (2.0.2), and kept as long as the client, and so are its sequence numbers.
    func topic(_ name: String) throws(LogError) -> OpaquePointer {
        if let known = topicHandles.withLock({ $0[name] }) { return known.pointer }
        guard let made = rd_kafka_topic_new(pointer, name, nil) else {
            throw LogError(rd_kafka_last_error(), "write to \(name)", of: self)
        }
        var answer: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(pointer, 0, made, &answer, 10_000)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            rd_kafka_topic_destroy(made)
            throw LogError(code, "look up \(name)", of: self)
        }
        rd_kafka_metadata_destroy(answer)
        let handle = Handle(pointer: made)
        let kept = topicHandles.withLock { handles in
            if handles[name] == nil { handles[name] = handle }
            return handles[name] ?? handle
        }
        if kept.pointer != made { rd_kafka_topic_destroy(made) }
        return kept.pointer
    }

    /// The partitions of each topic.
    func topics(timeoutMs: Int32 = 10_000) throws(LogError) -> [String: Int32] {
        var answer: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(pointer, 1, nil, &answer, timeoutMs)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let answer else { throw LogError(code, "ask for topics", of: self) }
        defer { rd_kafka_metadata_destroy(answer) }
        var topics: [String: Int32] = [:]
        for index in 0..<Int(answer.pointee.topic_cnt) {
            let topic = answer.pointee.topics[index]
            if topic.err == RD_KAFKA_RESP_ERR_NO_ERROR { topics[String(cString: topic.topic)] = topic.partition_cnt }
        }
        return topics
    }

    /// Why a topic or its partition is not among those that the brokers tell of: they leave out what this client may
    /// not see, and say which of the two it is when asked for that topic alone.
    func missing(_ topic: String, _ partition: Int32 = 0) -> LogError {
        let doing = "use topic \(topic)"
        guard let pointer = rd_kafka_topic_new(self.pointer, topic, nil) else {
            return LogError(rd_kafka_last_error(), doing, of: self)
        }
        defer { rd_kafka_topic_destroy(pointer) }
        var answer: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(self.pointer, 0, pointer, &answer, 10_000)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let answer else { return LogError(code, doing, of: self) }
        defer { rd_kafka_metadata_destroy(answer) }
        guard answer.pointee.topic_cnt == 1 else { return .unknown(topic: topic, in: "Kafka at \(brokers)") }
        let found = answer.pointee.topics[0]
        switch found.err {
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART: return .unknown(topic: topic, in: "Kafka at \(brokers)")
        case RD_KAFKA_RESP_ERR_NO_ERROR where partition < found.partition_cnt:
            return LogError(RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, doing, of: self)
        case RD_KAFKA_RESP_ERR_NO_ERROR: return .unknown(partition, of: topic, with: found.partition_cnt)
        default: return LogError(found.err, doing, of: self)
        }
    }

    /// What librdkafka answered a question about a partition; it calls one that it has not heard of unknown, whyever.
    func failure(_ code: rd_kafka_resp_err_t, _ doing: String, about partition: TopicPartition?) -> LogError {
        switch code {
        case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
            RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
            guard let partition else { break }
            return missing(partition.topic, partition.partition)
        default: break
        }
        return LogError(code, doing, of: self)
    }

    /// What a consumer has to complain of, if anything.
    func takeComplaint() -> rd_kafka_resp_err_t? {
        while let message = rd_kafka_consumer_poll(pointer, 0) {
            defer { rd_kafka_message_destroy(message) }
            if message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR { return message.pointee.err }
        }
        return nil
    }
}

extension String {
    /// The text of a C buffer, up to its end mark.
    init(describing buffer: [CChar]) {
        self.init(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
