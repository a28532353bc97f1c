import Awards
import Decimals
import Messages
import Policy

/// What a letter says of a decision: the conditions with their facts, each step of the amount, who bears it, the
/// readings it rests on, and where there is no award why.
struct DecisionWords {
    private(set) var values = Facts()

    private let proposed: AwardProposed
    private let words: LetterWords
    private let rulebook: Rulebook
    private let steps: [AwardStep]

    /// - Parameters:
    ///   - kept: what stands of the claim that was kept in this one's place, where it is this office's own.
    ///   - corrected: facts that stand in the place of verified ones, the later the stronger.
    init(
        _ proposed: AwardProposed, _ assessed: ClaimAssessed?, _ words: LetterWords, rulebook: Rulebook,
        guide: GuideSet?, kept: AwardProposed?, corrected: [Facts], steps: [AwardStep]
    ) {
        self.proposed = proposed
        self.words = words
        self.rulebook = rulebook
        self.steps = steps
        var facts = assessed.map { ClaimFacts(of: $0, rulebook, guide).facts } ?? Facts()
        for change in corrected { for entry in change.entries { facts[entry.name] = entry.value } }
        let zh = sections(facts, .zh)
        let en = sections(facts, .en)
        values["sections"] = .record(["zh": .list(zh.shown), "en": .list(en.shown)])
        values["readings"] = .record(["zh": .texts(zh.readings), "en": .texts(en.readings)])
        values["steps"] = .list(steps.map { step($0) })
        values["shares"] = shares
        values["outcome"] = .text(proposed.outcome.rawValue)
        values["award"] = proposed.awardFen.map { LetterWords.money($0) } ?? .null
        values["reason"] = proposed.reason.map { words.reason($0) } ?? .null
        values["kept"] = proposed.kept.map { .text($0) } ?? .null
        values["kept_award"] = kept?.awardFen.map { LetterWords.money($0) } ?? .null
        values["ceiling"] = proposed.ceilingFen.map { LetterWords.money($0) } ?? .null
        values["available"] = proposed.availableFen.map { LetterWords.money($0) } ?? .null
        values["asks"] = words.names(proposed.asks)
    }

    // MARK: Conditions and readings

    private func sections(_ facts: Facts, _ language: Language) -> (shown: [Fact], readings: [String]) {
        guard let rule = rulebook.rule(proposed.of.clause), !facts.isEmpty,
            let assessment = try? rulebook.assess(proposed.of.clause, facts, withTrace: true) ?? nil
        else { return ([], []) }
        let explanation = Explanation(assessment, by: rule, of: rulebook.programme, in: language)
        var shown: [Fact] = []
        var readings: [String] = []
        for section in explanation.sections {
            switch section.kind {
            case .readings: readings = section.lines
            // The round says what is left of the budget and who bears what.
            case .budget, .shares: break
            case .conditions: shown.append(self.section(section.title, section.lines.map { settled($0, language) }))
            case .tests, .decision, .amount, .leftOver, .rules: shown.append(self.section(section.title, section.lines))
            }
        }
        return (shown, readings)
    }

    private func section(_ title: String, _ lines: [String]) -> Fact {
        .record(["title": .text(title), "lines": .texts(lines)])
    }

    /// A condition that one claim's facts leave open is one that only the round can answer: of an award it holds.
    private func settled(_ line: String, _ language: Language) -> String {
        guard line.hasPrefix("? ") else { return line }
        let text = line.dropFirst(2).prefix { $0 != "=" }.split(separator: "    ").first.map(String.init) ?? line
        switch proposed.outcome {
        case .award: return "✓ \(text)" + (language == .zh ? "（由本批次测定）" : " (established by the round)")
        case .reject, .refer, .waitlist, .ask, .target, .bound, .refused, .withdrawn, .duplicate, .carried:
            return "· \(text)" + (language == .zh ? "（由本批次测定）" : " (for the round to establish)")
        }
    }

    // MARK: The amount

    private func step(_ step: AwardStep) -> Fact {
        .record([
            "words": step.words.map { .both($0.zh, $0.en) } ?? Self.words(of: step.stage),
            // The first step makes the amount.
            "before": step.stage == Trace.Stage.amount.rawValue ? .null : Self.yuan(step.before),
            "after": Self.yuan(step.after),
        ])
    }

    /// The names of the stages of an amount that the policy has no words of its own for.
    private static func words(of stage: String) -> Fact {
        switch Trace.Stage(rawValue: stage) {
        case .amount: .both("按条款计算的金额", "the amount by the clause's formula")
        case .assessed: .both("此前测算的金额", "the amount assessed beforehand")
        case .cap: .both("条款规定的最高限额", "the clause's cap")
        case .earlier: .both("扣除以前所获", "less what was awarded before")
        case .limit: .both("不超过条款规定的限额", "the clause's further limit")
        case .coefficient: .both("年度预算系数", "the coefficient of the year's budget")
        case .nonDuplication: .both("就高不重复", "only the highest of several awards for one object")
        case .truncated: .both("截断到分", "cut to the fen")
        case .budget: .both("受资金总额限制", "limited by the budget")
        case nil: .text(stage)
        }
    }

    private static func yuan(_ amount: Decimal128) -> Fact {
        guard let money = try? Money(exactYuan: amount) else {
            return .both("\(Wording(.zh).number(amount)) 元", "\(Wording(.en).number(amount)) yuan")
        }
        return LetterWords.money(money.fen)
    }

    private var shares: Fact {
        guard let shares = proposed.shares else { return .list([]) }
        let named: [(Int64?, String, String)] = [
            (shares.region, "自治区", "region"), (shares.city, "市", "city"),
            (shares.returned, "市级年终返还旗县区", "returned by the city at the year's end"),
            (shares.county, "旗县区", "banner, county or district"),
        ]
        return .list(
            named.compactMap { fen, zh, en in
                fen.map { .record(["tier": .both(zh, en), "amount": LetterWords.money($0)]) }
            })
    }
}

/// The facts by which a claim was assessed: those that were verified, with the guide's, and what the claim itself says
/// of its day and year.
struct ClaimFacts {
    let facts: Facts

    init(of assessed: ClaimAssessed, _ rulebook: Rulebook, _ guide: GuideSet?) {
        var facts = assessed.facts
        guard let clause = rulebook.programme.clause(assessed.of.clause) else {
            self.facts = facts
            return
        }
        for entry in guide?.facts.entries ?? [] where clause.fact(entry.name) != nil {
            facts[entry.name] = entry.value
        }
        for fact in clause.facts where facts[fact.name] == nil {
            switch fact.round {
            case .appliedOn:
                facts[fact.name] = CivilDate(inShanghaiAtMilliseconds: assessed.of.received.milliseconds)
                    .map { .text("\($0)") }
            case .year: facts[fact.name] = Int64(assessed.of.period).map { .number(Decimal128($0)) }
            case .applicant: facts[fact.name] = .text(assessed.of.applicant)
            case .validTo, .rank, .pot, .committed, .paid, .paidThisYear, .paidInEarlierYears, .yearsPaid, nil: break
            }
        }
        if let decided = assessed.decided, clause.fact("decided") != nil { facts["decided"] = .number(decided) }
        self.facts = facts
    }
}

extension Fact {
    static func texts(_ texts: [String]) -> Fact { .list(texts.map { .text($0) }) }
}
