import Agent
import Awards
import Decimals
import Log
import Messages
import Policy

/// What became of the money of a year, or of all years, by programme, clause and county, and by the tier that bears and
/// pays, as the streams that an office reads tell now.
struct YearReport {
    /// A clause at a county in a year.
    struct Name: Hashable, Comparable {
        let year: Int64
        let programme: String
        /// `*`: the whole programme, of a budget.
        let clause: String
        /// The county; of a budget the office that may spend it.
        let county: String

        static func < (left: Name, right: Name) -> Bool {
            (left.year, left.programme, left.clause, left.county)
                < (right.year, right.programme, right.clause, right.county)
        }
    }

    /// In fen, but for the counts.
    struct Sums: Equatable {
        /// The newest allotment.
        var budget: Int64 = 0
        /// Lodged, and not withdrawn.
        var claims: Int64 = 0
        /// What clauses alone gave, before competition and budgets.
        var assessed: Int64 = 0
        var awards: Int64 = 0
        var awarded: Int64 = 0
        var county: Int64 = 0
        var city: Int64 = 0
        var region: Int64 = 0
        /// To claimants, less what came back from the bank.
        var paid: Int64 = 0
        /// Called back from claimants, and come back.
        var recovered: Int64 = 0
        /// Owed to claimants, and not paid yet.
        var owed: Int64 = 0
        /// Between the city and the county, by statements that both agreed to.
        var settled: Int64 = 0

        static func + (left: Sums, right: Sums) -> Sums {
            var sums = left
            for place in Sums.places { sums[keyPath: place] &+= right[keyPath: place] }
            return sums
        }

        /// In the order of the report's columns.
        static var places: [WritableKeyPath<Sums, Int64>] {
            [
                \.budget, \.claims, \.assessed, \.awards, \.awarded, \.county, \.city, \.region, \.paid, \.recovered,
                \.owed, \.settled,
            ]
        }

        static let names = [
            "budget", "claims", "assessed", "awards", "awarded", "borne_by_county", "borne_by_city", "borne_by_region",
            "paid", "recovered", "owed", "settled",
        ]

        static let titles = [
            "指标 budget", "申报 claims", "测算 assessed", "奖补 awards", "奖补金额 awarded", "县级负担 county", "市级负担 city",
            "自治区负担 region", "已付 paid", "已追回 recovered", "未付 owed", "已结 settled",
        ]

        static let isCount: Set<Int> = [1, 3]
    }

    /// What the offices of a tier were given, bear, pay and call back, in fen.
    struct TierSums: Equatable {
        var budget: Int64 = 0
        var borne: Int64 = 0
        var paid: Int64 = 0
        var recovered: Int64 = 0
        var owed: Int64 = 0

        static var places: [KeyPath<TierSums, Int64>] { [\.budget, \.borne, \.paid, \.recovered, \.owed] }
        static let names = ["budget", "borne", "paid", "recovered", "owed"]
        static let titles = ["指标 budget", "负担 borne", "已付 paid", "已追回 recovered", "未付 owed"]
    }

    /// Nil: all years.
    let year: Int64?
    let office: Office
    private(set) var sums: [Name: Sums] = [:]
    private(set) var tiers: [Tier: TierSums] = [:]
    private let offices: Offices
    /// The office, where it is a county, or all counties below it.
    private let counties: [Office]

    init(_ year: Int64?, _ book: YearBook, _ log: any EventLog) throws {
        self.year = year
        office = book.office
        offices = book.offices
        counties = book.offices.all.filter { candidate in
            candidate.tier == .county
                && book.offices.chain(from: candidate.division).contains { $0.division == book.office.division }
        }
        takeBudgets(book)
        takeAwards(book)
        try takeClaims(book, log)
        try takeAssessments(log)
        try takeRecoveries(book, log)
    }

    private func isMeant(_ year: Int64) -> Bool { self.year.map { $0 == year } ?? true }

    /// The year of a period; nil for one that this report is not about.
    private func year(of period: String) -> Int64? { Int64(period.prefix(4)).flatMap { isMeant($0) ? $0 : nil } }

    /// The newest allotments that the office made or was sent.
    private mutating func takeBudgets(_ book: YearBook) {
        for key in book.state.year.allotments.keys {
            guard let made = book.state.year.allotments[key]?.content, isMeant(made.year) else { continue }
            let name = Name(year: made.year, programme: made.programme, clause: made.clause ?? "*", county: made.to)
            sums[name, default: Sums()].budget = made.amountFen
            guard let tier = Division(made.to).flatMap({ offices[$0] })?.tier else { continue }
            tiers[tier, default: TierSums()].budget &+= made.amountFen
        }
    }

    private mutating func takeAwards(_ book: YearBook) {
        let state = book.state
        let routes = book.yearEnd.routes(state)
        var confirmed: [String: Int64] = [:]
        var sums = sums
        var tiers = tiers
        func take(_ award: CountyAward, _ standing: AwardStanding) {
            let revision = confirmed[award.round] ?? state.confirmed[award.round]?.content.revision ?? 0
            confirmed[award.round] = revision
            guard standing.revision > 0, standing.revision <= revision, let year = year(of: standing.period) else {
                return
            }
            let name = Name(
                year: year, programme: standing.programme, clause: standing.clause, county: award.county)
            var sum = sums[name] ?? Sums()
            let city = standing.shares.city ?? 0
            let region = standing.shares.region ?? 0
            sum.awards += standing.fen > 0 ? 1 : 0
            sum.awarded &+= standing.fen
            sum.city &+= city
            sum.region &+= region
            sum.county &+= standing.fen &- city &- region
            sum.paid &+= standing.paidFen
            let route = routes.route(standing, award.county)
            // What an office receives, a city too, is settled or granted, and never owed to a claimant.
            let isPayee =
                switch routes.programme(standing.programme)?.clause(standing.clause)?.claimant?.kind {
                case .county, .city: true
                case .firm, nil: false
                }
            let owed = isPayee ? 0 : max(0, standing.fen &- standing.paidFen)
            sum.owed &+= owed
            let pair = "\(office.tier == .county ? office.superior?.code ?? "" : office.division.code)-\(award.county)"
            sum.settled &+= standing.down.settled { state.year.isAgreed(pair, $0) }
            sums[name] = sum
            tiers[.county, default: TierSums()].borne &+= standing.fen &- city &- region
            tiers[.city, default: TierSums()].borne &+= city
            tiers[.region, default: TierSums()].borne &+= region
            let payer = route?.receiver.tier ?? .county
            tiers[payer, default: TierSums()].paid &+= standing.paidFen
            tiers[payer, default: TierSums()].owed &+= owed
        }
        state.year.awards.forEach(take)
        self.sums = sums
        self.tiers = tiers
    }

    /// Of each county the claims that were lodged under the policies that the office knows, and not withdrawn.
    private mutating func takeClaims(_ book: YearBook, _ log: any EventLog) throws {
        let known = Set(book.state.year.policies.keys)
        for county in counties {
            var lodged: [String: Name] = [:]
            let topic = Stream.claims.topic(of: county.division)
            try LogScan.run(log, LogScan.partitions(of: topic, in: log)) { record in
                guard let payload = record.payload else { return true }
                switch record.header(text: "ce_type") {
                case ClaimSubmitted.type:
                    let claim = try ClaimSubmitted(reading: payload)
                    guard known.contains(claim.programme), let year = year(of: claim.period) else { return true }
                    lodged[claim.id] = Name(
                        year: year, programme: claim.programme, clause: claim.clause, county: claim.office)
                case ClaimWithdrawn.type: lodged[try ClaimWithdrawn(reading: payload).of.claim] = nil
                default: break
                }
                return true
            }
            for name in lodged.values { sums[name, default: Sums()].claims += 1 }
        }
    }

    /// Of each claim the number that was assessed last.
    private mutating func takeAssessments(_ log: any EventLog) throws {
        struct Assessed {
            let name: Name
            let number: Int64
            let fen: Int64
        }
        var last: [String: Assessed] = [:]
        let members = Set(counties.map(\.division.code))
        let topics = offices.chain(from: office.division).map { Stream.assessments.topic(of: $0.division) }
        let partitions = try topics.flatMap { try LogScan.partitions(of: $0, in: log) }
        try LogScan.run(log, partitions) { record in
            guard let payload = record.payload, record.header(text: "ce_type") == ClaimAssessed.type else {
                return true
            }
            let assessed = try ClaimAssessed(reading: payload)
            let of = assessed.of
            guard let year = year(of: of.period), members.contains(of.office) else { return true }
            let key = "\(of.claim)/\(of.office)"
            let order = of.version << 32 | assessed.number
            if let known = last[key], known.number > order { return true }
            last[key] = Assessed(
                name: Name(year: year, programme: of.programme, clause: of.clause, county: of.office), number: order,
                fen: assessed.awardFen ?? 0)
            return true
        }
        for assessed in last.values {
            sums[assessed.name, default: Sums()].assessed &+= assessed.fen
        }
    }

    private mutating func takeRecoveries(_ book: YearBook, _ log: any EventLog) throws {
        let there = try log.topics()
        let payers = [office] + book.offices.subordinates(of: office.division)
        for payer in payers {
            let topic = Stream.payments.topic(of: payer.division)
            guard there[topic] != nil else { continue }
            try LogScan.run(log, [TopicPartition(topic, 0)]) { record in
                guard let payload = record.payload, record.header(text: "ce_type") == RecoveryPaid.type else {
                    return true
                }
                let recovered = try RecoveryPaid(reading: payload)
                guard let year = year(of: recovered.of.period) else { return true }
                let name = Name(
                    year: year, programme: recovered.of.programme, clause: recovered.of.clause,
                    county: recovered.of.office)
                sums[name, default: Sums()].recovered &+= recovered.fen
                tiers[payer.tier, default: TierSums()].recovered &+= recovered.fen
                return true
            }
        }
    }

    // MARK: Sums

    var rows: [(name: Name, sums: Sums)] { sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }

    /// The budget is the office's own where it has one, for what it sends down comes out of that.
    var total: Sums {
        var total = sums.values.reduce(Sums(), +)
        let own = sums.filter { $0.key.county == office.division.code }.values.reduce(Sums(), +).budget
        if own > 0 { total.budget = own }
        return total
    }

    /// The highest first; those that nothing is known of left out.
    var byTier: [(tier: Tier, sums: TierSums)] {
        Tier.allCases.reversed().compactMap { tier in
            tiers[tier].flatMap { $0 == TierSums() ? nil : (tier, $0) }
        }
    }

    func sums(by part: (Name) -> String) -> [(name: String, sums: Sums)] {
        var sums: [String: Sums] = [:]
        for (name, sum) in self.sums { sums[part(name)] = (sums[part(name)] ?? Sums()) + sum }
        return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
