/// Finds the route of a request; the first that fits wins, so `/claims/new` stands before `/claims/{id}`.
struct Router: Sendable {
    let routes: [Route]

    /// The route and its parameters; throws the `Problem` to answer: 400, 404, or 405 with `Allow`.
    func route(method: String, path: String) throws(Problem) -> (route: Route, parameters: [String: String]) {
        guard let segments = Self.segments(of: path) else {
            throw Problem(
                status: 400, detail: "The path is not percent-encoded UTF-8 that starts with a slash (RFC 3986).")
        }
        let fitting = routes.compactMap { route in route.parameters(of: segments).map { (route, $0) } }
        let wanted = method == HTTPMethod.head.rawValue ? HTTPMethod.get.rawValue : method
        if let found = fitting.first(where: { $0.0.method.rawValue == wanted }) { return found }
        if fitting.isEmpty { throw Problem(status: 404, detail: "There is nothing at this path.") }
        var allowed = Set(fitting.map { $0.0.method.rawValue })
        if allowed.contains(HTTPMethod.get.rawValue) { allowed.insert(HTTPMethod.head.rawValue) }
        let list = allowed.sorted().joined(separator: ", ")
        throw Problem(
            status: 405, detail: "This path answers only \(list).", headers: [Response.Header("Allow", list)])
    }

    private static func segments(of path: String) -> [String]? {
        guard path.hasPrefix("/") else { return nil }
        var decoded: [String] = []
        for segment in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let text = PercentEncoding.decode(segment) else { return nil }
            decoded.append(text)
        }
        return decoded
    }
}
