import Decimals
import Feel
import Messages
import Pages
import Policy
import Web

/// What somebody has typed into the form of a claim, as it was typed: kept in a draft, shown again, read as a claim.
struct ClaimEntries: Equatable, Sendable {
    /// Field names are those of faults: `applicant`, `contact.phone`, `facts.area_m2`; a row of a fact that is a list
    /// of records has `facts.platforms.0.fees`.
    private(set) var values: [(name: String, value: String)] = []
    /// Evidence that is stored, by its digest, and how its sender called it.
    private(set) var evidence: [Evidence] = []

    struct Evidence: Equatable, Sendable {
        let digest: String
        let name: String
    }

    static let evidenceField = "evidence"
    static let evidenceName = "evidence_name"
    /// Together, in UTF-8: as much as a claim over the API may have.
    static let mostBytes = ClaimAPI.claimBytes
    static let mostValues = 1_000
    static let mostEvidence = 50

    init() {}

    /// From the fields of a form; those that are empty are left out.
    ///
    /// - Throws: a `Problem` (413) when they are more than a claim may hold.
    init(_ fields: [(name: String, value: String)]) throws(Problem) {
        var bytes = 0
        let names = fields.filter { $0.name == Self.evidenceName }.map(\.value)
        for field in fields where Self.isOwn(field.name) {
            bytes += field.name.utf8.count + field.value.utf8.count
            let value = Self.trimmed(field.value)
            if field.name == Self.evidenceField {
                let name = evidence.count < names.count ? names[evidence.count] : ""
                add(Evidence(digest: value, name: name))
            } else if !value.isEmpty {
                set(field.name, value)
            }
            guard bytes <= Self.mostBytes, values.count <= Self.mostValues else {
                throw Problem(
                    status: 413,
                    detail: "The form holds more than \(Self.mostBytes) bytes or \(Self.mostValues) fields.")
            }
        }
    }

    subscript(name: String) -> String { values.first { $0.name == name }?.value ?? "" }

    /// Of a name that is there twice the last value counts.
    mutating func set(_ name: String, _ value: String) {
        values.removeAll { $0.name == name }
        if !value.isEmpty { values.append((name, value)) }
    }

    /// The same file twice is there once.
    mutating func add(_ piece: Evidence) {
        guard evidence.count < Self.mostEvidence, !evidence.contains(where: { $0.digest == piece.digest }) else {
            return
        }
        evidence.append(piece)
    }

    mutating func remove(evidence digest: String) { evidence.removeAll { $0.digest == digest } }

    /// How many rows of a list of records anything stands in, counted to the last such row; rows beyond the most are
    /// passed over.
    func rows(of fact: String) -> Int {
        let prefix = "facts.\(fact)."
        let numbers = values.compactMap { entry in
            entry.name.hasPrefix(prefix) ? Int(entry.name.dropFirst(prefix.count).prefix { $0 != "." }) : nil
        }
        // Whoever sends a form may number its rows as he likes.
        let last = numbers.filter { 0..<Self.mostRows ~= $0 }.max()
        return last.map { $0 + 1 } ?? 0
    }

    static let mostRows = 200

    private static func isOwn(_ name: String) -> Bool {
        name.hasPrefix("facts.") || name == evidenceField || ClaimColumn.Field(rawValue: name) != nil
    }

    private static func trimmed(_ text: String) -> String {
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }

    static func == (left: ClaimEntries, right: ClaimEntries) -> Bool {
        left.values.elementsEqual(right.values) { $0 == $1 } && left.evidence == right.evidence
    }
}

extension ClaimEntries {
    /// The claim as the API would be sent it.
    ///
    /// - Parameter facts: those that the clause asks for.
    func record(_ programme: String, _ clause: String, _ facts: [FactDeclaration]) -> Facts {
        var record: Facts = ["programme": .text(programme), "clause": .text(clause)]
        for field in [ClaimColumn.Field.period, .applicant, .applicantName, .object, .answers] {
            let text = self[field.rawValue]
            if !text.isEmpty { record[field.rawValue] = .text(text) }
        }
        record["facts"] = .record(declared(facts))
        if !evidence.isEmpty { record["evidence"] = .list(evidence.map { .text($0.digest) }) }
        record["contact"] = part([.contactName, .contactPhone, .contactEmail])
        record["account"] = part([.accountHolder, .accountBank, .accountNumber])
        return record
    }

    /// The facts of which anything was typed, by their types; what is none of its type stays text, which the check of
    /// the clause then refuses.
    func declared(_ declarations: [FactDeclaration]) -> Facts {
        var facts = Facts()
        for fact in declarations {
            if case .list(.record(let fields)) = fact.type {
                let rows = rows(of: fact, fields)
                if !rows.isEmpty { facts[fact.name] = .list(rows) }
            } else {
                let text = self["facts.\(fact.name)"]
                if !text.isEmpty { facts[fact.name] = CellReader.fact(text, fact.type) }
            }
        }
        return facts
    }

    private func rows(of fact: FactDeclaration, _ fields: [StaticType.Field]) -> [Fact] {
        (0..<rows(of: fact.name)).compactMap { row in
            var record = Facts()
            for field in fields {
                let text = self["facts.\(fact.name).\(row).\(field.name)"]
                if !text.isEmpty { record[field.name] = CellReader.fact(text, field.type) }
            }
            return record.isEmpty ? nil : .record(record)
        }
    }

    /// `contact.name` and its like, without what stands before the dot; nil where none was typed.
    private func part(_ fields: [ClaimColumn.Field]) -> Fact? {
        var part = Facts()
        for field in fields {
            let text = self[field.rawValue]
            let name = field.rawValue.drop { $0 != "." }.dropFirst()
            if !text.isEmpty { part[String(name)] = .text(text) }
        }
        return part.isEmpty ? nil : .record(part)
    }
}

// MARK: In a draft

extension ClaimEntries {
    var json: String {
        let fields = values.map { Fact.list([.text($0.name), .text($0.value)]) }
        let pieces = evidence.map { Fact.list([.text($0.digest), .text($0.name)]) }
        return Fact.record(["values": .list(fields), "evidence": .list(pieces)]).json
    }

    /// Nil for what is no draft.
    init?(json: String) {
        guard case .record(let record)? = try? Fact(json: Array(json.utf8)), let fields = record["values"]?.pairs,
            let pieces = record["evidence"]?.pairs
        else { return nil }
        values = fields
        evidence = pieces.map { Evidence(digest: $0.name, name: $0.value) }
    }
}

extension Fact {
    fileprivate var pairs: [(name: String, value: String)]? {
        guard case .list(let entries) = self else { return nil }
        let pairs = entries.compactMap { entry -> (name: String, value: String)? in
            guard case .list(let parts) = entry, parts.count == 2, case .text(let name) = parts[0],
                case .text(let value) = parts[1]
            else { return nil }
            return (name, value)
        }
        return pairs.count == entries.count ? pairs : nil
    }
}
