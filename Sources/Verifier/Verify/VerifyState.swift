import Agent
import Messages

/// What the verify stage knows: the rows of registers, the policies, and of each claim no more than it needs.
struct VerifyState: DeciderState {
    /// What each register said of an applicant under a key.
    var rows: Agent.Table<RowKey, RowHistory>
    /// The newest day, since 1970, of which a complete register was imported, by the register's number.
    var complete: Agent.Table<UInt64, Int>
    /// The bytes of each policy, by digest.
    var policies: Agent.Table<String, String>
    /// The digest of a programme's newest policy.
    var newest: Agent.Table<String, String>
    /// The rounds of a programme and period, `baotou-2022/2022`.
    var terms: Agent.Table<String, RoundList>
    /// Where a claim was lodged, and its newest version there.
    var places: Agent.Table<ShortDigest, [ClaimPlace]>
    var pending: Agent.Table<VersionKey, PendingClaim>
    /// The version that an open review is about.
    var reviews: Agent.Table<ShortDigest, VersionKey>
    /// The orders that were answered, so that none is answered twice.
    var answered: Agent.Table<ShortDigest, Bool>
    var counts: Agent.Table<FirmYear, [TaskCounts]>
    /// How many imports of waybills each task has counted.
    var countedImports: Agent.Table<Int, Int>

    /// How far each register has come, by its number; the day of each of its batches; where each day's marker lies.
    var heads: Agent.Table<UInt64, RegisterHead>
    var batches: Agent.Table<RegisterKey, Int>
    var cuts: Agent.Table<RegisterKey, Cut>
    var completes: Agent.Table<UInt64, [CompleteEnd]>
    /// Where each round stands among them; those that close.
    var roundKeys: Agent.Table<String, String>
    var closings: Agent.Table<Int, [String]>
    /// The registers' markers that were passed on for a round.
    var passed: Agent.Table<String, Bool>
    /// The versions of rounds that are not adjudicated; their chains, and the clauses that have one.
    var kept: Agent.Table<VersionKey, KeptClaim>
    var keptGroups: Agent.Table<String, KeptGroup>
    var keptClauses: Agent.Table<String, [String]>
    /// The task's own dead letters from counties' claims.
    var letters: Agent.Table<String, BuriedClaim>
    var letterIDs: Agent.Table<Int, [String]>
    /// The rows of earlier awards of an applicant or for an object.
    var awards: Agent.Table<PackedUSCC, [AwardKey]>

    /// The versions that wait for a row of an applicant in a register.
    private var holders: Agent.Table<HolderKey, [VersionKey]>
    private var gates: Agent.Table<GateKey, Bool>
    private var gateCounts: Agent.Table<String, Int>
    /// A gate that opened before more versions than one decision takes up.
    private var drains: Agent.Table<Int, [Drain]>
    private var ages: Agent.Table<Int, [OpenDay]>

    init(_ store: StateStore) {
        rows = Agent.Table(store, 1)
        complete = Agent.Table(store, 2)
        policies = Agent.Table(store, 3)
        newest = Agent.Table(store, 4)
        terms = Agent.Table(store, 5)
        places = Agent.Table(store, 6)
        pending = Agent.Table(store, 7)
        reviews = Agent.Table(store, 8)
        answered = Agent.Table(store, 9)
        counts = Agent.Table(store, 10)
        countedImports = Agent.Table(store, 11)
        holders = Agent.Table(store, 12)
        gates = Agent.Table(store, 13)
        gateCounts = Agent.Table(store, 14)
        drains = Agent.Table(store, 15)
        ages = Agent.Table(store, 16)
        heads = Agent.Table(store, 17)
        batches = Agent.Table(store, 18)
        cuts = Agent.Table(store, 19)
        completes = Agent.Table(store, 20)
        roundKeys = Agent.Table(store, 22)
        closings = Agent.Table(store, 23)
        passed = Agent.Table(store, 24)
        kept = Agent.Table(store, 25)
        keptGroups = Agent.Table(store, 26)
        keptClauses = Agent.Table(store, 27)
        letters = Agent.Table(store, 28)
        letterIDs = Agent.Table(store, 29)
        awards = Agent.Table(store, 30)
    }

    /// When the oldest version that is not decided was lodged, in milliseconds since 1970.
    var oldestOpenMs: Int64? { ages[0]?.first?.lodgedMs }

    // MARK: What waits

    /// The versions that wait for any row of an applicant in a register.
    func waiting(for holder: HolderKey) -> [VersionKey] { holders[holder] ?? [] }

    /// The versions that wait before a gate that is open up to a day, at most so many.
    func waiting(before gate: String, upTo day: Int, most: Int) -> [VersionKey] {
        guard (gateCounts[gate] ?? 0) > 0 else { return [] }
        return Array(gates.keys.lazy.filter { $0.gate == gate && $0.day <= day }.prefix(most).map(\.version))
    }

    /// The gates that are open and still have versions before them.
    var draining: [Drain] { drains[0] ?? [] }

    /// Notes that a gate is open up to a day.
    mutating func open(_ gate: String, upTo day: Int, most: Int) {
        guard (gateCounts[gate] ?? 0) > most else { return }
        let rest = gates.keys.reduce(0) { $0 + ($1.gate == gate && $1.day <= day ? 1 : 0) }
        guard rest > most else { return }
        drains[0] = draining.filter { $0.gate != gate } + [Drain(gate: gate, day: day, rest: rest)]
    }

    mutating func put(_ claim: PendingClaim, at key: VersionKey) {
        if let old = pending[key] {
            leave(old, key)
        } else {
            age(claim.claim.lodged, by: 1)
        }
        pending[key] = claim
        let applicant = PackedUSCC(claim.claim.applicant)
        for kind in claim.kinds { holders[HolderKey(kind, applicant), default: []].append(key) }
        for gate in claim.gates {
            gates[GateKey(gate: gate.name, day: gate.day, version: key)] = true
            gateCounts[gate.name, default: 0] += 1
        }
        if let review = claim.review { reviews[ShortDigest(review)] = key }
    }

    mutating func remove(_ key: VersionKey) {
        guard let old = pending[key] else { return }
        leave(old, key)
        pending[key] = nil
        age(old.claim.lodged, by: -1)
    }

    private mutating func leave(_ claim: PendingClaim, _ key: VersionKey) {
        let applicant = PackedUSCC(claim.claim.applicant)
        for kind in claim.kinds {
            let rest = waiting(for: HolderKey(kind, applicant)).filter { $0 != key }
            holders[HolderKey(kind, applicant)] = rest.isEmpty ? nil : rest
        }
        for gate in claim.gates {
            gates[GateKey(gate: gate.name, day: gate.day, version: key)] = nil
            let rest = (gateCounts[gate.name] ?? 1) - 1
            gateCounts[gate.name] = rest > 0 ? rest : nil
            left(gate)
        }
        if let review = claim.review { reviews[ShortDigest(review)] = nil }
    }

    private mutating func left(_ gate: Gate) {
        guard var open = drains[0], let index = open.firstIndex(where: { $0.gate == gate.name && gate.day <= $0.day })
        else { return }
        open[index].rest -= 1
        if open[index].rest <= 0 { open.remove(at: index) }
        drains[0] = open.isEmpty ? nil : open
    }

    /// Open versions are counted by the day on which they were lodged.
    private mutating func age(_ lodged: Moment, by change: Int) {
        let day = Int(lodged.seconds / 86_400)
        var days = ages[0] ?? []
        let index = days.firstIndex { $0.day >= day } ?? days.count
        if index == days.count || days[index].day != day {
            guard change > 0 else { return }
            days.insert(OpenDay(day: day, count: 0, lodgedMs: lodged.inMilliseconds), at: index)
        }
        days[index].count += change
        days[index].lodgedMs = min(days[index].lodgedMs, lodged.inMilliseconds)
        if days[index].count <= 0 { days.remove(at: index) }
        ages[0] = days.isEmpty ? nil : days
    }
}

extension Agent.Table {
    /// The value of the key, or what stands for it when there is none.
    subscript(key: Key, default absent: @autoclosure () -> Value) -> Value {
        get { self[key] ?? absent() }
        set { self[key] = newValue }
    }
}

extension Moment {
    var inMilliseconds: Int64 { seconds * 1_000 + Int64(nanoseconds / 1_000_000) }
}
