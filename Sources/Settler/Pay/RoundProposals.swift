import Glibc
import Messages
import Seals

/// The proposals of a round that were read: their digest, and those that this office may pay. Of a large round most are
/// other offices', of which only what the digest needs is kept.
struct RoundProposals {
    /// Of one claim the version that stands comes first, the others in the order of their receipt.
    private struct Row {
        /// The claim's id, among ``names``.
        let name: Range<Int>
        let digest: SHA256Digest
        let isPassedOver: Bool
        let seconds: Int64
        let nanoseconds: Int32
        let office: String

        var place: (Int, Int64, Int32, String) { (isPassedOver ? 1 : 0, seconds, nanoseconds, office) }
    }

    private var names: [UInt8] = []
    private var rows: [Row] = []
    private var kept: [(key: AwardKey, digest: SHA256Digest, own: ProposedAward.Own)] = []

    /// In any order, each key once.
    mutating func add(_ key: AwardKey, _ award: ProposedAward) {
        let start = names.count
        names += award.isPassedOver ? key.claim.utf8.dropLast(award.office.utf8.count + 1) : key.claim.utf8[...]
        rows.append(
            Row(
                name: start..<names.count, digest: award.digest, isPassedOver: award.isPassedOver,
                seconds: award.seconds, nanoseconds: award.nanoseconds, office: award.office))
        if let own = award.own { kept.append((key, award.digest, own)) }
    }

    /// Those that this office may pay, in the order of their claims.
    var own: [(key: AwardKey, digest: SHA256Digest, own: ProposedAward.Own)] { kept.sorted { $0.key < $1.key } }

    /// As Round takes it when it closes: of the proposals that stand, in the order of claims.
    var digest: String {
        var order = Array(rows.indices)
        names.withUnsafeBytes { names in
            order.sort { left, right in
                let (left, right) = (rows[left], rows[right])
                let most = min(left.name.count, right.name.count)
                // Without a claim there are no bytes to compare.
                if most > 0, let bytes = names.baseAddress {
                    let difference = memcmp(bytes + left.name.lowerBound, bytes + right.name.lowerBound, most)
                    if difference != 0 { return difference < 0 }
                }
                if left.name.count != right.name.count { return left.name.count < right.name.count }
                return left.place < right.place
            }
        }
        let hasher = SHA256()
        for place in order { hasher.update(Array(rows[place].digest.description.utf8)) }
        return "\(hasher.finish())"
    }
}
