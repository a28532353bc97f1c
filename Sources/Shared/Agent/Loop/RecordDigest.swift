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
        let attributes = buffer.attributes(of: entry)
        var id = attributes?.event?.id
        var type = attributes?.event?.type
        buffer.withBytes(of: entry) { key, payload in
            Self.withBytes(&id) { id in
                Self.withBytes(&type) { type in
                    // A copy keeps the id and type of what it copies.
                    if let attributes, attributes.event == nil, !attributes.more.isEmpty {
                        return updateCopy(attributes.more, key, payload)
                    }
                    update(key: key, payload: payload, id: id, type: type)
                }
            }
        }
    }

    private func updateCopy(
        _ headers: [Header], _ key: UnsafeRawBufferPointer?, _ payload: UnsafeRawBufferPointer?
    ) {
        let id = headers.last { $0.name == CloudEventName.id }?.value
        let type = headers.last { $0.name == CloudEventName.type }?.value
        Self.withBytes(id) { id in
            Self.withBytes(type) { type in update(key: key, payload: payload, id: id, type: type) }
        }
    }

    private static func length(_ bytes: UnsafeRawBufferPointer?) -> UInt64 {
        bytes.map { UInt64($0.count) }?.littleEndian ?? .max
    }

    private static func withBytes(_ text: inout String?, _ body: (UnsafeRawBufferPointer?) -> Void) {
        guard text != nil else { return body(nil) }
        text?.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }

    private static func withBytes(_ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) -> Void) {
        guard let bytes else { return body(nil) }
        bytes.withUnsafeBytes { body($0) }
    }
}
