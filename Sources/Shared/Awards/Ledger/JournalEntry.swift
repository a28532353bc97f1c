public import Decimals
public import Seals

/// A movement of money between accounts that follows from one record. It cannot be made unless it balances: for each
/// office by itself, and so for all of them together. Nothing is ever edited; a correction is another entry.
public struct JournalEntry: Hashable, Sendable, Identifiable {
    public let kind: Kind
    public let origin: Origin
    /// By account; each stands there once, and none with zero.
    public let lines: [Line]
    /// The digest of all of it: the same fact posted again is the same entry.
    public let id: SHA256Digest

    public enum Kind: String, CaseIterable, Sendable {
        case awardConfirmed = "award_confirmed"
        /// Who bears what of it.
        case shares
        case payment
        /// A payment that came back.
        case returned
        case recovery
        case recoveryPaid = "recovery_paid"
        case budgetAllotted = "budget_allotted"
        case needRequested = "need_requested"
        case settlementProposed = "settlement_proposed"
        case settlementAgreed = "settlement_agreed"
        case settlementPaid = "settlement_paid"
    }

    /// The record that the entry follows from.
    public struct Origin: Hashable, Sendable {
        public let id: String
        /// Of the record's payload.
        public let digest: SHA256Digest

        public init(id: String, digest: SHA256Digest) {
            self.id = id
            self.digest = digest
        }
    }

    public struct Line: Hashable, Sendable {
        public let account: LedgerAccount
        public let amount: Money

        public init(_ account: LedgerAccount, _ amount: Money) {
            self.account = account
            self.amount = amount
        }
    }

    /// Throws ``JournalError`` when an office's lines do not add up to zero, when an account stands there twice, or when
    /// there is no line or one of zero.
    public init(_ kind: Kind, from origin: Origin, _ lines: [Line]) throws(JournalError) {
        let sorted = lines.sorted { $0.account < $1.account }
        guard !sorted.isEmpty else { throw .empty(origin.id) }
        for (line, next) in zip(sorted, sorted.dropFirst()) where line.account == next.account {
            throw .twice(origin.id, line.account)
        }
        var sums: [Division: Int128] = [:]
        for line in sorted {
            guard line.amount != .zero else { throw .nothing(origin.id, line.account) }
            sums[line.account.office, default: 0] += Int128(line.amount.fen)
        }
        if let (office, sum) = sums.filter({ $0.value != 0 }).min(by: { $0.key < $1.key }) {
            throw .unbalanced(origin.id, office, byFen: sum)
        }
        self.kind = kind
        self.origin = origin
        self.lines = sorted
        id = Self.digest(kind, origin, sorted)
    }

    /// Of each text with its length before it, so that no two entries give the same bytes.
    private static func digest(_ kind: Kind, _ origin: Origin, _ lines: [Line]) -> SHA256Digest {
        var texts = [kind.rawValue, origin.id, origin.digest.hex]
        for line in lines {
            let (account, (name, other)) = (line.account, line.account.item.words)
            texts += [
                account.office.code, name, other?.code ?? "", account.matter.programme, account.matter.clause,
                String(account.matter.year), String(line.amount.fen),
            ]
        }
        var bytes: [UInt8] = []
        for text in texts { bytes += "\(text.utf8.count):\(text)".utf8 }
        return SHA256.digest(of: bytes)
    }
}

/// Why there can be no such entry. Each names the record that it would have followed from.
public enum JournalError: Error, Hashable, Sendable, CustomStringConvertible {
    case empty(String)
    case nothing(String, LedgerAccount)
    case twice(String, LedgerAccount)
    case unbalanced(String, Division, byFen: Int128)
    /// An amount that must be above zero, or at least not below it, is not.
    case amount(String, Money)
    /// An amount, or a sum, that 64 bits of fen do not hold.
    case tooLarge(String)

    public var description: String {
        switch self {
        case .empty(let record): "The entry of \(record) moves nothing; leave it out."
        case .nothing(let record, let account): "The entry of \(record) has a line of zero: \(account)."
        case .twice(let record, let account): "The entry of \(record) names an account twice: \(account)."
        case .unbalanced(let record, let office, let fen):
            "The entry of \(record) does not balance: the lines of \(office) add up to \(fen) fen, not to zero."
        case .amount(let record, let amount): "The entry of \(record) cannot move \(amount) yuan."
        case .tooLarge(let record): "The sum of \(record) is larger than any amount of money that is kept."
        }
    }
}
