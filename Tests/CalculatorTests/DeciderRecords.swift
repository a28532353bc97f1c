import Agent
import Awards
import Log
import Messages

/// Records as deciders meet them.
enum DeciderRecords {
    static func record<Content: Message>(_ message: Content, on topic: String) -> Record {
        Record(
            OutgoingRecord(
                topic: topic, partition: 0, key: nil, payload: message.bytes,
                headers: [Header("ce_type", Content.type)]),
            at: Position(TopicPartition(topic, 0), 0))
    }

    static func order(
        _ kind: OrderKind, body: some Message, id: String = "o-1", by officer: String = "o-1502-04",
        at moment: String = "2023-03-01T09:00:00+08:00", on division: String = "150200"
    ) -> Record {
        var order = OrderGiven()
        order.id = id
        order.stage = kind.stage.rawValue
        order.officer = officer
        order.at = moment
        order.kind = kind.name
        order.body = RawJSON(body)
        return record(order, on: "\(division).orders")
    }
}
