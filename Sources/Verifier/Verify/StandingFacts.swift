import Awards
import Messages

/// The facts that stand, with where each comes from, and those that a person must attest first.
struct StandingFacts {
    private(set) var facts: Facts = [:]
    private(set) var provenance: [Provenance] = []
    var asked: [String] = []

    /// - Parameter count: how many there may be.
    init(_ count: Int) {
        facts.reserveCapacity(count)
        provenance.reserveCapacity(count)
    }

    mutating func declare(_ name: String, _ value: Fact) {
        put(name, value, .declared, nil, nil, nil)
    }

    mutating func attest(_ name: String, _ value: Fact, _ source: String, _ day: String?, _ declared: Fact?) {
        put(name, value, .attested, source, day, declared)
    }

    mutating func review(_ name: String, _ value: Fact, _ order: String, _ declared: Fact?) {
        put(name, value, .reviewed, order, nil, declared)
    }

    private mutating func put(
        _ name: String, _ value: Fact, _ standing: Provenance.Standing, _ source: String?, _ day: String?,
        _ declared: Fact?
    ) {
        // Each fact of a clause once.
        facts.append(name, value)
        // Shown where it differs; `1.0` and `1` do not.
        let other = declared.flatMap { $0.isSame(as: value) ? nil : $0.json }
        provenance.append(Provenance(name, standing, source, asOf: day, declared: other))
    }
}

extension Fact {
    /// Whether both say the same, however their numbers are written.
    func isSame(as other: Fact) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)): left == right
        case (.list(let left), .list(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        case (.record(let left), .record(let right)):
            left.count == right.count
                && left.entries.allSatisfy { entry in right[entry.name]?.isSame(as: entry.value) ?? false }
        default: self == other
        }
    }
}

/// The rows that a claim waits for, one a register.
struct MissingRows {
    private(set) var rows: [MissingRow] = []

    var isEmpty: Bool { rows.isEmpty }

    /// - Parameter isListed: the end of a complete import of the register would do as well.
    mutating func add(_ kind: RegisterKind, _ fact: String, isListed: Bool, of claim: ClaimSubmitted) {
        if let index = rows.firstIndex(where: { $0.kind == kind.rawValue }) {
            rows[index].facts.append(fact)
            // A firm that the register does not know is refused, whatever else it would say.
            if !isListed, kind != .registration { rows[index].isListed = nil }
            return
        }
        var row = MissingRow()
        row.kind = kind.rawValue
        row.applicant = claim.applicant
        // The key under which it is looked for first.
        row.key = claim.object ?? claim.period
        if kind == .registration || kind.isList { row.key = "" }
        row.facts = [fact]
        row.isListed = isListed ? true : nil
        rows.append(row)
    }
}

extension MissingRow {
    /// A policy that nobody has adopted yet.
    init(programme id: String, of claim: ClaimSubmitted) {
        self.init()
        kind = Gate.programme
        applicant = claim.applicant
        key = id
    }
}
