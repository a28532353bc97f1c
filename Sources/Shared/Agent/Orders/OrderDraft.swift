public import Awards
public import Messages
internal import Seals

/// An order as an officer gives it, before anybody has looked at it.
public struct OrderDraft: Sendable {
    public let office: Division
    public let stage: Stage
    public let kind: String
    public let officer: String
    public let reason: String
    /// The applicant that it is about; the task that holds its records answers.
    public let applicant: String?
    public let body: RawJSON

    public init(
        office: Division, stage: Stage, kind: String, officer: String, reason: String, applicant: String? = nil,
        body: RawJSON = .null
    ) {
        self.office = office
        self.stage = stage
        self.kind = kind
        self.officer = officer
        self.reason = reason
        self.applicant = applicant
        self.body = body
    }

    /// The order as it is written. Its id is made from what it says and when: the same draft at the same time is the
    /// same order.
    func order(atMs timeMs: Int64) -> OrderGiven {
        var order = OrderGiven()
        order.stage = stage.rawValue
        order.officer = officer
        order.reason = reason
        order.at = WallClock.text(timeMs)
        order.kind = kind
        order.applicant = applicant
        order.body = body
        let hasher = SHA256()
        let parts = [office.code, order.stage, officer, kind, applicant ?? "", order.at].map { Array($0.utf8) }
        // Each behind its length, so that no two orders are digested alike.
        for part in parts + [body.bytes] {
            withUnsafeBytes(of: UInt64(part.count).littleEndian) { hasher.update($0) }
            hasher.update(part)
        }
        order.id = hasher.finish().hex
        return order
    }
}

/// What becomes of an order that was written.
public enum OrderOutcome: Equatable, Sendable {
    case answered(OrderAnswered)
    /// Nobody answered in time. The order stands, and will be answered.
    case recorded(order: String, mustAnswer: AgentKind)
}

/// Why an order is not given. Where its office is known the refusal is on the log.
public enum OrderRefusal: Error, Equatable, CustomStringConvertible {
    case noOffice(Division)
    case noOfficer(String, Division)
    case otherOffice(officer: String, of: Division, Division)
    case noRole(officer: String, Role, kind: String, holders: [String])
    case noKind(String, Stage)
    case notRun(Stage, Division)
    case noReason
    case badApplicant(String)

    public var description: String {
        switch self {
        case .noOffice(let division): return "The offices' file has no office \(division)."
        case .noOfficer(let officer, let division):
            return "The offices' file has no officer \(officer); the officers of \(division) stand in it."
        case .otherOffice(let officer, let own, let division):
            return "\(officer) is an officer of \(own) and cannot give orders at \(division)."
        case .noRole(let officer, let role, let kind, let holders):
            let advice = holders.isEmpty ? "nobody at the office has it" : "\(holders.joined(separator: ", ")) can"
            return "\(officer) has not the role \(role.rawValue) that \(kind) takes; \(advice)."
        case .noKind(let kind, let stage):
            let names = OrderKind.all(of: stage).map(\.name)
            let advice = names.isEmpty ? "it takes no orders" : "it takes \(names.joined(separator: ", "))"
            return "The stage \(stage.rawValue) has no order \(kind); \(advice)."
        case .notRun(let stage, let division):
            return "The office \(division) runs no \(stage.rawValue), so nobody there would answer."
        case .noReason: return "An order needs a reason, which is kept with it."
        case .badApplicant(let text): return "\(text) is no unified social credit code of 18 characters."
        }
    }

    /// The same in both languages, as it is recorded.
    public var sentence: Text { Text(zh: chinese, en: description) }

    private var chinese: String {
        switch self {
        case .noOffice(let division): return "机关名册中没有\(division)。"
        case .noOfficer(let officer, let division): return "\(division)没有经办人\(officer)。"
        case .otherOffice(let officer, let own, let division):
            return "\(officer)是\(own)的经办人，不能在\(division)下达指令。"
        case .noRole(let officer, let role, let kind, let holders):
            let advice = holders.isEmpty ? "本机关无人有此权限" : "可由\(holders.joined(separator: "、"))办理"
            return "\(officer)没有\(kind)所需的“\(role.title.zh)”权限；\(advice)。"
        case .noKind(let kind, let stage): return "环节\(stage.rawValue)没有指令\(kind)。"
        case .notRun(let stage, let division): return "\(division)不运行\(stage.rawValue)，无人答复。"
        case .noReason: return "指令须写明理由。"
        case .badApplicant(let text): return "\(text)不是18位统一社会信用代码。"
        }
    }
}
