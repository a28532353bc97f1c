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
    private(set) var held: [VersionName: ClaimVersion] = [:]

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
        held[name] = of
    }

    /// In the order of their names.
    func sorted() -> [RoundRoll.Entry] {
        var entries = assessed
        entries.append(contentsOf: others.values)
        entries.sort { $0.name < $1.name }
        return entries
    }

    /// Nil where the round is not closed over it.
    private func entry(
        _ of: ClaimVersion, _ number: Int64, _ standing: RoundRoll.Entry.Standing
    ) -> RoundRoll.Entry? {
        guard closing.takes(of), offices.contains(of.office) else { return nil }
        return RoundRoll.Entry(
            name: VersionName(of), number: number, standing: standing, received: of.received,
            partition: Partitioner.partition(of: Array(of.applicant.utf8), among: partitions),
            isCounted: of.counted == nil || closing.counts(of),
            isSettled: before.contains { $0.settled(of) })
    }
}
