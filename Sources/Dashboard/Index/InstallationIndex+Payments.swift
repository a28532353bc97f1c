import Messages
import Storage

/// What an office that pays owes for its awards, and what was paid of it: the sums that `settler reconcile` prints.
struct OwedRow: Sendable, Equatable {
    let office: String
    let awardFen: Int64
    /// Sent and not come back, or set off against what its claimant owed.
    let paidFen: Int64
    /// Not paid yet.
    let owedFen: Int64
    /// Of that what came back from the bank, and waits for an officer.
    let returnedFen: Int64
    /// Called back, and not there yet; and what has come.
    let recoverableFen: Int64
    let recoveredFen: Int64

    /// By how much the sums differ from the awards; 0 where all is explained.
    var differenceFen: Int64 { owedFen &+ paidFen &- recoverableFen &- recoveredFen &- awardFen }
}

/// One award as the office that pays it has recorded it.
private struct Payable {
    var awardFen: Int64 = 0
    var paidFen: Int64 = 0
    var owedFen: Int64 = 0
    var recoverableFen: Int64 = 0
    var recoveredFen: Int64 = 0
    var isReturned = false

    /// In the order of the columns.
    var sums: [Int64] {
        [awardFen, paidFen, owedFen, isReturned ? owedFen : 0, recoverableFen, recoveredFen]
    }
}

extension InstallationIndex.Fold {
    /// Takes in a record of payments.
    func take(payment content: Facts, type: String, by office: String) throws(StorageError) {
        let fen = content["fen"]?.integer ?? 0
        let key = PayableKey(office, content["round"]?.text, content["of"]?.record?["claim"]?.text)
        switch type {
        case AwardOwed.type:
            // What an office receives with the year's settlement is no payment.
            guard content["payee"]?.text == nil else { return }
            try change(key, isNew: true) { row in
                row.owedFen &+= fen
                row.awardFen = content["award_fen"]?.integer ?? row.awardFen
            }
        case PaymentSent.type: try change(key) { $0.pay(fen) }
        case PaymentAnswered.type:
            guard content["outcome"]?.text == PaymentAnswered.Outcome.returned.rawValue else { return }
            try change(key) { row in
                row.pay(0 &- fen)
                row.isReturned = true
            }
        case PaymentReissued.type: try change(key) { $0.isReturned = false }
        case RecoveryAsked.type: try change(key) { $0.recoverableFen &+= fen }
        case RecoveryPaid.type:
            try change(key) { row in
                row.recoverableFen &-= fen
                row.recoveredFen &+= fen
            }
            guard let against = content["against"]?.record else { return }
            try change(PayableKey(office, against["round"]?.text, against["claim"]?.text)) { $0.pay(fen) }
        case _: break
        }
    }

    private func change(_ key: PayableKey?, isNew: Bool = false, _ body: (inout Payable) -> Void) throws(StorageError) {
        guard let key, let before = try payable(key) ?? (isNew ? Payable() : nil) else { return }
        var row = before
        body(&row)
        let write = try database.statement(
            """
            INSERT OR REPLACE INTO payables(office, round, claim, award, paid, owed, recoverable, recovered, returned)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """)
        for (index, text) in [key.office, key.round, key.claim].enumerated() { try write.bind(Int32(1 + index), text) }
        let numbers = [
            row.awardFen, row.paidFen, row.owedFen, row.recoverableFen, row.recoveredFen, row.isReturned ? 1 : 0,
        ]
        for (index, number) in numbers.enumerated() { try write.bind(Int32(4 + index), number) }
        try write.run()
        let add = try database.statement(
            """
            INSERT INTO owed(office, award, paid, owed, returned, recoverable, recovered)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT(office) DO UPDATE SET award = award + ?2, paid = paid + ?3, owed = owed + ?4,
                returned = returned + ?5, recoverable = recoverable + ?6, recovered = recovered + ?7
            """)
        try add.bind(1, key.office)
        for (index, sums) in zip(row.sums, before.sums).enumerated() {
            try add.bind(Int32(2 + index), sums.0 &- sums.1)
        }
        try add.run()
    }

    private func payable(_ key: PayableKey) throws(StorageError) -> Payable? {
        let find = try database.statement(
            """
            SELECT award, paid, owed, recoverable, recovered, returned FROM payables
            WHERE office = ?1 AND round = ?2 AND claim = ?3
            """)
        defer { find.reset() }
        for (index, text) in [key.office, key.round, key.claim].enumerated() { try find.bind(Int32(1 + index), text) }
        guard try find.step() else { return nil }
        return Payable(
            awardFen: find.integer(0), paidFen: find.integer(1), owedFen: find.integer(2),
            recoverableFen: find.integer(3), recoveredFen: find.integer(4), isReturned: find.integer(5) != 0)
    }
}

extension Payable {
    fileprivate mutating func pay(_ fen: Int64) {
        owedFen &-= fen
        paidFen &+= fen
    }
}

private struct PayableKey {
    let office: String
    let round: String
    let claim: String

    init?(_ office: String, _ round: String?, _ claim: String?) {
        guard let round, let claim else { return nil }
        (self.office, self.round, self.claim) = (office, round, claim)
    }
}

extension InstallationIndex {
    func owed() throws(StorageError) -> [OwedRow] {
        try ask(
            "SELECT office, award, paid, owed, returned, recoverable, recovered FROM owed ORDER BY office", [],
            { row throws(StorageError) in
                OwedRow(
                    office: row.text(0), awardFen: row.integer(1), paidFen: row.integer(2), owedFen: row.integer(3),
                    returnedFen: row.integer(4), recoverableFen: row.integer(5), recoveredFen: row.integer(6))
            })
    }
}
