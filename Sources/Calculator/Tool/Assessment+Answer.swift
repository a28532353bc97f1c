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
    /// Conditions with their words, then the steps of the amount.
    func fact(of rule: Rule?) -> Fact {
        let conditions = rule?.clause.orderedConditions ?? []
        let answers = self.conditions.map { answer -> Fact in
            var entry: Facts = ["is": .text(answer.truth.rawValue)]
            if conditions.indices.contains(answer.index) {
                let condition = conditions[answer.index]
                entry["when"] = .text(condition.test.text)
                entry["reason"] = .text(condition.reason)
                entry["zh"] = .text(condition.text.zh)
                entry["en"] = .text(condition.text.en)
            }
            return .record(entry)
        }
        let steps = self.steps.map { step -> Fact in
            .record([
                "stage": .text(step.stage.rawValue), "before": .number(step.before), "after": .number(step.after),
            ])
        }
        return .record(["conditions": .list(answers), "steps": .list(steps)])
    }
}
