import Agent
import Awards
import Decimals
import Log
import Messages

@testable import Intake
@testable import Verifier

/// Worlds whose round is closed, over claims lodged about its deadline and registers of several days.
extension World {
    /// What the round must be closed over, whatever comes when.
    struct Closing {
        /// The county at which they are lodged.
        var office = 0
        /// Claims of which a version was lodged in the last second before the deadline, or with it.
        var inTime: [String] = []
        /// Claims whose only version was lodged a second after it.
        var late: [String] = []
    }

    static let deadline = "2024-06-30T18:00:00+08:00"
    static let deadlineMs: Int64 = 1_719_741_600_000
    /// The day of which the round's registers are.
    static let day = "2024-06-30"
    static let round = "\(programme)/\(period)/all"

    private static let kinds: [RegisterKind] = [
        .registration, .tax, .customs, .titles, .festival, .ratings, .inspection, .credit, .awards,
    ]
    private static let days = ["2024-01-05", "2024-01-10", "2024-06-30", "2024-07-05"]

    init(closing seed: UInt64, partitions: Int, firms count: Int = 5, claims: ClosedRange<Int> = 6...9) {
        self.init(seed: seed &+ 1_000, partitions: partitions, firms: 0, claims: 0...0)
        lanes = []
        close = Closing()
        let firms = (0..<count).map { "91150204MA0Q\(2_000 + $0)0X" }
        for firm in firms {
            if isOne(in: 10) { neglected.insert(firm) } else if isOne(in: 3) { inspected.insert(firm) }
            for parcel in 0..<Int.random(in: 0...4, using: &random) { addWaybill(firm, parcel) }
        }
        addClaims(by: firms, claims)
        lanes.append(Lane(actions: Orders.opening.map { .write($0) }))
        let isAwaited = isOne(in: 2)
        for office in Self.counties.indices { lanes.append(Lane(actions: self.claims[office], needsRound: isAwaited)) }
        lanes.append(Lane(actions: Orders.closing.map { .write($0) }, needsRound: true, after: [0]))
        // Terms that come when the round is open change nothing of it.
        lanes.append(Lane(actions: Orders.laterTerms.map { .write($0) }, after: [0]))
        for kind in RegisterKind.allCases where kind != .post { addRegister(kind, firms) }
        addImportOfWaybills()
    }

    // MARK: Claims

    /// Most before the deadline, some with it and at each side of it, the others after.
    private mutating func addClaims(by firms: [String], _ count: ClosedRange<Int>) {
        clockMs = Self.deadlineMs - 20_000 * Int64(count.upperBound)
        for number in 0..<Int.random(in: count, using: &random) { claim(by: firms[number % firms.count], number) }
        let earlier = claims.enumerated().flatMap { office, actions in
            actions.compactMap { action -> (office: Int, draft: ClaimDraft)? in
                if case .lodge(_, .claim(let draft), _) = action { (office, draft) } else { nil }
            }
        }
        let edges: [(object: String, atMs: Int64)] = [("before", -1_000), ("with", 0), ("after", 1_000)]
        let office = Int.random(in: 0..<Self.counties.count, using: &random)
        close?.office = office
        for (object, atMs) in edges {
            var draft = ClaimDraft()
            draft.programme = Self.programme
            draft.clause = "12"
            draft.period = Self.period
            draft.applicant = firms[0]
            draft.applicantName = "示例公司（虚构）"
            draft.object = object
            claims[office].append(.lodge(office: office, .claim(draft), atMs: Self.deadlineMs + atMs))
            if atMs <= 0 { close?.inTime.append(draft.claimID) } else { close?.late.append(draft.claimID) }
        }
        clockMs = Self.deadlineMs + 1_000
        for number in 20..<22 { claim(by: firms[number % firms.count], number) }
        for (office, draft) in earlier.shuffled(using: &random).prefix(4) {
            if isOne(in: 2) {
                lodge(.withdrawal(claim: draft.claimID, reason: nil), at: office)
            } else {
                var corrected = draft
                corrected.applicantName += "（逾期）"
                lodge(.claim(corrected), at: office)
            }
        }
    }

    // MARK: Registers

    /// A register's rows in their order, with the end of the import of the round's day among them.
    private mutating func addRegister(_ kind: RegisterKind, _ firms: [String]) {
        var lane = Lane(isStrict: true)
        let isImported = !isOne(in: 20)
        var before: [RegisterRow] = []
        var behind: [RegisterRow] = []
        for firm in Self.kinds.contains(kind) && isImported ? firms : [] {
            if kind == .inspection, !inspected.contains(firm) { continue }
            if kind == .credit || kind == .awards, !isOne(in: 4) { continue }
            // Sometimes a register says nothing of the firm, and its claims wait.
            for number in 0..<([0, 1, 1, 1, 1, 2, 3].randomElement(using: &random) ?? 1) {
                var row = row(kind, firm)
                row.asOf = Self.days.randomElement(using: &random) ?? Self.day
                if number == 0 ? isOne(in: 6) : isOne(in: 2) { behind.append(row) } else { before.append(row) }
            }
        }
        before.shuffle(using: &random)
        behind.shuffle(using: &random)
        var records = before.map { Self.record($0, "\(Self.city).registers", key: $0.applicant) }
        if isOne(in: 2) {
            let place = Int.random(in: 0...records.count, using: &random)
            records.insert(contentsOf: ends(kind, "2024-01-10"), at: place)
        }
        if isImported { records += ends(kind, Self.day) }
        records += behind.map { Self.record($0, "\(Self.city).registers", key: $0.applicant) }
        lane.actions = records.map { .write($0) }
        lanes.append(lane)
    }

    private mutating func ends(_ kind: RegisterKind, _ day: String) -> [OutgoingRecord] {
        var end = RegisterImported()
        end.kind = kind.rawValue
        end.asOf = day
        end.digest = Self.digest
        if kind.isList || kind == .registration, !isOne(in: 6) { end.isComplete = true }
        return (0..<partitions).map { Self.record(end, "\(Self.city).registers", key: end.kind, partition: $0) }
    }

    private mutating func row(_ kind: RegisterKind, _ firm: String) -> RegisterRow {
        func number(_ values: Int64..., world: inout World) -> Fact {
            .number(Decimal128(values.randomElement(using: &world.random) ?? 0))
        }
        var key = ""
        let facts: Facts
        switch kind {
        case .registration:
            facts = [
                "status": .text(isOne(in: 5) ? "注销" : "存续"), "registered_in": .text("包头"),
                "established_on": .text("2021-01-15"),
            ]
        case .tax:
            key = Self.period
            facts = [
                "local_sales": number(19_000_000, 30_000_000, 41_000_000, world: &self),
                "fiscal_prev": .number(Decimal128(600_000)), "fiscal_cur": number(700_000, 1_500_000, world: &self),
                "city_delta": .number(Decimal128(400_000)),
            ]
        case .customs:
            key = Self.period
            facts = ["turnover_usd": number(900_000, 2_000_000, 3_000_000, world: &self)]
        case .titles:
            facts = [
                "titles": .list([.text(isOne(in: 3) ? "市级" : "国家级数字商务企业")]), "approved_on": .text("2022-11-01"),
            ]
        case .festival:
            key = Self.period
            facts = ["local_physical_retail": number(30_000_000, 80_000_000, world: &self)]
        case .ratings:
            key = "hotel"
            facts = [
                "kind": .text("旅游饭店"), "grade": .text(isOne(in: 2) ? "四星级" : "五星级"), "rated_on": .text("2023-05-01"),
            ]
        case .inspection:
            facts = [
                "area_m2": number(800, 1_200, world: &self), "rooms": .number(Decimal128(6)),
                "active_anchors": number(8, 12, world: &self),
            ]
        case .credit: facts = ["on_credit_blacklist": .boolean(true)]
        case .awards:
            key = "2023/\(Self.programme)/4/"
            facts = ["awarded": number(50_000, 120_000, world: &self)]
        case .penalties, .platform, .audit, .transport, .post, .statistics: facts = [:]
        }
        return row(kind.rawValue, firm, facts, key: key)
    }

    private mutating func addImportOfWaybills() {
        var parcels = Lane(isFile: true)
        parcels.actions = waybills.map { .write(Self.record($0, "\(Self.city).waybills", key: $0.number)) }
        var end = RegisterImported()
        end.kind = "waybills"
        end.asOf = Self.day
        end.digest = Self.digest
        for partition in 0..<partitions {
            parcels.actions.append(
                .write(Self.record(end, "\(Self.city).waybills", key: "waybills", partition: partition)))
        }
        lanes.append(parcels)
    }
}
