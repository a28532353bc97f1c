/// Which version of which claim a record speaks of. Accounts and contacts stay with intake.
public struct ClaimVersion: MessagePart, Hashable {
    public var claim = ""
    public var version: Int64 = 1
    public var office = ""
    public var programme = ""
    public var clause = ""
    public var period = ""
    public var applicant = ""
    public var object: String?
    public var received = Moment()
    public var lodged = Moment()
    /// When the version was lodged that this one completes, as the verifier asked: it counts as that one. Nil where it
    /// counts as itself.
    public var counted: Moment?
    /// Claims on the same project, sales or invoices, as the applicant says.
    public var sameAs: [String]?

    public init() {}

    public init(of claim: __shared ClaimSubmitted) {
        self.claim = claim.id
        version = claim.version
        office = claim.office
        programme = claim.programme
        clause = claim.clause
        period = claim.period
        applicant = claim.applicant
        object = claim.object
        received = claim.received
        lodged = claim.lodged
        sameAs = claim.sameAs
    }

    public static let fields: FieldList<ClaimVersion> = [
        Field("claim", \.claim, zh: "申报编号", en: "the claim's id", format: .filled),
        .version(\.version),
        .office(\.office),
        .programme(\.programme),
        .clause(\.clause),
        .period(\.period),
        .applicant(\.applicant),
        .object(\.object),
        .received(\.received),
        .lodged(\.lodged),
        Field("counted", \.counted, zh: "所补正版本的提交时间", en: "when the version was lodged that it completes"),
        .sameAs(\.sameAs),
    ]
}

extension ClaimVersion {
    /// The id of a record about the version: `CLAIM.OFFICE.VERSION.what`.
    public func recordID(_ what: String) -> String { joined(".", ".", ".", what) }

    /// Claim, office and number with these between them. In one piece of memory, for each record needs one.
    public func joined(_ first: String, _ second: String, _ third: String = "", _ end: String = "") -> String {
        // A number has at most 20 characters.
        let most =
            claim.utf8.count + first.utf8.count + office.utf8.count + second.utf8.count + 20 + third.utf8.count
            + end.utf8.count
        return String(unsafeUninitializedCapacity: most) { memory in
            var buffer = TextMemory(memory)
            buffer.append(claim)
            buffer.append(first)
            buffer.append(office)
            buffer.append(second)
            buffer.append(version)
            buffer.append(third)
            buffer.append(end)
            return buffer.count
        }
    }
}

/// Memory that a text is put together in. Who makes it makes it large enough.
private struct TextMemory {
    private let memory: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(_ memory: UnsafeMutableBufferPointer<UInt8>) { self.memory = memory }

    mutating func append(_ text: String) {
        let length = text.utf8.count
        precondition(length <= memory.count - count, "a text is longer than its parts")
        let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(memory)[count...])
        let isDone: Void? = text.utf8.withContiguousStorageIfAvailable {
            rest.copyMemory(from: UnsafeRawBufferPointer($0))
        }
        if isDone == nil { rest.copyBytes(from: text.utf8) }
        count += length
    }

    mutating func append(_ number: Int64) {
        guard 0...9 ~= number else { return append(String(number)) }
        memory[count] = UInt8(ascii: "0") + UInt8(number)
        count += 1
    }
}
