import Decimals
import Feel
import Foundation
import Policy
import TestSupport
import Testing

/// The names that programmes, offices and cases agree on: facts with their units, and reasons.
struct VocabularyTests {
    struct Row: CustomTestStringConvertible {
        let programme, clause, fact, type, values, absent, unit, note: String

        init(_ fields: [String]) {
            (programme, clause, fact, type) = (fields[0], fields[1], fields[2], fields[3])
            (values, absent, unit, note) = (fields[4], fields[5], fields[6], fields[7])
        }

        var testDescription: String { "\(programme) \(clause) \(fact)" }
    }

    private static func table(_ file: String) throws -> [[String]] {
        let text = try String(contentsOfFile: WorkedCase.path(file), encoding: .utf8)
        return text.split(separator: "\n").dropFirst().map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test func everyFactIsDeclaredByItsClause() throws {
        let rulebooks = try Policies.all()
        let rows = try Self.table("vocabulary.tsv").map(Row.init)
        #expect(rows.count == 195)
        for row in rows {
            let clause = rulebooks.first { $0.programme.id == row.programme }?.programme.clause(row.clause)
            // A clause that asks about another one is given that one's facts too.
            if row.clause == "22", row.fact == "local_sales" { continue }
            guard let fact = clause?.fact(row.fact) else {
                Issue.record("\(row.testDescription) is not declared")
                continue
            }
            #expect(try Self.type(of: row).map { fact.type == $0 } ?? true, "\(row.testDescription): \(fact.type)")
            if let allowed = fact.allowed {
                for value in Self.words(row.values) { #expect(allowed.contains(value), "\(row.testDescription)") }
            }
            #expect(try Self.agrees(fact, row), "\(row.testDescription): \(row.absent), not \(fact.absent)")
        }
    }

    /// Nil for the lists, whose fields are checked by name.
    private static func type(of row: Row) throws -> StaticType? {
        switch row.type {
        case "number": .number(try Unit(row.unit.isEmpty ? "ratio" : row.unit))
        case "boolean": .boolean
        case "date": .date
        default: nil
        }
    }

    @Test func listsHaveTheFieldsThatTheirRowsName() throws {
        let rulebooks = try Policies.all()
        for row in try Self.table("vocabulary.tsv").map(Row.init) where row.type.hasPrefix("list of {") {
            let wanted = Self.words(String(row.type.dropFirst("list of {".count).dropLast()))
            let rulebook = rulebooks.first { $0.programme.id == row.programme }
            guard case .list(.record(let fields))? = rulebook?.programme.clause(row.clause)?.fact(row.fact)?.type else {
                Issue.record("\(row.testDescription) is no list of records")
                continue
            }
            #expect(fields.map(\.name).sorted() == wanted.sorted(), "\(row.testDescription)")
        }
    }

    private static func words(_ list: String) -> [String] {
        list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// Whether what is said to hold without the fact is what the clause does.
    private static func agrees(_ fact: FactDeclaration, _ row: Row) throws -> Bool {
        switch (row.absent, fact.absent) {
        case ("asked for", .asked): return true
        case ("an officer decides", .passedOver), ("an officer decides", .informational): return true
        case ("not used by the award", .informational), ("not used", .informational): return true
        case ("the clause's own rate", .passedOver), ("the applicant", .passedOver): return true
        case ("the programme's own end", .assumed(let written)): return written.text == "programme_valid_to"
        case (let value, .assumed(let written)):
            // A name there is a parameter: the figure stands beside its quote.
            guard let number = try? Decimal128(value) else { return written.text == value }
            if written.text == "highest_ratio" { return try number == Decimal128("0.7") }
            return try Decimal128(written.text) == number
        case (_, .informational): return row.absent != "asked for"
        default: return false
        }
    }

    @Test func everyReasonIsListedForItsKind() throws {
        var known: [String: Set<String>] = [:]
        for row in try Self.table("reasons.tsv") { known[row[0], default: []].insert(row[1]) }
        for rulebook in try Policies.all() {
            for clause in rulebook.programme.clauses {
                for (reason, kind) in Self.reasons(of: clause) {
                    let place = "\(rulebook.programme.id) \(clause.id): \(reason)"
                    #expect(known[reason]?.contains(kind) == true, "\(place) is listed as \(known[reason] ?? [])")
                }
            }
        }
    }

    private static func reasons(of clause: Clause) -> [(String, String)] {
        var reasons = clause.orderedConditions.map { ($0.reason, "reject") }
        reasons += clause.referrals.map { ($0.reason, "refer") }
        switch clause.grant {
        case .decision(let rule):
            reasons.append((rule.reason, "refer"))
            if let floor = rule.floor { reasons.append((floor.reason, "reject")) }
        case .open(let reason, _, _): reasons.append((reason, "refer"))
        case .award, .target, .bound, .duty: break
        }
        if let budget = clause.budget, let reason = budget.reason {
            reasons.append((reason, budget.division == .queue ? "waitlist" : "reject"))
        }
        return reasons
    }

    /// What the system itself may say stands there too.
    @Test(arguments: [
        "no_award_in_clause", "one_time_already_paid", "higher_already_paid", "cap_used_up", "decision_exceeds_ceiling",
    ])
    func whatTheRulesSayThemselvesIsListed(_ reason: String) throws {
        #expect(try Self.table("reasons.tsv").contains { $0[0] == reason })
    }
}
