import Agent
import Awards
import Decimals
import Log
import Messages

/// Requests to the office above, its answer, and budget sent down.
extension YearEnd {
    // MARK: Requests

    /// Asks the office above for what it bears, award by award.
    func request(
        _ state: SettleState, _ order: OrderGiven, from origin: JournalEntry.Origin
    ) throws -> Decision<SettleDecider.Output> {
        let year = try YearOrder(reading: order.body.bytes).year
        guard office.tier == .city, let superior = office.superior else {
            throw SettleRefusal(
                zh: "\(office.division)没有可以请求资金的上级机关。",
                en: "\(office.division) has no office above that it could ask for money.")
        }
        if let last = state.year.latest("\(office.division)-\(superior)"), last.granted == nil, last.phase == .agreed {
            throw SettleRefusal(
                zh: "资金需求\(last.proposed.statement)尚待\(superior)答复。",
                en: "\(superior) has not answered the request \(last.proposed.statement) yet.")
        }
        return Decision(plan: plan(.request, year, order, origin))
    }

    /// Requests of the year that were checked and wait for an answer.
    func requests(_ state: SettleState, _ year: Int64) -> [StatementLife] {
        offices.subordinates(of: office.division).compactMap { below in
            guard let life = state.year.latest("\(below.division)-\(office.division)"), life.proposed.year == year,
                life.proposed.kind == .request, life.phase == .agreed
            else { return nil }
            return life
        }
    }

    func grant(
        _ state: SettleState, _ order: OrderGiven, from origin: JournalEntry.Origin
    ) throws -> Decision<SettleDecider.Output> {
        let body = try GrantOrder(reading: order.body.bytes)
        let requests = requests(state, body.year)
        guard !requests.isEmpty else {
            throw SettleRefusal(
                zh: "\(body.year)年度没有核对无误、尚待答复的资金需求。",
                en: "No request of \(body.year) that was found right waits for an answer.")
        }
        let coefficient = body.coefficient ?? Decimal128(1)
        guard coefficient > .zero, coefficient <= Decimal128(1) else {
            throw SettleRefusal(
                zh: "系数\(coefficient)不在0与1之间。", en: "The coefficient \(coefficient) is not above 0 and at most 1.")
        }
        if let below = body.available.first(where: { $0.fen < 0 }) {
            throw SettleRefusal(
                zh: "\(below.programme) \(below.clause)的可用资金为负。",
                en: "The funds of \(below.programme) \(below.clause) cannot be below zero.")
        }
        let granted = try Shares(requests, coefficient, funds(state, body)).map { life, grants in
            var granted = SettlementGranted()
            granted.statement = life.proposed.statement
            granted.to = life.proposed.from
            granted.grants = grants
            granted.totalFen = grants.reduce(0) { $0 &+ $1.grantedFen }
            granted.reason = order.reason
            granted.order = order.id
            granted.follows = RecordReference(origin)
            var sums: [Matter: Int64] = [:]
            for grant in grants {
                sums[Matter(programme: grant.programme, clause: grant.clause, year: Int(grant.year))] = grant.grantedFen
            }
            if let to = Division(granted.to) {
                granted.entries = allotment(sums, from: office.division, to: to)
            }
            return granted
        }
        let total = Money(fen: granted.reduce(0) { $0 &+ $1.totalFen })
        let answer = inbox.accept(
            order, zh: "答复\(granted.count)份资金需求，共\(total)元。",
            en: "\(granted.count) requests are answered, \(total) yuan in all.")
        return Decision(granted.map { .year(.granted($0)) } + [.answer(answer)])
    }

    /// What there is for a clause: as the order says, else what the office has as budget; nothing limits the others. Less
    /// what it gave before.
    private func funds(_ state: SettleState, _ body: GrantOrder) -> (String, String) -> Int64? {
        var given: [String: Int64] = [:]
        for id in state.year.statements.keys {
            for grant in state.year.statements[id]?.granted?.grants ?? [] where grant.year <= body.year {
                given["\(grant.programme)/\(grant.clause)", default: 0] &+= grant.grantedFen
            }
        }
        return { [office] programme, clause in
            let ordered = body.available.first { $0.programme == programme && $0.clause == clause }?.fen
            let name = AllotmentName(to: office.division.code, programme, clause, body.year)
            guard let fen = ordered ?? state.year.allotments[name]?.content.amountFen else { return nil }
            return max(0, fen &- (given["\(programme)/\(clause)"] ?? 0))
        }
    }

    /// What each request gets: the need times the coefficient, and of what is not enough for all a part pro rata, each
    /// cut to the fen.
    struct Shares {
        private let requests: [StatementLife]
        private let coefficient: Decimal128
        private let funds: (String, String) -> Int64?

        init(_ requests: [StatementLife], _ coefficient: Decimal128, _ funds: @escaping (String, String) -> Int64?) {
            self.requests = requests
            self.coefficient = coefficient
            self.funds = funds
        }

        func map<Result>(_ body: (StatementLife, [SettlementGrant]) throws -> Result) throws -> [Result] {
            var grants = try requests.map { life in try life.proposed.matters.map(reduced) }
            var sums: [String: Int128] = [:]
            for grant in grants.joined() where grant.reducedFen > 0 {
                sums["\(grant.programme)/\(grant.clause)", default: 0] += Int128(grant.reducedFen)
            }
            for request in grants.indices {
                for index in grants[request].indices {
                    let grant = grants[request][index]
                    let sum = sums["\(grant.programme)/\(grant.clause)"] ?? 0
                    let limit = funds(grant.programme, grant.clause).map { Int128($0) } ?? sum
                    guard grant.reducedFen > 0, sum > limit else { continue }
                    // At most what was reduced already.
                    grants[request][index].grantedFen = Int64(
                        truncatingIfNeeded: Int128(grant.reducedFen) * limit / sum)
                }
            }
            return try zip(requests, grants).map { try body($0, $1) }
        }

        private func reduced(_ matter: SettlementMatter) throws -> SettlementGrant {
            var grant = SettlementGrant()
            grant.programme = matter.programme
            grant.clause = matter.clause
            grant.year = matter.year
            grant.needFen = matter.owedFen
            grant.reducedFen =
                matter.owedFen > 0
                ? try Money(truncatingYuan: Money(fen: matter.owedFen).yuan * coefficient).fen : matter.owedFen
            grant.grantedFen = grant.reducedFen
            return grant
        }
    }

    // MARK: Allotments

    func allot(
        _ state: SettleState, _ order: OrderGiven, from origin: JournalEntry.Origin
    ) throws -> Decision<SettleDecider.Output> {
        let body = try AllotOrder(reading: order.body.bytes)
        let name = AllotmentName(to: body.to, body.programme, body.clause, body.year)
        let what = "\(body.programme) \(body.clause ?? "") \(body.year)"
        guard body.amountFen >= 0 else {
            throw SettleRefusal(zh: "指标不能为负。", en: "An allotment cannot be below zero.")
        }
        let isOwn = body.to == office.division.code
        let isBelow = offices.subordinates(of: office.division).contains { $0.division.code == body.to }
        guard isBelow || (isOwn && office.superior == nil) else {
            throw SettleRefusal(
                zh: "\(body.to)不是\(office.division)的下级机关。", en: "\(body.to) is not directly below \(office.division).")
        }
        if isBelow { try checkBudget(state, body, what) }
        let before = state.year.allotments[name]?.content
        var made = AllotmentMade()
        made.from = office.division.code
        made.to = body.to
        made.programme = body.programme
        made.clause = body.clause
        made.year = body.year
        made.number = (before?.number ?? 0) + 1
        made.amountFen = body.amountFen
        made.beforeFen = before?.amountFen ?? 0
        made.reason = order.reason
        made.order = order.id
        made.follows = RecordReference(origin)
        if isBelow, let to = Division(body.to) {
            let matter = Matter(programme: body.programme, clause: body.clause ?? "", year: Int(body.year))
            made.entries = allotment([matter: made.amountFen &- made.beforeFen], from: office.division, to: to)
        }
        let answer = inbox.accept(
            order, zh: "\(body.to)的\(what)指标为\(Money(fen: body.amountFen))元。",
            en: "The budget of \(body.to) for \(what) is \(Money(fen: body.amountFen)) yuan.")
        return [.year(.allotted(made)), .answer(answer)]
    }

    /// All that an office sends down lies within what it has itself.
    private func checkBudget(_ state: SettleState, _ body: AllotOrder, _ what: String) throws {
        let own = AllotmentName(to: office.division.code, body.programme, body.clause, body.year)
        guard let budget = state.year.allotments[own]?.content.amountFen else {
            throw SettleRefusal(
                zh: "\(office.division)没有\(what)的指标。", en: "\(office.division) has no budget for \(what) itself.")
        }
        var sum = Int128(body.amountFen)
        for below in offices.subordinates(of: office.division) where below.division.code != body.to {
            let name = AllotmentName(to: below.division.code, body.programme, body.clause, body.year)
            sum += Int128(state.year.allotments[name]?.content.amountFen ?? 0)
        }
        guard sum <= Int128(budget) else {
            throw SettleRefusal(
                zh: "下达合计\(Money(fen: Int64(clamping: sum)))元，超出\(office.division)的指标\(Money(fen: budget))元。",
                en: "All allotments together are \(Money(fen: Int64(clamping: sum))) yuan, above the budget of "
                    + "\(office.division), \(Money(fen: budget)) yuan.")
        }
    }
}
