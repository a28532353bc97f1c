import Messages
import Testing

@Suite struct CloudEventTests {
    private let event = CloudEvent(
        id: "c-1/1", type: ClaimSubmitted.type, source: "150223.intake", time: "2024-02-02T09:00:00+08:00")

    private func reading(_ headers: [(name: String, value: String)]) throws -> CloudEvent {
        try CloudEvent { name in headers.last { $0.name == name }.map { Array($0.value.utf8) } }
    }

    @Test func headersReadBack() throws {
        #expect(
            event.headers.map(\.name) == ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time", "content-type"])
        #expect(event.headers[0].value == "1.0")
        #expect(try reading(event.headers) == event)
        #expect(try reading(event.headers + [("content-type", "application/json; charset=utf-8")]) == event)
    }

    @Test(arguments: [
        ("ce_specversion", "0.3", "must be 1.0, but is “0.3”."),
        ("ce_id", "", "must be the event's id, but is “”."),
        ("ce_time", "yesterday", "must be a moment such as 2024-02-02T09:00:00+08:00, but is “yesterday”."),
        ("content-type", "text/plain", "must be application/json, but is “text/plain”."),
    ])
    func saysWhatIsWrong(header: String, value: String, sentence: String) {
        let error = #expect(throws: CloudEvent.HeaderError.self) { try reading(event.headers + [(header, value)]) }
        #expect(error?.description == "The record's header \(header) \(sentence)")
    }

    @Test func namesEachHeaderThatIsMissing() {
        for header in event.headers {
            let error = #expect(throws: CloudEvent.HeaderError.self) {
                try reading(event.headers.filter { $0.name != header.name })
            }
            #expect(error?.header == header.name)
            #expect(error?.found == nil)
        }
    }

    @Test func bytesThatAreNoTextAreRefused() {
        #expect(throws: CloudEvent.HeaderError.self) {
            try CloudEvent { $0 == "ce_source" ? [0xFF] : $0 == "ce_specversion" ? Array("1.0".utf8) : [0x31] }
        }
    }
}
