import Agent

/// A firm's parcels to a banner in a month.
struct MonthKey: StateValue, Hashable {
    let firm: Int
    let year: Int
    let banner: Int
    let month: Int

    init(firm: Int, year: Int, banner: Int, month: Int) {
        self.firm = firm
        self.year = year
        self.banner = banner
        self.month = month
    }

    func write(to bytes: inout [UInt8]) { for number in [firm, year, banner, month] { number.write(to: &bytes) } }

    init?(from bytes: inout StateBytes) {
        guard let firm = Int(from: &bytes), let year = Int(from: &bytes), let banner = Int(from: &bytes),
            let month = Int(from: &bytes)
        else { return nil }
        self.init(firm: firm, year: year, banner: banner, month: month)
    }
}

/// A firm, by the task's number for it, and a year.
struct CountedYear: StateValue, Hashable {
    let firm: Int
    let year: Int

    init(firm: Int, year: Int) {
        self.firm = firm
        self.year = year
    }

    func write(to bytes: inout [UInt8]) {
        firm.write(to: &bytes)
        year.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let firm = Int(from: &bytes), let year = Int(from: &bytes) else { return nil }
        self.init(firm: firm, year: year)
    }
}

/// Counts of a month. Parcels that nothing speaks against are counted by day, for only a policy says from which day on
/// they count.
struct MonthCounts: StateValue {
    /// Why a parcel is taken off, or the day of the month of one that is not.
    enum Part: Equatable {
        case duplicate, undelivered, nonVillage
        case good(day: Int)
    }

    var gross = 0
    var duplicates = 0
    var undelivered = 0
    var nonVillage = 0
    var days = [Int](repeating: 0, count: 31)

    init() {}

    /// Takes parcels in, or takes them back.
    mutating func add(_ change: Int, _ part: Part) {
        gross += change
        switch part {
        case .duplicate: duplicates += change
        case .undelivered: undelivered += change
        case .nonVillage: nonVillage += change
        case .good(let day): days[day - 1] += change
        }
    }

    func write(to bytes: inout [UInt8]) {
        for count in [gross, duplicates, undelivered, nonVillage] + days { count.write(to: &bytes) }
    }

    init?(from bytes: inout StateBytes) {
        guard let gross = Int(from: &bytes), let duplicates = Int(from: &bytes), let undelivered = Int(from: &bytes),
            let nonVillage = Int(from: &bytes)
        else { return nil }
        self.gross = gross
        self.duplicates = duplicates
        self.undelivered = undelivered
        self.nonVillage = nonVillage
        for index in days.indices {
            guard let count = Int(from: &bytes) else { return nil }
            days[index] = count
        }
    }
}
