import Testing

@testable import Messages

@Suite struct MaskingTests {
    @Test(arguments: [
        (Personal.name, "张三丰", "张**"), (.name, "", ""), (.phone, "13900000001", "139****0001"),
        (.phone, "8123456", "****"),
        (.email, "zhang@example.cn", "z***@example.cn"), (.email, "@example.cn", "***"), (.email, "zhang", "***"),
        (.account, "6222020602000000001", "****0001"), (.account, "12345678", "****"), (.content, "anything", "***"),
    ])
    func masks(personal: Personal, text: String, masked: String) { #expect(personal.mask(text) == masked) }

    @Test func aClaimIsShownWithoutWhatIsPersonal() throws {
        var claim = ClaimSubmitted()
        claim.applicantName = "包头市电子商务有限责任公司"
        var contact = Contact()
        contact.name = "张三"
        contact.phone = "13900000001"
        contact.email = "zhang@example.cn"
        claim.contact = contact
        var account = Account()
        account.holder = "张三"
        account.bank = "包商"
        account.number = "6222020602000000001"
        claim.account = account
        let shown = String(decoding: claim.masked(), as: UTF8.self)
        #expect(shown.contains(#""contact":{"name":"张**","phone":"139****0001","email":"z***@example.cn"}"#))
        #expect(shown.contains(#""account":{"holder":"张**","bank":"包商","number":"****0001"}"#))
        #expect(shown.contains("包头市电子商务有限责任公司"))
    }

    @Test func whatAnotherRecordHoldsIsNotShown() throws {
        var letter = DeadLetter()
        letter.record = Base64Data(Array("13900000001".utf8))
        #expect(String(decoding: letter.masked(), as: UTF8.self).contains(#""record":"*** (11 bytes)""#))
        var order = OrderGiven()
        order.body = try RawJSON(#"{"phone":"13900000001"}"#)
        let shown = String(decoding: order.masked(), as: UTF8.self)
        #expect(shown.hasSuffix(#""body":"***"}"#))
    }

    @Test func absentFieldsStayAbsent() {
        #expect(!String(decoding: DeadLetter().masked(), as: UTF8.self).contains(#""record":"#))
    }
}
