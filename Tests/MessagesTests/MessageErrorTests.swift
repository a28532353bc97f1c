import Messages
import Testing

/// Each mistake is named with its place, what should be there and what is.
@Suite struct MessageErrorTests {
    /// A claim with one part of its text replaced.
    private func claim(_ part: String, _ replacement: String) throws -> String {
        let text =
            #"{"id":"c-1","version":1,"office":"150207","programme":"p","clause":"7-1","period":"2023","#
            + #""applicant":"91150207Y4CL12TH3X","applicant_name":"甲","facts":{"area_m2":1},"evidence":[],"#
            + #""received":"2024-02-02T09:00:00+08:00","lodged":"2024-02-02T09:00:00+08:00","#
            + #""contact":{"name":"张三","phone":"13900000001"}}"#
        let range = try #require(text.firstRange(of: part), "\(part) is not in the claim")
        return text[..<range.lowerBound] + replacement + text[range.upperBound...]
    }

    @Test(arguments: [
        (#""version":1"#, #""version":"1""#, "version: expected a whole number of 64 bits, found other text"),
        (#""version":1"#, #""version":1.5"#, "version: expected a whole number of 64 bits, found another number"),
        (
            #""version":1"#, #""version":9223372036854775808"#,
            "version: expected a whole number of 64 bits, found another number"
        ),
        (#""version":1,"#, "", "version: expected a value, found nothing"),
        (#""id":"c-1","#, #""id":null,"#, "id: expected text that is not empty, found null"),
        (#""id":"c-1","#, #""id":"","#, "id: expected text that is not empty, found other text"),
        (#""id":"c-1","#, #""id":"c-1","id":"c-1","#, "id: expected the field once, found it twice"),
        (#""id":"c-1","#, #""id":"c-1","new":1,"other":2,"new":1,"#, "new: expected the field once, found it twice"),
        (
            #""area_m2":1"#, #""area_m2":{"a":1,"a":2}"#, "facts.area_m2.a: expected the field once, found it twice"
        ),
        (#""area_m2":1"#, #""area_m2":1,"area_m2":1"#, "facts.area_m2: expected the field once, found it twice"),
        (
            #""area_m2":1"#, #""area_m2":12345678901234567890123456789012345"#,
            "facts.area_m2: expected a number of at most 34 digits, found another number"
        ),
        (
            #""area_m2":1"#, #""a":1,"parcels":[{"count":12345678901234567890123456789012345}]"#,
            "facts.parcels[0].count: expected a number of at most 34 digits, found another number"
        ),
        (#""evidence":[]"#, #""evidence":{}"#, "evidence: expected an array, found an object"),
        (
            #""evidence":[]"#, #""evidence":["sha256:00"]"#,
            "evidence[0]: expected a digest, sha256: and 64 lower-case hexadecimal digits, found other text"
        ),
        (#""phone":"13900000001""#, #""phone":true"#, "contact.phone: expected text, found a boolean"),
        (#","phone":"13900000001""#, "", "contact.phone: expected a value, found nothing"),
        (#"{"name":"张三","phone":"13900000001"}"#, "[]", "contact: expected an object, found an array"),
        (
            "91150207Y4CL12TH3X", "91150207I4CL12TH3X",
            "applicant: expected a unified social credit code of 18 characters, found other text"
        ),
        (
            #""lodged":"2024-02-02T09:00:00+08:00""#, #""lodged":"2024-02-30T09:00:00+08:00""#,
            "lodged: expected a moment such as 2024-02-02T09:00:00+08:00, found other text"
        ),
    ])
    func namesThePlace(part: String, replacement: String, problem: String) throws {
        let text = try claim(part, replacement)
        let error = #expect(throws: MessageError.self) { try ClaimSubmitted(reading: Array(text.utf8)) }
        #expect(error?.description == "This is not a claim.submitted.v1: \(problem).")
    }

    @Test func nullForAnOptionalFieldIsNone() throws {
        let text = try claim(#"{"name":"张三","phone":"13900000001"}"#, "null")
        #expect(try ClaimSubmitted(reading: Array(text.utf8)).contact == nil)
    }

    @Test func namesAllProblemsAtOnce() throws {
        let text = #"{"date":1,"working":"yes"}"#
        let error = #expect(throws: MessageError.self) { try DayBegan(reading: Array(text.utf8)) }
        #expect(
            error?.description
                == "This is not a day.v1: date: expected a day such as 2024-02-29, found another number; "
                + "working: expected true or false, found other text.")
    }

    @Test func stopsAtSomeProblems() throws {
        let text =
            #"{"name":"a","version":1,"evidence":["# + Array(repeating: "1", count: 1000).joined(separator: ",") + "]}"
        let error = #expect(throws: MessageError.self) { try ClaimSubmitted(reading: Array(text.utf8)) }
        guard case .problems(let problems)? = error?.cause else { return #expect(Bool(false)) }
        #expect(problems.count == MessageError.mostProblems)
    }

    @Test func anEnumNamesItsWords() throws {
        let error = #expect(throws: MessageError.self) {
            try DeadLetter(reading: Array(#"{"kind":"other"}"#.utf8))
        }
        #expect(
            error?.description.contains(
                "kind: expected one of unreadable, refused_by_decider, too_expensive, crashes_the_agent, too_large, refused_by_log, found other text"
            ) == true)
    }

    @Test func whatIsNoObjectIsNoMessage() {
        for text in ["[]", "1", "null", #""text""#, "true"] {
            let error = #expect(throws: MessageError.self) { try DayBegan(reading: Array(text.utf8)) }
            #expect(error?.description.hasPrefix("This is not a day.v1: expected an object, found ") == true)
        }
    }

    @Test func saysWhereItIsNotJSON() {
        let error = #expect(throws: MessageError.self) {
            try DayBegan(reading: Array(#"{"date":"2024-02-02" 1}"#.utf8))
        }
        #expect(error?.description == "This is not a day.v1: at byte 21 a comma or the closing bracket is missing.")
    }

    /// A value may be personal: no error shows one.
    @Test func showsNoValue() throws {
        let text = try claim(#""13900000001""#, #"["13900000001"]"#)
        let error = #expect(throws: MessageError.self) { try ClaimSubmitted(reading: Array(text.utf8)) }
        #expect(error?.description.contains("139") == false)
    }
}
