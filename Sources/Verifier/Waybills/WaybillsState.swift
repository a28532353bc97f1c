import Agent
import Awards
import Messages

/// Every waybill number that a task has seen, who claims it, and what follows for the firms' counts.
struct WaybillsState: DeciderState {
    private var buckets: Agent.Table<UInt64, WaybillBucket>
    private var firmNumbers: Agent.Table<PackedUSCC, Int>
    private var firms: Agent.Table<Int, PackedUSCC>
    private var bannerNumbers: Agent.Table<String, Int>
    private var banners: Agent.Table<Int, String>
    private var months: Agent.Table<MonthKey, MonthCounts>
    /// The banners of a firm's year.
    private var years: Agent.Table<CountedYear, [Int]>
    /// The years whose counts have changed since they were last said.
    private var changed: Agent.Table<CountedYear, Bool>
    private var numbers: Agent.Table<Int, Int>
    /// The place of an import among those that came, by its content.
    private var imports: Agent.Table<ShortDigest, Int>
    /// The first day of programmes that speak of waybills.
    private var issues: Agent.Table<String, Int>
    /// The end of the last import as it was passed on, as JSON.
    private var counted: Agent.Table<Int, String>

    private enum Number {
        static let firms = 1
        static let banners = 2
        static let imports = 3
        /// Imports whose end was passed on.
        static let passed = 4
        /// An import has begun and not ended.
        static let isOpen = 5
        /// From which day on parcels count.
        static let issue = 6
    }

    init(_ store: StateStore) {
        buckets = Agent.Table(store, 1)
        firmNumbers = Agent.Table(store, 2)
        firms = Agent.Table(store, 3)
        bannerNumbers = Agent.Table(store, 4)
        banners = Agent.Table(store, 5)
        months = Agent.Table(store, 6)
        years = Agent.Table(store, 7)
        changed = Agent.Table(store, 8)
        numbers = Agent.Table(store, 9)
        imports = Agent.Table(store, 10)
        issues = Agent.Table(store, 11)
        counted = Agent.Table(store, 12)
    }

    // MARK: Rows

    /// Takes a waybill in. The same one again changes nothing; another content of the same firm replaces; a number that
    /// another firm claims too is a duplicate of both.
    mutating func take(_ row: WaybillRow) {
        guard let date = CivilDate(row.deliveredOn), let day = WaybillEntry.day(date) else { return }
        numbers[Number.isOpen] = 1
        let digest = ShortDigest(row.number)
        let bucketNumber = digest.high >> (64 - WaybillBucket.bits)
        let entry = WaybillEntry(
            digest: digest.ofEntry, firm: UInt32(number(ofFirm: row.firm)),
            banner: UInt16(truncatingIfNeeded: number(ofBanner: row.banner)), day: day, isToVillage: row.isToVillage,
            isDelivered: row.isDelivered)
        var bucket = buckets[bucketNumber] ?? WaybillBucket()
        let places = bucket.places(of: entry)
        let others = places.filter { bucket[$0].firm != entry.firm }
        if let own = places.first(where: { bucket[$0].firm == entry.firm }) {
            let known = bucket[own]
            guard known != entry else { return }
            count(known, by: -1, isDuplicate: !others.isEmpty)
            bucket[own] = entry
        } else {
            if others.count == 1, let first = others.first {
                count(bucket[first], by: -1, isDuplicate: false)
                count(bucket[first], by: 1, isDuplicate: true)
            }
            bucket.append(entry)
        }
        count(entry, by: 1, isDuplicate: !others.isEmpty)
        buckets[bucketNumber] = bucket
    }

    private mutating func count(_ entry: WaybillEntry, by change: Int, isDuplicate: Bool) {
        guard let (year, month, day) = entry.date?.components else { return }
        let part: MonthCounts.Part =
            if isDuplicate {
                .duplicate
            } else if !entry.isDelivered {
                .undelivered
            } else if !entry.isToVillage {
                .nonVillage
            } else {
                .good(day: day)
            }
        let key = MonthKey(firm: Int(entry.firm), year: year, banner: Int(entry.banner), month: month)
        months[key, default: MonthCounts()].add(change, part)
        let counted = CountedYear(firm: key.firm, year: year)
        let known = years[counted] ?? []
        if !known.contains(key.banner) { years[counted] = known + [key.banner] }
        if changed[counted] == nil { changed[counted] = true }
    }

    private mutating func number(ofFirm text: String) -> Int {
        let firm = PackedUSCC(text)
        if let known = firmNumbers[firm] { return known }
        let number = numbers[Number.firms, default: 0]
        numbers[Number.firms] = number + 1
        firmNumbers[firm] = number
        firms[number] = firm
        return number
    }

    private mutating func number(ofBanner name: String) -> Int {
        if let known = bannerNumbers[name] { return known }
        let number = numbers[Number.banners, default: 0]
        numbers[Number.banners] = number + 1
        bannerNumbers[name] = number
        banners[number] = name
        return number
    }

    // MARK: Imports and policies

    /// The import's place among those that came. The same one again keeps its place.
    mutating func end(_ imported: RegisterImported) {
        numbers[Number.isOpen] = nil
        let digest = Self.digest(imported)
        guard imports[digest] == nil else { return }
        let place = numbers[Number.imports, default: 0] + 1
        numbers[Number.imports] = place
        imports[digest] = place
    }

    /// The import's place, when its end has not been passed on.
    func unpassed(_ imported: RegisterImported) -> Int? {
        guard let place = imports[Self.digest(imported)], place > passedImports else { return nil }
        return place
    }

    /// How many imports' ends were passed on.
    var passedImports: Int { numbers[Number.passed] ?? 0 }

    mutating func passed(_ imported: RegisterImported) {
        numbers[Number.passed] = Int(imported.imports ?? 0)
        counted[0] = String(decoding: imported.bytes, as: UTF8.self)
    }

    /// The end of the last import, as it was passed on.
    var lastCounted: RegisterImported? { counted[0].flatMap { try? RegisterImported(reading: Array($0.utf8)) } }

    private static func digest(_ imported: RegisterImported) -> ShortDigest {
        ShortDigest(String(decoding: imported.bytes, as: UTF8.self))
    }

    /// Between two imports.
    var isClosed: Bool { numbers[Number.isOpen] == nil }

    var issuedOn: CivilDate? { numbers[Number.issue].flatMap { CivilDate(daysSince1970: $0) } }

    /// Parcels count from the programme's first day; of several programmes from the newest's. All counts are to be said
    /// again.
    mutating func adopt(_ programme: String, from day: CivilDate?) {
        issues[programme] = day?.daysSince1970
        let newest = issues.keys.compactMap { issues[$0] }.max()
        guard newest != numbers[Number.issue] else { return }
        numbers[Number.issue] = newest
        for year in years.keys { changed[year] = true }
    }

    // MARK: Counts

    /// The counts that have changed, by firm and year.
    ///
    /// - Parameter imports: the place of the import up to which they count.
    func changedCounts(task: Int, upTo imports: Int) -> [WaybillCounts] {
        changed.keys.compactMap { counts(of: $0, task: task, upTo: imports) }.sorted {
            ($0.firm, $0.year) < ($1.firm, $1.year)
        }
    }

    mutating func said(_ counts: WaybillCounts) {
        guard let firm = firmNumbers[PackedUSCC(counts.firm)] else { return }
        changed[CountedYear(firm: firm, year: Int(counts.year))] = nil
    }

    private func counts(of year: CountedYear, task: Int, upTo imports: Int) -> WaybillCounts? {
        guard let firm = firms[year.firm] else { return nil }
        var counts = WaybillCounts()
        counts.firm = firm.text
        counts.year = Int64(year.year)
        counts.task = Int64(task)
        counts.imports = Int64(imports)
        counts.issuedOn = issuedOn?.description
        counts.banners = (years[year] ?? []).map { banner($0, year) }.sorted { $0.banner < $1.banner }
        return counts
    }

    private func banner(_ number: Int, _ year: CountedYear) -> BannerCounts {
        var counts = BannerCounts()
        counts.banner = banners[number] ?? ""
        for month in 1...12 {
            guard let part = months[MonthKey(firm: year.firm, year: year.year, banner: number, month: month)] else {
                continue
            }
            counts.gross += Int64(part.gross)
            counts.duplicates += Int64(part.duplicates)
            counts.undelivered += Int64(part.undelivered)
            counts.nonVillage += Int64(part.nonVillage)
            guard let issuedOn else { continue }
            for (index, count) in part.days.enumerated() where count > 0 {
                guard let day = CivilDate(year: year.year, month: month, day: index + 1), day < issuedOn else {
                    continue
                }
                counts.beforeIssue += Int64(count)
            }
        }
        return counts
    }
}

extension ShortDigest {
    /// The bytes behind those that choose the bucket: the fourth to the thirteenth.
    fileprivate var ofEntry: [10 of UInt8] {
        [10 of UInt8] { index in
            let place = index + 3
            return UInt8(
                truncatingIfNeeded: place < 8 ? high >> UInt64(56 - place * 8) : low >> UInt64(120 - place * 8))
        }
    }
}
