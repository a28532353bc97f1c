import Awards
import Decimals
import Messages
import Seals

/// The journal entries of statements: one for each clause and year, and none where nothing moves. An amount below zero
/// moves the same money back.
extension YearEnd {
    private typealias Line = JournalEntry.Line

    /// Of a new statement, less what the one said whose place it takes.
    func entries(of proposed: SettlementProposed, inPlaceOf old: SettlementProposed?) -> [JournalEntryRecord] {
        var sums: [Matter: Int64] = [:]
        for matter in proposed.matters { sums[Matter(matter), default: 0] &+= matter.owedFen }
        for matter in old?.matters ?? [] { sums[Matter(matter), default: 0] &-= matter.owedFen }
        guard let from = Division(proposed.from), let to = Division(proposed.to) else { return [] }
        return records(sums, proposed.follows) { matter, fen, origin in
            let (more, less) =
                switch proposed.kind {
                case .settlement:
                    (LedgerAccount(from, .owedTo(to), matter), LedgerAccount(from, .proposedTo(to), matter))
                case .request: (LedgerAccount(from, .requestedFrom(to), matter), LedgerAccount(from, .need, matter))
                }
            let kind: JournalEntry.Kind = proposed.kind == .settlement ? .settlementProposed : .needRequested
            return try JournalEntry(kind, from: origin, Self.pair(more, less, fen))
        }
    }

    /// What both agree to, or with a sign below zero do no longer.
    func agreement(to proposed: SettlementProposed, sign: Int64) -> [JournalEntryRecord] {
        guard let from = Division(proposed.from), let to = Division(proposed.to) else { return [] }
        return records(sums(proposed, sign), proposed.follows) { matter, fen, origin in
            try JournalEntry(
                .settlementAgreed, from: origin,
                Self.pair(LedgerAccount(from, .proposedTo(to), matter), LedgerAccount(from, .agreedTo(to), matter), fen)
                    + Self.pair(
                        LedgerAccount(to, .agreedBy(from), matter), LedgerAccount(to, .owedBy(from), matter), fen))
        }
    }

    func payment(of proposed: SettlementProposed) -> [JournalEntryRecord] {
        guard let from = Division(proposed.from), let to = Division(proposed.to) else { return [] }
        return records(sums(proposed, 1), proposed.follows) { matter, fen, origin in
            try JournalEntry(
                .settlementPaid, from: origin,
                Self.pair(LedgerAccount(from, .agreedTo(to), matter), LedgerAccount(from, .treasury, matter), fen)
                    + Self.pair(LedgerAccount(to, .treasury, matter), LedgerAccount(to, .agreedBy(from), matter), fen))
        }
    }

    /// Budget that goes down, for each clause and year.
    func allotment(_ sums: [Matter: Int64], from: Division, to: Division) -> [JournalEntryRecord] {
        records(sums, RecordReference()) { matter, fen, origin in
            try JournalEntry.budgetAllotted(Money(fen: fen), by: from, to: to, of: matter, from: origin)
        }
    }

    private func sums(_ proposed: SettlementProposed, _ sign: Int64) -> [Matter: Int64] {
        var sums: [Matter: Int64] = [:]
        for matter in proposed.matters { sums[Matter(matter), default: 0] &+= matter.owedFen &* sign }
        return sums
    }

    private func records(
        _ sums: [Matter: Int64], _ follows: RecordReference,
        _ make: (Matter, Int64, JournalEntry.Origin) throws -> JournalEntry
    ) -> [JournalEntryRecord] {
        // What an entry follows from stands in the record that carries it.
        let origin = follows.origin ?? JournalEntry.Origin(id: "", digest: SHA256.digest(of: []))
        let moved = sums.filter { $0.value != 0 }.sorted { left, right in
            (left.key.programme, left.key.clause, left.key.year) < (
                right.key.programme, right.key.clause, right.key.year
            )
        }
        return moved.compactMap { matter, fen in (try? make(matter, fen, origin)).map(JournalEntryRecord.init) }
    }

    private static func pair(_ more: LedgerAccount, _ less: LedgerAccount, _ fen: Int64) -> [Line] {
        [Line(more, Money(fen: fen)), Line(less, Money(fen: 0 &- fen))]
    }
}

extension Matter {
    init(_ matter: SettlementMatter) {
        self.init(programme: matter.programme, clause: matter.clause, year: Int(matter.year))
    }
}
