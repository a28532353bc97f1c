import Agent
import Awards
import Messages

/// A version that is not decided: it waits for rows of registers, for the answer to a review, or for both.
struct PendingClaim: Equatable {
    /// Without account and contact.
    var claim = ClaimSubmitted()
    /// Of the last verification that was recorded; 0 before the first.
    var number: Int64 = 0
    var missing: [MissingRow] = []
    /// What officers attested, and by which order.
    var reviewed: Facts = [:]
    var order: String?
    /// The review that is open, and the facts that it asks for.
    var review: String?
    var asked: [String] = []
    /// An answer to its review is being decided: in no state.
    var isNewlyReviewed = false
    /// It was decided, and is verified again: in no state.
    var wasDecided = false

    init() {}

    /// A version that was decided, as it is to be verified again.
    init(again kept: KeptClaim) {
        claim = kept.claim
        number = kept.number
        reviewed = kept.reviewed
        order = kept.order
        wasDecided = true
    }

    /// The registers whose rows of the applicant it waits for.
    var kinds: [RegisterKind] {
        var kinds = missing.compactMap { RegisterKind(rawValue: $0.kind) }
        // A row of an inspection may come before the officer's answer.
        if !asked.isEmpty { kinds.append(.inspection) }
        return RegisterKind.allCases.filter(kinds.contains)
    }

    /// What else it waits for.
    var gates: [Gate] {
        var gates: [Gate] = []
        for row in missing {
            if row.kind == Gate.programme {
                gates.append(Gate(name: Gate.name(programme: row.key), day: 0))
            } else if let kind = RegisterKind(rawValue: row.kind) {
                if row.isListed == true { gates.append(Gate(complete: kind, for: claim)) }
                if kind == .post { gates.append(Gate(name: Gate.waybills, day: 0)) }
            }
        }
        return gates
    }
}

/// Something that many claims may wait for at once.
struct Gate: Hashable {
    /// The kind of a missing row that is no row: a policy that nobody has adopted yet.
    static let programme = "programme"
    /// All tasks that count waybills have counted the same imports.
    static let waybills = "waybills"

    let name: String
    /// It opens up to a day, since 1970; 0 for a gate that simply opens.
    let day: Int

    static func name(programme id: String) -> String { "programme:\(id)" }
    static func name(complete kind: RegisterKind) -> String { "complete:\(kind.rawValue)" }

    init(name: String, day: Int) {
        self.name = name
        self.day = day
    }

    /// A complete import of a register. Who registers businesses may not know on an earlier day of a firm that claims
    /// later; every other list holds from its first import on.
    init(complete kind: RegisterKind, for claim: ClaimSubmitted) {
        self.init(name: Self.name(complete: kind), day: kind == .registration ? claim.lodgedDay : 0)
    }
}

extension ClaimSubmitted {
    /// The day on which the version was lodged, in Shanghai, since 1970.
    var lodgedDay: Int {
        CivilDate(inShanghaiAtMilliseconds: lodged.inMilliseconds)?.daysSince1970 ?? Int(lodged.seconds / 86_400)
    }

    /// As it travels on: accounts and contacts stay with intake.
    var withoutContact: ClaimSubmitted {
        var claim = self
        claim.contact = nil
        claim.account = nil
        return claim
    }
}

extension PendingClaim: StateValue {
    func write(to bytes: inout [UInt8]) {
        var waiting = ClaimWaiting()
        waiting.claim = claim
        waiting.number = number
        waiting.missing = missing
        waiting.reviewed = reviewed
        waiting.review = order
        String(decoding: waiting.bytes, as: UTF8.self).write(to: &bytes)
        review.write(to: &bytes)
        asked.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let json = String(from: &bytes), let review = String?(from: &bytes),
            let asked = [String](from: &bytes),
            let waiting = try? ClaimWaiting(reading: Array(json.utf8))
        else { return nil }
        claim = waiting.claim
        number = waiting.number
        missing = waiting.missing
        reviewed = waiting.reviewed ?? [:]
        order = waiting.review
        self.review = review
        self.asked = asked
    }
}

/// A claim at an office.
struct ClaimPlace: StateValue, Equatable {
    let office: String
    /// The newest version that came.
    var version: Int64
    let received: Int64
    let receivedNanoseconds: Int64

    init(office: String, version: Int64, received: Moment) {
        self.office = office
        self.version = version
        self.received = received.seconds
        receivedNanoseconds = Int64(received.nanoseconds)
    }

    /// Of two offices' claims the one that stands.
    func comes(before other: ClaimPlace) -> Bool {
        (received, receivedNanoseconds, office) < (other.received, other.receivedNanoseconds, other.office)
    }

    func write(to bytes: inout [UInt8]) {
        office.write(to: &bytes)
        version.write(to: &bytes)
        received.write(to: &bytes)
        receivedNanoseconds.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let office = String(from: &bytes), let version = Int64(from: &bytes),
            let received = Int64(from: &bytes), let nanoseconds = Int64(from: &bytes)
        else { return nil }
        self.office = office
        self.version = version
        self.received = received
        receivedNanoseconds = nanoseconds
    }
}

struct GateKey: StateValue {
    let gate: String
    let day: Int
    let version: VersionKey

    init(gate: String, day: Int, version: VersionKey) {
        self.gate = gate
        self.day = day
        self.version = version
    }

    func write(to bytes: inout [UInt8]) {
        gate.write(to: &bytes)
        day.write(to: &bytes)
        version.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let gate = String(from: &bytes), let day = Int(from: &bytes), let version = VersionKey(from: &bytes)
        else { return nil }
        self.init(gate: gate, day: day, version: version)
    }
}

struct Drain: StateValue, Equatable {
    let gate: String
    let day: Int
    var rest: Int

    init(gate: String, day: Int, rest: Int) {
        self.gate = gate
        self.day = day
        self.rest = rest
    }

    func write(to bytes: inout [UInt8]) {
        gate.write(to: &bytes)
        day.write(to: &bytes)
        rest.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let gate = String(from: &bytes), let day = Int(from: &bytes), let rest = Int(from: &bytes) else {
            return nil
        }
        self.init(gate: gate, day: day, rest: rest)
    }
}

/// How many versions lodged on a day are open, and when the first of that day was lodged.
struct OpenDay: StateValue {
    let day: Int
    var count: Int
    var lodgedMs: Int64

    init(day: Int, count: Int, lodgedMs: Int64) {
        self.day = day
        self.count = count
        self.lodgedMs = lodgedMs
    }

    func write(to bytes: inout [UInt8]) {
        day.write(to: &bytes)
        count.write(to: &bytes)
        lodgedMs.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let day = Int(from: &bytes), let count = Int(from: &bytes), let lodgedMs = Int64(from: &bytes) else {
            return nil
        }
        self.init(day: day, count: count, lodgedMs: lodgedMs)
    }
}
