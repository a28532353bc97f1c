/// A round closes: who must say that all is forwarded, and on which day's registers its claims stand.
public struct RoundClosing: Message {
    public var round = ""
    public var programme = ""
    public var clauses: [String] = []
    public var period = ""
    public var deadline = Moment()
    public var policy = ""
    public var guide: String?
    /// The divisions whose offices take claims in for the round.
    public var offices: [String] = []
    /// The divisions whose offices verify their claims, each on registers of its own.
    public var verifiers: [String] = []
    public var registers: [RegisterDay] = []
    /// The officer who ordered it.
    public var closer = ""
    public var order = ""

    public init() {}

    public static let type = "round.closing.v1"
    public static let summary = Text(zh: "申报批次截止，等待各方报齐", en: "A round closes over what was lodged by its deadline.")

    public static let fields: FieldList<RoundClosing> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("clauses", \.clauses, zh: "条款，空为全部", en: "clauses; all when there is none"),
        Field("period", \.period, zh: "年度", en: "the period", format: .filled),
        Field("deadline", \.deadline, zh: "截止时间", en: "what is lodged later belongs to another round"),
        Field("policy", \.policy, zh: "政策文件摘要", en: "digest of the policy that it fixes", format: .digest),
        Field("guide", \.guide, zh: "指南摘要", en: "digest of the guide that it fixes", format: .digest),
        Field("offices", \.offices, zh: "应报齐的机关", en: "divisions whose offices must say that all is forwarded"),
        Field("verifiers", \.verifiers, zh: "核验机关", en: "divisions whose offices verify, each on its own registers"),
        Field("registers", \.registers, zh: "所依登记及日期", en: "registers that must be there, each of its day"),
        Field("closer", \.closer, zh: "经办人", en: "the officer who closes it", personal: .name),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
    ]
}

/// A register of one day.
public struct RegisterDay: MessagePart, Hashable {
    public var kind = ""
    public var asOf = ""

    public init() {}

    public init(_ kind: String, _ asOf: String) {
        self.kind = kind
        self.asOf = asOf
    }

    public static let fields: FieldList<RegisterDay> = [
        Field("kind", \.kind, zh: "登记种类", en: "which register", format: .filled),
        Field("as_of", \.asOf, zh: "数据日期", en: "the day of which it is attested", format: .day),
    ]
}

/// An officer lets a round close without something that blocks it, and says why.
public struct RoundWaived: Message {
    public enum Subject: String, CaseIterable, FieldValue {
        /// A claim is left to the next round.
        case claim
        /// A county that does not answer.
        case office
        /// A register that is not there.
        case register
        /// A dead letter that nobody can read.
        case letter
    }

    public var round = ""
    public var subject = Subject.claim
    public var name = ""
    public var reason = ""
    public var order = ""

    public init() {}

    public static let type = "round.waived.v1"
    public static let summary = Text(
        zh: "批次不等某一事项而截止", en: "A round closes without something that blocked it.")

    public static let fields: FieldList<RoundWaived> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("subject", \.subject, zh: "事项种类", en: "what is not waited for"),
        Field("name", \.name, zh: "申报、机关、登记或记录", en: "the claim, division, register or dead letter", format: .filled),
        Field("reason", \.reason, zh: "理由", en: "why"),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
    ]
}

/// An intake has forwarded all that was lodged for a round by its deadline, in one partition of its claims.
public struct IntakeComplete: Message {
    public var round = ""
    public var office = ""
    public var partition: Int64 = 0
    public var versions: Int64 = 0
    public var digest = ""
    /// By the intake's own clock. Nothing behind it was lodged earlier.
    public var lodged = Moment()

    public init() {}

    public static let type = "intake.complete.v1"
    public static let summary = Text(
        zh: "收件机关已全部转送", en: "An intake has forwarded all that was lodged by the deadline.")

    public static let fields: FieldList<IntakeComplete> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("office", \.office, zh: "收件机关", en: "division whose office it is", format: .division),
        Field("partition", \.partition, zh: "分区", en: "the partition of its claims"),
        Field("versions", \.versions, zh: "版本数（含撤回）", en: "versions and withdrawals of the round's claims"),
        Field("digest", \.digest, zh: "版本清单摘要", en: "digest of the list of them", format: .digest),
        Field("lodged", \.lodged, zh: "声明时间", en: "when the intake said so; nothing behind it was lodged earlier"),
    ]
}

/// A version that a stage has not decided yet, or a dead letter that might hold one.
public struct HeldVersion: MessagePart, Equatable {
    public enum Cause: String, CaseIterable, FieldValue {
        /// For a register's row.
        case row
        /// For an officer's answer.
        case review
        /// A dead letter.
        case letter
    }

    public var of: ClaimVersion?
    /// The running number that the outcome will have at least.
    public var number: Int64 = 1
    public var cause = Cause.row
    public var letter: String?

    public init() {}

    public static let fields: FieldList<HeldVersion> = [
        Field("of", \.of, zh: "申报版本", en: "the version, where it is known"),
        Field("number", \.number, zh: "核验序号", en: "number that its verification will have at least"),
        Field("cause", \.cause, zh: "等待什么", en: "what it waits for"),
        Field("letter", \.letter, zh: "无法处理的记录", en: "id of the dead letter"),
    ]
}

/// A stage has passed a marker on: of a county or of a register's day it has decided all but what it names. One shape
/// for all stages; each has a type of its own, so that none is taken for another's.
public struct StageComplete<Stage: MarkingStage>: Message {
    public var round = ""
    /// Of a county's marker.
    public var office: String?
    /// Of a register's marker.
    public var register: RegisterDay?
    /// The division whose verifier passed it on.
    public var verifier = ""
    public var partition: Int64 = 0
    public var versions: Int64 = 0
    public var digest: String?
    public var held: [HeldVersion] = []
    /// More of what is held follows: the marker itself is the record without this.
    public var more: Bool?

    public init() {}

    public static var type: String { Stage.type }
    public static var summary: Text { Stage.summary }
    public static var fields: FieldList<StageComplete> { Stage.fields }

    fileprivate static var list: FieldList<StageComplete> {
        [
            Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
            Field("office", \.office, zh: "收件机关", en: "division whose claims it is about", format: .division),
            Field("register", \.register, zh: "登记", en: "the register that it is about"),
            Field("verifier", \.verifier, zh: "核验机关", en: "division whose verifier passed it on"),
            Field("partition", \.partition, zh: "分区", en: "the partition"),
            Field("versions", \.versions, zh: "版本数（含撤回）", en: "versions that the intake counted"),
            Field("digest", \.digest, zh: "版本清单摘要", en: "digest of the intake's list", format: .digest),
            Field("held", \.held, zh: "尚未决定的", en: "what is not decided yet"),
            Field("more", \.more, zh: "是否还有后续", en: "whether more of what is held follows"),
        ]
    }
}

/// A stage that passes markers on.
public protocol MarkingStage: Sendable {
    static var type: String { get }
    static var summary: Text { get }
    /// Compiled once.
    static var fields: FieldList<StageComplete<Self>> { get }
}

/// The verifier, which names what it still holds.
public enum VerifyingStage: MarkingStage {
    public static let type = "verify.complete.v1"
    public static let summary = Text(
        zh: "核验环节已处理完毕", en: "The verifier has passed a marker on, with what it still holds.")
    public static let fields = StageComplete<VerifyingStage>.list
}

/// The assess stage, which names what it and the verifier still hold.
public enum AssessingStage: MarkingStage {
    public static let type = "assess.complete.v1"
    public static let summary = Text(
        zh: "测算环节已处理完毕", en: "The assess stage has passed a marker on, with what is still held.")
    public static let fields = StageComplete<AssessingStage>.list
}

public typealias VerifyComplete = StageComplete<VerifyingStage>
public typealias AssessComplete = StageComplete<AssessingStage>

/// A dead letter was retried, and what it held is decided or known.
public struct LetterResolved: Message {
    public var letter = ""
    /// The version that it held, where it was a claim's.
    public var of: ClaimVersion?
    public var isOpen: Bool?

    public init() {}

    public static let type = "letter.resolved.v1"
    public static let summary = Text(zh: "一条无法处理的记录已重新处理", en: "A dead letter was retried, with success.")

    public static let fields: FieldList<LetterResolved> = [
        Field("letter", \.letter, zh: "记录编号", en: "id of the dead letter", format: .filled),
        Field("of", \.of, zh: "其中的申报版本", en: "the version that it held"),
        Field("open", \.isOpen, zh: "该版本是否仍在等待", en: "whether the version still waits"),
    ]
}

/// What keeps a round from being adjudicated, by name. Said again whenever it has changed.
public struct RoundBlocked: Message {
    public var round = ""
    public var blockers: [RoundBlocker] = []
    /// Of all, also where not all are named.
    public var count: Int64 = 0

    public init() {}

    public static let type = "round.blocked.v1"
    public static let summary = Text(zh: "批次尚不能测定的原因", en: "What keeps a round from being adjudicated.")

    public static let fields: FieldList<RoundBlocked> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("blockers", \.blockers, zh: "各项原因，至多五百项", en: "what blocks it; the first 500"),
        Field("count", \.count, zh: "原因总数", en: "how many there are"),
    ]
}

/// One thing that keeps a round from being adjudicated.
public struct RoundBlocker: MessagePart, Hashable {
    public enum Kind: String, CaseIterable, FieldValue {
        /// A county has not said that all is forwarded.
        case silent
        /// A register of the day is not there.
        case register
        /// A version that would be adjudicated is not decided.
        case waits
        /// A dead letter might hold a claim.
        case letter
        /// A county counted other versions than those that arrived.
        case count
        /// Claims that cannot be adjudicated as they stand.
        case facts
    }

    public var kind = Kind.silent
    public var name = ""
    public var detail: String?
    /// Of a version that is waited for: where it was taken in, which it is, and the number that its verification must
    /// have at least.
    public var office: String?
    public var ofVersion: Int64?
    public var ofNumber: Int64?

    public init() {}

    public init(_ kind: Kind, _ name: String, _ detail: String? = nil) {
        self.kind = kind
        self.name = name
        self.detail = detail
    }

    public static let fields: FieldList<RoundBlocker> = [
        Field("kind", \.kind, zh: "原因种类", en: "what kind"),
        Field("name", \.name, zh: "机关、登记、申报或记录", en: "the division, register, claim or dead letter", format: .filled),
        Field("detail", \.detail, zh: "说明", en: "what is missing of it"),
        Field("office", \.office, zh: "收件机关", en: "division whose office took the claim in", format: .division),
        Field("version", \.ofVersion, zh: "版本号", en: "the claim's version"),
        Field("number", \.ofNumber, zh: "核验序号", en: "number that its verification must have at least"),
    ]
}
