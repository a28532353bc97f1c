import Messages
import Pages
import Policy
import Web

/// The first page: what one can apply for, and until when; what one no longer can stands below.
enum OffersPage {
    static func show(_ view: FormView) throws -> Response {
        let terms = try view.site.desk.terms.terms()
        let offers = terms.offers(nowMs: view.nowMs, needsRound: view.site.desk.needsRound)
        let open = offers.filter(\.isOpen)
        let closed = offers.filter { !$0.isOpen }
        let title = view.t("可以申报的政策", "What you can apply for")
        var body: HTML = "<h1>\(title)</h1>"
        if open.isEmpty {
            body += """
                <p class="empty">\(view.t("目前没有正在受理的申报批次。", "No round takes claims at the moment."))</p>
                """
        }
        body += groups(open).html { section($0, view) }
        if !closed.isEmpty {
            body += """
                <h2 class="closed">\(view.t("目前不能申报的", "Not open now"))</h2>\(groups(closed).html { section($0, view) })
                """
        }
        return FormLayout(view: view, place: .offers, title: title).response(body)
    }

    /// Those of one programme, period and state that stand next to each other.
    private static func groups(_ offers: [Offer]) -> [[Offer]] {
        var groups: [[Offer]] = []
        for offer in offers {
            if let last = groups.last?.first, last.programme.id == offer.programme.id, last.period == offer.period,
                last.state == offer.state
            {
                groups[groups.count - 1].append(offer)
            } else {
                groups.append([offer])
            }
        }
        return groups
    }

    private static func section(_ offers: [Offer], _ view: FormView) -> HTML {
        guard let first = offers.first else { return "" }
        let title = "\(view.t(first.programme.title)) · \(first.period)\(view.t("年度", ""))"
        let rows = offers.html { offer in
            let clause = offer.clause
            let path = ClaimFormPage.path(offer.programme.id, clause.id, offer.period)
            let word = offer.isOpen ? view.t("填报", "Apply") : view.t("查看", "Look")
            let whose: HTML =
                clause.claimant.map { $0.kind == .firm ? "" : "<span class=\"note\">\(view.t($0.text))</span>" } ?? ""
            return """
                <tr><td class="article">\(view.article(clause))</td>\
                <th scope="row"><a href="\(path)">\(view.t(clause.title))</a>\(whose)</th>\
                <td class="quote" lang="zh-Hans-CN"><p>\(clause.quote)</p></td>\
                <td><a class="go\(offer.isOpen ? "" : " calm")" href="\(path)" \
                aria-label="\(word) \(view.clauseName(clause))">\(word)</a></td></tr>
                """
        }
        return """
            <section class="offers"><div class="offers-head"><h3>\(title)</h3>\(state(first.state, view))</div>
            <table><thead><tr><th scope="col">\(view.t("条款", "Clause"))</th>\
            <th scope="col">\(view.t("事项", "Subject"))</th><th scope="col">\(view.t("原文", "The text"))</th>\
            <th scope="col">\(view.t("办理", "Act"))</th></tr></thead><tbody>\(rows)</tbody></table></section>
            """
    }

    static func state(_ state: Offer.State, _ view: FormView) -> HTML {
        switch state {
        case .open(let deadline):
            let days = (deadline.milliseconds - view.nowMs) / 86_400_000
            let left =
                days < 1
                ? view.t("不足1天", "less than a day left")
                : view.t("还有\(days)天", days == 1 ? "1 day left" : "\(days) days left")
            return
                "<p class=\"state open\">\(view.t("受理中，截止 ", "open until ")) \(view.moment(deadline)) · \(left)</p>"
        case .unlimited: return "<p class=\"state open\">\(view.t("试用：不限批次", "trial: no round is needed"))</p>"
        case .opensLater(let start):
            return "<p class=\"state\">\(view.t("将于 ", "opens on ")) \(view.moment(start)) \(view.t(" 开始", ""))</p>"
        case .ended(let deadline):
            return "<p class=\"state\">\(view.t("已于 ", "ended on ")) \(view.moment(deadline)) \(view.t(" 截止", ""))</p>"
        case .notInGuide:
            return
                "<p class=\"state\">\(view.t("该年度申报指南不受理", "the year's guide takes no claims under these"))</p>"
        }
    }
}
