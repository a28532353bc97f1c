import Agent
import Messages

/// What the verify stage knows: the rows of registers, the policies, and of each claim no more than it needs.
struct VerifyState: DeciderState {
    private var tables: StateTables

    /// What each register said of an applicant under a key.
    var rows: Agent.Table<RowKey, RowHistory> {
        get { tables[1] }
        set { tables[1] = newValue }
    }
    /// The newest day, since 1970, of which a complete register was imported, by the register's number.
    var complete: Agent.Table<UInt64, Int> {
        get { tables[2] }
        set { tables[2] = newValue }
    }
    /// The bytes of each policy, by digest.
    var policies: Agent.Table<String, String> {
        get { tables[3] }
        set { tables[3] = newValue }
    }
    /// The digest of a programme's newest policy.
    var newest: Agent.Table<String, String> {
        get { tables[4, isRemembered: true] }
        set { tables[4, isRemembered: true] = newValue }
    }
    /// The rounds of a programme and period, `baotou-2022/2022`.
    var terms: Agent.Table<String, RoundList> {
        get { tables[5, isRemembered: true] }
        set { tables[5, isRemembered: true] = newValue }
    }
    /// Where a claim was lodged, and its newest version there.
    var places: Agent.Table<ShortDigest, [ClaimPlace]> {
        get { tables[6] }
        set { tables[6] = newValue }
    }
    var pending: Agent.Table<VersionKey, PendingClaim> {
        get { tables[7] }
        set { tables[7] = newValue }
    }
    /// The version that an open review is about.
    var reviews: Agent.Table<ShortDigest, VersionKey> {
        get { tables[8] }
        set { tables[8] = newValue }
    }
    /// The orders that were answered, so that none is answered twice.
    var answered: Agent.Table<ShortDigest, Bool> {
        get { tables[9] }
        set { tables[9] = newValue }
    }
    var counts: Agent.Table<FirmYear, [TaskCounts]> {
        get { tables[10] }
        set { tables[10] = newValue }
    }
    /// How many imports of waybills each task has counted.
    var countedImports: Agent.Table<Int, Int> {
        get { tables[11] }
        set { tables[11] = newValue }
    }
    /// How many of them all tasks had counted at the marker of a day.
    var cutImports: Agent.Table<Int, Int> {
        get { tables[31] }
        set { tables[31] = newValue }
    }

    /// How far each register has come, by its number; the day of each of its batches; where each day's marker lies.
    var heads: Agent.Table<UInt64, RegisterHead> {
        get { tables[17] }
        set { tables[17] = newValue }
    }
    var batches: Agent.Table<RegisterKey, Int> {
        get { tables[18] }
        set { tables[18] = newValue }
    }
    var cuts: Agent.Table<RegisterKey, Cut> {
        get { tables[19] }
        set { tables[19] = newValue }
    }
    var completes: Agent.Table<UInt64, [CompleteEnd]> {
        get { tables[20] }
        set { tables[20] = newValue }
    }
    /// Where each round stands among them; those that close.
    var roundKeys: Agent.Table<String, String> {
        get { tables[22] }
        set { tables[22] = newValue }
    }
    var closings: Agent.Table<Int, [String]> {
        get { tables[23] }
        set { tables[23] = newValue }
    }
    /// The registers' markers that were passed on for a round.
    var passed: Agent.Table<String, Bool> {
        get { tables[24] }
        set { tables[24] = newValue }
    }
    /// The versions of rounds that are not adjudicated; their chains, and the clauses that have one.
    var kept: Agent.Table<VersionKey, KeptClaim> {
        get { tables[25] }
        set { tables[25] = newValue }
    }
    var keptGroups: Agent.Table<String, KeptGroup> {
        get { tables[26] }
        set { tables[26] = newValue }
    }
    var keptClauses: Agent.Table<String, [String]> {
        get { tables[27] }
        set { tables[27] = newValue }
    }
    /// The task's own dead letters from counties' claims.
    var letters: Agent.Table<String, BuriedClaim> {
        get { tables[28] }
        set { tables[28] = newValue }
    }
    var letterIDs: Agent.Table<Int, [String]> {
        get { tables[29, isRemembered: true] }
        set { tables[29, isRemembered: true] = newValue }
    }
    /// The rows of earlier awards of an applicant or for an object.
    var awards: Agent.Table<PackedUSCC, [AwardKey]> {
        get { tables[30] }
        set { tables[30] = newValue }
    }

    /// The versions that wait for a row of an applicant in a register.
    private var holders: Agent.Table<HolderKey, [VersionKey]> {
        get { tables[12] }
        set { tables[12] = newValue }
    }
    private var gates: Agent.Table<GateKey, Bool> {
        get { tables[13] }
        set { tables[13] = newValue }
    }
    private var gateCounts: Agent.Table<String, Int> {
        get { tables[14] }
        set { tables[14] = newValue }
    }
    /// A gate that opened before more versions than one decision takes up.
    private var drains: Agent.Table<Int, [Drain]> {
        get { tables[15] }
        set { tables[15] = newValue }
    }
    private var ages: Agent.Table<Int, [OpenDay]> {
        get { tables[16] }
        set { tables[16] = newValue }
    }

    private let lastID = LastDigest()

    init(_ store: StateStore) { tables = StateTables(store) }

    /// The claim's id, as places and versions are known by it.
    func digest(ofClaim id: String) -> ShortDigest { lastID.digest(of: id) }

    func key(of version: ClaimVersion) -> VersionKey { VersionKey(version, digest(ofClaim: version.claim)) }

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

    /// The version that a review is about, without account and contact, and the facts that it asks for.
    func asked(of key: VersionKey) -> (claim: ClaimSubmitted, facts: [String])? {
        if let open = pending[key] { return (open.claim, open.asked) }
        return kept[key].flatMap { $0.review == nil ? nil : ($0.claim, $0.asked) }
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
