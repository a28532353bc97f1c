import Agent
import Messages

/// A claim's version in few bytes, for there are as many rows as claims.
struct StoredVersion: StateValue {
    let of: ClaimVersion

    init(_ of: ClaimVersion) { self.of = of }

    func write(to bytes: inout [UInt8]) {
        for text in [of.claim, of.office, of.programme, of.clause, of.period, of.applicant] { text.write(to: &bytes) }
        of.version.write(to: &bytes)
        of.object.write(to: &bytes)
        of.received.description.write(to: &bytes)
        // A first version was lodged when it was received.
        (of.lodged == of.received ? "" : of.lodged.description).write(to: &bytes)
        (of.counted?.description ?? "").write(to: &bytes)
        of.sameAs.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        var of = ClaimVersion()
        guard let claim = String(from: &bytes), let office = String(from: &bytes),
            let programme = String(from: &bytes), let clause = String(from: &bytes),
            let period = String(from: &bytes), let applicant = String(from: &bytes),
            let version = Int64(from: &bytes), let object = String?(from: &bytes),
            let received = String(from: &bytes).flatMap({ Moment($0) }), let lodged = String(from: &bytes),
            let counted = String(from: &bytes), let sameAs = [String]?(from: &bytes)
        else { return nil }
        of.claim = claim
        of.office = office
        of.programme = programme
        of.clause = clause
        of.period = period
        of.applicant = applicant
        of.version = version
        of.object = object
        of.received = received
        of.lodged = lodged.isEmpty ? received : Moment(lodged) ?? received
        of.sameAs = sameAs
        of.counted = counted.isEmpty ? nil : Moment(counted)
        self.of = of
    }
}
