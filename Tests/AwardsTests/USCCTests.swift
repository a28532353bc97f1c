import Awards
import Testing

@Suite struct USCCTests {
    /// The example of GB 32100-2015 first; then codes of firms that everybody knows, which stand on their licences.
    @Test(arguments: [
        ("91350100M000100Y43", "350100", "M000100Y-4"), ("914403001922038216", "440300", "19220382-1"),
        ("9144030071526726XG", "440300", "71526726-X"), ("91330100799655058B", "330100", "79965505-8"),
        ("91310000631696382C", "310000", "63169638-2"),
    ])
    func reads(text: String, division: String, organisation: String) throws {
        let code = try USCC(text)
        #expect(code.code == text)
        #expect(code.registrationDivision == division)
        #expect(code.organisationCode.description == organisation)
        #expect(code.organisationCode.isRight)
        #expect(try USCC(completing: String(text.dropLast())) == code)
    }

    @Test(arguments: [
        ("", USCCError.length(0)), ("91350100M000100Y4", .length(17)), ("91350100M000100Y433", .length(19)),
        ("91350100M000100Y34", .checkDigit("4", expected: "0")), ("91350100M000100Y4I", .character("I", position: 18)),
        ("91350100m000100Y43", .character("m", position: 9)), ("9135O100M000100Y43", .character("O", position: 5)),
        ("91A50100M000100Y43", .character("A", position: 3)), ("9135010 M000100Y43", .character(" ", position: 8)),
        ("９1350100M000100Y43", .character("９", position: 1)), ("91350100M000100Y44", .checkDigit("4", expected: "3")),
    ])
    func says(text: String, error: USCCError) {
        #expect(throws: error) { try USCC(text) }
    }

    @Test func saysItInBothLanguages() {
        #expect(
            USCCError.checkDigit("4", expected: "3").text
                == BilingualText(
                    zh: "统一社会信用代码校验码为4，按前17位应为3，请核对是否有误",
                    en: "the check digit is 4, but the 17 characters before it give 3; one of them is wrong"))
        #expect(USCCError.length(17).description == "a unified social credit code has 18 characters, this one has 17")
        #expect(USCCError.character("A", position: 3).description.contains("characters 3 to 8 are digits"))
        #expect(USCCError.character("I", position: 9).text.zh.contains("除I、O、S、V、Z以外"))
    }

    @Test("one character that is wrong is always noticed, and two neighbours that are exchanged")
    func noticesSlips() throws {
        let right = Array(try USCC(completing: "91150223MA0EXAMP1").code)
        for index in right.indices {
            for character in USCC.alphabet where character != right[index] {
                var wrong = right
                wrong[index] = character
                #expect(throws: USCCError.self) { try USCC(String(wrong)) }
            }
            guard index > 0, right[index] != right[index - 1] else { continue }
            var wrong = right
            wrong.swapAt(index, index - 1)
            #expect(throws: USCCError.self) { try USCC(String(wrong)) }
        }
    }

    /// GB 11714's own example, made-up codes, and what is none.
    @Test(
        arguments: [
            ("D2143569", "X"), ("00000000", "0"), ("00000001", "9"), ("00000002", "7"), ("00000005", "1"),
            ("MA0EXAMP", "1"),
            ("1234567", nil), ("123456789", nil), ("1234567a", nil),
        ] as [(String, Character?)])
    func checksOrganisationCodes(body: String, check: Character?) {
        #expect(OrganisationCode.checkDigit(of: body) == check)
    }

    @Test func givesTheHintOnly() throws {
        let code = try USCC(completing: "91150223MA0EXAMP0")
        #expect(!code.organisationCode.isRight)
    }
}
