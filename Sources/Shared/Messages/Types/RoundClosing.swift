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
    public var registers: [RegisterDay] = []
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
        Field("registers", \.registers, zh: "所依登记及日期", en: "registers that must be there, each of its day"),
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
        Field("reason", \.reason, zh: "理由", en: "why", format: .filled),
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

/// The verifier has decided all that came of a county, or of a register's day, but what it names.
public struct VerifyComplete: Message {
    public var round = ""
    /// Of a county's marker.
    public var office: String?
    /// Of a register's marker.
    public var register: RegisterDay?
    public var partition: Int64 = 0
    public var versions: Int64 = 0
    public var digest: String?
    public var held: [HeldVersion] = []
    /// More of what is held follows: the marker itself is the record without this.
    public var more: Bool?

    public init() {}

    public static let type = "verify.complete.v1"
    public static let summary = Text(
        zh: "核验环节已处理完毕", en: "The verifier has passed a marker on, with what it still holds.")

    public static let fields: FieldList<VerifyComplete> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("office", \.office, zh: "收件机关", en: "division whose claims it is about", format: .division),
        Field("register", \.register, zh: "登记", en: "the register that it is about"),
        Field("partition", \.partition, zh: "分区", en: "the partition"),
        Field("versions", \.versions, zh: "版本数（含撤回）", en: "versions that the intake counted"),
        Field("digest", \.digest, zh: "版本清单摘要", en: "digest of the intake's list", format: .digest),
        Field("held", \.held, zh: "尚未决定的", en: "what is not decided yet"),
        Field("more", \.more, zh: "是否还有后续", en: "whether more of what is held follows"),
    ]
}

/// The assess stage has passed a marker on, with what it and the verifier still hold.
public struct AssessComplete: Message {
    public var round = ""
    public var office: String?
    public var register: RegisterDay?
    public var partition: Int64 = 0
    public var versions: Int64 = 0
    public var digest: String?
    public var held: [HeldVersion] = []
    /// More of what is held follows: the marker itself is the record without this.
    public var more: Bool?

    public init() {}

    public static let type = "assess.complete.v1"
    public static let summary = Text(
        zh: "测算环节已处理完毕", en: "The assess stage has passed a marker on, with what is still held.")

    public static let fields: FieldList<AssessComplete> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("office", \.office, zh: "收件机关", en: "division whose claims it is about", format: .division),
        Field("register", \.register, zh: "登记", en: "the register that it is about"),
        Field("partition", \.partition, zh: "分区", en: "the partition"),
        Field("versions", \.versions, zh: "版本数（含撤回）", en: "versions that the intake counted"),
        Field("digest", \.digest, zh: "版本清单摘要", en: "digest of the intake's list", format: .digest),
        Field("held", \.held, zh: "尚未决定的", en: "what is not decided yet"),
        Field("more", \.more, zh: "是否还有后续", en: "whether more of what is held follows"),
    ]
}

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
