public import Awards
public import Decimals
import Feel
public import Messages

/// A trace beside its rule, ready to be written out: what each condition and step read, in whose words.
public struct TraceWords: Sendable {
    public let conditions: [Check]
    /// What a target or a bound asks for.
    public let tests: [Check]
    public let steps: [Step]
    /// The most that an officer may decide, before what was paid is taken off.
    public let ceiling: Ceiling?

    public struct Ceiling: Sendable {
        public let most: Decimal128
        public let by: BilingualText?
        public let formula: String
        public let facts: Facts
    }

    public struct Check: Sendable {
        public let truth: Trace.Truth
        public let when: String
        /// Nil for a test, which refuses nothing.
        public let reason: String?
        public let text: BilingualText
        /// Everything that it reads by name, parameters too; what was not given is left out.
        public let facts: Facts
    }

    public struct Step: Sendable {
        public let step: Trace.Step
        /// The words that order it.
        public let by: BilingualText?
        /// The sentence of the policy, where a rule of the whole programme made the step.
        public let quote: String?
        public let formula: String?
        public let facts: Facts
    }

    public init(_ trace: Trace, of rule: Rule) {
        let asked = rule
        let rule = trace.rule ?? rule
        let reader = Reader(rule: rule, slots: trace.slots)
        let known = rule.clause.orderedConditions
        // A clause that another names is followed for its amount alone.
        let answers = rule === asked ? trace.conditions : reader.answers
        conditions = answers.filter { known.indices.contains($0.index) }.map { answer in
            let condition = known[answer.index]
            return Check(
                truth: answer.truth, when: condition.test.text, reason: condition.reason, text: condition.text,
                facts: reader.facts(in: condition.test))
        }
        let all = rule.clause.grant.tests
        tests = trace.tests.filter { all.indices.contains($0.index) }.map { answer in
            let test = all[answer.index]
            return Check(
                truth: answer.truth, when: test.test.text, reason: nil, text: test.text,
                facts: reader.facts(in: test.test))
        }
        steps = trace.steps.map { reader.step($0) }
        ceiling = reader.ceiling
    }

    private struct Reader {
        let rule: Rule
        let slots: [Value]

        func facts(in written: Written) -> Facts {
            let names = written.expression.names(among: Set(rule.names))
            var facts = Facts()
            for (name, value) in zip(rule.names, slots) where names.contains(name) {
                facts[name] = value.fact
            }
            return facts
        }

        var answers: [Trace.Answer] {
            rule.conditions.enumerated().map { index, condition in
                switch condition.test.value(slots) {
                case .boolean(true): Trace.Answer(index: index, truth: .holds)
                case .unknown(let unknowns):
                    Trace.Answer(
                        index: index, truth: unknowns.subtracting(rule.unused).isEmpty ? .passedOver : .open)
                default: Trace.Answer(index: index, truth: .fails)
                }
            }
        }

        var ceiling: Ceiling? {
            guard case .decision(let decision) = rule.clause.grant, let written = decision.ceiling,
                case .decision(let compiled) = rule.grant, case .number(let most)? = compiled.ceiling?.value(slots)
            else { return nil }
            return Ceiling(most: most, by: words(of: written), formula: written.text, facts: facts(in: written))
        }

        func step(_ step: Trace.Step) -> Step {
            let clause = rule.clause
            var written: Written?
            var text: BilingualText?
            switch step.stage {
            case .assessed: text = BilingualText(zh: "此前测算的金额", en: "the amount assessed beforehand")
            case .coefficient, .nonDuplication: break
            case .amount:
                if case .award(let award) = clause.grant, case .formula(let own) = award.amount { written = own }
            case .cap: if case .award(let award) = clause.grant { written = award.cap }
            case .earlier: if case .cap(let cap)? = clause.earlier?.kind { written = cap }
            case .limit:
                guard case .award(let award) = clause.grant, award.limits.indices.contains(step.index) else { break }
                written = award.limits[step.index].atMost
                text = award.limits[step.index].text
            case .truncated: text = BilingualText(zh: "截断到分", en: "cut to the fen")
            case .budget where step.note != nil: break
            case .budget:
                written = clause.budget?.total
                text = clause.budget?.text
            }
            var facts = written.map { self.facts(in: $0) } ?? Facts()
            if case .earlier = step.stage, let name = clause.earlier?.fact, let slot = rule.factSlots[name] {
                facts[name] = slots[slot].fact
                if text == nil { text = clause.label(of: name) }
            }
            for entry in step.note?.facts.entries ?? [] { facts[entry.name] = entry.value }
            return Step(
                step: step, by: step.note?.text ?? text ?? written.flatMap { words(of: $0) },
                quote: step.note?.quote, formula: written?.text, facts: facts)
        }

        /// What the parameters of a formula rest on, those behind its tables too.
        private func words(of written: Written) -> BilingualText? {
            let clause = rule.clause
            let known = Set(clause.parameters.map(\.name) + clause.tables.map(\.name) + clause.values.map(\.name))
            var names = written.expression.names(among: known)
            for value in clause.values where names.contains(value.name) {
                names.formUnion(value.formula.expression.names(among: known))
            }
            let parameters = clause.parameters.filter { names.contains($0.name) }
            let tables = clause.tables.filter { names.contains($0.name) }
            var texts = parameters.compactMap { parameter in
                parameter.quote.map { BilingualText(zh: $0, en: parameter.text?.en ?? "“\($0)”") } ?? parameter.text
            }
            texts += tables.compactMap(\.text)
            if texts.isEmpty {
                let read = clause.facts.map(\.name) + clause.values.map(\.name)
                texts = read.filter(written.expression.names(among: Set(read)).contains)
                    .compactMap { clause.label(of: $0) }
            }
            guard !texts.isEmpty else { return nil }
            return BilingualText(
                zh: texts.map(\.zh).joined(separator: "；"), en: texts.map(\.en).joined(separator: "; "))
        }
    }
}

extension Grant {
    /// Of a target or a bound.
    var tests: [Test] {
        switch self {
        case .target(let tests), .bound(let tests): tests
        case .award, .decision, .open, .duty: []
        }
    }
}

extension Value {
    /// As it is written out; nil for what nobody gave.
    fileprivate var fact: Fact? {
        switch self {
        case .null: .null
        case .boolean(let value): .boolean(value)
        case .number(let number): .number(number)
        case .string(let text): .text(text)
        case .date(let day): .text(day.text)
        case .list(let list): .list(list.compactMap(\.fact))
        case .context(let context):
            .record(Facts(known: context.entries.compactMap { entry in entry.value.fact.map { (entry.key, $0) } }))
        case .unknown: nil
        case .time, .dateTime, .days, .months, .range, .function: .text(notation)
        }
    }
}

extension Facts {
    fileprivate init(known entries: [(String, Fact)]) {
        self.init()
        for (name, fact) in entries { self[name] = fact }
    }
}
