/// The attributes of a CloudEvent (CloudEvents 1.0.2), in the headers of a record: binary mode of the Kafka protocol
/// binding 1.0.2. The payload is the event's data.
public struct CloudEvent: Sendable, Hashable {
    public var id: String
    /// The message's type, `claim.submitted.v1`.
    public var type: String
    /// Who wrote it: an agent of an office, `150223.intake`.
    public var source: String
    /// When it happened, `2024-02-02T09:00:00+08:00` (RFC 3339).
    public var time: String

    public init(id: String, type: String, source: String, time: String) {
        self.id = id
        self.type = type
        self.source = source
        self.time = time
    }

    public struct HeaderError: Error, Equatable, Sendable, CustomStringConvertible {
        public let header: String
        public let expected: String
        public let found: String?

        public var description: String {
            "The record's header \(header) must be \(expected), but "
                + (found.map { "is “\($0)”." } ?? "is not there: it was not written as a CloudEvent.")
        }
    }

    /// The headers, in an order that never changes.
    public var headers: [(name: String, value: String)] {
        [
            ("ce_specversion", "1.0"), ("ce_id", id), ("ce_type", type), ("ce_source", source), ("ce_time", time),
            ("content-type", "application/json"),
        ]
    }

    /// Reads the attributes back. `header` gives the bytes of a record's header, nil when it has none of that name.
    public init(reading header: (String) -> [UInt8]?) throws(HeaderError) {
        func text(_ name: String, _ expected: String, _ format: TextFormat) throws(HeaderError) -> String {
            guard let bytes = header(name) else { throw HeaderError(header: name, expected: expected, found: nil) }
            guard let text = String(validating: bytes, as: UTF8.self), bytes.withUnsafeBytes({ format.accepts($0) })
            else {
                let shown = String(decoding: bytes.prefix(100), as: UTF8.self)
                throw HeaderError(header: name, expected: expected, found: shown)
            }
            return text
        }
        let version = try text("ce_specversion", "1.0", .filled)
        guard version == "1.0" else { throw HeaderError(header: "ce_specversion", expected: "1.0", found: version) }
        id = try text("ce_id", "the event's id", .filled)
        type = try text("ce_type", "the message's type", .filled)
        source = try text("ce_source", "who wrote the record", .filled)
        time = try text("ce_time", TextFormat.moment.expected, .moment)
        let content = try text("content-type", "application/json", .filled)
        // Parameters such as a charset may follow.
        guard content == "application/json" || content.hasPrefix("application/json;") else {
            throw HeaderError(header: "content-type", expected: "application/json", found: content)
        }
    }

    static let headerSchema: JSONValue = [
        "type": "object",
        "properties": [
            "ce_specversion": ["type": "string", "const": "1.0"],
            "ce_id": ["type": "string", "minLength": 1],
            "ce_type": ["type": "string", "minLength": 1],
            "ce_source": ["type": "string", "minLength": 1],
            "ce_time": ["type": "string", "format": "date-time"],
            "content-type": ["type": "string", "const": "application/json"],
        ],
        "required": ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time", "content-type"],
    ]
}
