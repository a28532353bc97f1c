import Awards
import Messages
import Pages

/// What a record of a claim says, for people.
enum StepWords {
    static func title(_ step: TraceStepRow, _ page: Page) -> String {
        guard let type = MessageCatalogue.type(named: step.type) else { return step.type }
        return page.t(type.summary.zh, type.summary.en)
    }

    /// - Parameter policy: what the policy says that the decision rests on, where that is known.
    static func body(_ step: TraceStepRow, _ policy: PolicyWords?, _ page: Page) -> HTML {
        let content = step.content
        switch step.type {
        case ClaimSubmitted.type:
            let what = [content["programme"], content["clause"], content["period"]].compactMap { $0?.text }
            return """
                <p>\(what.joined(separator: " / ")) · \(content["applicant_name"]?.text ?? "") · \(page.t("第", "version ")) \
                \(content["version"]?.json ?? "1") \(page.t("版", ""))</p>\(facts(content["facts"]?.record, page))
                """
        case ClaimVerified.type: return verified(content, policy, page)
        case ClaimRefused.type:
            return "<ul>\(failures(content, page))</ul>"
        case ClaimWaiting.type: return missing(content, page)
        case ClaimAssessed.type:
            return amount(content, policy, page) + sentence(policy, page) + conditions(content, policy, page)
                + steps(content, page)
        case AwardProposed.type:
            return amount(content, policy, page) + sentence(policy, page) + steps(content, page) + shares(content, page)
        case _: return facts(content, page)
        }
    }

    private static func failures(_ content: Facts, _ page: Page) -> HTML {
        (content["failures"]?.list ?? []).compactMap(\.record).html { failure in
            let words = failure["sentence"]?.record
            let sentence = page.t(words?["zh"]?.text ?? "", words?["en"]?.text ?? "")
            let source = [failure["source"]?.text, failure["as_of"]?.text].compactMap { $0 }.joined(separator: ", ")
            return "<li>\(sentence) <code>\(failure["reason"]?.text ?? "")</code> \(source)</li>"
        }
    }

    private static func missing(_ content: Facts, _ page: Page) -> HTML {
        let rows = (content["missing"]?.list ?? []).compactMap(\.record).html { row in
            let facts = (row["facts"]?.list ?? []).compactMap(\.text).joined(separator: ", ")
            return "<li>\(row["kind"]?.text ?? ""): \(facts) <code>\(row["key"]?.text ?? "")</code></li>"
        }
        return "<ul>\(rows)</ul>"
    }

    /// The evidence: each fact that stands, what it rests on, and what was declared where that differs.
    private static func verified(_ content: Facts, _ policy: PolicyWords?, _ page: Page) -> HTML {
        let values = content["facts"]?.record ?? [:]
        let rows = (content["provenance"]?.list ?? []).compactMap(\.record).html { row in
            let name = row["fact"]?.text ?? ""
            let standing =
                switch row["standing"]?.text {
                case "attested": page.t("登记证明", "attested")
                case "reviewed": page.t("经办人核实", "reviewed")
                case _: page.t("申报", "declared")
                }
            return """
                <tr><td>\(policy?.fact(name, page) ?? "") <code>\(name)</code></td><td class="n">\(shown(values[name]))</td><td>\(standing)</td>\
                <td>\(row["source"]?.text ?? "")</td><td>\(row["as_of"]?.text ?? "")</td>\
                <td class="n">\(row["declared"]?.text ?? "")</td></tr>
                """
        }
        return """
            <table class="small"><thead><tr><th scope="col">\(page.t("事实", "Fact"))</th><th scope="col" class="n">\(page.t("核定值", "Stands"))</th>\
            <th scope="col">\(page.t("依据", "Rests on"))</th><th scope="col">\(page.t("来源", "Source"))</th>\
            <th scope="col">\(page.t("日期", "As of"))</th><th scope="col" class="n">\(page.t("申报值", "Declared"))</th></tr></thead>\
            <tbody>\(rows)</tbody></table>
            """
    }

    private static func sentence(_ policy: PolicyWords?, _ page: Page) -> HTML { policy?.sentence(page) ?? "" }

    private static func amount(_ content: Facts, _ policy: PolicyWords?, _ page: Page) -> HTML {
        let outcome = content["outcome"]?.text ?? ""
        let reason: HTML =
            content["reason"]?.text.map { id in
                " · \(policy?.reason(id, page) ?? "") <code>\(id)</code>"
            } ?? ""
        let fen = content["award_fen"]?.integer
        let money: HTML = fen.map { "<b class=\"money\">¥\(Figures.yuan($0))</b> " } ?? ""
        return "<p>\(money)\(words(outcome, page))\(reason)</p>"
    }

    static func words(_ outcome: String, _ page: Page) -> String {
        switch outcome {
        case "award": page.t("给予奖补", "award")
        case "reject": page.t("不予奖补", "rejected")
        case "refused": page.t("核验未通过", "refused")
        case "refer": page.t("待经办人决定", "referred to an officer")
        case "waitlist": page.t("排队", "waitlisted")
        case "ask": page.t("缺少事实", "facts are missing")
        case "pending_round": page.t("待批次测定", "left to the round")
        case "target": page.t("目标", "target")
        case "bound": page.t("约束", "bound")
        case "waiting": page.t("等待", "waiting")
        case "withdrawn": page.t("已撤回", "withdrawn")
        case "duplicate": page.t("重复", "duplicate")
        case "carried": page.t("转入下一批次", "carried to the next round")
        case _: outcome
        }
    }

    private static func conditions(_ content: Facts, _ policy: PolicyWords?, _ page: Page) -> HTML {
        let rows = (content["conditions"]?.list ?? []).compactMap(\.record)
        if rows.isEmpty { return "" }
        let list = rows.html { row in
            let (mark, name, said) =
                switch row["holds"]?.flag {
                case true?: ("✓", "yes", page.t("成立", "holds"))
                case false?: ("✗", "no", page.t("不成立", "does not hold"))
                case nil: ("?", "open", page.t("未知", "not known"))
                }
            let when = row["when"]?.text ?? ""
            return """
                <li class="\(name)"><span role="img" aria-label="\(said)">\(mark)</span> \(policy?.condition(when, page) ?? "") \
                <code>\(when)</code></li>
                """
        }
        return "<ul class=\"checks\">\(list)</ul>"
    }

    /// Every step that changed the amount.
    private static func steps(_ content: Facts, _ page: Page) -> HTML {
        let rows = (content["steps"]?.list ?? []).compactMap(\.record)
        if rows.isEmpty { return "" }
        // An assessment's steps carry no words, a round's do.
        let hasWords = rows.contains { $0["words"]?.record != nil }
        let list = rows.html { row in
            let words = row["words"]?.record
            let said: HTML =
                hasWords ? "<td>\(page.t(words?["zh"]?.text ?? "", words?["en"]?.text ?? ""))</td>" : ""
            return """
                <tr><td>\(row["stage"]?.text ?? "")</td><td class="n">\(shown(row["before"]))</td>\
                <td class="n">\(shown(row["after"]))</td>\(said)</tr>
                """
        }
        let head: HTML = hasWords ? "<th scope=\"col\">\(page.t("说明", "In words"))</th>" : ""
        return """
            <table class="small"><thead><tr><th scope="col">\(page.t("步骤", "Step"))</th><th scope="col" class="n">\(page.t("之前（元）", "Before, yuan"))</th>\
            <th scope="col" class="n">\(page.t("之后（元）", "After, yuan"))</th>\(head)</tr></thead>\
            <tbody>\(list)</tbody></table>
            """
    }

    private static func shares(_ content: Facts, _ page: Page) -> HTML {
        guard let shares = content["shares"]?.record else { return "" }
        let names = [
            ("county_fen", page.t("旗县区", "county")), ("city_fen", page.t("市", "city")),
            ("region_fen", page.t("自治区", "region")), ("returned_fen", page.t("市级返还", "returned by the city")),
        ]
        let text = names.compactMap { name, word in shares[name]?.integer.map { "\(word) ¥\(Figures.yuan($0))" } }
        return "<p>\(page.t("分担：", "Borne by: "))\(text.joined(separator: " · "))</p>"
    }

    private static func facts(_ facts: Facts?, _ page: Page) -> HTML {
        guard let facts, !facts.isEmpty else { return "" }
        let rows = facts.entries.html { "<dt>\($0.name)</dt><dd>\(shown($0.value))</dd>" }
        return "<details><summary>\(page.t("内容", "Content"))</summary><dl class=\"facts\">\(rows)</dl></details>"
    }

    private static func shown(_ fact: Fact?) -> String {
        guard let fact else { return "—" }
        return fact.text ?? String(fact.json.prefix(2_000))
    }
}
