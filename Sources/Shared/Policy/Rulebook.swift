import Decimals
public import Documents
import Feel
public import Messages

/// A programme whose clauses are compiled: it answers claims.
public struct Rulebook: Sendable {
    public let programme: Programme
    private let rules: [String: Rule]
    /// Of divisions that have set numbers of their own.
    private let divided: [String: Rulebook]
    /// The programme's own total, in yuan; nil where it has none.
    let total: Decimal128?

    /// Throws everything that is wrong with names, types and units, all clauses together.
    public init(_ programme: Programme) throws(DocumentErrors) {
        var (rules, errors) = Self.compiled(programme)
        let total = programme.total(&errors)
        guard errors.isEmpty else { throw DocumentErrors(errors) }
        self.programme = programme
        self.rules = rules
        self.total = total
        var divided: [String: Rulebook] = [:]
        for (division, own) in programme.divided { divided[division] = try Rulebook(own) }
        self.divided = divided
    }

    /// The rules as they hold for a division: with its own numbers, where it has set any.
    public func rulebook(at division: String) -> Rulebook { divided[division] ?? self }

    /// The divisions that have.
    public var divisions: some Collection<String> { divided.keys }

    /// Whether it has.
    func isDivided(at division: String) -> Bool { divided[division] != nil }

    /// What is wrong with the clauses of a programme, which may have been read in part only.
    static func errors(in programme: Programme) -> [DocumentError] { compiled(programme, isPartial: true).errors }

    private static func compiled(
        _ programme: Programme, isPartial: Bool = false
    ) -> (rules: [String: Rule], errors: [DocumentError]) {
        var errors: [DocumentError] = []
        var rules: [String: Rule] = [:]
        for clause in programme.clauses {
            var compiler = RuleCompiler(clause, of: programme, isPartial: isPartial)
            rules[clause.id] = compiler.compile()
            // What clauses share is wrong in each of them.
            errors += compiler.errors.filter { !errors.contains($0) }
        }
        return (rules, errors)
    }

    public func rule(_ clause: String) -> Rule? { rules[clause] }

    /// A clause on a claim's facts; nil when the programme has no such clause.
    public func assess(
        _ clause: String, _ facts: Facts, withTrace: Bool = false
    ) throws(FactErrors) -> Assessment? {
        guard let rule = rules[clause] else { return nil }
        guard case .award(let award) = rule.grant, let slot = award.clauseSlot else {
            return try rule.checked(try rule.slots(of: facts), withTrace: withTrace)
        }
        return try assess(rule, naming: slot, facts, withTrace: withTrace)
    }

    /// A clause about other clauses: its own conditions, then the amount of the clause that a fact names.
    private func assess(
        _ rule: Rule, naming slot: Int, _ facts: Facts, withTrace: Bool
    ) throws(FactErrors) -> Assessment {
        var own = Facts()
        var others = Facts()
        for entry in facts.entries {
            if rule.factSlots[entry.name] != nil {
                own[entry.name] = entry.value
            } else {
                others[entry.name] = entry.value
            }
        }
        let first = try rule.checked(try rule.slots(of: own), withTrace: withTrace)
        if case .reject = first.outcome { return first }
        guard case .text(let name)? = own[rule.names[slot]] else { return first }
        guard let target = rules[name], case .award(let award) = target.grant, award.clauseSlot == nil else {
            throw FactErrors(sentences: ["\(rule.names[slot]): there is no clause \(name) that computes an award"])
        }
        for name in target.factSlots.keys.sorted() where others[name] == nil { others[name] = own[name] }
        let slots = try target.slots(of: others)
        if let refusal = try target.refusal(slots) {
            var refused = first
            refused.outcome = refusal
            return refused
        }
        return try target.amount(slots, asking: first, withTrace: withTrace)
    }
}

extension Programme {
    /// What its own budget holds; nil, with an error where it is no sum, when it has none.
    fileprivate func total(_ errors: inout [DocumentError]) -> Decimal128? {
        guard let written = budget?.total else { return nil }
        let formula = try? Formula(written.expression, slots: parameters.map(\.name))
        guard case .number(let total)? = formula?.value(parameters.map(\.value.value)) else {
            errors.append(
                DocumentError(
                    file: file, mark: written.mark, path: written.path,
                    message: "\(written.text) is no sum: name a parameter of the programme"))
            return nil
        }
        return total
    }
}

extension Rule {
    func checked(_ slots: [Value], withTrace: Bool) throws(FactErrors) -> Assessment {
        do throws(AssessmentError) {
            return try assess(slots, withTrace: withTrace)
        } catch {
            throw FactErrors(sentences: [error.description])
        }
    }

    /// A condition that is false on what is there; those that wait for facts say nothing.
    fileprivate func refusal(_ slots: [Value]) throws(FactErrors) -> Outcome? {
        var evaluation = Evaluation(rule: self, slots: slots, trace: nil)
        evaluation.derive()
        let refusal = evaluation.refusal()
        if let fault = evaluation.fault { throw FactErrors(sentences: [fault.description]) }
        return refusal
    }

    /// The amount alone, whatever the conditions wait for.
    fileprivate func amount(
        _ slots: [Value], asking first: Assessment, withTrace: Bool
    ) throws(FactErrors) -> Assessment {
        var evaluation = Evaluation(rule: self, slots: slots, trace: withTrace ? Trace() : nil)
        evaluation.derive()
        var assessment = evaluation.grant()
        if case .ask(let own) = first.outcome, !own.isEmpty {
            var names = own
            if case .ask(let more) = assessment.outcome { names += more.filter { !own.contains($0) } }
            assessment = Assessment(.ask(names))
        }
        if let fault = evaluation.fault { throw FactErrors(sentences: [fault.description]) }
        evaluation.record()
        assessment.trace = evaluation.trace
        return assessment
    }
}
