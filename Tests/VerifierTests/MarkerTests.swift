import Agent
import Awards
import Messages
import Testing

@testable import Verifier

/// Counties' markers are passed on at once, with what is still held.
struct MarkerTests {
    private func given(_ inputs: [VerifyDecider.Input]) throws -> VerifyRun {
        let run = try VerifyRun()
        try run.tell(.policy(try Sample.policy()))
        try run.tell(inputs)
        return run
    }

    private func markers(_ outputs: [VerifyDecider.Output]) -> [VerifyComplete] {
        outputs.compactMap { if case .complete(let complete) = $0 { complete } else { nil } }
    }

    private func held(_ outputs: [VerifyDecider.Output]) throws -> [String: String] {
        let marker = try #require(markers(outputs).last)
        var held: [String: String] = [:]
        for version in marker.held {
            held[version.of.map { "\($0.claim) \($0.office) \($0.version)" } ?? version.letter ?? "?"] =
                "\(version.cause.rawValue) \(version.number)"
        }
        return held
    }

    @Test("a marker is passed on with what the intake counted")
    func counted() throws {
        let run = try given([try Sample.closing()])
        let outputs = try run.tell(Sample.intake(versions: 7))
        let marker = try #require(markers(outputs).first)
        #expect(outputs.count == 1 && marker.round == "r" && marker.office == "150204" && marker.register == nil)
        #expect(marker.versions == 7 && marker.digest?.hasPrefix("sha256:") == true && marker.held.isEmpty)
        #expect(marker.partition == 0 && marker.more == nil)
    }

    @Test("versions that wait for a row, for an officer or for the programme are named, of the county and round alone")
    func open() throws {
        let run = try given([
            Sample.registration(), try Sample.opened(clauses: ["7-1", "5"]),
            try Sample.closing(clauses: ["7-1", "5"]),
        ])
        try run.tell([
            .claim(Sample.claim("row")), .claim(Sample.claim("row", version: 2)),
            .claim(Sample.claim("other clause", clause: "9", facts: [:])),
            .claim(Sample.claim("other county", office: "150203")),
            .claim(Sample.claim("other year", period: "2023")),
            .claim(Sample.claim("refused", clause: "5", facts: ["what": Sample.number(1)])),
        ])
        #expect(
            try held(try run.tell(Sample.intake())) == ["row 150204 1": "row 2", "row 150204 2": "row 2"])
        #expect(try held(try run.tell(Sample.intake("150203"))) == ["other county 150203 1": "row 2"])
        // The row comes, and the officer is still to answer.
        try run.tell(Sample.tax())
        #expect(try held(try run.tell(Sample.intake())) == ["row 150204 1": "review 3", "row 150204 2": "review 3"])
        try run.tell(Sample.inspection())
        #expect(try held(try run.tell(Sample.intake())).isEmpty)
    }

    @Test("versions that wait for the programme are named, also by a task that knows nothing of the round")
    func programme() throws {
        let run = try VerifyRun()
        try run.tell(.claim(Sample.claim()))
        #expect(try held(try run.tell(Sample.intake())) == ["c-1 150204 1": "row 2"])
    }

    @Test("the number that is named is one that the outcome has at least")
    func numbers() throws {
        let run = try given([Sample.registration(), try Sample.closing(), .claim(Sample.claim())])
        let number = try #require(markers(try run.tell(Sample.intake())).first?.held.first?.number)
        try run.tell([Sample.tax(), Sample.inspection()])
        guard case .verified(let verified)? = run.outputs.last else { throw Sample.Missing(what: "verified") }
        #expect(verified.number >= number)
    }

    @Test("dead letters of the county's claims are named, with the version where it can be read")
    func letters() throws {
        let run = try given([try Sample.closing(), Sample.registration(), Sample.tax(), Sample.inspection()])
        var other = Sample.claim("c-other", programme: "nm39-2022")
        run.state.bury("letter-1", BuriedClaim(office: "150204", of: nil))
        run.state.bury("letter-2", BuriedClaim(office: "150204", of: ClaimVersion(of: Sample.claim("c-2"))))
        run.state.bury("letter-3", BuriedClaim(office: "150204", of: ClaimVersion(of: other)))
        run.state.bury("letter-4", BuriedClaim(office: "150203", of: nil))
        #expect(try held(try run.tell(Sample.intake())) == ["letter-1": "letter 1", "c-2 150204 1": "letter 1"])
        // A version that lay there comes behind those that followed it, once.
        try run.tell(.claim(Sample.claim("c-2", version: 2)))
        guard case .verified? = try run.tell(.claim(Sample.claim("c-2"))).first else {
            throw Sample.Missing(what: "verified")
        }
        #expect(try run.tell(.claim(Sample.claim("c-2"))).isEmpty)
        var resolved = LetterResolved()
        for letter in ["letter-1", "letter-2"] {
            resolved.letter = letter
            run.decider.evolve(&run.state, .output(.resolved(resolved)))
        }
        #expect(try held(try run.tell(Sample.intake())).isEmpty)
        other.version = 0
        #expect(try run.tell(.claim(Sample.claim("c-2", version: 0))).isEmpty, "nothing is buried any more")
    }

    @Test("more than a record holds goes before the marker, in records that are none")
    func many() throws {
        let run = try given([try Sample.closing()])
        let count = VerifyDecider.heldPerRecord + 1
        for number in 0..<count { try run.tell(.claim(Sample.claim("c-\(number)"))) }
        let records = markers(try run.tell(Sample.intake()))
        #expect(records.map(\.held.count) == [VerifyDecider.heldPerRecord, 1])
        #expect(records.map(\.more) == [true, nil])
        #expect(Set(records.flatMap(\.held).compactMap(\.of?.claim)).count == count)
        #expect(records.allSatisfy { $0.bytes.count < 1 << 20 })
    }
}

/// What was awarded before goes with a verified claim.
struct EarlierAwardTests {
    private func award(
        _ year: Int, _ clause: String, _ yuan: Int64, applicant: String = Sample.firm, object: String? = nil,
        programme: String = "baotou-2022", tier: String? = nil, asOf: String = "2023-01-31"
    ) -> VerifyDecider.Input {
        var facts: Facts = ["awarded": Sample.number(yuan)]
        facts["tier"] = tier.map { .text($0) }
        let key = ["\(year)", programme, clause, object].compactMap { $0 }.joined(separator: "/")
        return Sample.row(.awards, facts, applicant: applicant, key: key, asOf: asOf)
    }

    private func verified(_ inputs: [VerifyDecider.Input], _ claim: ClaimSubmitted = Sample.claim()) throws
        -> ClaimVerified
    {
        let run = try VerifyRun()
        try run.tell([.policy(try Sample.policy()), .policy(try Sample.policy("nm39-2022"))])
        try run.tell([Sample.registration(), Sample.tax(), Sample.inspection()] + inputs)
        for case .verified(let verified) in try run.tell(.claim(claim)) { return verified }
        throw Sample.Missing(what: "verified")
    }

    @Test("awards of the applicant, and of others for the same object, in the order of their years")
    func rows() throws {
        let inputs = [
            award(2022, "5", 300_000, object: "饭店甲/东楼"), award(2021, "7-1", 1_500, programme: "other"),
            award(2022, "5", 7, applicant: Sample.other), award(2020, "11", 2, programme: "nm39-2022"),
            award(2019, "5", 9, applicant: Sample.other, object: "直播间", tier: "county"),
        ]
        let earlier = try #require(try verified(inputs, Sample.claim(object: "直播间")).earlier)
        #expect(earlier.map(\.year) == [2019, 2020, 2021, 2022])
        #expect(earlier.map(\.programme) == ["baotou-2022", "nm39-2022", "other", "baotou-2022"])
        #expect(earlier.map(\.amountFen) == [900, 200, 150_000, 30_000_000])
        #expect(earlier.map(\.tier) == ["county", "region", "city", "city"])
        #expect(earlier.map(\.object) == ["直播间", nil, nil, "饭店甲/东楼"])
        #expect(earlier.map(\.applicant) == [Sample.other, Sample.firm, Sample.firm, Sample.firm])
        #expect(earlier.map(\.clause) == ["5", "11", "7-1", "5"])
    }

    @Test("a claim without earlier awards says nothing of them")
    func none() throws {
        #expect(try verified([award(2022, "5", 7, applicant: Sample.other)]).earlier == nil)
        #expect(try !String(decoding: verified([]).bytes, as: UTF8.self).contains("earlier"))
    }

    @Test("of an award that is corrected the newest row counts; for a round that closes that of its day")
    func days() throws {
        let rows = [award(2022, "5", 1, asOf: "2023-06-30"), award(2022, "5", 2, asOf: "2023-07-31")]
        #expect(try verified(rows).earlier?.map(\.amountFen) == [200])
        let marker = Sample.imported(.awards, asOf: "2023-06-30")
        let closing = try Sample.closing(registers: [.awards: "2023-06-30"])
        #expect(try verified(rows + [marker, closing]).earlier?.map(\.amountFen) == [100])
        #expect(try verified([marker, closing] + rows).earlier == nil, "the day knows of none")
        let run = try VerifyRun()
        try run.tell([.policy(try Sample.policy()), Sample.registration(), Sample.tax(), Sample.inspection()])
        try run.tell(rows + [.claim(Sample.claim()), closing])
        guard case .verified(let again)? = try run.tell(marker).first else { throw Sample.Missing(what: "again") }
        #expect(again.number == 2 && again.earlier?.map(\.amountFen) == [100])
    }
}
