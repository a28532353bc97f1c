import Awards
import Decimals
import Log
import Messages

/// Made-up claims of an office for a trial: the same ones for the same office and run. Everybody can see that they are
/// samples; five are of one applicant.
struct SampleClaims {
    let office: Division
    /// Which trial over the same log it is; part of the claims' ids.
    let run: Int64

    /// By which this run's claims are told from others.
    var idPrefix: String { "sample-\(office)-\(run)-" }

    func claim(_ number: Int) -> ClaimSubmitted {
        var random = Randomness(seed: UInt64(bitPattern: run) &* 0x1_0001 &+ UInt64(number))
        let applicant = number / 5
        let year = 2022 + number % 3
        var claim = ClaimSubmitted()
        claim.id = "\(idPrefix)\(number)"
        claim.office = office.code
        claim.programme = "baotou-2022"
        claim.clause = "7-1"
        claim.period = "\(year)"
        claim.applicant = uscc(ofApplicant: applicant)
        claim.applicantName = "示例直播\(applicant)公司（虚构）"
        claim.object = "firm"
        claim.facts["active_anchors"] = .number(Decimal128(Int64(random.draw(5...60))))
        claim.facts["rooms"] = .number(Decimal128(Int64(random.draw(3...20))))
        claim.facts["local_sales"] = .number(Decimal128(Int64(random.draw(5_000_000...90_000_000))))
        let moment = "\(year + 1)-03-\(random.draw(10...28))T\(random.draw(10...17)):\(random.draw(10...59))"
        claim.received = Moment("\(moment):00+08:00") ?? Moment()
        claim.lodged = Moment("\(moment):30+08:00") ?? Moment()
        var contact = Contact()
        contact.name = "示例"
        contact.phone = "1390000\(random.draw(1_000...9_999))"
        claim.contact = contact
        return claim
    }

    func record(_ number: Int) -> OutgoingRecord {
        let claim = claim(number)
        let event = CloudEvent(
            id: "\(claim.id).\(claim.version)", type: ClaimSubmitted.type, source: "\(office).samples",
            time: "\(claim.lodged)")
        return OutgoingRecord(
            topic: Stream.claims.topic(of: office), key: Array(claim.applicant.utf8), payload: claim.bytes,
            headers: event.headers.map { Header($0.name, $0.value) })
    }

    /// A code of a made-up firm registered in the division, with the check digits of both standards.
    private func uscc(ofApplicant number: Int) -> String {
        var random = Randomness(seed: UInt64(number) &+ 0x9e37)
        let body = String((0..<8).map { _ in USCC.alphabet[random.draw(0...USCC.alphabet.count - 1)] })
        let check = OrganisationCode.checkDigit(of: body).map(String.init) ?? ""
        guard let code = try? USCC(completing: "91\(office)\(body)\(check)") else {
            preconditionFailure("91\(office)\(body)\(check) does not begin a code")
        }
        return code.code
    }
}
