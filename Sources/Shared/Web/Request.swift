/// A method that a route can answer (RFC 9110, 9). HEAD is answered by the route of GET.
public enum HTTPMethod: String, Hashable, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
}

/// A whole request, its body read to the end.
public struct Request: Hashable, Sendable {
    public let method: HTTPMethod
    /// The path as sent, still percent-encoded and without the query.
    public let path: String
    /// What stood in place of `{name}` in the route's pattern, percent-decoded.
    public let parameters: [String: String]
    /// Percent-decoded names and values, values of a name in the order sent; `+` is a space.
    public let query: [String: [String]]
    /// Names in lower case; values of a repeated name are joined by ", " (RFC 9110, 5.3).
    public let headers: [String: String]
    public let body: [UInt8]

    public init(
        method: HTTPMethod, path: String, parameters: [String: String] = [:], query: [String: [String]] = [:],
        headers: [String: String] = [:], body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.parameters = parameters
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// The media type of the body in lower case, without parameters: `application/json`.
    public var mediaType: String? { Self.mediaType(in: headers) }

    static func mediaType(in headers: [String: String]) -> String? {
        headers["content-type"].map { text in
            String(text.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }).lowercased()
        }
    }
}
