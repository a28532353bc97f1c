import Agent
import Awards
import Decimals
import Log
import Messages

/// What became of a year's money, by programme, clause and county, as the streams that an office reads tell now.
struct YearReport {
    /// A clause at a county.
    struct Name: Hashable, Comparable {
        let programme: String
        let clause: String
        let county: String

        static func < (left: Name, right: Name) -> Bool {
            (left.programme, left.clause, left.county) < (right.programme, right.clause, right.county)
        }
    }

    /// In fen, but for the counts.
    struct Sums: Equatable {
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
                \.claims, \.assessed, \.awards, \.awarded, \.county, \.city, \.region, \.paid, \.recovered, \.owed,
                \.settled,
            ]
        }

        static let names = [
            "claims", "assessed", "awards", "awarded", "borne_by_county", "borne_by_city", "borne_by_region", "paid",
            "recovered", "owed", "settled",
        ]

        static let titles = [
            "申报 claims", "测算 assessed", "奖补 awards", "奖补金额 awarded", "县级负担 county", "市级负担 city", "自治区负担 region",
            "已付 paid", "已追回 recovered", "未付 owed", "已结 settled",
        ]

        static let isCount: Set<Int> = [0, 2]
    }

    let year: Int64
    let office: Office
    private(set) var sums: [Name: Sums] = [:]
    /// The newest allotments of the year that the office made or was sent.
    let budgets: [AllotmentMade]

    init(_ year: Int64, _ book: YearBook, _ log: any EventLog) throws {
        self.year = year
        office = book.office
        budgets = book.state.year.allotments.keys.compactMap { book.state.year.allotments[$0]?.content }
            .filter { $0.year == year }
        takeAwards(book)
        try takeAssessments(log)
        try takeRecoveries(book, log)
    }

    private mutating func takeAwards(_ book: YearBook) {
        let state = book.state
        let routes = book.yearEnd.routes(state)
        var confirmed: [String: Int64] = [:]
        var sums: [Name: Sums] = [:]
        func take(_ award: CountyAward, _ standing: AwardStanding) {
            let revision = confirmed[award.round] ?? state.confirmed[award.round]?.content.revision ?? 0
            confirmed[award.round] = revision
            guard standing.revision > 0, standing.revision <= revision, Int64(standing.period.prefix(4)) == year else {
                return
            }
            let name = Name(programme: standing.programme, clause: standing.clause, county: award.county)
            var sum = sums[name] ?? Sums()
            let city = standing.shares.city ?? 0
            let region = standing.shares.region ?? 0
            sum.awards += standing.fen > 0 ? 1 : 0
            sum.awarded &+= standing.fen
            sum.city &+= city
            sum.region &+= region
            sum.county &+= standing.fen &- city &- region
            sum.paid &+= standing.paidFen
            // What an office receives is settled, and never owed to a claimant.
            if routes.route(standing, award.county)?.isPayee != true {
                sum.owed &+= max(0, standing.fen &- standing.paidFen)
            }
            let pair = "\(office.tier == .county ? office.superior?.code ?? "" : office.division.code)-\(award.county)"
            sum.settled &+= standing.down.settled { state.year.isAgreed(pair, $0) }
            sums[name] = sum
        }
        state.year.awards.forEach(take)
        self.sums = sums
    }

    /// Of each claim the number that was assessed last.
    private mutating func takeAssessments(_ log: any EventLog) throws {
        struct Assessed {
            let name: Name
            let number: Int64
            let fen: Int64
        }
        var last: [String: Assessed] = [:]
        let topic = Stream.assessments.topic(of: office.division)
        try LogScan.run(log, LogScan.partitions(of: topic, in: log)) { record in
            guard let payload = record.payload, record.header(text: "ce_type") == ClaimAssessed.type else {
                return true
            }
            let assessed = try ClaimAssessed(reading: payload)
            let of = assessed.of
            guard Int64(of.period.prefix(4)) == year else { return true }
            let key = "\(of.claim)/\(of.office)"
            let order = of.version << 32 | assessed.number
            if let known = last[key], known.number > order { return true }
            last[key] = Assessed(
                name: Name(programme: of.programme, clause: of.clause, county: of.office), number: order,
                fen: assessed.awardFen ?? 0)
            return true
        }
        for assessed in last.values {
            sums[assessed.name, default: Sums()].claims += 1
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
                guard Int64(recovered.of.period.prefix(4)) == year else { return true }
                let name = Name(
                    programme: recovered.of.programme, clause: recovered.of.clause, county: recovered.of.office)
                sums[name, default: Sums()].recovered &+= recovered.fen
                return true
            }
        }
    }

    // MARK: Sums

    var rows: [(name: Name, sums: Sums)] { sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }

    var total: Sums { sums.values.reduce(Sums(), +) }

    func sums(by part: (Name) -> String) -> [(name: String, sums: Sums)] {
        var sums: [String: Sums] = [:]
        for (name, sum) in self.sums { sums[part(name)] = (sums[part(name)] ?? Sums()) + sum }
        return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
