public import Decimals

/// What many claims come to under two sets of rules. It does not grow with the claims, and two reports of two runs of
/// claims, merged in their order, are the report of both.
public struct SimulationReport: Sendable {
    public private(set) var total = Tally()
    public private(set) var clauses: [ClauseName: Tally] = [:]
    /// By the county that the claim names; "" where it names none.
    public private(set) var counties: [String: Tally] = [:]
    public private(set) var tiers = Tiers()
    /// Those with the greatest differences, the greatest first; of equal ones the earlier line.
    public private(set) var greatest: [Difference] = []
    /// How many lines could not be used, and the first of them.
    public private(set) var unreadable = 0
    public private(set) var faults: [Fault] = []
    /// Where all are kept, every claim whose amount differs, in the order of the lines.
    public private(set) var differing: [Difference] = []
    private let most: Int
    private let keepsAll: Bool

    /// The counties that are kept apart; claims of further ones count under `others`.
    public static let mostCounties = 4096
    public static let others = "…"
    public static let mostFaults = 20

    /// `greatest` is how many claims are kept by name; with `keepingAll` it does grow with the claims.
    public init(greatest most: Int, keepingAll: Bool = false) {
        self.most = most
        keepsAll = keepingAll
    }

    public struct ClauseName: Hashable, Comparable, Sendable {
        public let programme: String
        public let clause: String

        public static func < (left: ClauseName, right: ClauseName) -> Bool {
            (left.programme, left.clause) < (right.programme, right.clause)
        }
    }

    public struct Tally: Sendable, Equatable {
        public var claims = 0
        public var before = Sum()
        public var after = Sum()
        /// By the raw value of ``SimulatedChange``.
        private var changes = Array(repeating: 0, count: SimulatedChange.allCases.count)

        public subscript(change: SimulatedChange) -> Int { changes[change.rawValue] }
        public var difference: Sum { after - before }

        mutating func add(_ outcomes: SimulatedOutcomes, _ change: SimulatedChange) {
            claims += 1
            before.add(outcomes.amountBefore)
            after.add(outcomes.amountAfter)
            changes[change.rawValue] += 1
        }

        mutating func add(_ other: Tally) {
            claims += other.claims
            before = before + other.before
            after = after + other.after
            for index in changes.indices { changes[index] += other.changes[index] }
        }
    }

    /// Who bears it; `returned` is what the city gives back to counties at the year's end.
    public struct Tiers: Sendable {
        public var region = Pair()
        public var city = Pair()
        public var county = Pair()
        public var returned = Pair()

        public struct Pair: Sendable {
            public var before = Sum()
            public var after = Sum()

            mutating func add(_ before: Money?, _ after: Money?) {
                if let before { self.before.add(before) }
                if let after { self.after.add(after) }
            }

            mutating func add(_ other: Pair) {
                before = before + other.before
                after = after + other.after
            }
        }

        mutating func add(_ outcomes: SimulatedOutcomes) {
            let (before, after) = (outcomes.before?.shares, outcomes.after?.shares)
            region.add(before?.region, after?.region)
            city.add(before?.city, after?.city)
            county.add(before?.county, after?.county)
            returned.add(before?.returned, after?.returned)
        }

        mutating func add(_ other: Tiers) {
            region.add(other.region)
            city.add(other.city)
            county.add(other.county)
            returned.add(other.returned)
        }
    }

    public struct Difference: Sendable {
        public let line: Int
        public let clause: ClauseName
        public let id: String?
        public let applicant: String?
        public let county: String?
        public let before: Money
        public let after: Money
        public let change: SimulatedChange

        var size: Sum {
            var size = Sum()
            size.add(max(before, after))
            var less = Sum()
            less.add(min(before, after))
            return size - less
        }

        func precedes(_ other: Difference) -> Bool {
            size == other.size ? line < other.line : other.size < size
        }
    }

    public struct Fault: Sendable, Equatable {
        public let line: Int
        public let sentence: String
    }

    // MARK: Adding

    public mutating func add(_ claim: SimulationClaim, _ outcomes: SimulatedOutcomes, line: Int) {
        let change = outcomes.change
        let clause = ClauseName(programme: claim.programme, clause: claim.clause)
        total.add(outcomes, change)
        clauses[clause, default: Tally()].add(outcomes, change)
        counties[place(of: claim.county ?? ""), default: Tally()].add(outcomes, change)
        tiers.add(outcomes)
        guard outcomes.amountBefore != outcomes.amountAfter else { return }
        let difference = Difference(
            line: line, clause: clause, id: claim.id, applicant: claim.applicant, county: claim.county,
            before: outcomes.amountBefore, after: outcomes.amountAfter, change: change)
        keep(difference)
        if keepsAll { differing.append(difference) }
    }

    public mutating func add(fault sentence: String, line: Int) {
        unreadable += 1
        if faults.count < Self.mostFaults { faults.append(Fault(line: line, sentence: sentence)) }
    }

    public mutating func add(_ other: SimulationReport) {
        total.add(other.total)
        for (clause, tally) in other.clauses { clauses[clause, default: Tally()].add(tally) }
        for county in other.counties.keys.sorted() {
            counties[place(of: county), default: Tally()].add(other.counties[county] ?? Tally())
        }
        tiers.add(other.tiers)
        for difference in other.greatest { keep(difference) }
        if keepsAll { differing += other.differing }
        unreadable += other.unreadable
        faults += other.faults.prefix(Self.mostFaults - faults.count)
    }

    private func place(of county: String) -> String {
        counties[county] != nil || counties.count < Self.mostCounties ? county : Self.others
    }

    private mutating func keep(_ difference: Difference) {
        guard most > 0 else { return }
        if greatest.count == most, let last = greatest.last, !difference.precedes(last) { return }
        let index = greatest.firstIndex { difference.precedes($0) } ?? greatest.count
        greatest.insert(difference, at: index)
        if greatest.count > most { greatest.removeLast() }
    }
}

/// A sum of money that no number of claims overflows.
public struct Sum: Hashable, Comparable, Sendable, CustomStringConvertible {
    private var fen: Int128 = 0

    public init() {}

    mutating func add(_ money: Money) { fen += Int128(money.fen) }

    public static func + (left: Sum, right: Sum) -> Sum {
        var sum = left
        sum.fen += right.fen
        return sum
    }

    public static func - (left: Sum, right: Sum) -> Sum {
        var sum = left
        sum.fen -= right.fen
        return sum
    }

    public static func < (left: Sum, right: Sum) -> Bool { left.fen < right.fen }

    /// In yuan, with two places: `-1234.50`.
    public var description: String {
        let (yuan, rest) = fen.magnitude.quotientAndRemainder(dividingBy: 100)
        return (fen < 0 ? "-" : "") + "\(yuan)." + (rest < 10 ? "0" : "") + "\(rest)"
    }

    /// In yuan, exact.
    public var yuan: Decimal128 { (try? Decimal128(description)) ?? .zero }
}
