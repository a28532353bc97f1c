import Agent
import Awards
import Messages

/// The same facts as a register attested them, by one import or by several that followed on each other.
struct RowEntry: Equatable {
    /// The newest day of which they are attested, since 1970.
    private(set) var asOf: Int
    let facts: Facts
    /// The register's batches that brought them, without a gap; 0 where that was not noted.
    let first: Int
    private(set) var last: Int
    /// The place of the first such row among the rows of its register, by arrival.
    let place: Int

    init(asOf: Int, _ facts: Facts, batch: Int, place: Int) {
        self.asOf = asOf
        self.facts = facts
        first = batch
        last = batch
        self.place = place
    }

    /// Takes a row in that says the same in the same batch or in the next. False when it is another.
    mutating func take(_ row: RowEntry) -> Bool {
        guard first > 0, row.asOf >= asOf, last == row.last || last + 1 == row.last, facts == row.facts else {
            return false
        }
        asOf = row.asOf
        last = row.last
        return true
    }

    func write(to bytes: inout [UInt8]) {
        asOf.write(to: &bytes)
        FactCoding.write(facts, to: &bytes)
        UInt64(first).write(to: &bytes)
        UInt64(last - first).write(to: &bytes)
        UInt64(place).write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let asOf = Int(from: &bytes), let facts = FactCoding.facts(from: &bytes) else { return nil }
        // Rows were kept without their history once.
        guard !bytes.isEmpty else {
            self.init(asOf: asOf, facts, batch: 0, place: 0)
            return
        }
        guard let first = UInt64(from: &bytes), let more = UInt64(from: &bytes), let place = UInt64(from: &bytes)
        else { return nil }
        self.init(asOf: asOf, facts, batch: Int(clamping: first), place: Int(clamping: place))
        last += Int(clamping: more)
    }
}

/// All that a register said under a key, the newest ready to hand.
struct RowHistory: StateValue, Equatable {
    private(set) var newest: RowEntry
    /// The others as bytes, in the order in which they came or were replaced.
    private var others: [UInt8] = []

    init(_ row: RowEntry) { newest = row }

    /// A newer row replaces; of the same day the later one does.
    mutating func add(_ row: RowEntry) {
        if row.asOf >= newest.asOf {
            guard !newest.take(row) else { return }
            newest.write(to: &others)
            newest = row
            return
        }
        var all = otherEntries
        guard let index = all.indices.last, all[index].take(row) else { return row.write(to: &others) }
        others = []
        for entry in all { entry.write(to: &others) }
    }

    var entries: [RowEntry] { [newest] + otherEntries }

    private var otherEntries: [RowEntry] {
        others.withUnsafeBytes { bytes in
            var rest = StateBytes(bytes)
            var entries: [RowEntry] = []
            while !rest.isEmpty, let entry = RowEntry(from: &rest) { entries.append(entry) }
            return entries
        }
    }

    func write(to bytes: inout [UInt8]) {
        newest.write(to: &bytes)
        bytes.append(contentsOf: others)
    }

    init?(from bytes: inout StateBytes) {
        guard let newest = RowEntry(from: &bytes) else { return nil }
        self.newest = newest
        // What an entry cannot be read from stays as it is: nothing reads it but `otherEntries`.
        others = Array(bytes.takeRest())
    }

    /// A fact of the newest entry and the day of which it is attested, from what `write` wrote; nil where it has none.
    static func newest(_ name: FactName, in bytes: StateBytes) -> (fact: Fact, asOf: Int)? {
        var bytes = bytes
        guard let asOf = Int(from: &bytes), let fact = FactCoding.fact(name, from: &bytes) else { return nil }
        return (fact, asOf)
    }
}

// MARK: On a day

/// Where the marker of a register's day lies among the rows and ends of its partition.
struct Cut: StateValue, Equatable {
    /// The day of which the register was imported, since 1970.
    let day: Int
    /// How many batches, rows and ends of imports came before it, itself counted among the ends.
    let batch: Int
    let place: Int
    let end: Int

    init(day: Int, batch: Int, place: Int, end: Int) {
        self.day = day
        self.batch = batch
        self.place = place
        self.end = end
    }

    func write(to bytes: inout [UInt8]) {
        for number in [day, batch, place, end] { number.write(to: &bytes) }
    }

    init?(from bytes: inout StateBytes) {
        guard let day = Int(from: &bytes), let batch = Int(from: &bytes), let place = Int(from: &bytes),
            let end = Int(from: &bytes)
        else { return nil }
        self.init(day: day, batch: batch, place: place, end: end)
    }
}

/// A row as one claim sees it.
struct SeenRow {
    let facts: Facts
    /// The day of which it is attested, since 1970.
    let day: Int
}

extension RowHistory {
    /// The newest row up to the cut's day that came before the cut.
    ///
    /// - Parameter dayOf: the day of a batch of the register.
    func standing(at cut: Cut, dayOf: (Int) -> Int) -> SeenRow? {
        var best: (day: Int, batch: Int, place: Int, facts: Facts)?
        for entry in entries {
            guard let (day, batch) = entry.attested(by: cut, dayOf: dayOf) else { continue }
            if let best, (day, batch, entry.place) < (best.day, best.batch, best.place) { continue }
            best = (day, batch, entry.place, entry.facts)
        }
        return best.map { SeenRow(facts: $0.facts, day: $0.day) }
    }

    /// Rows of later days, and those behind the cut, each with its place.
    func others(than cut: Cut, dayOf: (Int) -> Int) -> [(place: Int, row: SeenRow)] {
        entries.compactMap { entry in
            guard entry.attested(by: cut, dayOf: dayOf) == nil else { return nil }
            let day = entry.first == entry.last ? entry.asOf : dayOf(entry.first)
            return (entry.place, SeenRow(facts: entry.facts, day: day))
        }
    }
}

extension RowEntry {
    /// The newest day up to the cut's of which it was attested before the cut, and the batch that did so.
    fileprivate func attested(by cut: Cut, dayOf: (Int) -> Int) -> (day: Int, batch: Int)? {
        var batch = min(last, cut.batch)
        while batch >= first {
            let day = batch == last ? asOf : dayOf(batch)
            if day <= cut.day { return (day, batch) }
            batch -= 1
        }
        return nil
    }
}
