import Agent
import Decimals
import Messages

/// A version of a claim as the round keeps it: what it was assessed to, without the trace. What only an adjudication
/// needs stays in its bytes until then.
struct RoundVersion: StateValue {
    let of: ClaimVersion
    /// Of the verification that it rests on, the highest that has come.
    let number: Int64
    let outcome: ClaimAssessed.Outcome
    private let rest: [UInt8]

    init(_ assessed: AssessedVersion) {
        of = assessed.of
        number = assessed.number
        outcome = assessed.outcome
        var rest = Content()
        rest.reason = assessed.reason
        rest.facts = assessed.facts
        rest.earlier = assessed.earlier
        rest.decided = assessed.decided
        self.rest = rest.bytes
    }

    /// Whether it is decided: by a verification with at least this number.
    func isDecided(_ number: Int64) -> Bool { outcome != .waiting && self.number >= number }

    /// What an adjudication needs of it.
    struct Content: Message {
        var reason: String?
        var facts: Facts = [:]
        var earlier: [PriorAward]?
        var decided: Decimal128?

        init() {}

        static let type = "round.version"
        static let summary = Text(zh: "批次所依的测算内容", en: "What a round needs of an assessment.")
        static let fields: FieldList<Content> = [
            Field("reason", \.reason, zh: "原因代码", en: "id of the reason"),
            Field("facts", \.facts, zh: "核定的事实", en: "the verified facts"),
            Field("earlier", \.earlier, zh: "此前奖补", en: "awards before"),
            Field("decided", \.decided, zh: "经办人确定的金额（元）", en: "the amount that an officer decided, in yuan"),
        ]
    }

    /// What it says beside its content, read from a row.
    struct Head {
        let of: ClaimVersion
        let number: Int64
        let outcome: ClaimAssessed.Outcome

        init?(from bytes: inout StateBytes) {
            guard let stored = StoredVersion(from: &bytes), let number = Int64(from: &bytes),
                let outcome = String(from: &bytes).flatMap(ClaimAssessed.Outcome.init(rawValue:))
            else { return nil }
            of = stored.of
            self.number = number
            self.outcome = outcome
        }
    }

    func write(to bytes: inout [UInt8]) {
        StoredVersion(of).write(to: &bytes)
        number.write(to: &bytes)
        outcome.rawValue.write(to: &bytes)
        UInt64(rest.count).write(to: &bytes)
        bytes.append(contentsOf: rest)
    }

    init?(from bytes: inout StateBytes) {
        guard let head = Head(from: &bytes), let rest = bytes.takeText() else { return nil }
        of = head.of
        number = head.number
        outcome = head.outcome
        self.rest = Array(rest)
    }
}

extension RoundVersion.Content {
    /// What an award rests on that follows from it.
    var basis: AwardBasis {
        var basis = AwardBasis()
        basis.reason = reason
        basis.facts = facts
        basis.decided = decided
        return basis
    }
}

extension Agent.Table<VersionName, RoundVersion> {
    /// What an adjudication needs of a version; nil when there is none of that name.
    func content(of name: VersionName) -> RoundVersion.Content? {
        withBytes(of: name) { bytes in
            guard var bytes else { return nil }
            guard StoredVersion.pass(&bytes) != nil, Int64(from: &bytes) != nil, bytes.takeText() != nil,
                let rest = bytes.takeText(), let content = try? RoundVersion.Content(reading: rest)
            else { preconditionFailure("a row of the state is not what \(name) was assessed to") }
            return content
        }
    }

    /// Calls the body with each version, in no order that means anything.
    func forEachHead(_ body: (RoundVersion.Head) -> Void) {
        forEachBytes { _, value in
            var bytes = value
            guard let head = RoundVersion.Head(from: &bytes) else {
                preconditionFailure("a row of the state is no version that was assessed")
            }
            body(head)
        }
    }
}

/// Which version, everywhere: a version is (claim, office, number).
struct VersionName: StateValue, Hashable, Comparable {
    let claim: String
    let office: String
    let version: Int64

    init(claim: String, office: String, version: Int64) {
        self.claim = claim
        self.office = office
        self.version = version
    }

    init(_ of: ClaimVersion) { self.init(claim: of.claim, office: of.office, version: of.version) }

    static func < (left: VersionName, right: VersionName) -> Bool {
        if left.claim != right.claim { return left.claim < right.claim }
        return left.office == right.office ? left.version < right.version : left.office < right.office
    }

    func write(to bytes: inout [UInt8]) {
        claim.write(to: &bytes)
        office.write(to: &bytes)
        version.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let claim = String(from: &bytes), let office = String(from: &bytes), let version = Int64(from: &bytes)
        else { return nil }
        self.init(claim: claim, office: office, version: version)
    }
}
