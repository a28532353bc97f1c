import Agent
import Decimals
import Messages

/// A row of the register of earlier awards: whose, and which.
struct AwardKey: StateValue, Equatable {
    let applicant: PackedUSCC
    /// Year, programme, clause and object, as far as they are there, between slashes.
    let key: String

    init(_ applicant: PackedUSCC, _ key: String) {
        self.applicant = applicant
        self.key = key
    }

    func write(to bytes: inout [UInt8]) {
        applicant.write(to: &bytes)
        key.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let applicant = PackedUSCC(from: &bytes), let key = String(from: &bytes) else { return nil }
        self.init(applicant, key)
    }

    var parts: (year: Int64, programme: String, clause: String?, object: String?)? {
        // An object's name may hold a slash; it stands last.
        let parts = key.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2, let year = Int64(parts[0]) else { return nil }
        func part(_ index: Int) -> String? {
            index < parts.count && !parts[index].isEmpty ? parts[index] : nil
        }
        return (year, parts[1], part(2), part(3))
    }
}

extension VerifyState {
    /// Notes under whom a row of earlier awards is found: its applicant, and the object.
    mutating func noteAward(_ applicant: PackedUSCC, _ key: String) {
        let award = AwardKey(applicant, key)
        var holders = [applicant]
        if let object = award.parts?.object { holders.append(PackedUSCC(object)) }
        for holder in holders { awards[holder, default: []].append(award) }
    }
}

extension PriorAward {
    /// What a row says; nil where it names no year, programme and amount.
    ///
    /// - Parameter tierOf: who issued a programme, where that is known.
    init?(_ key: AwardKey, _ facts: Facts, tierOf: (String) -> String?) {
        guard let parts = key.parts, case .number(let yuan)? = facts["awarded"],
            let money = try? Money(truncatingYuan: yuan)
        else { return nil }
        self.init()
        applicant = key.applicant.text
        object = parts.object
        programme = parts.programme
        clause = parts.clause
        year = parts.year
        amountFen = money.fen
        if case .text(let text)? = facts["tier"] { tier = text } else { tier = tierOf(parts.programme) ?? "city" }
    }
}
