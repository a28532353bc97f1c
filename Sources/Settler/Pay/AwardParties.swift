import Awards
import Decimals
import Messages
import Policy

/// What one office pays of an award, and who bears that.
struct AwardSlice {
    var fen: Int64 = 0
    var shares: ShareAmounts?

    /// - Parameters:
    ///   - parts: where several offices pay.
    ///   - payer: who pays where one does.
    init(of office: Division, _ fen: Int64, _ shares: ShareAmounts?, _ parts: [AwardPart]?, payer: Division?) {
        guard let parts else {
            if payer == office { (self.fen, self.shares) = (fen, shares) }
            return
        }
        for part in parts where part.county == office.code {
            self.fen += part.amountFen
            self.shares = self.shares.map { $0 + part.shares } ?? part.shares
        }
    }
}

extension ShareAmounts {
    fileprivate static func + (left: ShareAmounts, right: ShareAmounts?) -> ShareAmounts {
        func sum(_ left: Int64?, _ right: Int64?) -> Int64? {
            left == nil && right == nil ? nil : (left ?? 0) + (right ?? 0)
        }
        var shares = left
        shares.county = sum(left.county, right?.county)
        shares.city = sum(left.city, right?.city)
        shares.region = sum(left.region, right?.region)
        shares.returned = sum(left.returned, right?.returned)
        return shares
    }
}

/// Who pays an award and who bears it, as the programme and the offices say: what is posted for it follows. Pure.
struct AwardParties {
    /// The office that posts it.
    let payer: Division
    /// An office that receives the award itself.
    let payee: Division?
    private let of: ClaimVersion
    private let offices: Offices
    private let decides: Tier
    /// Who pays where no parts say otherwise.
    private let whole: Division?

    init(_ of: ClaimVersion, paidBy payer: Division, under programme: Programme, _ offices: Offices) {
        self.of = of
        self.offices = offices
        self.payer = payer
        decides = programme.tiers.decides
        whole = Self.payer(of, under: programme, offices)
        let office = Division(of.office)
        payee =
            switch programme.clause(of.clause)?.claimant?.kind {
            case .county: office
            case .city: office.flatMap { offices.office(at: .city, for: $0)?.division }
            case .firm, nil: nil
            }
    }

    /// Nil where no office pays for the claim's.
    static func payer(_ of: ClaimVersion, under programme: Programme, _ offices: Offices) -> Division? {
        Division(of.office).flatMap { offices.office(at: programme.tiers.pays, for: $0)?.division }
    }

    func slice(of award: AwardProposed) -> AwardSlice {
        AwardSlice(of: payer, award.awardFen ?? 0, award.shares, award.parts, payer: whole)
    }

    func slices(of corrected: AwardCorrected) -> (before: AwardSlice, after: AwardSlice) {
        (
            AwardSlice(of: payer, corrected.beforeFen, corrected.sharesBefore, corrected.partsBefore, payer: whole),
            AwardSlice(of: payer, corrected.afterFen, corrected.shares, corrected.parts, payer: whole)
        )
    }

    private var matter: Matter { of.matter }

    private func office(at tier: Tier) -> Division {
        Division(of.office).flatMap { offices.office(at: tier, for: $0)?.division } ?? payer
    }

    /// What each office bears of an award, but the one that it is left with: the payer, or the payee.
    private func borne(_ slice: AwardSlice) -> [Division: Int64] {
        guard slice.fen != 0 else { return [:] }
        var parts: [Division: Int64] = [:]
        if let shares = slice.shares {
            parts[office(at: .city), default: 0] += shares.returned ?? shares.city ?? 0
            parts[office(at: .region), default: 0] += shares.region ?? 0
        } else if payee != nil {
            parts[office(at: decides)] = slice.fen
        }
        parts[payee ?? payer] = nil
        return parts.filter { $0.value != 0 }
    }

    // MARK: Entries

    /// Of an award that was confirmed.
    func entries(_ slice: AwardSlice, from origin: JournalEntry.Origin) throws -> [JournalEntryRecord] {
        try entries(owed: slice.fen, borne: borne(slice), origin)
    }

    /// Of a correction: what is owed more, or less; what is called back has an entry of its own.
    func entries(
        from before: AwardSlice, to after: AwardSlice, owed: Int64, _ origin: JournalEntry.Origin
    ) throws -> [JournalEntryRecord] {
        var change = borne(after)
        for (office, fen) in borne(before) { change[office, default: 0] -= fen }
        return try entries(owed: owed, borne: change.filter { $0.value != 0 }, origin)
    }

    private func entries(
        owed: Int64, borne: [Division: Int64], _ origin: JournalEntry.Origin
    ) throws -> [JournalEntryRecord] {
        let parts = borne.sorted { $0.key < $1.key }
        guard payee == nil else { return try transfers(parts, origin) }
        var entries: [JournalEntry] = []
        if owed != 0 {
            entries.append(try .awardConfirmed(Money(fen: owed), by: payer, of: matter, from: origin))
        }
        if !parts.isEmpty {
            let others = parts.map { (office: $0.key, amount: Money(fen: $0.value)) }
            entries.append(try .shares(of: payer, borneBy: others, of: matter, from: origin))
        }
        return entries.map(JournalEntryRecord.init)
    }

    /// To an office, by each that bears a part.
    private func transfers(
        _ parts: [(key: Division, value: Int64)], _ origin: JournalEntry.Origin
    ) throws -> [JournalEntryRecord] {
        guard let payee else { return [] }
        return try parts.map { office, fen in
            JournalEntryRecord(
                try .awardConfirmed(Money(fen: fen), by: office, to: payee, of: matter, from: origin))
        }
    }

    func recovery(_ fen: Int64, from origin: JournalEntry.Origin) throws -> [JournalEntryRecord] {
        [JournalEntryRecord(try .recovery(Money(fen: fen), by: payer, of: matter, from: origin))]
    }
}

extension ClaimVersion {
    /// What entries about its award are about.
    var matter: Matter { Matter(programme: programme, clause: clause, year: Int(period.prefix(4)) ?? 0) }
}
