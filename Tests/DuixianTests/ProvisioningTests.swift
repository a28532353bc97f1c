import Awards
import Commands
import Log
import Messages
import TestSupport
import Testing

@testable import Duixian

struct ProvisioningTests {
    /// A city and a banner that echo.
    private func offices() throws -> Offices {
        let text = """
            partitions: 4
            offices:
              - division: "150200"
                name: {zh: 包头市, en: Baotou}
                tier: city
                workers:
                  - {name: echo, agent: echo, health: "127.0.0.1:1", runs: {echo: [0, 1, 2, 3]}}
              - division: "150223"
                name: {zh: 达茂旗, en: Darhan}
                tier: county
                superior: "150200"
                workers:
                  - {name: echo, agent: echo, health: "127.0.0.1:2", runs: {echo: [0, 1, 2, 3]}}
            """
        return try Offices.load(Array(text.utf8), file: "offices.yaml")
    }

    @Test("topics are created once, each as its stream says")
    func creates() throws {
        let log = try SQLiteLog()
        let offices = try offices()
        let first = try Provisioning(offices: offices, log: log).run(offices.all)
        #expect(first.map(\.created.count) == [10, 10] && first.allSatisfy { $0.existed == 0 })
        let again = try Provisioning(offices: offices, log: log).run(offices.all)
        #expect(again.map(\.existed) == [10, 10] && again.allSatisfy { $0.created.isEmpty })
        let topics = try log.topics()
        #expect(topics["150223.claims"] == 4 && topics["150223.days"] == 1 && topics["150200.echo-progress"] == 4)
        let health = first.flatMap(\.created).filter { $0.cleanup == .compact }.map(\.name)
        #expect(health == ["150200.health", "150223.health"])
    }

    @Test("another number of partitions is refused, and nothing is created")
    func differs() throws {
        let log = try SQLiteLog()
        _ = try log.create([TopicDefinition("150223.claims", partitions: 3)])
        let offices = try offices()
        let error = try #require(throws: CommandFailure.self) {
            try Provisioning(offices: offices, log: log).run(offices.all)
        }
        #expect(
            error.description
                == "150223.claims has 3 partitions in memory, and the offices' file asks for 4: write `partitions: 3` "
                + "into the file, or name another log.")
        #expect(error.exitCode == .configuration)
        #expect(try log.topics().count == 1)
    }

    @Test("every stream with messages is in the AsyncAPI document, and every channel is a stream")
    func channels() {
        let streams = Set(Stream.all.map(\.id))
        // The catalogue has one channel for the progress of all stages.
        let known = MessageCatalogue.channels.map(\.stream).filter { $0 != "{stage}-progress" }
        #expect(streams.isSuperset(of: known))
        let shown = Set(SchemaCommand.channels.map(\.stream))
        #expect(shown.isSuperset(of: known) && shown.contains("verify-progress"))
    }
}
