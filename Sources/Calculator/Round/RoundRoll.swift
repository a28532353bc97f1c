import Agent
import Awards
import Log
import Messages

/// The roll of a closing round: which version of each claim stands, and what keeps it from being adjudicated. Pure; in
/// which order things arrived is nowhere in it.
struct RoundRoll {
    /// A version of the round: as it was assessed, or only as somebody holds it. A class, for there are as many as claims,
    /// and each stands in several lists.
    final class Entry: Sendable {
        enum Standing {
            /// Not decided yet, or by too low a number.
            case waits
            case decided, refused, withdrawn
        }

        let of: ClaimVersion
        /// The verification that it must rest on, at least.
        let number: Int64
        let standing: Standing
        let partition: Int32
        /// Whether its county counts it: one that counts as the version that it completes is in no county's count.
        let isCounted: Bool
        /// A round that was closed before has adjudicated it.
        let isSettled: Bool

        init(
            _ of: ClaimVersion, number: Int64, _ standing: Standing, partition: Int32, isCounted: Bool, isSettled: Bool
        ) {
            self.of = of
            self.number = number
            self.standing = standing
            self.partition = partition
            self.isCounted = isCounted
            self.isSettled = isSettled
        }

        var name: VersionName { VersionName(of) }

        /// Of one claim at several offices the first stands.
        fileprivate func precedes(_ other: Entry) -> Bool {
            (of.received.seconds, of.received.nanoseconds, of.office)
                < (other.of.received.seconds, other.of.received.nanoseconds, other.of.office)
        }
    }

    /// A claim of the round, with the version that is adjudicated.
    struct Claim {
        let id: String
        /// The first by (received, office) that is not withdrawn; nil when all are.
        let kept: Entry?
        /// Of the other offices, in the same order.
        let others: [Entry]
    }

    let life: RoundLife
    /// In the order of their ids.
    let claims: [Claim]
    /// Versions that arrived or are known to be held, by office and partition.
    private let known: [MarkName: [Entry]]
    private let marks: [MarkName: AssessComplete]
    private let openLetters: [MarkName: [String]]

    init(_ life: RoundLife, _ closing: RoundClosing, _ state: RoundState, partitions: Int) {
        self.life = life
        marks = Self.marks(closing, state, partitions)
        var members = RoundMembers(closing, before: Self.roundsBefore(life, state), partitions: partitions)
        state.versions.forEachHead { head in
            members.take(head.of, head.number, Entry.Standing(head.outcome))
        }
        var letters: [MarkName: [String]] = [:]
        for (name, mark) in marks {
            for held in mark.held {
                if let letter = held.letter, held.of == nil, state.resolved[letter] == nil {
                    letters[name, default: []].append(letter)
                }
                if let of = held.of { members.hold(of, held.number) }
            }
        }
        func hold(_ name: VersionName, _ letter: Recorded<LetterResolved>) {
            if let of = letter.content.of { members.hold(of, 1) }
        }
        state.open.forEach(hold)
        openLetters = letters
        let entries = members.sorted()
        known = Self.known(entries, closing)
        claims = Self.claims(entries, life)
    }

    private static func marks(
        _ closing: RoundClosing, _ state: RoundState, _ partitions: Int
    ) -> [MarkName: AssessComplete] {
        var marks: [MarkName: AssessComplete] = [:]
        for partition in 0..<Int64(partitions) {
            let names =
                closing.offices.map { MarkName(closing.round, office: $0, partition) }
                + closing.registers.flatMap { register in
                    closing.verifiers.map { MarkName(closing.round, register: register.kind, of: $0, partition) }
                }
            for name in names { marks[name] = state.marks[name]?.content }
        }
        return marks
    }

    /// Rounds of the same year that were closed earlier: what they adjudicated is not this round's.
    private static func roundsBefore(_ life: RoundLife, _ state: RoundState) -> [RoundLife] {
        let all = state.rounds(of: life.opened.programme, life.opened.period)
        return Array(all.prefix { $0.opened.round != life.opened.round }.filter { $0.closing != nil })
    }

    /// The entries are in the order of their names, and so is each list.
    private static func known(_ entries: [Entry], _ closing: RoundClosing) -> [MarkName: [Entry]] {
        var places: [String: [Int32: [Entry]]] = [:]
        for entry in entries where entry.isCounted {
            places[entry.of.office, default: [:]][entry.partition, default: []].append(entry)
        }
        var known: [MarkName: [Entry]] = [:]
        for (office, partitions) in places {
            for (partition, entries) in partitions {
                known[MarkName(closing.round, office: office, Int64(partition))] = entries
            }
        }
        return known
    }

    /// The entries are in the order of their names: those of a claim stand together, and of an office the last counts.
    private static func claims(_ entries: [Entry], _ life: RoundLife) -> [Claim] {
        let absent = Set(life.waived.filter { $0.subject == .office }.map(\.name))
        var claims: [Claim] = []
        claims.reserveCapacity(entries.count)
        var start = 0
        while start < entries.count {
            let id = entries[start].of.claim
            var lines: [Entry] = []
            while start < entries.count, entries[start].of.claim == id {
                let entry = entries[start]
                start += 1
                if entry.isSettled || absent.contains(entry.of.office) { continue }
                if lines.last?.of.office == entry.of.office { lines.removeLast() }
                lines.append(entry)
            }
            if lines.isEmpty { continue }
            if lines.count > 1 { lines.sort { $0.precedes($1) } }
            let kept = lines.firstIndex { $0.standing != .withdrawn }
            claims.append(
                Claim(
                    id: id, kept: kept.map { lines[$0] },
                    others: lines.indices.filter { $0 != kept }.map { lines[$0] }))
        }
        return claims
    }

    // MARK: What blocks

    /// What keeps the round from being adjudicated, by name. Markers first: before they are there nothing else is known.
    func blockers(_ closing: RoundClosing, partitions: Int) -> [RoundBlocker] {
        let silent = Self.missing(closing, life, partitions) { marks[$0] != nil }
        guard silent.isEmpty else { return silent }
        var blockers: [RoundBlocker] = []
        for claim in claims {
            guard let kept = claim.kept, kept.standing == .waits, !life.isWaived(.claim, claim.id) else { continue }
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
        VersionList.digest(of: (known[name] ?? []).map { (claim: $0.of.claim, version: $0.of.version) })
    }

    /// Counties and registers whose markers are not there, without a look at any claim.
    static func missing(
        _ closing: RoundClosing, _ life: RoundLife, _ partitions: Int, isThere: (MarkName) -> Bool
    ) -> [RoundBlocker] {
        func lacks(_ name: (Int64) -> MarkName) -> Bool { !(0..<Int64(partitions)).allSatisfy { isThere(name($0)) } }
        var blockers: [RoundBlocker] = []
        // Not which of an office's partitions: they come in any order, and officers know of none.
        for office in closing.offices where !life.isWaived(.office, office) {
            guard lacks({ MarkName(closing.round, office: office, $0) }) else { continue }
            blockers.append(RoundBlocker(.silent, office))
        }
        for register in closing.registers where !life.isWaived(.register, register.kind) {
            for verifier in closing.verifiers {
                guard lacks({ MarkName(closing.round, register: register.kind, of: verifier, $0) }) else { continue }
                var blocker = RoundBlocker(.register, register.kind, register.asOf)
                blocker.office = verifier
                blockers.append(blocker)
            }
        }
        return blockers
    }
}

extension RoundRoll.Entry.Standing {
    init(_ outcome: ClaimAssessed.Outcome) {
        switch outcome {
        case .waiting: self = .waits
        case .refused: self = .refused
        case .withdrawn: self = .withdrawn
        case .award, .reject, .refer, .waitlist, .ask, .pendingRound, .target, .bound: self = .decided
        }
    }
}

extension MarkName {
    fileprivate var order: (String, Int64) { (source, partition) }
}

extension RoundLife {
    /// Whether the round has adjudicated the version, so that it is no later round's.
    func settled(_ of: ClaimVersion) -> Bool {
        guard let closing, has(of.clause), closing.takes(of), closing.offices.contains(of.office) else {
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
