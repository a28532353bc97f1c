import Pages
import TestSupport
import Testing
import Web

struct MultipartFormTests {
    private static let type = "multipart/form-data; boundary=b"

    private func read(_ body: String, type: String = type) throws(Problem) -> MultipartForm {
        try MultipartForm(
            Request(method: .post, path: "/", headers: ["content-type": type], body: Array(body.utf8)))
    }

    @Test("fields and files are read as a browser sends them")
    func parts() throws {
        let form = try read(
            """
            --b\r\nContent-Disposition: form-data; name="a"\r\n\r\n一\r\n二\r\n\
            --b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n\
            --b\r\ncontent-disposition: form-data; name="f"; filename="C:\\x\\%22合同.pdf"\r\n\
            Content-Type: application/pdf\r\n\r\n\u{0}--\r\n-b\r\n\
            --b\r\nContent-Disposition: form-data; name="f"; filename=""\r\nContent-Type: x/y\r\n\r\n\r\n--b--\r\n
            """)
        #expect(form.all("a") == ["一\r\n二", ""] && form["a"] == "一\r\n二" && form["b"] == nil)
        #expect(form.files.map(\.name) == ["\"合同.pdf"] && form.files.map(\.field) == ["f"])
        #expect(form.files.map { String(decoding: $0.bytes, as: UTF8.self) } == ["\u{0}--\r\n-b"])
        #expect(try read("--b--").fields.isEmpty)
    }

    @Test(
        "what is no such form is refused",
        arguments: [
            "", "x", "--b", "--b\r\n", "--bx", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n",
            "--b\r\nContent-Disposition: form-data\r\n\r\n\r\n--b--",
            "--b\r\nContent-Type: text/plain\r\n\r\n\r\n--b--",
            "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\u{1}\r\n--b--",
            "--b\r\nContent-Disposition: form-data; name=\"a\u{0}\"\r\n\r\n\r\n--b--",
        ])
    func broken(body: String) {
        #expect { try read(body) } throws: { ($0 as? Problem)?.status == 400 }
    }

    @Test("a boundary must be named", arguments: ["multipart/form-data", "multipart/form-data; boundary=", ""])
    func boundary(type: String) {
        #expect { try read("--b--", type: type) } throws: { ($0 as? Problem)?.status == 400 }
        #expect((try? read("--b--", type: "multipart/form-data;charset=x; boundary=\"b\"")) != nil)
    }

    @Test("too many parts are refused")
    func many() {
        let part = "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--b"
        let body = "--b" + String(repeating: part, count: MultipartForm.maximumCount + 1) + "--"
        #expect { try read(body) } throws: { ($0 as? Problem)?.status == 413 }
    }

    @Test("no bytes at all make it fail otherwise than with a 4xx")
    func random() {
        var random = SeededGenerator(name: "multipart forms")
        let good = Array("--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x\"\r\n\r\n1\r\n--b--".utf8)
        for _ in 0..<20_000 {
            var body = good
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                let place = Int.random(in: 0..<body.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: body[place] = UInt8.random(in: 0...255, using: &random)
                case 1: body.insert(contentsOf: body[place...].prefix(8), at: place)
                default: body = Array(body[...place])
                }
            }
            do throws(Problem) {
                _ = try MultipartForm(
                    Request(method: .post, path: "/", headers: ["content-type": Self.type], body: body))
            } catch {
                #expect((400..<500).contains(error.status))
            }
        }
    }
}
