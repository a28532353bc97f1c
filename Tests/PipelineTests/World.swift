import Agent
import Awards
import Decimals
import Documents
import Log
import Messages
import Policy
import TestSupport

@testable import Calculator
@testable import Intake
@testable import Verifier

/// A small city and all that people bring to it: which of it comes when is the schedule's affair.
struct World {
    /// Something that people or other authorities do, at an edge of the system.
    enum Action {
        case write(OutgoingRecord)
        case lodge(office: Int, OutboxRequest, atMs: Int64)

        var isWithdrawal: Bool {
            if case .lodge(_, .withdrawal, _) = self { true } else { false }
        }
    }

    /// Actions that happen in their order. Lanes overtake each other.
    struct Lane {
        var actions: [Action] = []
        /// Claims are taken in only while a round is open.
        var needsRound = false
        /// Lanes that must be over before.
        var after: [Int] = []
        /// The lane may be brought again as a whole: the same file is imported again.
        var isFile = false
        /// What is sent again is sent again at once: behind what follows it would say something else.
        var isStrict = false
    }

    static let city = "150200"
    static let counties = ["150202", "150204", "150223"]
    static let programme = "baotou-2022"
    static let period = "2023"
    static let clauses = ["7-1", "4", "5", "8", "11-1", "12", "14"]

    var lanes: [Lane] = []
    /// Firms whose inspection is done by register: no officer answers for them.
    var inspected: Set<String> = []
    /// Firms whose reviews nobody answers.
    var neglected: Set<String> = []

    /// What the world's round is closed over; nil in a world whose round is never closed.
    var close: Closing?

    var random: SeededGenerator
    let partitions: Int32
    var rows: [String: [RegisterRow]] = [:]
    var waybills: [WaybillRow] = []
    /// What is lodged at each county, in order.
    var claims: [[Action]] = Array(repeating: [], count: counties.count)
    var clockMs: Int64 = 1_706_750_000_000  // 1 February 2024

    init(seed: UInt64, partitions: Int, firms count: Int = 4, claims: ClosedRange<Int> = 6...10) {
        random = SeededGenerator(seed: seed)
        self.partitions = Int32(partitions)
        let firms = (0..<count).map { "91150204MA0Q\(1_000 + $0)0X" }
        for firm in firms {
            if isOne(in: 8) { neglected.insert(firm) } else if isOne(in: 3) { inspected.insert(firm) }
            // Of a firm that is refused whatever an officer says, it depends on the day whether he is asked.
            if isOne(in: 8) { neglected.insert(firm) } else { know(firm) }
        }
        for number in 0..<Int.random(in: claims, using: &random) {
            claim(by: firms[number % firms.count], number)
        }
        addLanes()
    }

    mutating func isOne(in count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

    // MARK: Registers

    /// Gives a firm its rows. Where a newer row replaces an older one, that of the business register, for which all
    /// claims wait, comes last: what was verified on older rows is not verified again before a round closes.
    private mutating func know(_ firm: String) {
        let isActive = !isOne(in: 8)
        if !isActive { neglected.insert(firm) }
        let registration = row(
            "registration", firm,
            [
                "status": .text(isActive ? "存续" : "注销"), "registered_in": .text("包头"),
                "established_on": .text("2021-01-15"),
            ])
        var others: [RegisterRow] = []
        var isReplaced = false
        func add(_ row: RegisterRow, chance: Int, _ world: inout World) {
            // Sometimes a register says nothing of the firm, and its claims wait.
            if world.isOne(in: 12) { return }
            others.append(row)
            guard world.isOne(in: chance) else { return }
            var other = row
            other.asOf = world.isOne(in: 2) ? "2024-01-05" : "2024-01-20"
            if let sales = other.facts["local_sales"], case .number = sales {
                other.facts["local_sales"] = .number(Decimal128(41_000_000))
            }
            others.append(other)
            isReplaced = true
        }
        let sales = Int64.random(in: 10_000_000...60_000_000, using: &random)
        add(
            row(
                "tax", firm,
                [
                    "local_sales": .number(Decimal128(sales)), "fiscal_prev": .number(Decimal128(600_000)),
                    "fiscal_cur": .number(Decimal128(1_500_000)), "city_delta": .number(Decimal128(400_000)),
                ], key: Self.period), chance: 3, &self)
        add(row("customs", firm, ["turnover_usd": .number(Decimal128(2_000_000))], key: Self.period), chance: 4, &self)
        add(
            row("titles", firm, ["titles": .list([.text("国家级数字商务企业")]), "approved_on": .text("2022-11-01")]), chance: 4,
            &self)
        add(
            row("festival", firm, ["local_physical_retail": .number(Decimal128(80_000_000))], key: Self.period),
            chance: 4, &self)
        add(
            row(
                "ratings", firm,
                [
                    "kind": .text("旅游饭店"), "grade": .text("四星级"),
                    "rated_on": .text(isOne(in: 2) ? "2023-05-01" : "2021-05-01"),
                ], key: "hotel"),
            chance: 4, &self)
        if inspected.contains(firm) {
            add(
                row(
                    "inspection", firm,
                    [
                        "area_m2": .number(Decimal128(1200)), "rooms": .number(Decimal128(6)),
                        "active_anchors": .number(Decimal128(12)),
                    ]), chance: 4, &self)
        }
        // An older and a newer row of one register stay in their order; registers change places.
        let kinds = Dictionary(grouping: others, by: \.kind).sorted { $0.key < $1.key }.map(\.value)
        var all = kinds.shuffled(using: &random).flatMap { $0 }
        all.insert(registration, at: isReplaced ? all.count : Int.random(in: 0...all.count, using: &random))
        rows[firm] = all
        for parcel in 0..<Int.random(in: 0...4, using: &random) { addWaybill(firm, parcel) }
    }

    mutating func addWaybill(_ firm: String, _ parcel: Int) {
        var row = WaybillRow()
        // Some numbers are claimed by two firms.
        row.number = isOne(in: 3) ? "SF-\(parcel)" : "SF-\(firm)-\(parcel)"
        row.firm = firm
        row.banner = ["固阳县", "达茂旗", "青山区", "白云鄂博矿区"].randomElement(using: &random) ?? ""
        row.deliveredOn = "2023-0\(Int.random(in: 1...9, using: &random))-1\(parcel)"
        row.isToVillage = !isOne(in: 5)
        row.isDelivered = !isOne(in: 5)
        waybills.append(row)
    }

    func row(_ kind: String, _ firm: String, _ facts: Facts, key: String = "") -> RegisterRow {
        var row = RegisterRow()
        row.kind = kind
        row.applicant = firm
        row.key = key
        row.facts = facts
        row.asOf = "2024-01-10"
        row.source = "示例局"
        row.importer = "o-1502-02"
        return row
    }

    // MARK: Claims

    mutating func claim(by firm: String, _ number: Int) {
        var draft = ClaimDraft()
        draft.programme = Self.programme
        draft.clause = (Self.clauses + ["7-1", "14", "99"]).randomElement(using: &random) ?? ""
        draft.period = Self.period
        draft.applicant = firm
        draft.applicantName = "示例\(number)公司（虚构）"
        switch draft.clause {
        case "5": draft.object = "hotel"
        case "12": draft.object = "project-\(number)"
        case "7-1":
            draft.facts["local_sales"] = .number(Decimal128(30_000_000))
            if isOne(in: 6) { draft.facts["rooms"] = .text("六") }
        default: break
        }
        let office = Int.random(in: 0..<Self.counties.count, using: &random)
        lodge(.claim(draft), at: office)
        if isOne(in: 3) {
            var corrected = draft
            corrected.facts["rooms"] = draft.clause == "7-1" ? .number(Decimal128(7)) : nil
            corrected.applicantName += "（更正）"
            lodge(.claim(corrected), at: office)
        }
        if isOne(in: 4) { lodge(.claim(draft), at: (office + 1) % Self.counties.count) }
        if isOne(in: 6) { lodge(.withdrawal(claim: draft.claimID, reason: "不再申报"), at: office) }
    }

    mutating func lodge(_ request: OutboxRequest, at office: Int) {
        clockMs += Int64.random(in: 1...3, using: &random) * 1_000
        claims[office].append(.lodge(office: office, request, atMs: clockMs))
    }

    // MARK: Lanes

    private mutating func addLanes() {
        lanes.append(Lane(actions: Orders.opening.map { .write($0) }))
        for office in Self.counties.indices { lanes.append(Lane(actions: claims[office], needsRound: true)) }
        var early = Lane()
        var late = Lane()
        for firm in rows.keys.sorted() {
            let actions = (rows[firm] ?? []).map {
                Action.write(Self.record($0, "\(Self.city).registers", key: $0.applicant))
            }
            if isOne(in: 2) { early.actions += actions } else { late.actions += actions }
        }
        lanes += [early, late]
        // The ends of complete imports come behind all rows.
        var ends = Lane(after: [lanes.count - 2, lanes.count - 1])
        for kind in ["credit", "registration"] {
            // Some years nobody imports the list, and what depends on it waits.
            if isOne(in: 6) { continue }
            var end = RegisterImported()
            end.kind = kind
            end.asOf = "2024-03-01"
            end.digest = Self.digest
            end.isComplete = true
            for partition in 0..<partitions {
                ends.actions.append(
                    .write(Self.record(end, "\(Self.city).registers", key: kind, partition: partition)))
            }
        }
        lanes.append(ends)
        var parcels = Lane(isFile: true)
        parcels.actions = waybills.map { .write(Self.record($0, "\(Self.city).waybills", key: $0.number)) }
        var end = RegisterImported()
        end.kind = "waybills"
        end.asOf = "2024-01-31"
        end.digest = Self.digest
        for partition in 0..<partitions {
            parcels.actions.append(
                .write(Self.record(end, "\(Self.city).waybills", key: "waybills", partition: partition)))
        }
        lanes.append(parcels)
    }

    static let digest = "sha256:" + String(repeating: "0", count: 64)

    static func record<Content: Message>(
        _ message: Content, _ topic: String, key: String, partition: Int32? = nil
    ) -> OutgoingRecord {
        OutgoingRecord(
            topic: topic, partition: partition, key: Array(key.utf8), payload: message.bytes,
            headers: [Header("ce_type", Content.type), Header("ce_time", "2024-02-01T09:00:00+08:00")])
    }
}
