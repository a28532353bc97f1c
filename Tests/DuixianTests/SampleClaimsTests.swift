import Awards
import Messages
import Testing

@testable import Duixian

struct SampleClaimsTests {
    @Test(
        "samples are claims of their office, the same each time, others in another run, and say that they are samples")
    func samples() throws {
        let office = try #require(Division("150223"))
        let samples = SampleClaims(office: office, run: 40)
        for number in 0..<500 {
            let claim = samples.claim(number)
            #expect(try ClaimSubmitted(reading: claim.bytes) == claim)
            #expect(claim == SampleClaims(office: office, run: 40).claim(number))
            #expect(claim.id != SampleClaims(office: office, run: 41).claim(number).id)
            #expect(claim.office == "150223" && claim.applicantName.contains("示例"))
            #expect(Self.hasRightCheck(claim.applicant), "\(claim.applicant)")
        }
        #expect(Set((0..<500).map { samples.claim($0).applicant }).count == 100)
    }

    /// GB 32100-2015: the sum of the characters' values by the powers of 3 is a multiple of 31, the last counted once.
    private static func hasRightCheck(_ uscc: String) -> Bool {
        let letters = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
        let values = uscc.compactMap { letters.firstIndex(of: $0) }
        guard values.count == 18 else { return false }
        var weight = 1
        var sum = 0
        for value in values.dropLast() {
            sum += value * weight
            weight = weight * 3 % 31
        }
        return (sum + values[17]) % 31 == 0
    }
}
