import Testing

@testable import Web

@Suite struct RouterTests {
    private let router = Router(routes: [
        Route(.get, "/claims/new") { _ in Response(status: 201) },
        Route(.get, "/claims/{id}") { _ in Response(status: 202) },
        Route(.post, "/claims") { _ in Response(status: 203) },
        Route(.get, "/") { _ in Response(status: 204) },
    ])

    @Test(arguments: [
        ("GET", "/claims/new", "/claims/new", [:]),
        ("GET", "/claims/a%2Fb%20c", "/claims/{id}", ["id": "a/b c"]),
        ("GET", "/claims/%E5%8C%85", "/claims/{id}", ["id": "包"]),
        ("HEAD", "/claims/7", "/claims/{id}", ["id": "7"]),
        ("POST", "/claims", "/claims", [:]),
        ("GET", "/", "/", [:]),
    ])
    func finds(method: String, path: String, pattern: String, parameters: [String: String]) throws {
        let found = try router.route(method: method, path: path)
        #expect(found.route.pattern == pattern)
        #expect(found.parameters == parameters)
    }

    @Test(arguments: [
        ("GET", "/nothing", 404), ("GET", "/claims/", 404), ("GET", "/claims/1/2", 404), ("GET", "//", 404),
        ("GET", "/Claims/1", 404), ("BREW", "/nothing", 404),
        ("GET", "claims", 400), ("GET", "", 400), ("GET", "*", 400), ("GET", "/claims/%", 400),
        ("GET", "/claims/%4", 400), ("GET", "/claims/%zz", 400), ("GET", "/claims/%FF", 400),
        ("GET", "/claims/%00", 400), ("GET", "/claims/%0a", 400), ("GET", "/claims/%7F", 400),
    ])
    func refuses(method: String, path: String, status: Int) {
        let problem = #expect(throws: Problem.self) { try router.route(method: method, path: path) }
        #expect(problem?.status == status)
    }

    @Test(arguments: [
        ("GET", "/claims", "POST"), ("DELETE", "/claims/1", "GET, HEAD"), ("get", "/claims/1", "GET, HEAD"),
    ])
    func saysWhatIsAllowed(method: String, path: String, allowed: String) {
        let problem = #expect(throws: Problem.self) { try router.route(method: method, path: path) }
        #expect(problem?.status == 405)
        #expect(problem?.headers == [Response.Header("Allow", allowed)])
    }
}
