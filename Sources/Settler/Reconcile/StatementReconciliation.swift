import Agent
import Awards
import Decimals
import Log
import Messages
import Seals

/// Goes through the statements between offices: that each follows from its lines, each line from its award, each answer
/// from its statement; that no award is settled twice, and that what a year was closed with is the sum of its statements.
struct StatementReconciliation {
    /// A statement as its office wrote it.
    private struct Statement {
        let proposed: SettlementProposed
        /// Of the record.
        let digest: String
        let lines: [(award: CountyAward, line: SettlementLine)]
    }

    private let offices: Offices
    private let awards: AwardsOnRecord
    private let orders: [Division: [String: String]]
    private(set) var ledger = Ledger()
    private(set) var differences: [Difference] = []
    private var pending: [String: [(award: CountyAward, line: SettlementLine)]] = [:]
    private var statements: [String: Statement] = [:]
    private var agreed: [String: Bool] = [:]
    private var overridden: Set<String> = []
    /// Answers that the office they were for could not use, by who wrote them and their ids: nothing follows from them.
    private var refused: Set<String> = []
    private var allotted: [AllotmentName: Int64] = [:]
    private var seen: Set<String> = []

    init(_ offices: Offices, _ awards: AwardsOnRecord, orders: [Division: [String: String]]) {
        self.offices = offices
        self.awards = awards
        self.orders = orders
    }

    private mutating func differ(_ office: Office, _ record: String, _ zh: String, _ en: String) {
        differences.append(Difference(office: office.division.code, record: record, zh: zh, en: en))
    }

    // MARK: Statements

    /// The first time: statements with their lines.
    mutating func collect(_ record: Record, _ payload: UnsafeRawBufferPointer, of office: Office) {
        let id = record.header(text: "ce_id") ?? "offset \(record.offset)"
        do {
            guard let said = try YearRecord(type: record.header(text: "ce_type") ?? "", payload) else { return }
            guard seen.insert("\(office.division) \(id)").inserted else {
                return differ(office, id, "记录出现两次。", "The record stands there twice.")
            }
            switch said {
            case .lines(let lines):
                pending[lines.statement, default: []] += lines.lines.map {
                    (CountyAward(lines.round, $0.claim, $0.county), $0)
                }
            case .proposed(let proposed):
                let lines = pending.removeValue(forKey: proposed.statement) ?? []
                let digest = "\(SHA256.digest(of: payload))"
                statements[proposed.statement] = Statement(proposed: proposed, digest: digest, lines: lines)
                check(proposed, lines, of: office)
            case .refused(let said): refused.insert("\(said.office) \(said.record ?? "")")
            case .answered, .overridden, .closed, .paid, .granted, .allotted: break
            }
        } catch {
            differ(office, id, "记录无法读取：\(error)", "The record cannot be read: \(error)")
        }
    }

    private mutating func check(
        _ proposed: SettlementProposed, _ lines: [(award: CountyAward, line: SettlementLine)], of office: Office
    ) {
        let id = proposed.statement
        if proposed.from != office.division.code {
            differ(office, id, "结算单不是本机关的。", "The statement is that of another office, \(proposed.from).")
        }
        let hasher = SHA256()
        for (award, line) in lines { SettlementDigest.add(line, of: award.round, to: hasher) }
        if "\(hasher.finish())" != proposed.digest || Int64(lines.count) != proposed.lines {
            differ(office, id, "明细与其摘要不符。", "The lines do not have the statement's digest.")
        }
        let sum = lines.reduce(Int128(0)) { $0 + Int128($1.line.owedFen) }
        let matters = proposed.matters.reduce(Int128(0)) { $0 + Int128($1.owedFen) }
        if sum != Int128(proposed.totalFen) || matters != sum {
            differ(
                office, id, "合计\(Money(fen: proposed.totalFen))元，不等于明细之和。",
                "Its total, \(Money(fen: proposed.totalFen)) yuan, is not the sum of its lines.")
        }
        for (award, line) in lines { check(line, award, proposed, of: office) }
    }

    private mutating func check(
        _ line: SettlementLine, _ award: CountyAward, _ proposed: SettlementProposed, of office: Office
    ) {
        let record = "\(proposed.statement) \(award.round) \(award.claim)"
        let key = AwardKey(award.round, award.claim)
        // Of a request the city itself may be who pays.
        let payers = [award.county] + (proposed.kind == .request ? [proposed.from] : [])
        let slices = payers.compactMap(Division.init).compactMap { awards.slice(key, line.correction ?? 0, of: $0) }
        guard let slice = slices.first(where: { $0.fen == line.awardFen }) else {
            return differ(office, record, "奖补金额与决定不符。", "The award is not what was decided.")
        }
        let share =
            switch proposed.kind {
            case .settlement: slice.shares?.returned ?? slice.shares?.city ?? 0
            case .request: slice.shares?.region ?? 0
            }
        guard (0...share).contains(line.dueFen) else {
            return differ(
                office, record, "应付\(Money(fen: line.dueFen))元，超出应分担的\(Money(fen: share))元。",
                "\(Money(fen: line.dueFen)) yuan are stated, \(Money(fen: share)) are the office's share.")
        }
    }

    // MARK: What followed

    /// The second time: what offices made of statements. Answers come before what follows from them, which stands on
    /// other offices' streams.
    mutating func follow(
        _ record: Record, _ payload: UnsafeRawBufferPointer, of office: Office, answers: Bool
    ) {
        let type = record.header(text: "ce_type") ?? ""
        let isAnswer = type == SettlementAnswered.type || type == SettlementOverridden.type
        guard isAnswer == answers, let said = try? YearRecord(type: type, payload) else { return }
        let id = record.header(text: "ce_id") ?? ""
        let year = YearEnd(office, offices, OrderInbox(of: .settle(of: office.division), partitions: 1))
        switch said {
        case .lines, .refused: break
        case .proposed(let proposed):
            let old = proposed.supersedes.flatMap { statements[$0]?.proposed }
            take(proposed, id, year.entries(of: proposed, inPlaceOf: old), office, isOrdered: true)
        case .answered(let answered):
            if !refused.contains("\(office.division) \(id)") { follow(answered, id, year, office) }
        case .overridden(let overridden):
            let statement = overridden.statement.flatMap { statements[$0]?.proposed }
            if let name = overridden.statement { self.overridden.insert(name) }
            take(
                overridden, id, statement.map { year.agreement(to: $0, sign: 1) } ?? [], office, isOrdered: true)
        case .closed(let closed): follow(closed, id, office)
        case .paid(let paid):
            let statement = statements[paid.statement]?.proposed
            if statement?.totalFen != paid.amountFen || !stands(paid.statement) {
                differ(office, id, "所付与双方同意的结算单不符。", "What was paid is not an agreed statement's total.")
            }
            take(paid, id, statement.map(year.payment) ?? [], office, isOrdered: true)
        case .granted(let granted): follow(granted, id, year, office)
        case .allotted(let made): follow(made, id, year, office)
        }
    }

    private func stands(_ statement: String) -> Bool { agreed[statement] == true || overridden.contains(statement) }

    private mutating func take(
        _ posting: some PostingMessage, _ id: String, _ expected: [JournalEntryRecord], _ office: Office,
        isOrdered: Bool
    ) {
        if posting.entries != expected {
            differ(office, id, "过账与\(posting.follows.id)不符。", "The posting does not follow from \(posting.follows.id).")
        }
        guard let origin = posting.follows.origin else {
            return differ(office, id, "未写明所依记录。", "It names no record.")
        }
        if isOrdered, orders[office.division]?[origin.id] != posting.follows.digest {
            differ(
                office, id, "没有所依指令\(origin.id)，或其内容已变。", "The order \(origin.id) is not there, or says else.")
        }
        for entry in posting.entries {
            do {
                ledger.post(try entry.entry(from: origin))
            } catch {
                differ(office, id, "分录有误：\(error)", "\(error)")
            }
        }
    }

    private mutating func follow(_ answered: SettlementAnswered, _ id: String, _ year: YearEnd, _ office: Office) {
        guard let statement = statements[answered.statement], statement.proposed.to == office.division.code else {
            return differ(office, id, "没有给本机关的这份结算单。", "There is no such statement to this office.")
        }
        let was = agreed[answered.statement] == true
        let now = answered.outcome == .agreed
        agreed[answered.statement] = now
        if now,
            answered.digest != statement.proposed.digest || answered.totalFen != statement.proposed.totalFen
                || answered.follows.digest != statement.digest
        {
            differ(office, id, "所同意的不是这份结算单。", "It agrees to something else than the statement says.")
        }
        let isMoving = statement.proposed.kind == .settlement && was != now
        let entries = isMoving ? year.agreement(to: statement.proposed, sign: now ? 1 : -1) : []
        take(answered, id, entries, office, isOrdered: false)
    }

    private mutating func follow(_ closed: SettlementClosed, _ id: String, _ office: Office) {
        let found = closed.statements.compactMap { statements[$0]?.proposed }
        let sum = found.reduce(Int128(0)) { $0 + Int128($1.totalFen) }
        if found.count != Set(closed.statements).count || sum != Int128(closed.totalFen) {
            differ(
                office, id, "年度合计\(Money(fen: closed.totalFen))元，不等于各结算单之和。",
                "The year's total, \(Money(fen: closed.totalFen)) yuan, is not the sum of its statements.")
        }
        for statement in closed.statements where !stands(statement) {
            differ(office, id, "结算单\(statement)未经对方同意。", "Nobody has agreed to the statement \(statement).")
        }
    }

    private mutating func follow(_ granted: SettlementGranted, _ id: String, _ year: YearEnd, _ office: Office) {
        var sums: [Matter: Int64] = [:]
        for grant in granted.grants {
            sums[Matter(programme: grant.programme, clause: grant.clause, year: Int(grant.year))] = grant.grantedFen
        }
        let request = statements[granted.statement]?.proposed
        let needs = request.map { $0.matters.map(\.owedFen) }
        let isLess = granted.grants.allSatisfy { $0.grantedFen <= max($0.needFen, 0) || $0.needFen < 0 }
        if needs != granted.grants.map(\.needFen) || request?.to != office.division.code || !isLess {
            differ(office, id, "答复与资金需求不符。", "What is granted does not follow from the request.")
        }
        let to = Division(granted.to)
        take(
            granted, id, to.map { year.allotment(sums, from: office.division, to: $0) } ?? [], office, isOrdered: true)
    }

    private mutating func follow(_ made: AllotmentMade, _ id: String, _ year: YearEnd, _ office: Office) {
        let name = AllotmentName(made)
        if allotted[name] ?? 0 != made.beforeFen {
            differ(office, id, "此前的指标不符。", "What was allotted before is not what it says.")
        }
        allotted[name] = made.amountFen
        let matter = Matter(programme: made.programme, clause: made.clause ?? "", year: Int(made.year))
        let to = Division(made.to).flatMap { $0 == office.division ? nil : $0 }
        let entries = to.map {
            year.allotment([matter: made.amountFen &- made.beforeFen], from: office.division, to: $0)
        }
        take(made, id, entries ?? [], office, isOrdered: true)
    }

    // MARK: The whole

    /// No award is settled twice: each statement goes on from what those before it have settled.
    mutating func finish() {
        var settled: [String: [CountyAward: Int64]] = [:]
        let sorted = statements.values.sorted {
            ($0.proposed.pair, $0.proposed.kind.rawValue, $0.proposed.number)
                < ($1.proposed.pair, $1.proposed.kind.rawValue, $1.proposed.number)
        }
        for statement in sorted {
            let proposed = statement.proposed
            let key = "\(proposed.kind.rawValue) \(proposed.pair)"
            var claims: Set<CountyAward> = []
            for (award, line) in statement.lines {
                guard let office = Division(proposed.from).flatMap({ offices[$0] }) else { continue }
                let before = settled[key]?[award] ?? 0
                if !claims.insert(award).inserted || before != line.settledFen ?? 0 {
                    differ(
                        office, "\(proposed.statement) \(award.round) \(award.claim)", "该奖补已在其他结算单中。",
                        "The award is in two statements: \(Money(fen: before)) yuan of it are settled before.")
                }
                if stands(proposed.statement) { settled[key, default: [:]][award] = line.dueFen }
            }
        }
        for (statement, lines) in pending.sorted(by: { $0.key < $1.key }) {
            guard let office = offices.all.first(where: { statement.hasPrefix($0.division.code) }) else { continue }
            differ(office, statement, "\(lines.count)项明细没有结算单。", "\(lines.count) lines have no statement.")
        }
        if ledger.sum != 0, let office = offices.all.first {
            differ(office, "ledger", "全部分录之和不为零。", "All entries together are not zero.")
        }
    }
}
