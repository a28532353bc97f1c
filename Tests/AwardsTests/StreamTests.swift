import Awards
import Testing

struct StreamTests {
    private func offices(_ workers: String) throws -> Offices {
        try Offices.load(
            Array(
                """
                partitions: 3
                offices:
                  - division: "150223"
                    name: {zh: 达茂旗, en: Darhan}
                    tier: county
                    workers:
                \(workers)
                """.utf8), file: "offices.yaml")
    }

    /// What every office has.
    private let always: Set = ["records", "orders", "answers", "days", "dead-letters", "retries", "health"]

    @Test(
        "an office has the streams that its agents write, and those of every office",
        arguments: [
            (
                "      - {name: n, agent: notifier, health: a:1, runs: {notify: [0]}}",
                ["letters", "deliveries", "notify-progress"]
            ),
            ("      - {name: d, agent: dashboard, health: a:1}", []),
            (
                "      - {name: e, agent: echo, health: a:1, runs: {echo: [0, 1, 2]}}",
                ["claims", "echoes", "echo-progress"]
            ),
            (
                "      - {name: v, agent: verifier, health: a:1, runs: {verify: [0, 1, 2], waybills: [0, 1, 2]}}",
                ["registers", "waybills", "waybill-counts", "verifications", "verify-progress", "waybills-progress"]
            ),
        ])
    func ofOffices(workers: String, streams: [String]) throws {
        let office = try #require(try offices(workers).all.first)
        #expect(Set(office.streams.map(\.id)) == always.union(streams))
    }

    @Test(
        "a stream's layout says how many partitions it has",
        arguments: [
            (Stream.claims, 3), (.rounds, 1), (.health, 1), (.answers, 3), (.progress(of: .verify), 3),
            (.progress(of: .round), 1),
        ])
    func partitions(stream: Awards.Stream, count: Int) {
        #expect(stream.partitionCount(keyed: 3) == count)
    }

    @Test("ids are unique, topics carry the division, and only health forgets")
    func table() throws {
        #expect(Set(Stream.all.map(\.id)).count == Stream.all.count)
        #expect(Stream.deadLetters.topic(of: try #require(Division("150223"))) == "150223.dead-letters")
        #expect(Stream.all.filter { $0.retention == .newest } == [.health])
    }
}
