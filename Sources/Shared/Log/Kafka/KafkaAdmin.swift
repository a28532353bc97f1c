internal import CRdkafka

/// Calls of librdkafka's administration interface, each waiting for its answer.
enum KafkaAdmin {
    /// Creates topics; answers the names of those that were not there.
    static func create(_ topics: [TopicDefinition], by client: KafkaClient) throws(LogError) -> Set<String> {
        guard !topics.isEmpty else { return [] }
        var made: [OpaquePointer?] = []
        defer { for topic in made { rd_kafka_NewTopic_destroy(topic) } }
        for topic in topics { made.append(try newTopic(topic)) }
        guard let queue = rd_kafka_queue_new(client.pointer) else {
            throw LogError(.fatal, .other, "no memory for a queue")
        }
        defer { rd_kafka_queue_destroy(queue) }
        let options = rd_kafka_AdminOptions_new(client.pointer, RD_KAFKA_ADMIN_OP_CREATETOPICS)
        defer { rd_kafka_AdminOptions_destroy(options) }
        var text = [CChar](repeating: 0, count: 256)
        rd_kafka_AdminOptions_set_request_timeout(options, 30_000, &text, text.count)
        rd_kafka_AdminOptions_set_operation_timeout(options, 30_000, &text, text.count)
        rd_kafka_CreateTopics(client.pointer, &made, made.count, options, queue)
        guard let event = rd_kafka_queue_poll(queue, 60_000) else {
            throw LogError(RD_KAFKA_RESP_ERR__TIMED_OUT, "create topics", of: client)
        }
        defer { rd_kafka_event_destroy(event) }
        let code = rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw LogError(code, "create topics", of: client) }
        return try results(of: event, by: client)
    }

    private static func results(of event: OpaquePointer, by client: KafkaClient) throws(LogError) -> Set<String> {
        var count = 0
        guard let result = rd_kafka_event_CreateTopics_result(event),
            let topics = rd_kafka_CreateTopics_result_topics(result, &count)
        else { return [] }
        var created: Set<String> = []
        for index in 0..<count {
            let name = String(cString: rd_kafka_topic_result_name(topics[index]))
            let code = rd_kafka_topic_result_error(topics[index])
            switch code {
            case RD_KAFKA_RESP_ERR_NO_ERROR: created.insert(name)
            case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS: break
            default: throw LogError(code, "create topic \(name)", of: client)
            }
        }
        return created
    }

    private static func newTopic(_ topic: TopicDefinition) throws(LogError) -> OpaquePointer {
        var text = [CChar](repeating: 0, count: 256)
        guard let made = rd_kafka_NewTopic_new(topic.name, topic.partitions, topic.replicas ?? -1, &text, text.count)
        else {
            throw LogError(.fatal, .other, "topic \(topic.name): \(String(describing: text))")
        }
        rd_kafka_NewTopic_set_config(made, "cleanup.policy", topic.cleanup.rawValue)
        rd_kafka_NewTopic_set_config(made, "max.message.bytes", "\(RecordLimit.topic)")
        // Nothing that a decision rests on is ever thrown away.
        if topic.cleanup == .keep {
            rd_kafka_NewTopic_set_config(made, "retention.ms", "-1")
            rd_kafka_NewTopic_set_config(made, "retention.bytes", "-1")
        }
        return made
    }

    /// Asks for something by partition and answers what each partition came to.
    static func withList(
        _ offsets: [TopicPartition: Int64],
        _ body: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) -> rd_kafka_resp_err_t,
        failure: (rd_kafka_resp_err_t, TopicPartition?) -> LogError
    ) throws(LogError) -> [TopicPartition: Int64] {
        guard let list = rd_kafka_topic_partition_list_new(Int32(offsets.count)) else {
            throw LogError(.fatal, .other, "no memory for a list of partitions")
        }
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for (partition, offset) in offsets {
            rd_kafka_topic_partition_list_add(list, partition.topic, partition.partition).pointee.offset = offset
        }
        let code = body(list)
        var answers: [TopicPartition: Int64] = [:]
        for index in 0..<Int(list.pointee.cnt) {
            let element = list.pointee.elems[index]
            let partition = TopicPartition(String(cString: element.topic), element.partition)
            guard element.err == RD_KAFKA_RESP_ERR_NO_ERROR else { throw failure(element.err, partition) }
            answers[partition] = element.offset
        }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw failure(code, offsets.count == 1 ? offsets.keys.first : nil)
        }
        return answers
    }
}
