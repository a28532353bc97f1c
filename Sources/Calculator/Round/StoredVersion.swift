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
            let received = bytes.takeText().flatMap(Moment.init(utf8:)), let lodged = bytes.takeText(),
            let counted = bytes.takeText(), let sameAs = [String]?(from: &bytes)
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
        of.lodged = lodged.isEmpty ? received : Moment(utf8: lodged) ?? received
        of.sameAs = sameAs
        of.counted = counted.isEmpty ? nil : Moment(utf8: counted)
        self.of = of
    }

    /// Passes over one without reading it; nil where there is none.
    static func pass(_ bytes: inout StateBytes) -> Void? {
        for _ in 0..<6 { guard bytes.takeText() != nil else { return nil } }
        guard Int64(from: &bytes) != nil, let hasObject = Bool(from: &bytes) else { return nil }
        for _ in 0..<(hasObject ? 4 : 3) { guard bytes.takeText() != nil else { return nil } }
        return [String]?(from: &bytes).map { _ in () }
    }
}

extension StateBytes {
    /// The bytes of a text, as `String` writes it.
    mutating func takeText() -> UnsafeRawBufferPointer? { UInt64(from: &self).flatMap { take(Int(clamping: $0)) } }
}
