import Agent
import Awards
import Log
import Messages

/// The roll of a closing round: which version of each claim stands, and what keeps it from being adjudicated. Pure; in
/// which order things arrived is nowhere in it.
struct RoundRoll {
    /// A version of the round: as it was assessed, or only as somebody holds it.
    struct Entry {
        let of: ClaimVersion
        /// The verification that it must rest on, at least.
        let number: Int64
        /// Nil while it waits.
        let assessed: ClaimAssessed?

        var isWithdrawn: Bool { assessed?.outcome == .withdrawn }
    }

    /// A claim of the round, with the version that is adjudicated.
    struct Claim {
        let id: String
        /// The first by (received, office) that is not withdrawn; nil when all are.
        let kept: Entry?
        /// Of the other offices, by division.
        let others: [Entry]
    }

    let life: RoundLife
    /// In the order of their ids.
    let claims: [Claim]
    /// Versions that arrived or are known to be held, by office and partition.
    private let known: [MarkName: Set<VersionName>]
    private let marks: [MarkName: AssessComplete]
    private let openLetters: [MarkName: [String]]

    init(_ life: RoundLife, _ closing: RoundClosing, _ state: RoundState, partitions: Int) {
        self.life = life
        let waiting = Self.marks(closing, state, partitions)
        marks = waiting
        var entries: [VersionName: Entry] = [:]
        let before = Self.roundsBefore(life, state)
        func take(_ entry: Entry) {
            guard closing.counts(entry.of), closing.offices.contains(entry.of.office) else { return }
            entries[VersionName(entry.of)] = entry
        }
        for name in state.versions.keys {
            guard let version = state.versions[name] else { continue }
            let assessed = version.assessed
            let isDecided = version.isDecided(assessed.number)
            take(Entry(of: assessed.of, number: assessed.number, assessed: isDecided ? assessed : nil))
        }
        var letters: [MarkName: [String]] = [:]
        for (name, mark) in waiting {
            for held in mark.held {
                if let letter = held.letter, held.of == nil, state.resolved[letter] == nil {
                    letters[name, default: []].append(letter)
                }
                guard let of = held.of, (entries[VersionName(of)]?.number ?? 0) < held.number else { continue }
                take(Entry(of: of, number: held.number, assessed: nil))
            }
        }
        for name in state.open.keys where entries[name] == nil {
            guard let of = state.open[name]?.content.of else { continue }
            take(Entry(of: of, number: 1, assessed: nil))
        }
        openLetters = letters
        known = Self.known(entries, closing.round, partitions)
        claims = Self.claims(entries, life, before)
    }

    private static func marks(
        _ closing: RoundClosing, _ state: RoundState, _ partitions: Int
    ) -> [MarkName: AssessComplete] {
        var marks: [MarkName: AssessComplete] = [:]
        for partition in 0..<Int64(partitions) {
            let names =
                closing.offices.map { MarkName(closing.round, office: $0, partition) }
                + closing.registers.map { MarkName(closing.round, register: $0.kind, partition) }
            for name in names { marks[name] = state.marks[name]?.content }
        }
        return marks
    }

    /// Rounds of the same year that were closed earlier: what they adjudicated is not this round's.
    private static func roundsBefore(_ life: RoundLife, _ state: RoundState) -> [RoundLife] {
        let all = state.rounds(of: life.opened.programme, life.opened.period)
        return Array(all.prefix { $0.opened.round != life.opened.round }.filter { $0.closing != nil })
    }

    private static func known(
        _ entries: [VersionName: Entry], _ round: String, _ partitions: Int
    ) -> [MarkName: Set<VersionName>] {
        var known: [MarkName: Set<VersionName>] = [:]
        for (name, entry) in entries {
            let partition = Partitioner.partition(of: Array(entry.of.applicant.utf8), among: Int32(partitions))
            known[MarkName(round, office: entry.of.office, Int64(partition)), default: []].insert(name)
        }
        return known
    }

    private static func claims(
        _ entries: [VersionName: Entry], _ life: RoundLife, _ before: [RoundLife]
    ) -> [Claim] {
        var lines: [String: [String: Entry]] = [:]
        for entry in entries.values {
            let of = entry.of
            guard !life.isWaived(.office, of.office), !before.contains(where: { $0.settled(of) }) else { continue }
            if let other = lines[of.claim]?[of.office], other.of.version >= of.version { continue }
            lines[of.claim, default: [:]][of.office] = entry
        }
        return lines.map { id, offices in
            let sorted = offices.values.sorted { $0.of.precedence < $1.of.precedence }
            let kept = sorted.first { !$0.isWithdrawn }
            return Claim(id: id, kept: kept, others: sorted.filter { $0.of.office != kept?.of.office })
        }.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
    }

    // MARK: What blocks

    /// What keeps the round from being adjudicated, by name. Markers first: before they are there nothing else is known.
    func blockers(_ closing: RoundClosing, partitions: Int) -> [RoundBlocker] {
        let silent = Self.missing(closing, life, partitions) { marks[$0] != nil }
        guard silent.isEmpty else { return silent }
        var blockers: [RoundBlocker] = []
        for claim in claims {
            guard let kept = claim.kept, kept.assessed == nil, !life.isWaived(.claim, claim.id) else { continue }
            blockers.append(.waits(kept))
        }
        for name in marks.keys.sorted(by: { $0.order < $1.order }) {
            guard let mark = marks[name], let office = mark.office, !life.isWaived(.office, office) else { continue }
            let letters = openLetters[name] ?? []
            blockers += letters.filter { !life.isWaived(.letter, $0) }.map { RoundBlocker(.letter, $0, office) }
            let count = Int64(known[name]?.count ?? 0)
            if count > mark.versions || count + Int64(letters.count) < mark.versions {
                blockers.append(RoundBlocker(.count, "\(office)/\(name.partition)", "\(count) ≠ \(mark.versions)"))
            } else if count == mark.versions, let digest = mark.digest, digest != self.digest(name) {
                blockers.append(RoundBlocker(.count, "\(office)/\(name.partition)", "digest"))
            }
        }
        return blockers
    }

    private func digest(_ name: MarkName) -> String {
        VersionList.digest(of: (known[name] ?? []).map { (claim: $0.claim, version: $0.version) })
    }

    /// Counties and registers whose markers are not there, without a look at any claim.
    static func missing(
        _ closing: RoundClosing, _ life: RoundLife, _ partitions: Int, isThere: (MarkName) -> Bool
    ) -> [RoundBlocker] {
        func lacks(_ name: (Int64) -> MarkName) -> String? {
            let missing = (0..<Int64(partitions)).filter { !isThere(name($0)) }
            return missing.isEmpty ? nil : missing.map(String.init).joined(separator: ",")
        }
        var blockers: [RoundBlocker] = []
        for office in closing.offices where !life.isWaived(.office, office) {
            guard let partitions = lacks({ MarkName(closing.round, office: office, $0) }) else { continue }
            blockers.append(RoundBlocker(.silent, office, partitions))
        }
        for register in closing.registers where !life.isWaived(.register, register.kind) {
            guard lacks({ MarkName(closing.round, register: register.kind, $0) }) != nil else { continue }
            blockers.append(RoundBlocker(.register, register.kind, register.asOf))
        }
        return blockers
    }
}

extension ClaimVersion {
    /// Of one claim at several offices the first stands.
    fileprivate var precedence: (Int64, Int32, String) { (received.seconds, received.nanoseconds, office) }
}

extension MarkName {
    fileprivate var order: (String, Int64) { (source, partition) }
}

extension RoundLife {
    /// Whether the round has adjudicated the version, so that it is no later round's.
    func settled(_ of: ClaimVersion) -> Bool {
        guard let closing, has(of.clause), of.lodged <= closing.deadline, closing.offices.contains(of.office) else {
            return false
        }
        return !isWaived(.office, of.office) && !isWaived(.claim, of.claim)
    }
}

extension RoundBlocker {
    /// A version that would be adjudicated and is not decided yet.
    static func waits(_ entry: RoundRoll.Entry) -> RoundBlocker {
        var blocker = RoundBlocker(.waits, entry.of.claim)
        blocker.office = entry.of.office
        blocker.ofVersion = entry.of.version
        blocker.ofNumber = entry.number
        return blocker
    }

    /// The version that is waited for.
    var version: VersionName? {
        guard let office, let ofVersion else { return nil }
        return VersionName(claim: name, office: office, version: ofVersion)
    }

    /// The number that its verification must have at least.
    var number: Int64 { ofNumber ?? 1 }
}
