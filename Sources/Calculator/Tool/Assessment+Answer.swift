import Awards
import Decimals
import Messages
import Policy

extension Assessment {
    /// The answer as a line says it: amounts in yuan with two places.
    func answer(of rule: Rule?) -> Facts {
        var answer = Facts()
        switch outcome {
        case .award(let award): answer["award"] = .number(award.yuan)
        case .reject(let reason, let ceiling):
            answer["reject"] = .text(reason)
            answer["ceiling"] = ceiling.map { .number($0.yuan) }
        case .refer(let reason, let ceiling):
            answer["refer"] = .text(reason)
            answer["ceiling"] = ceiling.map { .number($0.yuan) }
        case .waitlist(let reason, let available):
            answer["waitlist"] = .text(reason)
            answer["available"] = .number(available.yuan)
        case .ask(let facts): answer["ask"] = .list(facts.map { .text($0) })
        case .target(let isMet): answer["kpi"] = .text(isMet ? "met" : "not_met")
        case .bound(let isKept): answer["policy"] = .text(isKept ? "valid" : "invalid")
        }
        for part in parts { answer[part.name] = .number(part.amount.yuan) }
        for remainder in [leftOver, waiting].compactMap({ $0 }) { answer[remainder.name] = .number(remainder.count) }
        answer["city_share"] = shares.city.map { .number($0.yuan) }
        answer["county_share"] = shares.county.map { .number($0.yuan) }
        answer["region_share"] = shares.region.map { .number($0.yuan) }
        answer["settle_city_to_county"] = shares.returned.map { .number($0.yuan) }
        if let trace { answer["trace"] = trace.fact(of: rule) }
        return answer
    }
}

extension Trace {
    /// Conditions with their words and facts, then the steps of the amount with the words that order them.
    func fact(of rule: Rule?) -> Fact {
        guard let rule else { return .record([:]) }
        let words = TraceWords(self, of: rule)
        var trace: Facts = ["conditions": .list(words.conditions.map(\.fact))]
        if !words.tests.isEmpty { trace["tests"] = .list(words.tests.map(\.fact)) }
        trace["ceiling"] = words.ceiling?.fact
        trace["steps"] = .list(words.steps.map(\.fact))
        return .record(trace)
    }
}

extension TraceWords.Check {
    fileprivate var fact: Fact {
        var entry: Facts = ["is": .text(truth.rawValue), "when": .text(when)]
        if let reason { entry["reason"] = .text(reason) }
        entry["zh"] = .text(text.zh)
        entry["en"] = .text(text.en)
        entry["facts"] = .record(facts)
        return .record(entry)
    }
}

extension TraceWords.Ceiling {
    fileprivate var fact: Fact {
        var entry: Facts = ["most": .number(most)]
        if let by { entry["by"] = .record(["zh": .text(by.zh), "en": .text(by.en)]) }
        entry["formula"] = .text(formula)
        entry["facts"] = .record(facts)
        return .record(entry)
    }
}

extension TraceWords.Step {
    fileprivate var fact: Fact {
        var entry: Facts = [
            "stage": .text(step.stage.rawValue), "before": .number(step.before), "after": .number(step.after),
        ]
        if let by { entry["by"] = .record(["zh": .text(by.zh), "en": .text(by.en)]) }
        if let quote { entry["quote"] = .text(quote) }
        if let formula { entry["formula"] = .text(formula) }
        entry["facts"] = .record(facts)
        return .record(entry)
    }
}
