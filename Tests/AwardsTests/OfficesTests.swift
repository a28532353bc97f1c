import Awards
import Documents
import Testing

@Suite struct OfficesTests {
    private func load(_ text: String) throws -> Offices {
        try Offices.load(Array(text.utf8), file: "f.yaml")
    }

    private func errors(_ text: String) -> [String] {
        do throws(DocumentErrors) {
            _ = try Offices.load(Array(text.utf8), file: "f.yaml")
            return []
        } catch {
            return error.errors.map { String($0.description.dropFirst("f.yaml:".count)) }
        }
    }

    /// The errors of one office with these lines, each of which stands from line 5 and column 5 on.
    private func errors(office lines: String...) -> [String] {
        errors(
            """
            partitions: 2
            offices:
              - division: "150200"
                name: {zh: 包头市, en: Baotou}
                \(lines.joined(separator: "\n    "))
            """)
    }

    private static let pair = """
        partitions: 2
        offices:
          - division: "150000"
            name: {zh: 内蒙古自治区, en: Inner Mongolia}
            tier: region
          - division: "150200"
            name: {zh: 包头市, en: Baotou}
            tier: city
            superior: "150000"
            officers:
              - {id: o-1, name: {zh: 示例甲, en: Sample A}, roles: [reviewer, closer]}
            workers:
              - name: a
                agent: verifier
                health: 127.0.0.1:1
                runs: {verify: [0]}
                standby: {verify: [1]}
              - name: b
                agent: verifier
                health: 127.0.0.1:2
                runs: {verify: [1]}
                standby: {verify: [0]}
              - {name: e, agent: echo, health: "127.0.0.1:3", runs: {echo: [1, 0]}}
          - {division: "150223", name: {zh: 达茂旗, en: Damao}, tier: county, superior: "150200"}
          - {division: "150202", name: {zh: 东河区, en: Donghe}, tier: county, superior: "150200"}
          - {division: "150781", name: {zh: 满洲里市, en: Manzhouli}, tier: county, superior: "150000"}
          - {division: "500114", name: {zh: 黔江区, en: Qianjiang}, tier: county}
        """

    @Test func answersWhoDoesWhat() throws {
        let offices = try load(OfficesTests.pair)
        let (region, city) = (try #require(Division("150000")), try #require(Division("150200")))
        #expect(offices.partitions == 2)
        #expect(offices.all.map(\.division.code) == ["150000", "150200", "150223", "150202", "150781", "500114"])
        let office = try #require(offices[city])
        #expect(office.name == BilingualText(zh: "包头市", en: "Baotou"))
        #expect(office.superior == region)
        #expect(office.officer("o-1")?.roles == [.reviewer, .closer])
        #expect(office.officer("o-2") == nil)
        #expect(office.agents == [.verifier, .echo])
        #expect(office.tasks(of: .echo).map(\.description) == ["150200.echo.0", "150200.echo.1"])
        let task = TaskName(division: city, stage: .verify, number: 1)
        #expect(offices.owner(of: task)?.name == "b")
        #expect(offices.standby(of: task)?.name == "a")
        #expect(offices.owner(of: TaskName(division: region, stage: .verify, number: 1))?.name == nil)
        #expect(offices.subordinates(of: city).map(\.division.code) == ["150202", "150223"])
    }

    @Test(
        arguments: [
            ("150223", Tier.county, "150223"), ("150223", .city, "150200"), ("150223", .region, "150000"),
            ("150781", .city, "150000"), ("500114", .region, "500114"), ("500114", .county, "500114"),
            ("150200", .county, nil), ("150200", .city, "150200"), ("150204", .city, nil),
        ] as [(String, Tier, String?)])
    func findsTheOfficeOfATier(division: String, tier: Tier, office: String?) throws {
        let offices = try load(OfficesTests.pair)
        let division = try #require(Division(division))
        #expect(offices.office(at: tier, for: division)?.division.code == office)
    }

    @Test func reportsEveryErrorAtOnce() {
        let text = """
            partitions: 2
            offices:
              - division: "150200"
                name: {zh: 包头市, en: Baotou}
                tier: county
                superior: "150100"
                workers:
                  - {name: a, agent: verifier, health: "h:1", runs: {verify: [0, 2], round: [0]}}
                  - {name: a, agent: verifer, health: "h:1", runs: {verify: [0]}, standby: {verfy: [0]}}
              - division: 150223
                nmae: {zh: 达茂旗, en: Damao}
                tier: county
            """
        #expect(
            errors(text) == [
                "5:11: offices[0].tier: 150200 is no code of the tier county, which does not end in 00",
                "6:15: offices[0].superior: the superior 150100 is no office of this file; did you mean 150200?",
                "8:70: offices[0].workers[0].runs.verify[1]: verify has tasks 0 to 1, so no task 2",
                "8:81: offices[0].workers[0].runs.round: round is a stage of the calculator, not of the verifier",
                "9:16: offices[0].workers[1].name: the worker a stands twice in this office; the first is on line 8",
                "9:26: offices[0].workers[1].agent: \"verifer\" is not one of intake, verifier, calculator, notifier, "
                    + "settler, dashboard, echo; did you mean verifier?",
                "9:43: offices[0].workers[1].health: the health address h:1 stands twice; the first is on line 8",
                "9:65: offices[0].workers[1].runs.verify: no worker runs 150200.verify.1; each task of a stage that "
                    + "an office runs needs an owner",
                "9:66: offices[0].workers[1].runs.verify[0]: task 150200.verify.0 is run by two workers; "
                    + "the first is on line 8",
                "9:88: offices[0].workers[1].standby.verfy: verfy is no stage; known are relay, verify, waybills, "
                    + "assess, round, notify, settle, echo; did you mean verify?",
                "10:5: offices[1]: the key name is missing",
                "10:15: offices[1].division: expected text, found 150223; put it in quotes",
                "11:5: offices[1]: unknown key nmae; did you mean name?",
            ])
    }

    @Test(arguments: [
        (
            "{name: a, agent: settler, health: 'h:1', runs: {settle: [1]}}",
            [
                "6:71: offices[0].workers[0].runs.settle: no worker runs 150200.settle.0; each task of a stage that an "
                    + "office runs needs an owner",
                "6:72: offices[0].workers[0].runs.settle[0]: settle has only task 0, so no task 1",
            ]
        ),
        (
            "{name: a, agent: echo, health: 'h:1', runs: {echo: [0, 1]}, standby: {echo: [0]}}",
            [
                "6:92: offices[0].workers[0].standby.echo[0]: the standby of task 150200.echo.0 is its owner; "
                    + "another worker must be"
            ]
        ),
        (
            "{name: a, agent: echo, health: 'h:1', standby: {echo: [0]}}",
            ["6:70: offices[0].workers[0].standby.echo[0]: task 150200.echo.0 has a standby, but no worker runs it"]
        ),
        (
            "{name: a, agent: echo, health: 'h:1', runs: {echo: [0, 1, 1]}}",
            [
                "6:73: offices[0].workers[0].runs.echo[2]: task 150200.echo.1 is run twice by this worker; "
                    + "the first is on line 6"
            ]
        ),
        (
            "{name: a, agent: echo, health: 'h:1'}",
            ["6:22: offices[0].workers[0].name: the worker a runs no task and stands by for none"]
        ),
        ("{name: a, agent: dashboard, health: 'h:1'}", []),
        (
            "{name: A, agent: dashboard, health: 'h'}",
            [
                "6:22: offices[0].workers[0].name: expected lower-case letters, digits and hyphens, at most 64, "
                    + "found the text \"A\"",
                "6:51: offices[0].workers[0].health: expected host:port, such as 10.1.2.3:9411, found the text \"h\"",
            ]
        ),
    ])
    func checksWorkers(worker: String, expected: [String]) {
        #expect(errors(office: "tier: city", "workers: [\(worker)]") == expected)
    }

    @Test func checksStandbysOfOneTask() {
        let found = errors(
            office: "tier: city", "workers:",
            "  - {name: a, agent: settler, health: 'h:1', runs: {settle: [0]}}",
            "  - {name: b, agent: settler, health: 'h:2', standby: {settle: [0]}}",
            "  - {name: c, agent: settler, health: 'h:3', standby: {settle: [0]}}")
        #expect(
            found == [
                "9:69: offices[0].workers[2].standby.settle[0]: task 150200.settle.0 is stood by for by two workers; "
                    + "the first is on line 8"
            ])
    }

    @Test func checksOfficers() {
        let found = errors(
            office: "tier: city", "officers:",
            "  - {id: o-1, name: {zh: 甲, en: A}, roles: [payer, payer2]}",
            "  - {id: o-1, name: {zh: 乙, en: B}, roles: [reviewer, reviewer]}",
            "  - {id: o-3, name: {zh: 丙, en: C}, roles: []}",
            "  - {id: o-4, name: {zh: 丁}, roles: [reviewr]}")
        #expect(
            found == [
                "7:56: offices[0].officers[0].roles[1]: no officer may be both payer and payer2: a payment takes two "
                    + "people",
                "8:14: offices[0].officers[1].id: the officer o-1 stands twice; the first is on line 7",
                "8:59: offices[0].officers[1].roles[1]: the role reviewer stands twice",
                "9:48: offices[0].officers[2].roles: an officer needs at least one role",
                "10:25: offices[0].officers[3].name: the key en is missing",
                "10:42: offices[0].officers[3].roles[0]: \"reviewr\" is not one of reviewer, closer, confirmer, "
                    + "arbiter, policy, holder, payer, payer2, settler, allotter, importer, operator; did you mean reviewer?",
            ])
    }

    @Test(arguments: [
        ("city", "150200", "an office can't be its own superior"),
        ("city", "150300", "the superior of a city must be of a higher tier; 150300 is a city"),
        ("city", "500000", "150200 does not lie within 500000"),
        ("city", "150203", "the superior of a city must be of a higher tier; 150203 is a county"),
    ])
    func checksSuperiors(tier: String, superior: String, message: String) {
        let text = """
            partitions: 2
            offices:
              - {division: "150200", name: {zh: 包, en: B}, tier: \(tier), superior: "\(superior)"}
              - {division: "150300", name: {zh: 乌, en: W}, tier: city}
              - {division: "150203", name: {zh: 昆, en: K}, tier: county, superior: "150200"}
              - {division: "500000", name: {zh: 渝, en: C}, tier: region}
            """
        #expect(errors(text) == ["3:70: offices[0].superior: \(message)"])
    }

    @Test func refusesTwoOfficesOfADivisionAndNone() {
        let office = "{division: \"150200\", name: {zh: 包, en: B}, tier: city}"
        #expect(
            errors("partitions: 2\noffices: [\(office), \(office)]") == [
                "2:78: offices[1].division: the office 150200 stands twice; the first is on line 2"
            ])
        #expect(errors("partitions: 2\noffices: []") == ["1:1: at least one office must be listed"])
        #expect(errors("[]") == ["1:1: expected a mapping, found a list"])
    }
}
