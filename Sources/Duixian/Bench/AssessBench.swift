import Awards
import Commands
import Decimals
import Feel
import Messages
import Policy

/// Assesses the livestream clause on random facts on one core: through typed closures, through tagged values, with the
/// whole trace; and beside them the same through the tree of expressions, uncompiled, and the arithmetic alone, written
/// out in Swift: the limit. Of five rounds the best is printed.
enum AssessBench {
    private static let policy = Option(
        "policy", "FILE", "the file of baotou-2022", .file, default: "deploy/policies/baotou-2022.yaml")
    private static let seed = Option("seed", "N", "of the random facts", .integer(1...Int.max), default: 20_220_826)

    static let command = Command(
        "assess", "assessing the livestream clause, beside the uncompiled tree and the bare arithmetic", [policy, seed]
    ) { values in
        let rulebook = try Rulebook(Programme.load(path: values[policy]))
        guard let rule = rulebook.rule("7-1") else {
            throw CommandFailure(.dataError, "\(values[policy]) has no clause 7-1; it is not Baotou's.")
        }
        try AssessRun(rule, seed: UInt64(values[seed])).print()
    }
}

private struct AssessRun {
    let rule: Rule
    let claims: [LivestreamClaim]
    let slots: [[Value]]
    static let sets = 1024
    static let rounds = 1_000_000

    init(_ rule: Rule, seed: UInt64) throws {
        self.rule = rule
        var random = Randomness(seed: seed)
        claims = (0..<Self.sets).map { _ in LivestreamClaim(&random) }
        slots = try claims.map { try rule.slots(of: $0.facts) }
        Swift.print("baotou-2022 7-1, \(Self.sets) random sets of facts (seed \(seed)), one core")
    }

    func print() throws {
        let expected = try checkedAwards()
        Swift.print("  \(expected) of \(Self.sets) sets earn an award")
        let before = ResidentMemory.mebibytes("VmRSS")
        var assessor = Assessor(rule)
        var kept: Int64 = 0
        try report("typed closures", Self.rounds * 2) { kept &+= fen(try assessor.assess(slots[$0 & (Self.sets - 1)])) }
        try report("tagged values", Self.rounds) { kept &+= fen(try rule.assess(slots[$0 & (Self.sets - 1)])) }
        try report("typed, whole trace", Self.rounds) {
            let assessment = try assessor.assess(slots[$0 & (Self.sets - 1)], withTrace: true)
            kept &+= fen(assessment) &+ Int64(assessment.trace?.steps.count ?? 0)
        }
        try report("tagged, whole trace", Self.rounds) {
            let assessment = try rule.assess(slots[$0 & (Self.sets - 1)], withTrace: true)
            kept &+= fen(assessment) &+ Int64(assessment.trace?.steps.count ?? 0)
        }
        let tree = TreeWalk(rule)
        report("tree, uncompiled", Self.rounds / 4) { kept &+= tree.fen(slots[$0 & (Self.sets - 1)]) }
        let law = LivestreamLaw()
        report("arithmetic alone", Self.rounds * 2) { kept &+= law.fen(claims[$0 & (Self.sets - 1)]) }
        Swift.print("  resident: \(before) MiB before, \(ResidentMemory.mebibytes("VmRSS")) MiB after")
        if kept == 0 { throw BenchError.notTheSame }
    }

    /// All of them must give the same before anything is timed.
    private func checkedAwards() throws -> Int {
        var assessor = Assessor(rule)
        let tree = TreeWalk(rule)
        let law = LivestreamLaw()
        var awards = 0
        for (claim, slots) in zip(claims, slots) {
            let fen = fen(try rule.assess(slots))
            guard self.fen(try assessor.assess(slots)) == fen, tree.fen(slots) == fen, law.fen(claim) == fen else {
                throw BenchError.notTheSame
            }
            if fen > 0 { awards += 1 }
        }
        return awards
    }

    private func fen(_ assessment: Assessment) -> Int64 {
        if case .award(let award) = assessment.outcome { award.fen } else { 0 }
    }

    private func report(_ name: String, _ rounds: Int, _ body: (Int) throws -> Void) rethrows {
        let clock = ContinuousClock()
        var best = Double.infinity
        for _ in 0..<5 {
            let start = clock.now
            for round in 0..<rounds { try body(round) }
            best = min(best, (clock.now - start) / .nanoseconds(1) / Double(rounds))
        }
        let column = name + String(repeating: " ", count: max(0, 20 - name.count))
        Swift.print("  \(column) \(Int(best)) ns, \(Int(1e9 / best)) a second")
    }
}

/// One set of random facts, as the law sees it and as the clause does.
private struct LivestreamClaim {
    let isRegistered: Bool
    let area: Decimal128
    let rooms: Int64
    let anchors: Int64
    let established: CivilDate
    let applied: CivilDate
    let sales: Decimal128

    init(_ random: inout Randomness) {
        isRegistered = random.draw(0...19) > 0
        area = Self.hundredths(random.draw(90_000...290_000))
        rooms = Int64(random.draw(4...24))
        anchors = Int64(random.draw(9...49))
        established = CivilDate(daysSince1970: random.draw(18_000...19_500)) ?? Self.day
        applied = CivilDate(daysSince1970: random.draw(19_300...20_200)) ?? Self.day
        sales = Self.hundredths(random.draw(1_800_000_000...7_800_000_000))
    }

    private static let day = CivilDate(daysSince1970: 19_000)!

    private static func hundredths(_ count: Int) -> Decimal128 { Money(fen: Int64(count)).yuan }

    var facts: Facts {
        [
            "registered_in": .text(isRegistered ? "包头" : "呼和浩特"), "area_m2": .number(area),
            "rooms": .number(Decimal128(rooms)), "active_anchors": .number(Decimal128(anchors)),
            "established_on": .text(established.description), "applied_on": .text(applied.description),
            "local_sales": .number(sales),
        ]
    }
}

/// The clause as a programmer would write it for this one policy: what no interpreter can beat.
private struct LivestreamLaw {
    let from = CivilDate(year: 2022, month: 8, day: 26)!
    let to = CivilDate(year: 2025, month: 8, day: 26)!
    let area = Decimal128(1000)
    let rooms = Decimal128(5)
    let anchors = Decimal128(10)
    let threshold = Decimal128(20_000_000)
    let rate = Money(fen: 1).yuan
    let cap = Decimal128(500_000)
    let half = Money(fen: 50).yuan

    func fen(_ claim: LivestreamClaim) -> Int64 {
        guard from <= claim.applied, claim.applied <= to, claim.isRegistered, claim.area >= area,
            Decimal128(claim.rooms) >= rooms, Decimal128(claim.anchors) > anchors,
            isYearOld(claim), claim.sales >= threshold
        else { return 0 }
        guard let product = try? rate * claim.sales, let award = try? Money(truncatingYuan: min(product, cap)),
            let share = try? Money(truncatingYuan: half * award.yuan), let rest = try? award - share
        else { return 0 }
        return share.fen + rest.fen
    }

    private func isYearOld(_ claim: LivestreamClaim) -> Bool {
        let (year, month, day) = claim.established.components
        let anniversary =
            CivilDate(year: year + 1, month: month, day: day) ?? CivilDate(year: year + 1, month: month, day: day - 1)
        return anniversary.map { $0 <= claim.applied } ?? false
    }
}
