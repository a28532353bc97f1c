import Foundation
import TestSupport
import Testing

/// The sample claims are what benchmarks and crash tests count on: JSON of the usual size, keys that pass the check of
/// GB 32100, the same for the same seed.
@Suite struct ClaimLinesTests {
    private let lines = Array(ClaimLines(count: 1_000))

    @Test func eachIsAClaimOfTheUsualSize() throws {
        #expect(lines.count == 1_000)
        for line in lines {
            let claim = try #require(try JSONSerialization.jsonObject(with: Data(line.payload)) as? [String: Any])
            #expect(claim["applicant"] as? String == String(decoding: line.key, as: UTF8.self))
            #expect(claim.count == 14)
            #expect((490...530).contains(line.payload.count))
        }
        #expect(Set(lines.map(\.payload)).count == 1_000)
        #expect(Set(lines.map(\.key)).count == 200)
    }

    @Test func keysPassTheCheckOfTheStandard() throws {
        let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
        let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1]
        for line in lines {
            let places = line.key.compactMap { alphabet.firstIndex(of: $0) }
            #expect(places.count == 18)
            #expect(zip(places, weights).reduce(0) { $0 + $1.0 * $1.1 } % 31 == 0)
        }
    }

    @Test func theSeedDeterminesThem() {
        #expect(lines.map(\.payload) == ClaimLines(count: 1_000).map(\.payload))
        #expect(lines.map(\.payload) != ClaimLines(count: 1_000, seed: 8).map(\.payload))
    }
}
