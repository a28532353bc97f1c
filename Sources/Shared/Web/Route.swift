/// What answers requests of one method and one form of path.
public struct Route: Sendable {
    public typealias Handler = @Sendable (Request) throws -> Response

    public let method: HTTPMethod
    /// `/claims/{id}`: a segment in braces takes any one segment, and gives it its name.
    public let pattern: String
    /// Media types that a body may have, in lower case; with none any will do. Another is answered 415.
    public let accepts: [String]
    /// A larger body is answered 413; nil for the server's own limit, which counts in any case.
    public let maximumBodyBytes: Int?
    let segments: [Segment]
    let handler: Handler

    enum Segment: Hashable, Sendable {
        case literal(String)
        case parameter(String)
    }

    /// A handler runs on a thread of the server and may block it; it throws a `Problem` to refuse a request, and any
    /// other error is reported and answered 500 without its text.
    public init(
        _ method: HTTPMethod, _ pattern: String, accepts: [String] = [], maximumBodyBytes: Int? = nil,
        handler: @escaping Handler
    ) {
        precondition(pattern.hasPrefix("/"), "the pattern of a route starts with /: \(pattern)")
        self.method = method
        self.pattern = pattern
        self.accepts = accepts
        self.maximumBodyBytes = maximumBodyBytes
        self.handler = handler
        segments = pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { segment in
            segment.hasPrefix("{") && segment.hasSuffix("}")
                ? .parameter(String(segment.dropFirst().dropLast())) : .literal(String(segment))
        }
    }

    /// The parameters when the decoded segments have this route's form.
    func parameters(of path: [String]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (segment, text) in zip(segments, path) {
            switch segment {
            case .literal(let literal): guard literal == text else { return nil }
            case .parameter(let name):
                guard !text.isEmpty else { return nil }
                parameters[name] = text
            }
        }
        return parameters
    }
}
