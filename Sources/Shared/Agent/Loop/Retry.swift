internal import Log
internal import Messages

/// A dead letter that an operator sends again, as the record that it was.
struct Retry {
    let request: RetryRequested
    /// Where the retry itself was read.
    let position: Position
    /// The failed record, in the topic that it came from.
    let record: Record
    /// Whether that topic is a table of the stage.
    let isTable: Bool

    /// nil when the record is a retry for another task; an error when it is no retry at all.
    init?(_ record: Record, for specification: TaskSpecification) throws(MessageError) {
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        let request = try RetryRequested(reading: payload)
        guard request.task == specification.id else { return nil }
        self.request = request
        position = record.position
        let origin = specification.sources.first { $0.partition.topic == request.topic }
        isTable = origin?.isTable ?? false
        var headers: [Header] = []
        if let type = request.recordType { headers.append(Header(CloudEventName.type, type)) }
        if let id = request.recordID { headers.append(Header(CloudEventName.id, id)) }
        if let source = request.recordSource { headers.append(Header(CloudEventName.source, source)) }
        let outgoing = OutgoingRecord(
            topic: request.topic, key: request.keyBytes?.bytes ?? request.key.map { Array($0.utf8) },
            payload: request.record.bytes, headers: headers)
        self.record = Record(
            outgoing, at: Position(TopicPartition(request.topic, record.partition), record.offset),
            timestampMs: record.timestampMs)
    }
}
