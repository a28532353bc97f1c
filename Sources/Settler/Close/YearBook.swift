import Agent
import Awards
import Commands
import Decimals
import Log
import Messages

/// What an office's settler knows of a year, as the streams tell now: the fold that it makes, for commands.
struct YearBook {
    let office: Office
    let offices: Offices
    let state: SettleState
    let yearEnd: YearEnd

    /// As the options name it.
    init(_ values: Values) throws {
        let offices = try CommandOptions.loadOffices(values)
        let office = try CommandOptions.office(values[CommandOptions.office], in: offices, values)
        try self.init(of: office, offices, try CommandOptions.openLog(values))
    }

    /// Awards and payments are the same in whatever order they are read. Of statements those that were made come first,
    /// then what became of them, then their lines: a line is settled when its statement is.
    init(of office: Office, _ offices: Offices, _ log: any EventLog) throws {
        let task = TaskName(division: office.division, stage: .settle, number: 0)
        let decider = try SettleDecider(task, offices)
        var state = SettleState(StateStore())
        let inbox = OrderInbox(of: task, partitions: offices.partitions)
        let yearEnd = YearEnd(office, offices, inbox)
        let there = try log.topics()
        let own = SettleTopics(office.division)
        let topics = decider.specification.sources.map(\.partition.topic).filter { topic in
            there[topic] != nil && topic != inbox.source.partition.topic
        }
        let statements = (topics + [own.settlements]).filter { $0.hasSuffix(".\(Stream.settlements.id)") }
        for topic in topics where !statements.contains(topic) {
            try LogScan.run(log, [TopicPartition(topic, 0)]) { record in
                guard let input = try decider.input(from: record) else { return true }
                decider.evolve(common: &state, input)
                yearEnd.evolve(&state, input)
                return true
            }
        }
        for topic in [own.payments, own.allotments] where there[topic] != nil {
            try Self.read(topic, log) { type, payload in
                if let record = try PayRecord(type: type, payload) { yearEnd.evolve(&state, paid: record) }
                if let record = try YearRecord(type: type, payload) { yearEnd.evolve(&state, record) }
            }
        }
        for pass in StatementPass.allCases {
            for topic in statements where there[topic] != nil {
                try Self.read(topic, log) { type, payload in
                    guard pass.takes(type), let record = try YearRecord(type: type, payload) else { return }
                    yearEnd.recall(&state, record)
                }
            }
        }
        self.office = office
        self.offices = offices
        self.state = state
        self.yearEnd = yearEnd
    }

    private static func read(
        _ topic: String, _ log: any EventLog, _ body: (String, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try LogScan.run(log, [TopicPartition(topic, 0)]) { record in
            if let payload = record.payload { try body(record.header(text: "ce_type") ?? "", payload) }
            return true
        }
    }

    private enum StatementPass: CaseIterable {
        case made, answered, closed, lines

        func takes(_ type: String) -> Bool {
            switch self {
            case .made: type == SettlementProposed.type
            case .answered: type == SettlementAnswered.type
            case .closed:
                [
                    SettlementOverridden.type, SettlementClosed.type, SettlementPaid.type, SettlementGranted.type,
                ].contains(type)
            case .lines: type == SettlementLines.type
            }
        }
    }

    // MARK: What would be said

    /// What the office's statements of a year say, those that are out and those that would be made now.
    func statements(of year: Int64) -> StatementBook {
        StatementBook(.settlement, year, state, office, yearEnd.routes(state))
    }

    /// What keeps the year from being settled, a sentence each, with who must act.
    func blockers(of year: Int64, _ book: StatementBook) -> [String] {
        var sentences = yearEnd.roundBlockers(state, year, book).map { "\($0.zh) \($0.en)" }
        for life in yearEnd.openStatements(state, year) {
            let age = life.proposed.day.flatMap { since in
                state.year.day.flatMap { today in Self.days(from: since, to: today) }
            }
            let days = age.map { "（\($0)天 \($0) days）" } ?? ""
            let name =
                offices[Division(life.proposed.to) ?? office.division].map { "\($0.name.zh) \($0.name.en)" } ?? ""
            switch life.phase {
            case .disputed:
                sentences.append(
                    "\(life.proposed.to) \(name)：对\(life.proposed.statement)有\(life.answer?.count ?? 0)项争议\(days) "
                        + "/ disputes \(life.answer?.count ?? 0) lines of it")
                sentences += (life.answer?.disputes ?? []).prefix(20).map { "  \($0.words)" }
            case .silent:
                sentences.append("\(life.proposed.to) \(name)：\(life.proposed.statement)尚未答复\(days) / has not answered")
            case .agreed, .overridden, .superseded, .paid: break
            }
        }
        return sentences
    }

    private static func days(from: String, to: String) -> Int? {
        guard let first = CivilDate(from), let last = CivilDate(to) else { return nil }
        return last.daysSince1970 - first.daysSince1970
    }
}

extension SettlementDispute {
    var words: String {
        let figures = "\(Money(fen: statedFen)) / \(Money(fen: ownFen))"
        return switch cause {
        case .unknown: "\(round) \(claim)：没有这项奖补 / no such award is known (\(figures))"
        case .award: "\(round) \(claim)：奖补金额不同 / another award (\(figures))"
        case .due: "\(round) \(claim)：应付金额不同 / another amount is due (\(figures))"
        case .settled: "\(round) \(claim)：以前已结金额不同 / another amount was settled before (\(figures))"
        case .unpaid: "\(round) \(claim)：尚未付清 / it is not paid (\(figures))"
        case .corrected: "\(round) \(claim)：此后已更正 / it was corrected since (\(figures))"
        case .sum: "明细与合计不符 / the lines do not add up (\(figures))"
        case .officer: "\(round) \(claim)：经办人有异议 / an officer disputes it (\(figures))"
        }
    }
}
