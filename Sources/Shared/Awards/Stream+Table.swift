/// The streams there are.
extension Stream {
    public static let claims = Stream(
        "claims", .agent(.intake), .keyed, .edges, zh: "申报、更正、撤回", en: "claims, corrections, withdrawals")
    public static let registers = Stream(
        "registers", .agent(.verifier), .keyed, .edges, zh: "登记数据", en: "rows of registers")
    public static let waybills = Stream(
        "waybills", .agent(.verifier), .keyed, .edges, zh: "运单，每单一条", en: "waybills, each once")
    public static let waybillCounts = Stream(
        "waybill-counts", .agent(.verifier), .keyed, zh: "各企业的运单数与重复", en: "counts and conflicts of a firm's waybills")
    public static let verifications = Stream(
        "verifications", .agent(.verifier), .keyed, zh: "核验结果", en: "verified facts, refusals, reviews asked for")
    public static let assessments = Stream(
        "assessments", .agent(.calculator), .keyed, zh: "测算结果", en: "amounts before competition, with their traces")
    public static let rounds = Stream(
        "rounds", .agent(.calculator), .single, zh: "申报批次的进程", en: "the life of rounds")
    public static let awards = Stream(
        "awards", .agent(.calculator), .single, zh: "奖补决定", en: "awards proposed, confirmed, corrected")
    public static let programmes = Stream(
        "programmes", .agent(.calculator), .single, zh: "已采用的政策、指南与暂停", en: "policies, guides and holds in force")
    public static let payments = Stream(
        "payments", .agent(.settler), .single, zh: "拨付与追回", en: "payments and recoveries")
    public static let settlements = Stream(
        "settlements", .agent(.settler), .single, zh: "年终体制结算", en: "what a tier owes another")
    public static let allotments = Stream(
        "allotments", .agent(.settler), .single, zh: "指标下达", en: "budget sent down a tier")
    public static let letters = Stream(
        "letters", .agent(.notifier), .keyed, zh: "待发文书", en: "what is to be sent")
    public static let deliveries = Stream(
        "deliveries", .agent(.notifier), .keyed, .edges, zh: "文书送达情况", en: "what became of letters")
    public static let records = Stream(
        "records", .everyAgent, .single, zh: "目标进度与留存记录",
        en: "figures toward targets, and what clauses ask offices to keep")
    public static let echoes = Stream(
        "echoes", .agent(.echo), .keyed, zh: "试运行的回声", en: "what the echo heard")
    public static let orders = Stream(
        "orders", .officers, .single, .edges, zh: "经办人的指令", en: "what officers decide and sign for")
    public static let answers = Stream(
        "answers", .everyAgent, .keyed, zh: "对指令的答复", en: "answers to orders")
    public static let days = Stream(
        "days", .clock, .single, .edges, zh: "日历，每天一条", en: "a record a day")
    public static let deadLetters = Stream(
        "dead-letters", .everyAgent, .keyed, zh: "无法处理的记录", en: "records that could not be used")
    public static let retries = Stream(
        "retries", .officers, .keyed, .edges, zh: "重新处理的记录", en: "records that are sent again")
    public static let health = Stream(
        "health", .everyAgent, .single, .edges, retention: .newest, zh: "各程序的运行状况", en: "how the agents do")

    /// What the stage's tasks read and wrote, transaction by transaction.
    public static func progress(of stage: Stage) -> Stream {
        Stream(
            "\(stage.rawValue)-progress", .agent(stage.agent), .tasks(of: stage), zh: "各任务的进度", en: "progress of tasks")
    }

    /// What an intake took in, in its order. It lies in the county's own file, never on the shared log, and so is not
    /// among `all`.
    public static let outbox = Stream(
        "outbox", .agent(.intake), .single, .edges, zh: "待转送的申报", en: "claims on their way to the shared log")

    /// In the order of the life of a claim.
    public static let all: [Stream] =
        [
            claims, registers, waybills, waybillCounts, verifications, assessments, rounds, awards, programmes,
            payments, settlements, allotments, records, letters, deliveries, echoes, orders, answers, days,
            deadLetters, retries, health,
        ] + Stage.allCases.map(progress)
}
