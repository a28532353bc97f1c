import Awards
import Decimals
public import Documents
import Feel

/// What `calculator check` says of a set of policies beyond that they load: what no reader of one expression can see.
public struct PolicyCheck: Sendable {
    public private(set) var findings: [Finding] = []

    public struct Finding: Hashable, Sendable, CustomStringConvertible {
        public let severity: Severity
        public let place: DocumentError

        public enum Severity: String, Sendable {
            /// The file must be mended.
            case error
            /// Worth knowing; the file works.
            case note
        }

        public var description: String { "\(place) [\(severity.rawValue)]" }
    }

    /// The programmes' findings, clause by clause. `sources` are the texts that quotes must stand in; nil leaves them
    /// unchecked.
    public init(_ rulebooks: [Rulebook], sources: [String]? = nil) {
        let programmes = rulebooks.map(\.programme)
        for programme in programmes {
            check(programme, among: programmes)
            checkRounds(of: programme)
            checkSettlement(of: programme, sources.map { SourceTexts($0) })
            for clause in programme.clauses {
                checkNumbers(of: clause, programme)
                checkNames(of: clause, programme)
                checkRound(of: clause, programme)
                checkReach(of: clause, programme)
                checkTables(of: clause, programme)
                checkPlaces(of: clause, programme)
                checkBounds(of: clause, programme, among: programmes)
                checkQuotes(of: clause, programme, sources.map { SourceTexts($0) })
            }
        }
    }

    public var errors: [Finding] { findings.filter { $0.severity == .error } }

    mutating func report(
        _ message: String, at mark: Mark, in programme: Programme, path: String = "",
        _ severity: Finding.Severity = .error
    ) {
        let place = DocumentError(file: programme.file, mark: mark, path: path, message: message)
        let finding = Finding(severity: severity, place: place)
        // What clauses share is looked at with each of them.
        if !findings.contains(finding) { findings.append(finding) }
    }

    // MARK: The programme

    private mutating func check(_ programme: Programme, among programmes: [Programme]) {
        let start = programme.clauses.first?.mark ?? Mark(line: 1, column: 1)
        if let placeholder = programme.validity.placeholder {
            report(
                "the first day is a placeholder (\(placeholder)): set it before anything is paid",
                at: Mark(line: 1, column: 1), in: programme, .note)
        }
        for reading in programme.readings {
            for id in reading.clauses where programme.clause(id) == nil {
                report("\(reading.id) names the clause \(id), which is not there", at: start, in: programme)
            }
        }
        let named =
            (programme.nonDuplication?.clauses ?? []) + (programme.guide?.withoutCoefficient ?? [])
            + (programme.budget?.outside ?? [])
        for id in named where programme.clause(id) == nil {
            report("the clause \(id) is named but not there", at: start, in: programme)
        }
        for clause in programme.clauses {
            guard let see = clause.seeAlso, let other = programmes.first(where: { $0.id == see.programme }) else {
                continue
            }
            if other.clause(see.clause) == nil {
                report("\(see.programme) has no clause \(see.clause)", at: clause.mark, in: programme)
            }
        }
        checkCommonParameters(programme)
    }

    private mutating func checkCommonParameters(_ programme: Programme) {
        let own = Dictionary(grouping: programme.clauses.flatMap(\.parameters)) { $0.mark }
        for (mark, parameters) in own.sorted(by: { $0.key < $1.key }) {
            let name = parameters[0].name
            let users = programme.clauses.filter { clause in
                clause.parameters.contains { $0.mark == mark } && clause.usedNames.contains(name)
            }
            let budget = programme.budget?.total.expression.names(among: [name]) ?? []
            if users.isEmpty, budget.isEmpty {
                report("nothing uses the parameter \(name)", at: mark, in: programme)
            }
        }
    }

    // MARK: Names and numbers

    /// Numbers of the law stand among the parameters, with their unit and their words.
    private mutating func checkNumbers(of clause: Clause, _ programme: Programme) {
        for written in clause.formulas where !written.isMade {
            written.expression.walk { expression in
                guard let bare = expression.bareNumber else { return }
                report(
                    "\(bare) stands bare in \"\(written.text)\"; make it a parameter with its unit and its quote",
                    at: written.mark, in: programme, path: written.path)
            }
        }
    }

    private mutating func checkNames(of clause: Clause, _ programme: Programme) {
        let used = clause.usedNames
        for fact in clause.facts where !used.contains(fact.name) {
            switch fact.absent {
            case .informational, .passedOver: continue
            case .asked, .assumed:
                // The round fills it for rules of its own.
                if fact.round != nil || fact.isOnlyInRound { continue }
                report(
                    "nothing uses the fact \(fact.name); say informational: true, or take it out", at: fact.mark,
                    in: programme)
            }
        }
        for value in clause.values where !used.contains(value.name) {
            report("nothing uses the value \(value.name)", at: value.formula.mark, in: programme)
        }
        for table in clause.tables where !used.contains(table.name) {
            report("nothing uses the table \(table.name)", at: table.mark, in: programme)
        }
    }

    // MARK: Tables, places, superior text

    private mutating func checkTables(of clause: Clause, _ programme: Programme) {
        for table in clause.tables {
            guard case .bands(_, let bands) = table.kind else { continue }
            for (band, next) in zip(bands, bands.dropFirst()) {
                if let fault = Self.fault(between: band, next, clause) {
                    report("\(table.name): \(fault)", at: next.mark, in: programme)
                }
            }
        }
    }

    /// Neighbours meet in one number, and exactly one of them holds it.
    private static func fault(between band: Table.Band, _ next: Table.Band, _ clause: Clause) -> String? {
        guard let high = band.high, let low = next.low,
            case .number(let end)? = clause.parameter(high.parameter)?.value,
            case .number(let start)? = clause.parameter(low.parameter)?.value
        else { return "a band that is not at either end of the table needs both its ends" }
        if start > end { return "nothing holds what lies between \(end) and \(start)" }
        if start < end { return "two bands hold what lies between \(start) and \(end)" }
        if high.isIncluded, low.isIncluded { return "two bands hold exactly \(end)" }
        if !high.isIncluded, !low.isIncluded { return "no band holds exactly \(end)" }
        return nil
    }

    private mutating func checkPlaces(of clause: Clause, _ programme: Programme) {
        guard let coverage = clause.coverage else { return }
        var named: Set<String> = []
        for list in coverage.lists {
            guard case .texts(let texts)? = clause.parameter(list)?.value else {
                report("\(list) is no list of texts", at: coverage.mark, in: programme)
                continue
            }
            for text in texts where !named.insert(text).inserted {
                report("\(text) stands in two lists", at: coverage.mark, in: programme)
            }
        }
        for place in programme.divisions where !named.contains(place) && !coverage.except.contains(place) {
            report("no list names \(place); name it, or say so under except", at: coverage.mark, in: programme)
        }
        for place in coverage.except {
            report("\(place) is in no list: its claims go to a person", at: coverage.mark, in: programme, .note)
        }
    }

    private mutating func checkBounds(of clause: Clause, _ programme: Programme, among programmes: [Programme]) {
        for parameter in clause.parameters {
            guard let bound = parameter.bound else { continue }
            guard let superior = programmes.first(where: { $0.id == programme.superior }) else {
                report(
                    "\(parameter.name) is bound by the superior text, which is not among the policies",
                    at: parameter.mark, in: programme, .note)
                continue
            }
            guard let upper = superior.clause(bound.clause)?.parameter(bound.parameter) else {
                report(
                    "\(superior.id) has no parameter \(bound.parameter) in clause \(bound.clause)", at: parameter.mark,
                    in: programme)
                continue
            }
            guard case .number(let own) = parameter.value, case .number(let most) = upper.value,
                parameter.unit == upper.unit
            else {
                report("\(parameter.name) and its bound are not of one unit", at: parameter.mark, in: programme)
                continue
            }
            if own > most {
                report(
                    "\(parameter.name) is \(own), above the \(most) of \(superior.id) \(bound.clause)",
                    at: parameter.mark, in: programme)
            }
        }
    }
}

extension Expression {
    /// A number, day or duration of the law that is written into an expression.
    fileprivate var bareNumber: String? {
        switch node {
        case .number(let number): return number == .zero || number == Decimal128(1) ? nil : "\(number)"
        case .temporal(let text): return "@\"\(text)\""
        case .call(let function, .positional(let values)):
            guard case .name(let name) = function.node, ["duration", "date", "date and time", "time"].contains(name),
                values.count == 1, case .string(let text)? = values.first?.node
            else { return nil }
            return "\(name)(\"\(text)\")"
        default: return nil
        }
    }
}
