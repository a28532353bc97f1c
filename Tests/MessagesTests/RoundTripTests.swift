import Decimals
import Messages
import TestSupport
import Testing

/// What is written reads back equal, for every type, on random messages.
@Suite struct RoundTripTests {
    @Test func everyTypeReadsBackWhatItWrites() throws {
        var random = SeededGenerator(name: "RoundTripTests")
        for type in MessageCatalogue.all {
            for _ in 0..<400 { try check(type, using: &random) }
        }
    }

    private func check<Type: Message>(_ type: Type.Type, using random: inout SeededGenerator) throws {
        let json = RandomJSON(schema: Type.jsonSchema, using: &random)
        let canonical = json.canonical
        let message = try Type(reading: Array(canonical.utf8))
        #expect(String(decoding: message.bytes, as: UTF8.self) == canonical)
        // Swift's == on text follows Unicode; the bytes must be the same.
        #expect(message.bytes == Array(canonical.utf8))
        let disturbed = json.disturbed(using: &random)
        let again = try Type(reading: Array(disturbed.utf8))
        #expect(again == message, "\(disturbed)")
        #expect(again.bytes == message.bytes)
    }

    @Test func fieldsThatAreNotNeededStayBlank() throws {
        let brief = ClaimRefused.fields.passingOver("failures", "lodged")
        var refused = ClaimRefused()
        refused.of.claim = "c-1"
        refused.of.office = "150207"
        refused.of.programme = "baotou-2022"
        refused.of.clause = "7-1"
        refused.of.period = "2023"
        refused.of.applicant = "91150207Y4CL12TH3X"
        refused.number = 3
        var failure = FailedCheck()
        failure.reason = "applicant_unknown"
        refused.failures = [failure]
        refused.lodged = LodgedContent()
        let read = try refused.bytes.withUnsafeBytes { try ClaimRefused(reading: $0, brief) }
        #expect(read.of == refused.of && read.number == 3)
        #expect(read.failures.isEmpty && read.lodged == nil)
        // It must still be there.
        let without = Array(#"{"of":null,"number":3}"#.utf8)
        let error = #expect(throws: MessageError.self) {
            try without.withUnsafeBytes { _ = try ClaimRefused(reading: $0, brief) }
        }
        #expect(error?.description.contains("failures") == true)
    }

    @Test func aClaimIsWrittenInTheOrderOfItsFields() throws {
        var claim = ClaimSubmitted()
        claim.id = "c-1"
        claim.office = "150207"
        claim.programme = "baotou-2022"
        claim.clause = "7-1"
        claim.period = "2023"
        claim.applicant = "91150207Y4CL12TH3X"
        claim.applicantName = "包头市“电商”\\公司"
        claim.facts = ["area_m2": .number(Decimal128(2778)), "local_sales": .number(try Decimal128("16535642.50"))]
        claim.facts["has_base"] = .boolean(true)
        claim.facts["rated_on"] = .null
        claim.facts["titles"] = .list([.text("国家级")])
        claim.received = try #require(Moment("2024-02-02T09:00:00+08:00"))
        claim.lodged = claim.received
        let text = String(decoding: claim.bytes, as: UTF8.self)
        #expect(
            text
                == #"{"id":"c-1","version":1,"office":"150207","programme":"baotou-2022","clause":"7-1","#
                + #""period":"2023","applicant":"91150207Y4CL12TH3X","applicant_name":"包头市“电商”\\公司","#
                + #""facts":{"area_m2":2778,"local_sales":16535642.50,"has_base":true,"rated_on":null,"#
                + #""titles":["国家级"]},"evidence":[],"received":"2024-02-02T09:00:00+08:00","#
                + #""lodged":"2024-02-02T09:00:00+08:00"}"#)
        #expect(try ClaimSubmitted(reading: claim.bytes) == claim)
    }

    @Test func everyTypeIsFoundByItsName() {
        for type in MessageCatalogue.all { #expect(MessageCatalogue.type(named: type.type) == type) }
        #expect(MessageCatalogue.type(named: "claim.submitted.v0") == nil)
    }

    @Test func keysThatAreNoTextSurvive() throws {
        var letter = DeadLetter()
        for key: [UInt8]? in [nil, [], Array("91150207Y4CL12TH3X".utf8), [0xFF, 0, 1]] {
            letter.recordKey = key
            #expect(letter.recordKey == key)
        }
        letter.recordKey = [0xFF]
        #expect(letter.key == nil)
    }
}
