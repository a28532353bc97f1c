import Agent
import Awards
import Decimals
import Messages

/// A firm's year.
struct FirmYear: StateValue, Hashable {
    let firm: PackedUSCC
    let year: Int64

    init(_ firm: PackedUSCC, _ year: Int64) {
        self.firm = firm
        self.year = year
    }

    func write(to bytes: inout [UInt8]) {
        firm.write(to: &bytes)
        year.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let firm = PackedUSCC(from: &bytes), let year = Int64(from: &bytes) else { return nil }
        self.init(firm, year)
    }
}

extension VerifyState {
    /// How many imports of waybills all tasks have counted.
    func commonImports(_ tasks: Int) -> Int { (0..<tasks).map { countedImports[$0] ?? 0 }.min() ?? 0 }
}

/// What one task counted of a firm's waybills of a year, up to an import.
struct TaskCounts: StateValue, Equatable {
    let task: Int64
    /// The import's place among those that came.
    let imports: Int64
    /// Days since 1970.
    let issuedOn: Int?
    let banners: [BannerCounts]

    init(_ counts: WaybillCounts) {
        task = counts.task
        imports = counts.imports
        issuedOn = counts.issuedOn.flatMap { CivilDate($0)?.daysSince1970 }
        banners = counts.banners
    }

    func write(to bytes: inout [UInt8]) {
        task.write(to: &bytes)
        imports.write(to: &bytes)
        issuedOn.write(to: &bytes)
        UInt64(banners.count).write(to: &bytes)
        for banner in banners {
            banner.banner.write(to: &bytes)
            for count in [banner.gross, banner.duplicates, banner.undelivered, banner.nonVillage, banner.beforeIssue] {
                count.write(to: &bytes)
            }
        }
    }

    init?(from bytes: inout StateBytes) {
        guard let task = Int64(from: &bytes), let imports = Int64(from: &bytes),
            let issuedOn = Int?(from: &bytes), let count = UInt64(from: &bytes)
        else { return nil }
        self.task = task
        self.imports = imports
        self.issuedOn = issuedOn
        var banners: [BannerCounts] = []
        for _ in 0..<count {
            var banner = BannerCounts()
            guard let name = String(from: &bytes), let gross = Int64(from: &bytes),
                let duplicates = Int64(from: &bytes), let undelivered = Int64(from: &bytes),
                let nonVillage = Int64(from: &bytes), let beforeIssue = Int64(from: &bytes)
            else { return nil }
            banner.banner = name
            banner.gross = gross
            banner.duplicates = duplicates
            banner.undelivered = undelivered
            banner.nonVillage = nonVillage
            banner.beforeIssue = beforeIssue
            banners.append(banner)
        }
        self.banners = banners
    }

    /// What stands up to an import: of each task what it had counted then. Where nothing was counted by then, what came
    /// first at all.
    ///
    /// Parcels before a programme's first day are taken off: counts that know another day do not stand, and those that
    /// know the right one stand for them when they come.
    ///
    /// - Parameters:
    ///   - imports: the import's place.
    ///   - common: of how many imports all counts are there.
    /// - Returns: nil where there are none, or not yet.
    static func standing(_ all: [TaskCounts], upTo imports: Int, of common: Int, issuedOn: Int?) -> [TaskCounts]? {
        let first = Int(all.map(\.imports).min() ?? 0)
        let place = max(imports, first)
        guard place <= common else { return nil }
        var standing: [TaskCounts] = []
        for task in Set(all.map(\.task)).sorted() {
            let own = all.filter { $0.task == task }
            guard own.contains(where: { $0.imports <= place }) else { continue }
            let known = own.filter { $0.issuedOn == issuedOn }
            guard let last = known.last(where: { $0.imports <= place }) ?? known.first else { return nil }
            standing.append(last)
        }
        return standing.isEmpty ? nil : standing
    }

    /// The sums over all tasks, as the facts of the register `post`; banners in the order of their names.
    static func facts(_ counts: [TaskCounts]) -> Facts {
        var gross: [String: Int64] = [:]
        var sums: [Int64] = [0, 0, 0, 0]
        for banner in counts.flatMap(\.banners) {
            gross[banner.banner, default: 0] += banner.gross
            let taken = [banner.duplicates, banner.nonVillage, banner.undelivered, banner.beforeIssue]
            for (index, count) in taken.enumerated() { sums[index] += count }
        }
        func number(_ value: Int64) -> Fact { .number(Decimal128(value)) }
        let parcels = gross.sorted { $0.key < $1.key }.map { name, count in
            Fact.record(["banner": .text(name), "count": number(count)])
        }
        return [
            "parcels": .list(parcels), "duplicate_waybills": number(sums[0]), "non_village": number(sums[1]),
            "undelivered": number(sums[2]), "delivered_before_issue": number(sums[3]),
        ]
    }
}
