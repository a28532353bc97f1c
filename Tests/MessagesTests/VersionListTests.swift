import Messages
import Testing

/// What an intake counts and a round counts after it.
struct VersionListTests {
    @Test("the digest is that of the sorted lines, whatever the order in which versions come")
    func digest() {
        let versions: [(claim: String, version: Int64)] = [("b", 1), ("a", 10), ("a", 2), ("é", 1), ("e\u{301}", 1)]
        // printf 'a 10\na 2\nb 1\ne\xcc\x81 1\n\xc3\xa9 1\n' | sha256sum
        let expected = "sha256:cece152a95b30d7568e6010ab37c70ee2706e055b7d3b0d74f762174ceb04a34"
        #expect(VersionList.digest(of: versions) == expected)
        #expect(VersionList.digest(of: versions.reversed()) == expected)
        // printf '' | sha256sum
        #expect(
            VersionList.digest(of: [])
                == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    private var closing: RoundClosing {
        get throws {
            var closing = RoundClosing()
            closing.programme = "baotou-2022"
            closing.clauses = ["7-1", "8"]
            closing.period = "2023"
            closing.deadline = try #require(Moment("2024-06-30T11:00:00-05:00"))
            return closing
        }
    }

    private func version(
        _ programme: String = "baotou-2022", _ clause: String = "7-1", _ period: String = "2023",
        lodged: String = "2024-06-30T16:00:00.000Z"
    ) throws -> ClaimVersion {
        var version = ClaimVersion()
        version.programme = programme
        version.clause = clause
        version.period = period
        version.lodged = try #require(Moment(lodged))
        return version
    }

    @Test("a round counts what was lodged under its clauses by its deadline, to the moment")
    func counts() throws {
        let closing = try closing
        #expect(try closing.counts(version()))
        #expect(try closing.counts(version(lodged: "2024-07-01T00:00:00+08:00")))
        #expect(try !closing.counts(version(lodged: "2024-06-30T16:00:00.001Z")))
        #expect(try !closing.counts(version("nm39-2022")))
        #expect(try !closing.counts(version(lodged: "2024-06-30T16:00:01Z")))
        #expect(try !closing.counts(version("baotou-2022", "9")))
        #expect(try !closing.counts(version("baotou-2022", "8", "2022")))
        var all = closing
        all.clauses = []
        #expect(try all.counts(version("baotou-2022", "9")))
    }
}
