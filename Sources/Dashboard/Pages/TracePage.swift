import Awards
import Messages
import Pages
import Web

/// A claim's way through all agents and tiers.
enum TracePage {
    static func show(_ page: Page) throws -> Response {
        let text = page.query("q").split(separator: " ").joined()
        let claims = text.isEmpty ? try page.site.index.newestClaims() : try page.site.index.claims(named: text)
        let search: HTML = """
            <form method="get" class="bar" role="search"><label class="wide">\(page.t("申报编号、统一社会信用代码或文书编号", "Claim id, the firm's code, or a letter's number"))
            <input name="q" type="search" value="\(text)" autocomplete="off" maxlength="200"></label>
            <button>\(page.t("查询", "Find"))</button></form>
            """
        var result: HTML = ""
        if text.isEmpty {
            result = "<h2>\(page.t("最近的申报", "Newest claims"))</h2>\(list(claims, page))"
        } else if claims.isEmpty {
            let behind = page.picture.indexBehind ?? 0
            let hint = behind > 0 ? page.t("索引尚未读完，请稍候再查。", " The index is still being read: try again soon.") : ""
            result = "<p class=\"warn\" role=\"status\">\(page.t("没有找到。", "Nothing was found."))\(hint)</p>"
        } else if claims.count == 1 {
            result = try one(claims[0], page)
        } else {
            result = "<h2>\(claims.count) \(page.t("份申报", "claims"))</h2>\(list(claims, page))"
        }
        return Layout(page: page, place: .trace, title: page.t("追踪申报", "Trace a claim")).response(search + result)
    }

    private static func list(_ claims: [ClaimRow], _ page: Page) -> HTML {
        let rows = claims.html { claim in
            """
            <tr><td><a class="id" href="/trace?q=\(PercentEncoding.encode(claim.claim))">\(claim.claim)</a></td>\
            <td class="id">\(claim.applicant)</td></tr>
            """
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(page.t("申报", "Claims"))"><table><thead><tr>\
            <th scope="col">\(page.t("申报编号", "Claim"))</th><th scope="col">\(page.t("申报主体", "Applicant"))</th></tr></thead>\
            <tbody>\(rows)</tbody></table></div>
            """
    }

    private static func one(_ claim: ClaimRow, _ page: Page) throws -> HTML {
        let steps = try page.site.index.trace(claim.claim)
        let open = try page.site.index.letters(ofKey: claim.applicant).filter { $0.standing != .resolved }
        let waiting = ClaimWait(steps, openLetters: open, page)
        // A round goes by the policy that the assessment before it names, and facts are those of the first.
        var policy = steps.first { $0.type == ClaimAssessed.type }.flatMap { self.policy(of: $0, page) }
        let words = steps.html { step in
            if step.type == ClaimAssessed.type { policy = self.policy(of: step, page) }
            return """
                <li class="\(kind(of: step))"><div class="when">\(page.moment(step.timeMs))</div><div class="what">\
                <h3>\(StepWords.title(step, page))</h3><p class="place">\(step.place)\(event(step, page))</p>\
                \(StepWords.body(step, policy, page))</div></li>
                """
        }
        return """
            <div id="trace" data-live><section class="card"><dl class="facts"><dt>\(page.t("申报编号", "Claim"))</dt>\
            <dd class="id">\(claim.claim)</dd><dt>\(page.t("申报主体", "Applicant"))</dt><dd class="id">\
            <a href="/trace?q=\(claim.applicant)">\(claim.applicant)</a></dd></dl>\(waiting.html)</section>
            <ol class="way">\(words)</ol></div>
            """
    }

    private static func policy(of step: TraceStepRow, _ page: Page) -> PolicyWords? {
        PolicyWords(step.content["policy"]?.text, clause: step.content["of"]?.record?["clause"]?.text, page.site)
    }

    private static func event(_ step: TraceStepRow, _ page: Page) -> HTML {
        guard let moment = Moment(step.event), abs(moment.milliseconds - step.timeMs) > 60_000 else { return "" }
        return " · \(page.t("业务时间", "its own time")) \(page.moment(moment.milliseconds))"
    }

    private static func kind(of step: TraceStepRow) -> String {
        switch step.type {
        case ClaimRefused.type: "bad"
        case ClaimWaiting.type, ReviewRequested.type: "waits"
        case ClaimAssessed.type, AwardProposed.type: "good"
        case _: "plain"
        }
    }
}

/// What a claim still waits for, who must act, and for how long it has waited.
struct ClaimWait {
    private let page: Page
    private let what: HTML
    private let who: String
    private let sinceMs: Int64?

    init(_ steps: [TraceStepRow], openLetters: [LetterRow], _ page: Page) {
        self.page = page
        guard let last = steps.last(where: { !Self.isSide($0) }) else {
            (what, who, sinceMs) = ("", "", nil)
            return
        }
        if let letter = openLetters.first(where: { $0.standing == .open || $0.standing == .sent }),
            letter.timeMs >= last.timeMs
        {
            let link: HTML = "<a href=\"/letters/\(letter.id)\">\(letter.error)</a>"
            what = "\(page.t("一条记录无法处理：", "A record could not be used: "))\(link)"
            who = page.t("\(page.officeName(letter.office))的运维", "the operator of \(page.officeName(letter.office))")
            sinceMs = letter.timeMs
            return
        }
        sinceMs = last.timeMs
        let office = page.officeName(String(last.topic.prefix(6)))
        switch last.type {
        case ClaimSubmitted.type:
            (what, who) = ("\(page.t("等待核验。", "It waits to be verified."))", page.t("核验程序", "the verifier"))
        case ClaimWaiting.type:
            let rows = (last.content["missing"]?.list ?? []).compactMap(\.record).map { row in
                let facts = (row["facts"]?.list ?? []).compactMap(\.text).joined(separator: ", ")
                return (row["kind"]?.text ?? "") + (facts.isEmpty ? "" : " (\(facts))")
            }
            what = "\(page.t("等待登记数据：", "It waits for registers: "))\(rows.joined(separator: "; "))"
            who = page.t("\(office)的登记导入经办人", "who imports registers at \(office)")
        case ReviewRequested.type:
            let facts = (last.content["facts"]?.list ?? []).compactMap(\.text).joined(separator: ", ")
            what =
                last.content["subject"]?.text == "amount"
                ? "\(page.t("等待决定金额。", "An amount is to be decided."))"
                : "\(page.t("等待核实：", "These facts are to be attested: "))\(facts)"
            who = page.t("\(office)的复核经办人", "a reviewer at \(office)")
        case ClaimVerified.type:
            (what, who) = ("\(page.t("等待测算。", "It waits to be assessed."))", page.t("测算程序", "the calculator"))
        case ClaimAssessed.type where last.content["outcome"]?.text == "ask":
            let asks = (last.content["asks"]?.list ?? []).compactMap(\.text).joined(separator: ", ")
            what = "\(page.t("申报缺少：", "The claim lacks: "))\(asks)"
            who = page.t("申报主体", "the applicant")
        case ClaimAssessed.type:
            what = "\(page.t("等待批次测定。", "It waits for its round."))"
            who = page.t("\(office)的批次管理人", "who closes rounds at \(office)")
        case _: (what, who) = ("", "")
        }
    }

    /// What says nothing of where the claim stands.
    private static func isSide(_ step: TraceStepRow) -> Bool {
        switch step.type {
        case FindingMade.type, FactsAttested.type: true
        case _: step.topic.hasSuffix(".letters") || step.topic.hasSuffix(".deliveries")
        }
    }

    var html: HTML {
        if what.isEmpty { return "<p class=\"calm\">\(page.t("没有等待事项。", "Nothing is waited for."))</p>" }
        let age = sinceMs.map { max(0, Double(page.site.nowMs() - $0) / 1_000) }
        return """
            <p class="waiting"><b>\(page.t("尚缺", "Missing"))</b> \(what) <b>\(page.t("由谁办理", "Who acts"))</b> \(who) \
            <b>\(page.t("已等待", "Waiting for"))</b> \(page.seconds(age))</p>
            """
    }
}
