import CMicrohttpd

/// One request while it arrives, and what it is answered.
final class Exchange {
    static let internalError = Problem(
        status: 500, detail: "The server could not answer; its log says why. Try again, or tell its operator.")

    private let service: Service
    private let method: String
    private let path: String
    private let headers: [String: String]
    private let query: [String: [String]]
    private let outcome: Result<(route: Route, parameters: [String: String]), Problem>
    private let maximumBodyBytes: Int
    private var body: [UInt8] = []
    private var receivedBytes = 0

    init(method: String, path: String, connection: OpaquePointer, service: Service) {
        self.service = service
        self.method = method
        self.path = path
        let headers = Self.headers(of: connection)
        self.headers = headers
        let query = Self.query(of: connection)
        self.query = query ?? [:]
        let outcome = Result { () throws(Problem) in
            let found = try service.router.route(method: method, path: path)
            guard query != nil else {
                throw Problem(status: 400, detail: "The query is not percent-encoded UTF-8 (RFC 3986).")
            }
            try Self.check(headers, of: found.route)
            return found
        }
        self.outcome = outcome
        let limit = (try? outcome.get())?.route.maximumBodyBytes ?? .max
        maximumBodyBytes = min(limit, service.maximumBodyBytes)
    }

    /// What can be answered before the body is read: that it is too large, or that its length is told twice, in two
    /// ways, which lets a request hide in another (RFC 9112, 6.3).
    var immediateRefusal: Response? {
        guard let length = headers["content-length"] else { return nil }
        if headers["transfer-encoding"] != nil || length.contains(",") {
            let detail = "The request tells the length of its body twice: send either one Content-Length or chunks."
            return Problem(status: 400, detail: detail, headers: [Response.Header("Connection", "close")]).response
        }
        guard let count = Int(length), count <= maximumBodyBytes else { return tooLarge.response }
        return nil
    }

    /// Takes a piece of the body; false when twice the limit was sent, and the connection must end without an answer.
    func take(_ piece: UnsafeRawBufferPointer) -> Bool {
        receivedBytes += piece.count
        if isTooLarge {
            // Reads on up to there, so that a client which only listens when it has sent all still gets its 413.
            body = []
            return receivedBytes <= 2 * maximumBodyBytes
        }
        body += piece
        return true
    }

    func answer() -> Response {
        do {
            let (route, parameters) = try outcome.get()
            if isTooLarge { throw tooLarge }
            guard let method = HTTPMethod(rawValue: method) else { throw Self.internalError }
            return try route.handler(
                Request(
                    method: method, path: path, parameters: parameters, query: query, headers: headers, body: body))
        } catch let problem as Problem {
            return problem.response
        } catch {
            service.report(fault(String(describing: error)))
            return Self.internalError.response
        }
    }

    func fault(_ error: String) -> HTTPServerFault {
        HTTPServerFault(method: method, path: path, error: error)
    }

    private var isTooLarge: Bool { receivedBytes > maximumBodyBytes }

    private var tooLarge: Problem {
        Problem(status: 413, detail: "The body is larger than \(maximumBodyBytes) bytes.")
    }

    private static func check(_ headers: [String: String], of route: Route) throws(Problem) {
        let hasBody = headers["transfer-encoding"] != nil || headers["content-length"].map { $0 != "0" } ?? false
        guard hasBody, !route.accepts.isEmpty else { return }
        if let type = Request.mediaType(in: headers), route.accepts.contains(type) { return }
        let list = route.accepts.joined(separator: ", ")
        throw Problem(
            status: 415, detail: "The body must be one of \(list), and Content-Type must say so.",
            headers: [Response.Header("Accept", list)])
    }

    private static func headers(of connection: OpaquePointer) -> [String: String] {
        var headers: [String: String] = [:]
        for (name, value) in fields(.HEADER_KIND, of: connection) {
            let name = name.lowercased()
            headers[name] = headers[name].map { $0 + ", " + value } ?? value
        }
        return headers
    }

    /// nil when an escape is broken.
    private static func query(of connection: OpaquePointer) -> [String: [String]]? {
        var query: [String: [String]] = [:]
        for (name, value) in fields(.GET_ARGUMENT_KIND, of: connection) {
            guard let name = PercentEncoding.decode(name), let value = PercentEncoding.decode(value) else { return nil }
            query[name, default: []].append(value)
        }
        return query
    }

    private static func fields(_ kind: MHD_ValueKind, of connection: OpaquePointer) -> [(String, String)] {
        func text(_ start: UnsafePointer<CChar>?, _ count: Int) -> String {
            String(decoding: UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count), as: UTF8.self)
        }
        var fields: [(String, String)] = []
        withUnsafeMutablePointer(to: &fields) { pointer in
            let collect: MHD_KeyValueIteratorN = { list, _, name, nameCount, value, valueCount in
                let list = list?.assumingMemoryBound(to: [(String, String)].self)
                list?.pointee.append((text(name, nameCount), text(value, valueCount)))
                return .YES
            }
            MHD_get_connection_values_n(connection, kind, collect, pointer)
        }
        return fields
    }
}
