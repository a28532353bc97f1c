import Agent
import Awards
import Log
import Messages
import Storage
import Synchronization
import TestSupport

@testable import Intake

/// One run of the whole first half over a log in memory: a seeded scheduler chooses who does what next, and with faults
/// also who dies where, what is aborted, and what people send again.
final class Simulation {
    let log: SQLiteLog
    private let city: SimulatedCity
    private let world: World
    private let mutation: Turn.Mutation?
    private let isQuiet: Bool
    private var random: SeededGenerator
    private let outboxes: [Outbox]
    /// What is still to be done in each lane; those done stay with it, to be done again.
    private var lanes: [[World.Action]]
    private var repetitions: [Int]
    private var done: [Bool]
    private var ends: [TopicPartition: Int64] = [:]
    private var positions: [[TopicPartition: Int64]]
    private var weights: [Int]
    private let officer: Officer
    /// Answers that are still to be sent.
    private var answers: [OutgoingRecord] = []
    private(set) var deaths: [String: Int] = [:]
    private(set) var aborts = 0
    private(set) var turns = 0
    /// What no run may come to, whatever happens to it.
    private(set) var troubles: [String] = []

    init(_ world: World, seed: UInt64?, mutation: Turn.Mutation? = nil) throws {
        city = try SimulatedCity.shared.get()
        self.world = world
        self.mutation = mutation
        isQuiet = seed == nil
        random = SeededGenerator(seed: seed ?? 0)
        log = try SQLiteLog()
        _ = try log.create(city.topics)
        officer = Officer(log, world, partitions: city.offices.partitions)
        outboxes = try World.counties.map { county in
            guard let division = Division(county) else { throw SimulatedCity.NoName(text: county) }
            return try Outbox(division, SQLiteLog(), OutboxIndex(.memory))
        }
        lanes = world.lanes.map(\.actions)
        repetitions = world.lanes.map { _ in 0 }
        done = world.lanes.map { $0.actions.isEmpty }
        positions = city.tasks.map { task in
            Dictionary(uniqueKeysWithValues: task.specification.sources.map { ($0.partition, 0) })
        }
        weights = []
        // Some lanes and tasks are slow in this run, up to a hundred times.
        for _ in 0..<(lanes.count + city.tasks.count + 1) {
            weights.append([1, 3, 10, 30, 100].randomElement(using: &random) ?? 1)
        }
    }

    // MARK: The schedule

    private enum Choice {
        case lane(Int)
        case task(Int)
        case officer
    }

    func run() throws {
        while let choice = choose() {
            switch choice {
            case .lane(let lane): try act(lane)
            case .task(let task): try take(turnOf: task)
            case .officer: try answer()
            }
            guard turns < 5_000 else {
                troubles.append("it does not come to an end")
                return
            }
        }
    }

    private func choose() -> Choice? {
        var choices: [(Choice, Int)] = []
        for task in city.tasks.indices where hasWork(task) {
            choices.append((.task(task), weights[lanes.count + task]))
        }
        // Without faults everybody has done before the next thing happens.
        if !isQuiet || choices.isEmpty {
            for lane in lanes.indices where mayAct(lane) { choices.append((.lane(lane), weights[lane])) }
            if isQuiet, choices.count > 1 { choices.removeLast(choices.count - 1) }
            if choices.isEmpty || !isQuiet, !answers.isEmpty || officer.hasMail(upTo: ends) {
                choices.append((.officer, weights[weights.count - 1]))
            }
        }
        var place = Int.random(in: 0..<max(1, choices.reduce(0) { $0 + $1.1 }), using: &random)
        for (choice, weight) in choices {
            place -= weight
            if place < 0 { return choice }
        }
        return nil
    }

    private func hasWork(_ task: Int) -> Bool { positions[task].contains { $0.value < ends[$0.key] ?? 0 } }

    private func refreshEnds(_ topics: [String]) throws {
        let partitions = topics.flatMap { topic in
            (0..<(city.topics.first { $0.name == topic }?.partitions ?? 1)).map { TopicPartition(topic, $0) }
        }
        ends.merge(try log.ends(of: partitions).mapValues(\.lastStable)) { $1 }
    }

    // MARK: People

    private func mayAct(_ lane: Int) -> Bool {
        guard !lanes[lane].isEmpty, world.lanes[lane].after.allSatisfy({ done[$0] }) else { return false }
        return !world.lanes[lane].needsRound || (ends[TopicPartition("150200.rounds", 0)] ?? 0) > 0
    }

    private func act(_ lane: Int) throws {
        if isQuiet {
            for action in lanes[lane] { try perform(action) }
            lanes[lane] = []
            done[lane] = true
            return
        }
        let action = lanes[lane].removeFirst()
        try perform(action)
        if lanes[lane].isEmpty { done[lane] = true }
        if world.lanes[lane].isFile {
            // The same file again, as a whole, up to twice.
            guard lanes[lane].isEmpty, repetitions[lane] < 2, isOne(in: 2) else { return }
            repetitions[lane] += 1
            lanes[lane] = world.lanes[lane].actions
        } else if repetitions[lane] < 2 * world.lanes[lane].actions.count, isOne(in: 4) {
            // Sent again, at once or later. Whoever sends it a third time has luck twice.
            repetitions[lane] += 1
            // A withdrawal takes back whatever version is the last then, so that it is repeated at once or not at all.
            let most = action.isWithdrawal ? 0 : min(6, lanes[lane].count)
            lanes[lane].insert(action, at: Int.random(in: 0...most, using: &random))
        }
    }

    private func perform(_ action: World.Action) throws {
        switch action {
        case .write(let record):
            try log.append([record])
            try refreshEnds([record.topic])
        case .lodge(let office, let request, let atMs):
            let outbox = outboxes[office]
            _ = try outbox.lodge([request]) { atMs }
            ends[outbox.partition] = try outbox.log.ends(of: [outbox.partition])[outbox.partition]?.lastStable
        }
    }

    private func isOne(in count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

    // MARK: Officers

    private func answer() throws {
        answers += try officer.read(upTo: ends)
        if isQuiet {
            for answer in answers { try perform(.write(answer)) }
            answers = []
            return
        }
        guard !answers.isEmpty else { return }
        let index = Int.random(in: 0..<answers.count, using: &random)
        try perform(.write(answers[index]))
        // Sometimes the command is given again.
        if !isOne(in: 4) { answers.remove(at: index) }
    }

    // MARK: Tasks

    private func take(turnOf number: Int) throws {
        turns += 1
        let task = city.tasks[number]
        let isTroubled = !isQuiet && isOne(in: 2)
        let turn = Turn(
            SeededGenerator(seed: random.next()), polls: isQuiet ? nil : Int.random(in: 1...8, using: &random),
            stepsToDeath: isTroubled ? Int.random(in: 1...60, using: &random) : nil,
            abortsOneIn: isTroubled && isOne(in: 8) ? 3 : nil, mutation: mutation, ends: ends)
        var seen: any EventLog = log
        if let county = task.county { seen = RelayLog(outboxes[county], log) }
        let heard = Mutex<(troubles: [String], aborts: Int)>(([], 0))
        let status = TaskStatus(task: task.specification.id) { event in
            switch event {
            case .trouble(let text) where !text.contains("simulated"): heard.withLock { $0.troubles.append(text) }
            case .aborted: heard.withLock { $0.aborts += 1 }
            case .buried(_, let why, let position):
                heard.withLock { $0.troubles.append("\(position) became a dead letter: \(why)") }
            case .trouble, .committed, .role, .note, .restored, .fenced: break
            }
        }
        let environment = TaskEnvironment(
            log: TroubledLog(log: seen, turn: turn), build: "test", stateFolder: nil, stop: turn.stop, status: status)
        let ending = try task.run(environment)
        if ending != .stopped { troubles.append("\(task.specification.id) ended with \(ending)") }
        heard.withLock {
            troubles += $0.troubles
            aborts += $0.aborts
        }
        if let death = turn.death { deaths[death, default: 0] += 1 }
        try refresh(number)
        // What never ends must be seen: a task that cannot go on would have its turn for ever.
        if !troubles.isEmpty { positions = positions.map { $0.mapValues { _ in .max } } }
    }

    private func refresh(_ number: Int) throws {
        let task = city.tasks[number]
        try refreshEnds(task.specification.allOutputs)
        if let county = task.county {
            // Nobody else writes the county's claims, and each is one record of its outbox.
            let forwarded = (0..<Int32(city.offices.partitions)).reduce(Int64(0)) {
                $0 + (ends[TopicPartition("\(World.counties[county]).claims", $1)] ?? 0)
            }
            positions[number] = [outboxes[county].partition: forwarded]
        } else {
            let committed = try log.committed(by: task.specification.id, of: Array(positions[number].keys))
            positions[number].merge(committed) { $1 }
        }
    }
}
