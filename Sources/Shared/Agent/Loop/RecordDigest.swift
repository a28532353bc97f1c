internal import Log
internal import Seals

extension SHA256 {
    /// Adds a record as it is covered by progress: key, payload, id and type, each behind its length in eight bytes
    /// (all ones for one that is not there), so that no two records are covered alike.
    func update(
        key: UnsafeRawBufferPointer?, payload: UnsafeRawBufferPointer?, id: UnsafeRawBufferPointer?,
        type: UnsafeRawBufferPointer?
    ) {
        let lengths = (Self.length(key), Self.length(payload), Self.length(id), Self.length(type))
        withUnsafeBytes(of: lengths) { update($0) }
        if let key { update(key) }
        if let payload { update(payload) }
        if let id { update(id) }
        if let type { update(type) }
    }

    func update(_ record: Record) {
        record.withHeader(CloudEventName.id) { id in
            record.withHeader(CloudEventName.type) { type in
                update(key: record.key, payload: record.payload, id: id, type: type)
            }
        }
    }

    func update(_ entry: OutputBuffer.Entry, of buffer: OutputBuffer) {
        buffer.withBytes(of: entry) { key, payload in
            buffer.withEvent(of: entry) { id, type in update(key: key, payload: payload, id: id, type: type) }
        }
    }

    private static func length(_ bytes: UnsafeRawBufferPointer?) -> UInt64 {
        bytes.map { UInt64($0.count) }?.littleEndian ?? .max
    }
}
