import Awards
import Decimals
import Log
import Messages

/// Made-up firms that claim under the livestream clause, and what the registers say of them.
struct PipelineFirms: Sendable {
    static let count = 100_000
    static let programme = "baotou-2022"
    static let clause = "7-1"
    static let period = "2022"
    private static let asOf = "2023-02-12"

    let county: Division
    let codes: [String]

    init(county: Division) throws {
        self.county = county
        codes = try (0..<Self.count).map { number in
            let digits = "\(number)"
            return try USCC(completing: "91\(county)" + String(repeating: "0", count: 9 - digits.count) + digits).code
        }
    }

    private func anchors(_ firm: Int) -> Int { 11 + firm % 40 }
    private func sales(_ firm: Int) -> Int { 21_000_000 + firm * 317 }

    /// What a firm declares.
    private func facts(_ firm: Int) -> Facts {
        [
            "area_m2": Self.number(1_200), "rooms": Self.number(8), "active_anchors": Self.number(anchors(firm)),
            "local_sales": Self.number(sales(firm)),
        ]
    }

    /// A firm's rows in three registers; its sales are attested 1% lower than it says.
    func rows(_ firm: Int) -> [RegisterRow] {
        var declared = facts(firm)
        declared["local_sales"] = nil
        return [
            row(
                firm, "registration", "",
                [
                    "status": .text("存续"), "registered_in": .text("包头"),
                    "established_on": .text("2021-01-15"),
                ]),
            row(firm, "tax", Self.period, ["local_sales": Self.number(sales(firm) / 100 * 99)]),
            row(firm, "inspection", "", declared),
        ]
    }

    private func row(_ firm: Int, _ kind: String, _ key: String, _ facts: Facts) -> RegisterRow {
        var row = RegisterRow()
        row.kind = kind
        row.applicant = codes[firm]
        row.key = key
        row.facts = facts
        row.asOf = Self.asOf
        row.source = "示例登记机关"
        row.importer = "o-sample"
        return row
    }

    /// A claim as the county's relay writes it; of one firm each is for another base.
    func claim(_ number: Int) -> ClaimSubmitted {
        let firm = number % Self.count
        var claim = ClaimSubmitted()
        let digits = "\(10_000_000_000 + number)"
        claim.id = "\(Self.clause)-\(Self.period)-be4c-0000-\(digits.prefix(4))-\(digits.suffix(7))"
        claim.office = county.code
        claim.programme = Self.programme
        claim.clause = Self.clause
        claim.period = Self.period
        claim.applicant = codes[firm]
        claim.applicantName = "样例直播\(firm)公司（虚构）"
        claim.object = "\(codes[firm])-\(number / Self.count)"
        claim.facts = facts(firm)
        claim.evidence = ["sha256:" + String(repeating: "0123456789abcdef", count: 4)]
        claim.received = Moment("2023-03-01T09:00:00+08:00") ?? Moment()
        claim.lodged = claim.received
        var contact = Contact()
        contact.name = "样例"
        contact.phone = "1390000\(1_000 + number % 9_000)"
        claim.contact = contact
        return claim
    }

    /// A claim as an applicant hands it in.
    func draft(_ firm: Int) -> [UInt8] {
        let json =
            #"{"programme":"\#(Self.programme)","clause":"\#(Self.clause)","period":"\#(Self.period)","#
            + #""applicant":"\#(codes[firm])","applicant_name":"样例直播\#(firm)公司（虚构）","#
            + #""facts":{"area_m2":1200,"rooms":8,"active_anchors":\#(anchors(firm)),"local_sales":\#(sales(firm))},"#
            + #""contact":{"name":"样例","phone":"13900000000"}}"#
        return Array(json.utf8)
    }

    private static func number(_ value: Int) -> Fact { .number(Decimal128(Int64(value))) }
}
