import Log
import Messages

/// The versions that a round is closed over, while they are collected.
struct RoundMembers {
    private let closing: RoundClosing
    private let offices: Set<String>
    private let before: [RoundLife]
    private let partitions: Int32
    private var assessed: [RoundRoll.Entry] = []
    /// Places in `assessed`; made only where somebody holds something.
    private var places: [VersionName: Int]?
    private var others: [VersionName: RoundRoll.Entry] = [:]

    init(_ closing: RoundClosing, before: [RoundLife], partitions: Int) {
        self.closing = closing
        offices = Set(closing.offices)
        self.before = before
        self.partitions = Int32(partitions)
    }

    mutating func take(_ of: ClaimVersion, _ number: Int64, _ standing: RoundRoll.Entry.Standing) {
        if let entry = entry(of, number, standing) { assessed.append(entry) }
    }

    /// A version that somebody holds until a verification with at least this number. It stands behind what has come of
    /// it by as high a number.
    mutating func hold(_ of: ClaimVersion, _ number: Int64) {
        guard let entry = entry(of, number, .waits) else { return }
        let name = entry.name
        let places = self.places ?? Dictionary(uniqueKeysWithValues: assessed.enumerated().map { ($1.name, $0) })
        self.places = places
        if let place = places[name] {
            guard assessed[place].number < number else { return }
            assessed[place] = entry
        } else {
            if let other = others[name], other.number >= number { return }
            others[name] = entry
        }
    }

    /// In the order of their names.
    func sorted() -> [RoundRoll.Entry] {
        // The ids beside the entries, so that comparing two does not have to look them up in each.
        var entries = assessed.map { (claim: $0.of.claim, entry: $0) }
        for entry in others.values { entries.append((entry.of.claim, entry)) }
        entries.sort { left, right in
            left.claim == right.claim ? left.entry.name < right.entry.name : left.claim < right.claim
        }
        return entries.map(\.entry)
    }

    /// Nil where the round is not closed over it.
    private func entry(
        _ of: ClaimVersion, _ number: Int64, _ standing: RoundRoll.Entry.Standing
    ) -> RoundRoll.Entry? {
        guard closing.takes(of), offices.contains(of.office) else { return nil }
        var applicant = of.applicant
        let partition = applicant.withUTF8 { Partitioner.partition(of: UnsafeRawBufferPointer($0), among: partitions) }
        return RoundRoll.Entry(
            of, number: number, standing, partition: partition, isCounted: of.counted == nil || closing.counts(of),
            isSettled: before.contains { $0.settled(of) })
    }
}
