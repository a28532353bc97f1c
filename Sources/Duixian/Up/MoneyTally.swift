import Messages

/// What was paid, came back, was called back, and was settled between offices: a fold of payments and settlements.
struct MoneyTally {
    /// A number of things, and their sum.
    struct Sum {
        var count = 0
        var fen: Int64 = 0

        mutating func add(_ fen: Int64) {
            count += 1
            self.fen += fen
        }
    }

    private(set) var paid = Sum()
    private(set) var returned = Sum()
    private(set) var calledBack = Sum()
    private(set) var recovered = Sum()
    /// By id.
    private(set) var statements: [String: SettlementProposed] = [:]
    /// The newest of each statement.
    private(set) var answers: [String: SettlementAnswered] = [:]
    private(set) var disputes = 0
    private(set) var settled = Sum()
    private(set) var granted = Sum()
    private(set) var allotted = Sum()

    mutating func take(_ type: String, _ payload: UnsafeRawBufferPointer) {
        switch type {
        case PaymentAnswered.type:
            guard let answered = try? PaymentAnswered(reading: payload) else { return }
            switch answered.outcome {
            case .paid: paid.add(answered.fen)
            case .returned: returned.add(answered.fen)
            }
        case RecoveryAsked.type: (try? RecoveryAsked(reading: payload)).map { calledBack.add($0.fen) }
        case RecoveryPaid.type: (try? RecoveryPaid(reading: payload)).map { recovered.add($0.fen) }
        case SettlementProposed.type:
            (try? SettlementProposed(reading: payload)).map { statements[$0.statement] = $0 }
        case SettlementAnswered.type:
            guard let answer = try? SettlementAnswered(reading: payload) else { return }
            answers[answer.statement] = answer
            if answer.outcome == .disputed { disputes += 1 }
        case SettlementPaid.type: (try? SettlementPaid(reading: payload)).map { settled.add($0.amountFen) }
        case SettlementGranted.type: (try? SettlementGranted(reading: payload)).map { granted.add($0.totalFen) }
        case AllotmentMade.type:
            (try? AllotmentMade(reading: payload)).map { allotted.add($0.amountFen - $0.beforeFen) }
        default: break
        }
    }

    /// In words, what there is of it.
    var lines: [(number: Int, text: Text)] {
        let disputed = disputes == 1 ? "statement was disputed" : "statements were disputed"
        let all: [(Int, String, String)] = [
            (paid.count, "笔奖补已拨付，共\(yuan(paid.fen))元", "payments reached their payees: \(yuan(paid.fen)) yuan"),
            (returned.count, "笔被银行退回，共\(yuan(returned.fen))元", "came back from the bank: \(yuan(returned.fen)) yuan"),
            (calledBack.count, "项要求退回，共\(yuan(calledBack.fen))元", "called back: \(yuan(calledBack.fen)) yuan"),
            (recovered.count, "项已收回，共\(yuan(recovered.fen))元", "recovered: \(yuan(recovered.fen)) yuan"),
            (statements.count, "份结算单和资金需求", "statements and requests between the tiers"),
            (disputes, "份结算单被提出争议", disputed),
            (settled.count, "份结算单已结清，共\(yuan(settled.fen))元", "statements were paid: \(yuan(settled.fen)) yuan"),
            (granted.count, "份资金需求获批，共\(yuan(granted.fen))元", "requests were granted: \(yuan(granted.fen)) yuan"),
            (
                allotted.count, "笔指标下达，共\(yuan(allotted.fen))元",
                "budgets were sent down: \(yuan(allotted.fen)) yuan"
            ),
        ]
        return all.filter { $0.0 > 0 }.map { ($0.0, Text(zh: $0.1, en: $0.2)) }
    }
}
