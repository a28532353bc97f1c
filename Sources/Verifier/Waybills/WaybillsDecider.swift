import Agent
import Awards
import Log
import Messages
import Policy

/// Counts each waybill number once across firms. Counts are said when an import ends, so that nobody reads half of
/// one: the changed ones, then that the import is counted, to every partition.
struct WaybillsDecider: Decider, Sendable {
    typealias State = WaybillsState

    enum Input {
        case row(WaybillRow)
        case imported(RegisterImported)
        case policy(PolicyAdopted)
    }

    enum Output: Equatable {
        case counts(WaybillCounts)
        case counted(RegisterImported, partition: Int32)
    }

    struct OutsideCalendar: Error, CustomStringConvertible {
        let day: String
        var description: String { "\(day) lies outside the years 2000 to 2179" }
    }

    let specification: TaskSpecification
    private let waybills: String
    private let counts: String
    private let partitions: Int32
    private let offices: Offices
    private let rulebooks: Rulebooks

    init(_ task: TaskName, _ offices: Offices, rulebooks: Rulebooks = Rulebooks()) throws {
        self.rulebooks = rulebooks
        guard let office = offices[task.division] else { throw UnknownOffice(division: task.division) }
        let partition = Int32(task.number)
        let waybills = Stream.waybills.topic(of: task.division)
        let above = VerifyTopics.upward(from: office, offices).filter { $0.agents.contains(.calculator) }
        specification = TaskSpecification(
            task,
            sources: [.init(TopicPartition(waybills, partition), isTable: true, isDigested: true)]
                + above.map { .init(TopicPartition(Stream.programmes.topic(of: $0.division), 0), isTable: true) },
            outputs: [Stream.waybillCounts.topic(of: task.division)], retryPartitions: [partition])
        self.waybills = waybills
        counts = Stream.waybillCounts.topic(of: task.division)
        partitions = Int32(offices.partitions)
        self.offices = offices
    }

    func input(from record: Record) throws -> Input? {
        guard let type = record.header(text: "ce_type") else { throw VerifyDecider.Untyped() }
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        switch type {
        case WaybillRow.type: return .row(try WaybillRow(reading: payload))
        case RegisterImported.type: return .imported(try RegisterImported(reading: payload))
        case PolicyAdopted.type: return .policy(try PolicyAdopted(reading: payload))
        default: return nil
        }
    }

    func decide(_ state: State, _ input: Input) throws -> Decision<Output> {
        let task = specification.name.number
        switch input {
        case .row(let row):
            guard CivilDate(row.deliveredOn).flatMap(WaybillEntry.day) != nil else {
                throw OutsideCalendar(day: row.deliveredOn)
            }
            return []
        case .imported(let imported):
            guard let place = state.unpassed(imported) else { return sayAgain(state) }
            var counted = imported
            counted.task = Int64(task)
            counted.imports = Int64(place)
            return Decision(
                state.changedCounts(task: task, upTo: place).map { .counts($0) }
                    + (0..<partitions).map { .counted(counted, partition: $0) })
        case .policy:
            // In the middle of an import its end says all.
            return state.isClosed ? sayAgain(state) : []
        }
    }

    /// What a policy has changed, and once more that the last import is counted: claims wait for that.
    private func sayAgain(_ state: State) -> Decision<Output> {
        let changed = state.changedCounts(task: specification.name.number, upTo: state.passedImports)
        guard !changed.isEmpty else { return [] }
        let counted = state.lastCounted.map { last in (0..<partitions).map { Output.counted(last, partition: $0) } }
        return Decision(changed.map { .counts($0) } + (counted ?? []))
    }

    func evolve(_ state: inout State, _ change: Change<Input, Output>) {
        switch change {
        case .row(.row(let row)): state.take(row)
        case .row(.imported(let imported)): state.end(imported)
        case .row(.policy(let policy)): adopt(&state, policy)
        case .output(.counts(let counts)): state.said(counts)
        case .output(.counted(let imported, _)): state.passed(imported)
        case .finished, .buried: break
        }
    }

    /// Only programmes that this office verifies, and that speak of parcels delivered before their issue.
    private func adopt(_ state: inout State, _ policy: PolicyAdopted) {
        guard
            let programme = try? rulebooks.rulebook(
                digest: policy.digest, name: policy.programme, bytes: { policy.bytes.bytes }
            ).programme,
            programme.clauses.contains(where: { $0.fact("delivered_before_issue") != nil }),
            verifies(programme)
        else { return }
        state.adopt(programme.id, from: programme.validity.from)
    }

    private func verifies(_ programme: Programme) -> Bool {
        let own = specification.name.division
        return ([own] + offices.subordinates(of: own).map(\.division)).contains {
            offices.office(at: programme.tiers.verifies, for: $0)?.division == own
        }
    }

    func write(_ output: Output, to buffer: OutputBuffer) throws {
        switch output {
        case .counts(let message):
            // Said again whenever they change, so the id is that of what is said.
            let content = ShortDigest(String(decoding: message.bytes, as: UTF8.self))
            try buffer.append(
                message, id: "\(message.firm).\(message.year).\(message.task).\(content.hex)", key: message.firm,
                to: counts)
        case .counted(let imported, let partition):
            try buffer.append(
                imported, id: "\(imported.digest).\(imported.task ?? 0).\(imported.imports ?? 0).\(partition)",
                key: imported.kind, to: counts, partition: partition)
        }
    }

    func output(from record: Record) throws -> Output {
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        return record.header(text: "ce_type") == RegisterImported.type
            ? .counted(try RegisterImported(reading: payload), partition: record.partition)
            : .counts(try WaybillCounts(reading: payload))
    }
}
