import Agent
import Awards
import Glibc
import Messages
import Policy
import Seals

/// What statements of an office would say of a year: each line an award that is due and not settled yet. Pure; the order
/// in which awards and payments came changes nothing.
struct StatementBook: Sendable {
    /// A line before it is written; the rest stands in the state, which does not change while a plan is written.
    struct Entry: Sendable {
        /// The claim's id, among ``claims``.
        let claim: Range<Int>
        /// The county, the office that it is to, and its round and clause, by their places in the book.
        var county: Int32
        var to: Int32
        var matter: Int32
        let line: Figures
    }

    struct Figures: Sendable {
        let awardFen: Int64
        let dueFen: Int64
        let settledFen: Int64
        let correction: Int64
    }

    /// A round and clause.
    struct MatterName: Hashable, Comparable, Sendable {
        let programme: String
        let clause: String
        let period: String
        let round: String

        static func < (left: MatterName, right: MatterName) -> Bool {
            (left.programme, left.clause, left.period, left.round)
                < (right.programme, right.clause, right.period, right.round)
        }
    }

    /// Of one office: its lines, and the statement that follows them.
    struct Draft: Sendable {
        var range: Range<Int>
        var proposed: SettlementProposed
    }

    /// What a county has not paid yet, and what is due for it once it has.
    struct Unpaid: Sendable {
        var awards = 0
        var fen: Int64 = 0
    }

    let kind: SettlementProposed.Kind
    let year: Int64
    private(set) var entries: [Entry] = []
    /// The ids of all claims, one behind the other: a year has many.
    private var claims: [UInt8] = []
    private(set) var counties: [String] = []
    private(set) var matters: [MatterName] = []
    /// By the division that they are to.
    private(set) var drafts: [Draft] = []
    private(set) var unpaid: [String: Unpaid] = [:]
    /// What the records of this office's own rounds hold, in fen.
    private(set) var roundSums: [String: Int128] = [:]
    /// Awards of counties that have no office.
    private(set) var homeless = 0

    init(_ kind: SettlementProposed.Kind, _ year: Int64, _ state: SettleState, _ office: Office, _ routes: YearRoutes) {
        self.kind = kind
        self.year = year
        var places = Places()
        func take(_ award: CountyAward, _ standing: AwardStanding) {
            guard standing.revision > 0, standing.revision <= places.revision(of: award.round, state) else { return }
            roundSums[award.round, default: 0] += Int128(standing.proposedFen)
            guard let awardYear = Int64(standing.period.prefix(4)), awardYear <= year else { return }
            guard let route = routes.route(standing, award.county) else {
                homeless += 1
                return
            }
            let isDown = kind == .settlement
            let due = isDown ? routes.dueDown(standing, award.county) : routes.dueUp(standing, award.county)
            let other = isDown ? route.receiver.division.code : route.region?.division.code
            guard let due, let other else { return }
            if isDown, !route.isPayee, standing.paidFen < standing.fen {
                unpaid[other, default: Unpaid()].awards += 1
                unpaid[other, default: Unpaid()].fen &+= (standing.shares.city ?? 0) &- due
            }
            let part = isDown ? standing.down : standing.up
            let settled = part.settled { places.isAgreed("\(office.division)-\(other)/\($0)", state) }
            guard due != settled else { return }
            let matter = places.matter(
                MatterName(
                    programme: standing.programme, clause: standing.clause, period: standing.period, round: award.round)
            )
            let line = Figures(
                awardFen: standing.fen, dueFen: due, settledFen: settled, correction: standing.correction)
            let start = claims.count
            claims += award.claim.utf8
            entries.append(
                Entry(
                    claim: start..<claims.count, county: places.county(award.county), to: places.to(other),
                    matter: matter, line: line))
        }
        state.year.awards.forEach(take)
        for name in Self.waitedFor(kind, year, state, office) { _ = places.to(name) }
        sort(places)
        makeDrafts(places.tos.keys.sorted(), office, state, routes)
    }

    /// Offices that have not agreed to what they were sent for the year: where nothing of it is left, a statement
    /// without lines takes its place.
    private static func waitedFor(
        _ kind: SettlementProposed.Kind, _ year: Int64, _ state: SettleState, _ office: Office
    ) -> [String] {
        state.year.latest.keys.filter { $0.hasPrefix("\(office.division)-") }.compactMap { pair in
            guard let life = state.year.latest(pair), !life.stands, life.proposed.year == year,
                kind == .settlement, life.proposed.kind == kind
            else { return nil }
            return life.proposed.to
        }
    }

    /// Numbers for names, in the order in which they are met, and what is looked up again and again.
    private struct Places {
        private(set) var tos: [String: Int32] = [:]
        private(set) var counties: [String: Int32] = [:]
        private(set) var matters: [MatterName: Int32] = [:]
        private var revisions: [String: Int64] = [:]
        private var agreed: [String: Bool] = [:]

        mutating func to(_ name: String) -> Int32 { StatementBook.place(of: name, &tos) }
        mutating func county(_ name: String) -> Int32 { StatementBook.place(of: name, &counties) }
        mutating func matter(_ name: MatterName) -> Int32 { StatementBook.place(of: name, &matters) }

        /// The confirmed one; 0 while there is none.
        mutating func revision(of round: String, _ state: SettleState) -> Int64 {
            if let known = revisions[round] { return known }
            let found = state.confirmed[round]?.content.revision ?? 0
            revisions[round] = found
            return found
        }

        mutating func isAgreed(_ name: String, _ state: SettleState) -> Bool {
            if let known = agreed[name] { return known }
            let found = state.year.agreed[name] ?? false
            agreed[name] = found
            return found
        }
    }

    private static func place<Name: Hashable>(of name: Name, _ places: inout [Name: Int32]) -> Int32 {
        if let known = places[name] { return known }
        let new = Int32(places.count)
        places[name] = new
        return new
    }

    /// By office, programme, clause, period, round, claim and county.
    private mutating func sort(_ places: Places) {
        let (_, byTo) = Self.ranks(places.tos)
        let (counties, byCounty) = Self.ranks(places.counties)
        let (matters, byMatter) = Self.ranks(places.matters)
        self.counties = counties
        self.matters = matters
        for index in entries.indices {
            entries[index].to = byTo[Int(entries[index].to)]
            entries[index].county = byCounty[Int(entries[index].county)]
            entries[index].matter = byMatter[Int(entries[index].matter)]
        }
        let claims = claims
        claims.withUnsafeBytes { claims in
            entries.sort { left, right in
                if left.to != right.to { return left.to < right.to }
                if left.matter != right.matter { return left.matter < right.matter }
                let order = Self.order(claims, left.claim, right.claim)
                return order == 0 ? left.county < right.county : order < 0
            }
        }
    }

    /// Names in their order, and the place in it of each number that they were given.
    private static func ranks<Name: Hashable & Comparable>(_ places: [Name: Int32]) -> ([Name], [Int32]) {
        let names = places.keys.sorted()
        var ranks = [Int32](repeating: 0, count: names.count)
        for (rank, name) in names.enumerated() { ranks[Int(places[name] ?? 0)] = Int32(rank) }
        return (names, ranks)
    }

    /// Below zero where the bytes of the left range come first.
    private static func order(_ bytes: UnsafeRawBufferPointer, _ left: Range<Int>, _ right: Range<Int>) -> Int {
        let most = min(left.count, right.count)
        guard most > 0, let start = bytes.baseAddress else { return left.count - right.count }
        let difference = memcmp(start + left.lowerBound, start + right.lowerBound, most)
        return difference == 0 ? left.count - right.count : Int(difference)
    }

    private mutating func makeDrafts(
        _ names: [String], _ office: Office, _ state: SettleState, _ routes: YearRoutes
    ) {
        var start = 0
        for (place, name) in names.enumerated() {
            var end = start
            var proposed = SettlementProposed()
            let hasher = SHA256()
            while end < entries.count, entries[end].to == Int32(place) {
                let line = line(end)
                SettlementDigest.add(line, of: matters[Int(entries[end].matter)].round, to: hasher)
                count(line, under: matters[Int(entries[end].matter)], in: &proposed, routes)
                end += 1
            }
            proposed.kind = kind
            proposed.from = office.division.code
            proposed.to = name
            proposed.year = year
            proposed.digest = "\(hasher.finish())"
            proposed.day = state.year.day
            drafts.append(Draft(range: start..<end, proposed: proposed))
            start = end
        }
    }

    private func count(
        _ line: SettlementLine, under name: MatterName, in proposed: inout SettlementProposed, _ routes: YearRoutes
    ) {
        let owed = line.owedFen
        proposed.lines += 1
        proposed.totalFen &+= owed
        let year = Int64(name.period.prefix(4)) ?? 0
        if let last = proposed.matters.indices.last, proposed.matters[last].programme == name.programme,
            proposed.matters[last].clause == name.clause, proposed.matters[last].year == year
        {
            proposed.matters[last].lines += 1
            proposed.matters[last].awardFen &+= line.awardFen
            proposed.matters[last].owedFen &+= owed
            return
        }
        var matter = SettlementMatter()
        matter.programme = name.programme
        matter.clause = name.clause
        matter.year = year
        matter.lines = 1
        matter.awardFen = line.awardFen
        matter.owedFen = owed
        if kind == .request { matter.basis = routes.programme(name.programme)?.clause(name.clause)?.quote }
        proposed.matters.append(matter)
    }

    /// The line without its applicant, who stands in the state.
    func line(_ index: Int) -> SettlementLine {
        let entry = entries[index]
        var line = SettlementLine()
        line.claim = claim(of: entry)
        line.county = counties[Int(entry.county)]
        line.awardFen = entry.line.awardFen
        line.dueFen = entry.line.dueFen
        line.settledFen = entry.line.settledFen == 0 ? nil : entry.line.settledFen
        line.correction = entry.line.correction == 0 ? nil : entry.line.correction
        return line
    }

    func award(_ index: Int) -> CountyAward {
        let entry = entries[index]
        return CountyAward(matters[Int(entry.matter)].round, claim(of: entry), counties[Int(entry.county)])
    }

    private func claim(of entry: Entry) -> String { String(decoding: claims[entry.claim], as: UTF8.self) }

    /// Leaves drafts out that need not be written again.
    mutating func keepDrafts(where isKept: (Draft) -> Bool) { drafts.removeAll { !isKept($0) } }

    mutating func changeDrafts(_ body: (inout SettlementProposed) -> Void) {
        for index in drafts.indices { body(&drafts[index].proposed) }
    }
}
