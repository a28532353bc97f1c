import Decimals
public import Seals

/// Balances as folds of journal entries: whatever the order in which entries come, and however often each, the ledger is
/// the same.
public struct Ledger: Equatable, Sendable {
    private var balances: [LedgerAccount: Int128] = [:]
    /// Entries that were posted.
    public private(set) var posted: Set<SHA256Digest> = []

    public init() {}

    public init(_ entries: some Sequence<JournalEntry>) {
        for entry in entries { post(entry) }
    }

    /// False, and nothing changes, when the same entry was posted before.
    @discardableResult
    public mutating func post(_ entry: JournalEntry) -> Bool {
        guard posted.insert(entry.id).inserted else { return false }
        for line in entry.lines {
            let balance = balances[line.account, default: 0] + Int128(line.amount.fen)
            balances[line.account] = balance == 0 ? nil : balance
        }
        return true
    }

    /// In fen; zero for an account that nothing was posted to. 128 bits, so that no order of entries overflows.
    public func balance(of account: LedgerAccount) -> Int128 { balances[account] ?? 0 }

    /// In fen, over all accounts that are asked for.
    public func sum(where isIncluded: (LedgerAccount) -> Bool) -> Int128 {
        balances.reduce(0) { isIncluded($1.key) ? $0 + $1.value : $0 }
    }

    /// Of all accounts: zero at all times, for only entries that balance can be made.
    public var sum: Int128 { sum { _ in true } }

    /// Accounts whose balance is not zero, in their order.
    public var accounts: [(account: LedgerAccount, fen: Int128)] {
        balances.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
