public import Awards
import Decimals
import Seals

/// A record that moves money: it says what it follows from, and carries the journal entries that do.
public protocol PostingMessage: Message {
    var follows: RecordReference { get }
    var entries: [JournalEntryRecord] { get }
}

/// A record by its id and the digest of its payload; where it stands differs from log to log.
public struct RecordReference: MessagePart, Hashable {
    public var id = ""
    public var digest = ""

    public init() {}

    public init(_ origin: JournalEntry.Origin) {
        id = origin.id
        digest = "\(origin.digest)"
    }

    /// Nil where the digest is none.
    public var origin: JournalEntry.Origin? {
        SHA256Digest(digest).map { JournalEntry.Origin(id: id, digest: $0) }
    }

    public static let fields: FieldList<RecordReference> = [
        Field("id", \.id, zh: "记录编号", en: "the record's id", format: .filled),
        Field("digest", \.digest, zh: "记录摘要", en: "digest of its payload", format: .digest),
    ]
}

/// A journal entry as a record carries it; the record says what it follows from.
public struct JournalEntryRecord: MessagePart, Hashable {
    public var kind = JournalEntry.Kind.awardConfirmed
    public var lines: [JournalLineRecord] = []

    public init() {}

    public init(_ entry: JournalEntry) {
        kind = entry.kind
        lines = entry.lines.map(JournalLineRecord.init)
    }

    public static let fields: FieldList<JournalEntryRecord> = [
        Field("kind", \.kind, zh: "分录种类", en: "kind of movement"),
        Field("lines", \.lines, zh: "各行，每一机关合计为零", en: "the lines; those of each office add up to zero"),
    ]

    /// The entry that these lines make.
    ///
    /// - Throws: ``JournalRecordError`` for a line that names no account, and ``JournalError`` for what does not balance.
    public func entry(from origin: JournalEntry.Origin) throws -> JournalEntry {
        try JournalEntry(kind, from: origin, lines.map { try $0.line(of: origin.id) })
    }
}

/// A line of an entry: so much onto an account, or off it.
public struct JournalLineRecord: MessagePart, Hashable {
    public var office = ""
    public var item = ""
    public var other: String?
    public var programme = ""
    public var clause = ""
    public var year: Int64 = 0
    public var fen: Int64 = 0

    public init() {}

    init(_ line: JournalEntry.Line) {
        let (name, other) = line.account.item.words
        office = line.account.office.code
        item = name
        self.other = other?.code
        programme = line.account.matter.programme
        clause = line.account.matter.clause
        year = Int64(line.account.matter.year)
        fen = line.amount.fen
    }

    func line(of record: String) throws(JournalRecordError) -> JournalEntry.Line {
        let division = other.flatMap(Division.init)
        guard let office = Division(office), (other == nil) == (division == nil),
            let item = LedgerAccount.Item(word: item, other: division), let year = Int(exactly: year)
        else { throw JournalRecordError(record: record, line: self) }
        let matter = Matter(programme: programme, clause: clause, year: year)
        return JournalEntry.Line(LedgerAccount(office, item, matter), Money(fen: fen))
    }

    public static let fields: FieldList<JournalLineRecord> = [
        Field("office", \.office, zh: "机关", en: "division whose account it is", format: .division),
        Field("item", \.item, zh: "科目", en: "what the money is to the office", format: .filled),
        Field("other", \.other, zh: "对方机关", en: "the other office", format: .division),
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("clause", \.clause, zh: "条款，空为整项政策", en: "clause; empty for the whole programme"),
        Field("year", \.year, zh: "年度", en: "the award year"),
        Field("fen", \.fen, zh: "金额（分）", en: "amount in fen; below zero where it goes off the account"),
    ]
}

/// A line that names no account.
public struct JournalRecordError: Error, Hashable, Sendable, CustomStringConvertible {
    public let record: String
    public let line: JournalLineRecord

    public var description: String {
        "The entry that follows from \(record) names no account: \(line.office) \(line.item)"
            + "\(line.other.map { " \($0)" } ?? "")."
    }
}

extension JournalEntry.Kind: FieldValue {}
