/// What a handler answers. The body is whole, or a stream; `Content-Length`, `Date` and the absence of a body on HEAD
/// are the server's part.
public struct Response: Hashable, Sendable {
    public struct Header: Hashable, Sendable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// 200 to 599.
    public let status: Int
    /// In the order sent. A name or a value with a line break is refused by the server, which then answers 500.
    public var headers: [Header]
    public let body: [UInt8]
    /// What is sent in the place of the body, as long as it lasts.
    public let stream: BodyStream?

    public init(status: Int = 200, headers: [Header] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
        stream = nil
    }

    /// An event stream (`text/event-stream`, WHATWG HTML, 9.2).
    public init(events: BodyStream) {
        status = 200
        headers = [Header("Content-Type", "text/event-stream"), Header("Cache-Control", "no-store")]
        body = []
        stream = events
    }

    /// A body with its media type.
    public init(status: Int = 200, mediaType: String, body: [UInt8]) {
        self.init(status: status, headers: [Header("Content-Type", mediaType)], body: body)
    }
}
