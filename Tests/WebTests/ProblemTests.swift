import Foundation
import Testing
import Web

@Suite struct ProblemTests {
    private struct Details: Decodable, Equatable {
        let type: String
        let title: String
        let status: Int
        let detail: String
    }

    @Test(arguments: ["Nothing here.", "a \"quote\", a \\ and a\nline\u{1}\u{7F}, 包头 and 🐎", ""])
    func isReadBackByAnotherReader(detail: String) throws {
        let response = Problem(status: 404, detail: detail, headers: [Response.Header("Allow", "GET")]).response
        #expect(response.status == 404)
        #expect(
            response.headers == [
                Response.Header("Content-Type", "application/problem+json"), Response.Header("Allow", "GET"),
            ])
        #expect(
            try JSONDecoder().decode(Details.self, from: Data(response.body))
                == Details(type: "about:blank", title: "Not Found", status: 404, detail: detail))
    }

    @Test func escapesAsTheStandardAsks() {
        var bytes: [UInt8] = []
        JSONString.append("\"\\/\n\r\t\u{0}\u{1F}\u{7F}é", to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == #""\"\\/\n\r\t\u0000\u001f\u007fé""#)
    }
}
