import Awards
import Log
import Messages
import Policy
import Seals

/// What offices have decided, as their streams tell: policies, rounds that are confirmed, awards and corrections.
struct AwardsOnRecord {
    struct Placed<Content> {
        let content: Content
        let origin: JournalEntry.Origin
    }

    private let offices: Offices
    private let rulebooks: Rulebooks
    private var programmes: [String: Programme] = [:]
    private var opened: [String: RoundOpened] = [:]
    private(set) var confirmed: [String: RoundConfirmed] = [:]
    private var proposals: [String: [AwardKey: ProposedAward]] = [:]
    private var corrections: [AwardKey: [Int64: Placed<AwardCorrected>]] = [:]

    init(_ offices: Offices, _ rulebooks: Rulebooks) {
        self.offices = offices
        self.rulebooks = rulebooks
    }

    /// Programmes and rounds come before awards.
    mutating func take(_ record: Record, _ payload: UnsafeRawBufferPointer) throws {
        switch record.header(text: "ce_type") {
        case PolicyAdopted.type:
            let policy = try PolicyAdopted(reading: payload)
            guard programmes[policy.digest] == nil else { return }
            guard "\(SHA256.digest(of: policy.bytes.bytes))" == policy.digest else {
                throw Altered(what: "the policy's bytes do not have its digest")
            }
            programmes[policy.digest] = try rulebooks.rulebook(digest: policy.digest, name: policy.programme) {
                policy.bytes.bytes
            }.programme
        case RoundOpened.type:
            let round = try RoundOpened(reading: payload)
            opened[round.round] = round
        case RoundConfirmed.type:
            let round = try RoundConfirmed(reading: payload)
            confirmed[round.round] = round
        case AwardProposed.type:
            let award = try AwardProposed(reading: payload)
            guard let round = confirmed[award.round], award.revision <= round.revision else { return }
            let known = proposals[award.round]?[award.key]
            guard known.map({ $0.revision < award.revision }) ?? true else { return }
            proposals[award.round, default: [:]][award.key] = ProposedAward(
                award, from: Self.origin(record, payload), isOwn: true)
        case AwardCorrected.type:
            let corrected = try AwardCorrected(reading: payload)
            let key = AwardKey(corrected.round, corrected.of.claim)
            corrections[key, default: [:]][corrected.number] = Placed(
                content: corrected, origin: Self.origin(record, payload))
        default: break
        }
    }

    struct Altered: Error, CustomStringConvertible {
        let what: String
        var description: String { what }
    }

    static func origin(_ record: Record, _ payload: UnsafeRawBufferPointer) -> JournalEntry.Origin {
        let digest = SHA256.digest(of: payload)
        return JournalEntry.Origin(id: record.header(text: "ce_id") ?? digest.hex, digest: digest)
    }

    // MARK: What follows

    /// Confirmed rounds whose proposals are not those that were confirmed.
    var altered: [String] {
        confirmed.values.filter { round in
            var found = RoundProposals()
            for (key, award) in proposals[round.round] ?? [:] { found.add(key, award) }
            return found.digest != round.digest
        }.map(\.round).sorted()
    }

    private func programme(of round: String) -> Programme? { opened[round].flatMap { programmes[$0.policy] } }

    func parties(_ of: ClaimVersion, _ round: String, paidBy office: Division) -> AwardParties? {
        programme(of: round).map { AwardParties(of, paidBy: office, under: $0, offices) }
    }

    func award(_ key: AwardKey) -> Placed<AwardProposed>? {
        guard let row = proposals[key.round]?[key], let own = row.own else { return nil }
        return Placed(content: own.award, origin: JournalEntry.Origin(id: own.id, digest: row.digest))
    }

    func correction(_ key: AwardKey, _ number: Int64) -> Placed<AwardCorrected>? { corrections[key]?[number] }

    /// What an office pays of an award as it stood after a correction; 0: as it was confirmed. Where the office receives
    /// the award itself, all of it.
    func slice(_ key: AwardKey, _ number: Int64, of office: Division) -> AwardSlice? {
        if number == 0 {
            guard let award = award(key)?.content else { return nil }
            return parties(award.of, key.round, paidBy: office)?.slice(of: award)
        }
        guard let corrected = correction(key, number)?.content else { return nil }
        return parties(corrected.of, key.round, paidBy: office)?.slices(of: corrected).after
    }

    /// What an office must have posted, by award: the numbers of its corrections, 0 for the award itself. Parts that no
    /// office can be found for are nobody's.
    var due: [Division: [AwardKey: Set<Int64>]] {
        var due: [Division: [AwardKey: Set<Int64>]] = [:]
        func add(
            _ of: ClaimVersion, _ key: AwardKey, _ number: Int64, _ parts: [AwardPart]?, _ fen: Int64
        ) {
            guard fen > 0, let programme = programme(of: key.round) else { return }
            let whole = AwardParties.payer(of, under: programme, offices).map { [$0] } ?? []
            let payers = parts.map { $0.filter { $0.amountFen > 0 }.compactMap { $0.county.flatMap(Division.init) } }
            for payer in payers ?? whole { due[payer, default: [:]][key, default: []].insert(number) }
        }
        for (round, rows) in proposals where confirmed[round] != nil {
            for (key, row) in rows {
                guard let award = row.own?.award else { continue }
                add(award.of, key, 0, award.parts, award.awardFen ?? 0)
            }
        }
        for (key, numbers) in corrections where confirmed[key.round] != nil {
            for (number, placed) in numbers {
                let corrected = placed.content
                add(corrected.of, key, number, corrected.parts, corrected.afterFen)
                add(corrected.of, key, number, corrected.partsBefore, corrected.beforeFen)
            }
        }
        return due
    }

    /// Parts of awards that name no office.
    var nobodys: [AwardKey] {
        proposals.values.flatMap { rows in
            rows.filter { row in row.value.own?.award.parts?.contains { $0.county == nil && $0.amountFen > 0 } ?? false
            }
            .keys
        }.sorted()
    }
}
