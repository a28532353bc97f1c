import Awards
import Testing

@Suite struct DivisionTests {
    @Test(arguments: ["150000", "150200", "150223", "150271", "500114", "110000", "820000", "469001"])
    func accepts(code: String) {
        #expect(Division(code)?.code == code)
    }

    @Test(arguments: [
        "", "15022", "1502230", "15022a", "１５０２２３", "+15022", "160000", "990000", "000000", "150023", " 50223",
    ])
    func refuses(code: String) {
        #expect(Division(code) == nil)
    }

    @Test(arguments: [
        ("150223", "150200", true), ("150223", "150000", true), ("150200", "150000", true), ("150223", "150300", false),
        ("150200", "150200", false), ("150000", "150200", false), ("150223", "150221", false),
        ("500114", "150000", false),
    ])
    func liesWithin(lower: String, upper: String, expected: Bool) throws {
        let (lower, upper) = (try #require(Division(lower)), try #require(Division(upper)))
        #expect(lower.lies(within: upper) == expected)
    }

    @Test func namesTasks() throws {
        let task = try #require(TaskName("150200.verify.3"))
        #expect(task.division.code == "150200" && task.stage == .verify && task.number == 3)
        #expect(task.description == "150200.verify.3")
        for text in [
            "", "150200.verify", "150200.verify.03", "150200.verify.-1", "150200.verfy.0", "150200.verify.0.0",
        ] {
            #expect(TaskName(text) == nil, "\(text)")
        }
    }

    @Test(arguments: ["10.1.2.3:9411", "verify-1.example:1", "[fd00::1]:65535", "localhost:9411"])
    func acceptsAddress(text: String) {
        #expect(HostPort(text)?.description == text)
    }

    @Test(arguments: [
        "", "a", ":1", "a:0", "a:65536", "a:+1", "a:01", "a b:1", "fd00::1:9", "[]:9", "[x]:9", "中:9", "a:",
    ])
    func refusesAddress(text: String) {
        #expect(HostPort(text) == nil)
    }

    @Test func everyAgentHasItsStages() {
        #expect(AgentKind.verifier.stages == [.verify, .waybills])
        #expect(AgentKind.dashboard.stages == [])
        #expect(AgentKind.allCases.flatMap(\.stages).count == Stage.allCases.count)
        #expect(Stage.assess.taskCount(partitions: 4) == 4)
        #expect(Stage.round.taskCount(partitions: 4) == 1)
    }
}
