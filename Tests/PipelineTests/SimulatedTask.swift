import Agent
import Awards
import Documents
import Log
import Policy
import TestSupport

@testable import Calculator
@testable import Intake
@testable import Verifier

/// A task of the pipeline with its real decider, ready to be run for a turn.
struct SimulatedTask: Sendable {
    let specification: TaskSpecification
    /// The county whose outbox it forwards.
    let county: Int?
    let run: @Sendable (TaskEnvironment) throws -> TaskEnding

    init<Stage: Decider & Sendable>(_ specification: TaskSpecification, _ decider: Stage, county: Int? = nil) {
        self.specification = specification
        self.county = county
        run = { environment in try TaskRunner(specification, decider, environment).run() }
    }
}

/// The offices of the simulation and all their tasks. Deciders are pure, and so are the policies that they have
/// compiled: all runs share them.
struct SimulatedCity: Sendable {
    let offices: Offices
    let tasks: [SimulatedTask]
    let topics: [TopicDefinition]

    static let shared = Result { try SimulatedCity() }

    private init() throws {
        let offices = try Offices.load(Array(Self.file(ports: Array(1...5)).utf8), file: "offices.yaml")
        self.offices = offices
        topics = offices.all.flatMap { office in
            office.streams.map {
                TopicDefinition(
                    $0.topic(of: office.division), partitions: Int32($0.partitionCount(keyed: offices.partitions)))
            }
        }
        func name(_ text: String) throws -> TaskName {
            guard let name = TaskName(text) else { throw NoName(text: text) }
            return name
        }
        let rulebooks = Rulebooks()
        var tasks: [SimulatedTask] = []
        for (number, county) in World.counties.enumerated() {
            let relay = RelayDecider(try name("\(county).relay.0"))
            tasks.append(SimulatedTask(relay.specification, relay, county: number))
        }
        for number in 0..<offices.partitions {
            let waybills = try WaybillsDecider(
                try name("150200.waybills.\(number)"), offices, rulebooks: rulebooks)
            // Small pieces: what is more than a batch comes up with a few claims.
            let verify = Tampered(
                try VerifyDecider(
                    try name("150200.verify.\(number)"), offices, mostAgain: 3, rulebooks: rulebooks))
            let assess = Tampered(AssessDecider(try name("150200.assess.\(number)"), offices))
            tasks += [
                SimulatedTask(waybills.specification, waybills), SimulatedTask(verify.inner.specification, verify),
                SimulatedTask(assess.inner.specification, assess),
            ]
        }
        let round = Tampered(try RoundDecider(try name("150200.round.0"), offices, piece: 3))
        tasks.append(SimulatedTask(round.inner.specification, round))
        self.tasks = tasks
    }

    /// The offices' file.
    ///
    /// - Parameter ports: of the health addresses of the verifier, the calculator and each county's intake.
    static func file(ports: [Int]) -> String {
        let counties = zip(World.counties, ports.dropFirst(2)).map { county, port in
            """
              - division: "\(county)"
                name: {zh: 旗县, en: County}
                tier: county
                superior: "\(World.city)"
                workers:
                  - {name: intake, agent: intake, health: "127.0.0.1:\(port)", runs: {relay: [0]}}

            """
        }
        return """
            partitions: 2
            offices:
              - division: "\(World.city)"
                name: {zh: 包头市, en: Baotou}
                tier: city
                workers:
                  - {name: verifier, agent: verifier, health: "127.0.0.1:\(ports[0])",
                     runs: {verify: [0, 1], waybills: [0, 1]}}
                  - {name: calculator, agent: calculator, health: "127.0.0.1:\(ports[1])",
                     runs: {assess: [0, 1], round: [0]}}
            \(counties.joined())
            """
    }

    struct NoName: Error {
        let text: String
    }
}
