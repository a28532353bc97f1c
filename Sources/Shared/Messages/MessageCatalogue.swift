/// All message types.
public enum MessageCatalogue {
    public static let all: [any Message.Type] = [
        ClaimSubmitted.self,
        ClaimWithdrawn.self,
        RegisterRow.self,
        RegisterImported.self,
        WaybillRow.self,
        WaybillCounts.self,
        ClaimVerified.self,
        ClaimRefused.self,
        ClaimWaiting.self,
        ReviewRequested.self,
        FindingMade.self,
        FactsAttested.self,
        ClaimAssessed.self,
        PolicyAdopted.self,
        GuideSet.self,
        RoundOpened.self,
        RoundClosing.self,
        RoundWaived.self,
        IntakeComplete.self,
        VerifyComplete.self,
        AssessComplete.self,
        LetterResolved.self,
        RoundBlocked.self,
        RoundClosed.self,
        RoundPublished.self,
        ObjectionLodged.self,
        ObjectionResolved.self,
        RoundConfirmed.self,
        AwardProposed.self,
        AwardCorrected.self,
        HoldSet.self,
        HoldLifted.self,
        AwardOwed.self,
        PaymentPrepared.self,
        PaymentApproved.self,
        PaymentCancelled.self,
        PaymentSent.self,
        PaymentAnswered.self,
        PaymentAnswerRefused.self,
        PaymentReissued.self,
        RecoveryAsked.self,
        RecoveryPaid.self,
        SettlementLines.self,
        SettlementProposed.self,
        SettlementAnswered.self,
        SettlementOverridden.self,
        SettlementRefused.self,
        SettlementClosed.self,
        SettlementPaid.self,
        SettlementGranted.self,
        AllotmentMade.self,
        FigureReported.self,
        RecordKept.self,
        LetterWritten.self,
        LetterResent.self,
        LetterTemplates.self,
        DeliveryStarted.self,
        DeliveryEnded.self,
        ProgressRecorded.self,
        DeadLetter.self,
        RetryRequested.self,
        PlanStarted.self,
        PlanFinished.self,
        OrderGiven.self,
        OrderRefused.self,
        OrderAnswered.self,
        DayBegan.self,
        HealthReported.self,
        ClaimEchoed.self,
    ]

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.type, $0) })

    /// The type of a record whose header `ce_type` says so; nil for one that this build does not know.
    public static func type(named name: String) -> (any Message.Type)? { byName[name] }

    /// The streams of an office that carry these messages, for ``AsyncAPI``. Plans run on the streams of the stages
    /// whose decisions they are.
    public static let channels: [AsyncAPI.Channel] = [
        AsyncAPI.Channel(
            stream: "claims", summary: Text(zh: "申报、更正、撤回", en: "Claims, corrections, withdrawals."),
            messages: [ClaimSubmitted.self, ClaimWithdrawn.self, IntakeComplete.self]),
        AsyncAPI.Channel(
            stream: "registers", summary: Text(zh: "登记数据", en: "Rows of registers."),
            messages: [RegisterRow.self, RegisterImported.self]),
        AsyncAPI.Channel(
            stream: "waybills", summary: Text(zh: "运单", en: "Waybills, each a record."),
            messages: [WaybillRow.self, RegisterImported.self]),
        AsyncAPI.Channel(
            stream: "waybill-counts", summary: Text(zh: "各企业的运单统计", en: "Counts of the firms' waybills."),
            messages: [WaybillCounts.self, RegisterImported.self]),
        AsyncAPI.Channel(
            stream: "verifications", summary: Text(zh: "核验结果", en: "Verified facts, refusals, reviews asked for."),
            messages: [
                ClaimVerified.self, ClaimRefused.self, ClaimWaiting.self, ReviewRequested.self, ClaimWithdrawn.self,
                FindingMade.self, FactsAttested.self, VerifyComplete.self, LetterResolved.self,
            ]),
        AsyncAPI.Channel(
            stream: "assessments", summary: Text(zh: "测算结果", en: "Amounts before competition, with their traces."),
            messages: [ClaimAssessed.self, ReviewRequested.self, AssessComplete.self, LetterResolved.self]),
        AsyncAPI.Channel(
            stream: "programmes", summary: Text(zh: "已采用的政策、指南与暂停", en: "Policies, guides and holds in force."),
            messages: [PolicyAdopted.self, GuideSet.self, HoldSet.self, HoldLifted.self]),
        AsyncAPI.Channel(
            stream: "rounds", summary: Text(zh: "申报批次的进程", en: "The life of rounds."),
            messages: [
                RoundOpened.self, RoundClosing.self, RoundWaived.self, RoundBlocked.self, RoundClosed.self,
                RoundPublished.self, ObjectionLodged.self, ObjectionResolved.self, RoundConfirmed.self,
            ]),
        AsyncAPI.Channel(
            stream: "awards", summary: Text(zh: "奖补决定", en: "Awards proposed, confirmed, corrected."),
            messages: [AwardProposed.self, AwardCorrected.self]),
        AsyncAPI.Channel(
            stream: "payments", summary: Text(zh: "应付、拨付与追回", en: "What is owed, payments and recoveries."),
            messages: [
                AwardOwed.self, PaymentPrepared.self, PaymentApproved.self, PaymentCancelled.self, PaymentSent.self,
                PaymentAnswered.self, PaymentAnswerRefused.self, PaymentReissued.self, RecoveryAsked.self,
                RecoveryPaid.self,
            ]),
        AsyncAPI.Channel(
            stream: "settlements",
            summary: Text(zh: "年终体制结算与资金需求", en: "Statements between offices, and what became of them."),
            messages: [
                SettlementLines.self, SettlementProposed.self, SettlementAnswered.self, SettlementOverridden.self,
                SettlementRefused.self, SettlementClosed.self, SettlementPaid.self, SettlementGranted.self,
            ]),
        AsyncAPI.Channel(
            stream: "allotments", summary: Text(zh: "指标下达", en: "Budget sent down a tier."),
            messages: [AllotmentMade.self]),
        AsyncAPI.Channel(
            stream: "records",
            summary: Text(zh: "目标进度与留存记录", en: "Figures toward targets, and what clauses ask offices to keep."),
            messages: [FigureReported.self, RecordKept.self]),
        AsyncAPI.Channel(
            stream: "letters", summary: Text(zh: "待发文书", en: "Letters that are to be sent."),
            messages: [LetterWritten.self, LetterResent.self]),
        AsyncAPI.Channel(
            stream: "deliveries", summary: Text(zh: "文书送达情况", en: "What became of letters."),
            messages: [LetterTemplates.self, DeliveryStarted.self, DeliveryEnded.self]),
        AsyncAPI.Channel(
            stream: "orders", summary: Text(zh: "经办人的指令", en: "What officers decide and sign for."),
            messages: [OrderGiven.self, OrderRefused.self]),
        AsyncAPI.Channel(
            stream: "answers", summary: Text(zh: "对指令的答复", en: "Answers to orders."),
            messages: [OrderAnswered.self]),
        AsyncAPI.Channel(
            stream: "days", summary: Text(zh: "日历，每天一条", en: "A record a day."), messages: [DayBegan.self]),
        AsyncAPI.Channel(
            stream: "{stage}-progress", summary: Text(zh: "各任务的事务", en: "Transactions of a stage's tasks."),
            messages: [ProgressRecorded.self]),
        AsyncAPI.Channel(
            stream: "dead-letters", summary: Text(zh: "无法处理的记录", en: "Records that could not be used."),
            messages: [DeadLetter.self]),
        AsyncAPI.Channel(
            stream: "retries", summary: Text(zh: "重新处理的记录", en: "Records that are sent again."),
            messages: [RetryRequested.self]),
        AsyncAPI.Channel(
            stream: "health", summary: Text(zh: "各程序的运行状况", en: "How the agents do."),
            messages: [HealthReported.self]),
        AsyncAPI.Channel(
            stream: "echoes", summary: Text(zh: "试运行的回声", en: "What the echo heard."), messages: [ClaimEchoed.self]),
    ]
}
