public import Decimals

/// What each kind of fact moves. An amount is in fen and above zero; that of a correction may be below, and then moves
/// the same money back.
extension JournalEntry {
    /// A confirmed award: the office that pays owes it to the claimant, and bears it until shares say otherwise.
    public static func awardConfirmed(
        _ amount: Money, by payer: Division, of matter: Matter, from origin: Origin
    ) throws(JournalError) -> JournalEntry {
        try moving(
            amount, .awardConfirmed, origin, LedgerAccount(payer, .borne, matter),
            LedgerAccount(payer, .claimants, matter))
    }

    /// A confirmed award whose payee is another office: owed to it, and paid with the year's settlement.
    public static func awardConfirmed(
        _ amount: Money, by payer: Division, to payee: Division, of matter: Matter, from origin: Origin
    ) throws(JournalError) -> JournalEntry {
        let given = try pair(
            amount, LedgerAccount(payer, .borne, matter), LedgerAccount(payer, .owedTo(payee), matter), origin)
        let taken = try pair(
            amount, LedgerAccount(payee, .owedBy(payer), matter), LedgerAccount(payee, .received, matter), origin)
        return try JournalEntry(.awardConfirmed, from: origin, given + taken)
    }

    /// What other offices bear of an award that one pays; the rest stays with the payer, so that the parts are the
    /// award to the fen. An office that bears nothing may be left out. Throws for one that stands there twice, or is
    /// the payer.
    public static func shares(
        of payer: Division, borneBy others: [(office: Division, amount: Money)], of matter: Matter,
        from origin: Origin
    ) throws(JournalError) -> JournalEntry {
        var lines: [Line] = []
        var relieved: Int128 = 0
        for other in others where other.amount != .zero {
            let borne = try pair(
                other.amount, LedgerAccount(other.office, .borne, matter),
                LedgerAccount(other.office, .owedTo(payer), matter),
                origin)
            lines += borne
            lines.append(Line(LedgerAccount(payer, .owedBy(other.office), matter), other.amount))
            relieved += Int128(other.amount.fen)
        }
        guard let fen = Int64(exactly: -relieved) else { throw .tooLarge(origin.id) }
        if fen != 0 { lines.append(Line(LedgerAccount(payer, .borne, matter), Money(fen: fen))) }
        return try JournalEntry(.shares, from: origin, lines)
    }

    /// Money to a claimant.
    public static func payment(
        _ amount: Money, by payer: Division, of matter: Matter, from origin: Origin
    ) throws(JournalError) -> JournalEntry {
        try checked(amount, origin)
        return try moving(
            amount, .payment, origin, LedgerAccount(payer, .claimants, matter), LedgerAccount(payer, .treasury, matter))
    }

    /// A payment that the bank gave back: it is owed again.
    public static func returned(
        _ amount: Money, to payer: Division, of matter: Matter, from origin: Origin
    ) throws(JournalError) -> JournalEntry {
        try checked(amount, origin)
        return try moving(
            amount, .returned, origin, LedgerAccount(payer, .treasury, matter), LedgerAccount(payer, .claimants, matter)
        )
    }

    /// An award that was paid is called back: the claimant owes it. What others bore of it goes back by ``shares`` with
    /// amounts below zero.
    public static func recovery(
        _ amount: Money, by payer: Division, of matter: Matter, from origin: Origin
    ) throws(JournalError) -> JournalEntry {
        try checked(amount, origin)
        return try moving(
            amount, .recovery, origin, LedgerAccount(payer, .recoverable, matter), LedgerAccount(payer, .borne, matter))
    }

    /// The claimant has paid back, or it was set off against an award of his that is owed.
    public static func recoveryPaid(
        _ amount: Money, by payer: Division, of matter: Matter, against award: Matter? = nil, from origin: Origin
    ) throws(JournalError) -> JournalEntry {
        try checked(amount, origin)
        let source = award.map { LedgerAccount(payer, .claimants, $0) } ?? LedgerAccount(payer, .treasury, matter)
        return try moving(amount, .recoveryPaid, origin, source, LedgerAccount(payer, .recoverable, matter))
    }

    /// Budget goes down a tier.
    public static func budgetAllotted(
        _ amount: Money, by superior: Division, to office: Division, of matter: Matter, from origin: Origin
    ) throws(JournalError) -> JournalEntry {
        let sent = try pair(
            amount, LedgerAccount(superior, .allottedTo(office), matter), LedgerAccount(superior, .budget, matter),
            origin)
        let come = try pair(
            amount, LedgerAccount(office, .budget, matter), LedgerAccount(office, .allottedBy(superior), matter), origin
        )
        return try JournalEntry(.budgetAllotted, from: origin, sent + come)
    }

    /// An office asks the one above for money that it needs.
    public static func needRequested(
        _ amount: Money, by office: Division, from superior: Division, of matter: Matter, from origin: Origin
    ) throws(JournalError) -> JournalEntry {
        try checked(amount, origin)
        return try moving(
            amount, .needRequested, origin, LedgerAccount(office, .requestedFrom(superior), matter),
            LedgerAccount(office, .need, matter))
    }

    /// The office that owes has put it into a statement.
    public static func settlementProposed(
        _ amount: Money, by debtor: Division, to creditor: Division, of matter: Matter, from origin: Origin
    ) throws(JournalError) -> JournalEntry {
        try moving(
            amount, .settlementProposed, origin, LedgerAccount(debtor, .owedTo(creditor), matter),
            LedgerAccount(debtor, .proposedTo(creditor), matter))
    }

    /// The office that is owed has agreed to the statement.
    public static func settlementAgreed(
        _ amount: Money, by creditor: Division, with debtor: Division, of matter: Matter, from origin: Origin
    ) throws(JournalError) -> JournalEntry {
        let owing = try pair(
            amount, LedgerAccount(debtor, .proposedTo(creditor), matter),
            LedgerAccount(debtor, .agreedTo(creditor), matter), origin
        )
        let owed = try pair(
            amount, LedgerAccount(creditor, .agreedBy(debtor), matter),
            LedgerAccount(creditor, .owedBy(debtor), matter), origin)
        return try JournalEntry(.settlementAgreed, from: origin, owing + owed)
    }

    /// What was agreed is paid, from one treasury to the other.
    public static func settlementPaid(
        _ amount: Money, by debtor: Division, to creditor: Division, of matter: Matter, from origin: Origin
    ) throws(JournalError) -> JournalEntry {
        try checked(amount, origin)
        let out = try pair(
            amount, LedgerAccount(debtor, .agreedTo(creditor), matter), LedgerAccount(debtor, .treasury, matter), origin
        )
        let come = try pair(
            amount, LedgerAccount(creditor, .treasury, matter), LedgerAccount(creditor, .agreedBy(debtor), matter),
            origin)
        return try JournalEntry(.settlementPaid, from: origin, out + come)
    }

    private static func checked(_ amount: Money, _ origin: Origin) throws(JournalError) {
        guard amount > .zero else { throw .amount(origin.id, amount) }
    }

    private static func moving(
        _ amount: Money, _ kind: Kind, _ origin: Origin, _ more: LedgerAccount, _ less: LedgerAccount
    ) throws(JournalError) -> JournalEntry {
        try JournalEntry(kind, from: origin, pair(amount, more, less, origin))
    }

    /// Onto the first account, off the second.
    private static func pair(
        _ amount: Money, _ more: LedgerAccount, _ less: LedgerAccount, _ origin: Origin
    ) throws(JournalError) -> [Line] {
        guard let opposite = try? Money.zero - amount else { throw .tooLarge(origin.id) }
        return [Line(more, amount), Line(less, opposite)]
    }
}
