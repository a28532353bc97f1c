import CMicrohttpd

/// An error for the client, answered as problem details (RFC 9457, `application/problem+json`). A handler throws it to
/// refuse a request; its detail is one sentence that the client may read.
public struct Problem: Error, Hashable, Sendable {
    /// 400 to 599.
    public let status: Int
    public let detail: String
    /// Sent beside it: `Allow`, `Retry-After`.
    public let headers: [Response.Header]

    public init(status: Int, detail: String, headers: [Response.Header] = []) {
        self.status = status
        self.detail = detail
        self.headers = headers
    }

    /// The status in words, as RFC 9457, 4.2.1 wants it beside the type `about:blank`.
    public var title: String {
        guard let phrase = MHD_get_reason_phrase_for(UInt32(clamping: status)) else { return "Error" }
        return String(cString: phrase)
    }

    public var response: Response {
        var body = Array(#"{"type":"about:blank","title":"#.utf8)
        JSONString.append(title, to: &body)
        body += Array(#","status":\#(status),"detail":"#.utf8)
        JSONString.append(detail, to: &body)
        body.append(UInt8(ascii: "}"))
        var response = Response(status: status, mediaType: "application/problem+json", body: body)
        response.headers += headers
        return response
    }
}
