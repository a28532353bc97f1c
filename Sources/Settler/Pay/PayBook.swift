import Agent
import Awards
import Commands
import Log
import Messages

/// What an office owes and has paid, as its streams tell now: the fold that its settler makes, for commands.
struct PayBook {
    let office: Office
    let state: PayState
    private let log: any EventLog

    init(of office: Office, _ offices: Offices, _ log: any EventLog) throws {
        var state = SettleState(StateStore())
        let paying = Paying(office, offices, OrderInbox(of: .settle(of: office.division), partitions: 1))
        let topics = offices.chain(from: office.division).filter { !$0.tasks(of: .round).isEmpty }.map {
            Stream.programmes.topic(of: $0.division)
        }
        for topic in topics + [Stream.payments.topic(of: office.division)] {
            try LogScan.run(log, [TopicPartition(topic, 0)]) { record in
                guard let payload = record.payload else { return true }
                let type = record.header(text: "ce_type") ?? ""
                switch type {
                case HoldSet.type: paying.place(&state, try HoldSet(reading: payload))
                case HoldLifted.type: paying.lift(&state, try HoldLifted(reading: payload))
                default: if let record = try PayRecord(type: type, payload) { paying.evolve(&state, record) }
                }
                return true
            }
        }
        self.office = office
        self.state = state.pay
        self.log = log
    }

    /// As the options name it.
    init(_ values: Values) throws {
        let offices = try CommandOptions.loadOffices(values)
        let office = try CommandOptions.office(values[CommandOptions.office], in: offices, values)
        try self.init(of: office, offices, try CommandOptions.openLog(values))
    }

    /// All awards to claimants, in their order.
    var awards: [PayableAward] { state.awards.keys.compactMap { state.awards[$0]?.content } }

    func accounts(for claims: [ClaimAccounts.Name]) throws -> ClaimAccounts { try ClaimAccounts(of: claims, log) }

    func payment(_ id: String) throws -> (prepared: PaymentPrepared, phase: PaymentPhase) {
        guard let prepared = state.payments[id]?.content, let phase = state.phases[id] else {
            let known = state.payments.keys.joined(separator: ", ")
            let advice = known.isEmpty ? "none is prepared" : "there are \(known)"
            throw CommandFailure(.dataError, "There is no payment \(id) of \(office.division); \(advice).")
        }
        return (prepared, phase)
    }
}

extension TaskName {
    static func settle(of division: Division) -> TaskName { TaskName(division: division, stage: .settle, number: 0) }
}

/// The accounts that claims name. They are read where they are needed and stand in no other record.
struct ClaimAccounts {
    /// A claim at the office that took it in.
    struct Name: Hashable {
        let claim: String
        let office: String
    }

    struct Entry {
        let name: String
        let account: Account
    }

    private var entries: [Name: [Int64: Entry]] = [:]

    init(of claims: [Name], _ log: any EventLog) throws {
        let wanted = Set(claims)
        for office in Set(claims.map(\.office)).sorted() {
            let partitions = try LogScan.partitions(of: "\(office).\(Stream.claims.id)", in: log)
            try LogScan.run(log, partitions) { record in
                guard record.header(text: "ce_type") == ClaimSubmitted.type, let payload = record.payload,
                    let claim = try? ClaimSubmitted(reading: payload)
                else { return true }
                let name = Name(claim: claim.id, office: claim.office)
                guard wanted.contains(name), let account = claim.account else { return true }
                entries[name, default: [:]][claim.version] = Entry(name: claim.applicantName, account: account)
                return true
            }
        }
    }

    /// The newest version that names an account.
    func newest(of name: Name) -> Int64? { entries[name]?.keys.max() }

    subscript(name: Name, version: Int64) -> Entry? { entries[name]?[version] }
}

extension PayableAward {
    var account: ClaimAccounts.Name { ClaimAccounts.Name(claim: of.claim, office: of.office) }
}

extension PaymentLine {
    var account: ClaimAccounts.Name { ClaimAccounts.Name(claim: claim, office: office) }
}
