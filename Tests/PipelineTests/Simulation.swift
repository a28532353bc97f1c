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
    let city: SimulatedCity
    let world: World
    private let mutation: Turn.Mutation?
    let isQuiet: Bool
    var random: SeededGenerator
    let outboxes: [Outbox]
    /// What intakes say of a round that closes; empty in a world whose round is never closed.
    var edges: [Edge] = []
    /// The county whose broker is away until all others have done: claims were lodged there at the last moment.
    var away: Int?
    let letters: Letters
    /// The orders that waive something, as they were given together, and whether the round was confirmed.
    var waived: [[OutgoingRecord]] = []
    var isConfirmed = false
    /// What came to counties behind their markers.
    var lodgedBehind = 0
    var hasLooked = false
    var hasCounted = false
    let mischief: Mischief?
    /// What is still to be done in each lane; those done stay with it, to be done again.
    var lanes: [[World.Action]]
    private var repetitions: [Int]
    private var done: [Bool]
    var ends: [TopicPartition: Int64] = [:]
    private var positions: [[TopicPartition: Int64]]
    /// Tasks whose last turn ended in the middle of something.
    private var isOpen: [Bool]
    private var weights: [Int]
    private let officer: Officer
    /// Answers that are still to be sent.
    private var answers: [OutgoingRecord] = []
    private(set) var deaths: [String: Int] = [:]
    private(set) var aborts = 0
    private(set) var turns = 0
    /// What no run may come to, whatever happens to it.
    var troubles: [String] = []

    init(_ world: World, seed: UInt64?, mutation: Turn.Mutation? = nil, mischief: Mischief? = nil) throws {
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
        self.mischief = mischief
        letters = Letters(log, partitions: city.offices.partitions)
        lanes = world.lanes.map(\.actions)
        repetitions = world.lanes.map { _ in 0 }
        done = world.lanes.map { $0.actions.isEmpty }
        positions = city.tasks.map { task in
            Dictionary(uniqueKeysWithValues: task.specification.sources.map { ($0.partition, 0) })
        }
        isOpen = city.tasks.map { _ in false }
        weights = []
        // Some lanes and tasks are slow in this run, up to a hundred times.
        for _ in 0..<(lanes.count + city.tasks.count + 1) {
            weights.append([1, 3, 10, 30, 100].randomElement(using: &random) ?? 1)
        }
        guard world.close != nil else { return }
        // More happens between two turns, each of which folds all that its task knows; but the round may close in the
        // middle of everything.
        for lane in lanes.indices { weights[lane] *= 3 }
        edges = try outboxes.map { try Edge($0, city.offices) }
        if !isQuiet, isOne(in: 4) { away = world.close?.office }
    }

    // MARK: The schedule

    private enum Choice {
        case lane(Int)
        case task(Int)
        case officer
        case edge(Int)
        case operators
        case mend
    }

    func run() throws {
        try Mischief.$current.withValue(mischief) {
            while true {
                while let choice = choose() {
                    try perform(choice)
                    guard turns < 5_000 else {
                        troubles.append("it does not come to an end")
                        return
                    }
                }
                guard troubles.isEmpty, world.close != nil, try goOn() else { return }
            }
        }
    }

    private func perform(_ choice: Choice) throws {
        switch choice {
        case .lane(let lane): try act(lane)
        case .task(let task): try take(turnOf: task)
        case .officer: try answer()
        case .edge(let office): try say(office)
        case .operators:
            for retry in try letters.read(upTo: ends, again: isOne(in: 4)) { try perform(.write(retry)) }
        case .mend: mischief?.mend()
        }
    }

    private func choose() -> Choice? {
        var choices: [(Choice, Int)] = []
        for task in city.tasks.indices where hasWork(task) {
            choices.append((.task(task), weights[lanes.count + task]))
        }
        for office in edges.indices where mayComplete(office) {
            choices.append((.edge(office), weights[lanes.count + office]))
        }
        if let mischief, mischief.isPoisoned {
            if !mischief.isMended, mischief.broken == nil { choices.append((.mend, 1)) }
            // What is mended only at rest is sent again only then, or there would be no rest.
            if letters.hasMail(upTo: ends), mischief.isMended || mischief.broken == nil {
                choices.append((.operators, 3))
            }
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

    private func hasWork(_ task: Int) -> Bool {
        if let county = city.tasks[task].county, county == away { return false }
        return isOpen[task] || positions[task].contains { $0.value < ends[$0.key] ?? 0 }
    }

    func refreshEnds(_ topics: [String]) throws {
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
            if world.close != nil, let next = lanes.indices.first(where: mayAct) { try act(next) }
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
            let most = action.isWithdrawal || world.lanes[lane].isStrict ? 0 : min(6, lanes[lane].count)
            lanes[lane].insert(action, at: Int.random(in: 0...most, using: &random))
        }
    }

    func perform(_ action: World.Action) throws {
        switch action {
        case .write(let record):
            try log.append([record])
            try refreshEnds([record.topic])
        case .lodge(let office, let request, let atMs):
            let outbox = outboxes[office]
            _ = try outbox.lodge([request]) { atMs }
            if !edges.isEmpty { edges[office].reachedMs = max(edges[office].reachedMs, atMs) }
            ends[outbox.partition] = try outbox.log.ends(of: [outbox.partition])[outbox.partition]?.lastStable
        }
    }

    func isOne(in count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

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
        let isTroubled = !isQuiet && isOne(in: edges.isEmpty ? 2 : 3)
        let turn = Turn(
            SeededGenerator(seed: random.next()),
            polls: isQuiet ? nil : Int.random(in: 1...(edges.isEmpty ? 8 : 20), using: &random),
            stepsToDeath: isTroubled ? Int.random(in: 1...60, using: &random) : nil,
            abortsOneIn: isTroubled && isOne(in: 8) ? 3 : nil, mutation: mutation, ends: ends)
        var seen: any EventLog = log
        if let county = task.county { seen = RelayLog(outboxes[county], log) }
        let heard = Mutex<(troubles: [String], aborts: Int)>(([], 0))
        let status = TaskStatus(task: task.specification.id) { event in
            switch event {
            case .trouble(let text) where !text.contains("simulated"): heard.withLock { $0.troubles.append(text) }
            case .aborted: heard.withLock { $0.aborts += 1 }
            case .buried(_, let why, let position) where !why.contains("the program cannot use"):
                heard.withLock { $0.troubles.append("\(position) became a dead letter: \(why)") }
            case .trouble, .buried, .committed, .role, .note, .restored, .fenced: break
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
        isOpen[number] = turn.death != nil || turn.isCutShort
        try refresh(number)
        // What never ends must be seen: a task that cannot go on would have its turn for ever.
        if !troubles.isEmpty {
            positions = positions.map { $0.mapValues { _ in .max } }
            isOpen = isOpen.map { _ in false }
        }
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
