import Decimals
import Pages
import Policy

/// What the clause says of what is filled in so far.
struct PreviewPart {
    let page: ClaimFormPage
    private var view: FormView { page.view }

    init(page: ClaimFormPage) { self.page = page }

    var html: HTML {
        guard let preview = page.preview else {
            return "<div id=\"preview-amount\" role=\"status\"></div><div id=\"preview-rest\"></div>"
        }
        return """
            <div id="preview-amount" class="amount" role="status">\(amount(preview))</div>
            <div id="preview-rest">\(checks(preview))\(sections(preview))\(notes(preview))</div>
            """
    }

    private func money(_ money: Money) -> HTML { "<b>\(Wording(view.words).money(money))</b>" }

    private func names(_ facts: [String], _ preview: ClaimPreview) -> String {
        facts.map { view.t(preview.label(of: $0)) }.joined(separator: view.t("、", ", "))
    }

    private func amount(_ preview: ClaimPreview) -> HTML {
        func words(_ reason: String) -> String { page.clause.words(ofReason: reason, in: view.words) }
        switch preview.amount {
        case .award(let award):
            return "<p class=\"good\">\(view.t("预计奖补 ", "The award would be ")) \(money(award))</p>"
        case .awardIfFirst(let award):
            return """
                <p class="good">\(view.t("预计奖补 ", "The award would be ")) \(money(award))</p>\
                <p>\(view.t("如此前未获本条款奖补，额度未被占用。", "if nothing was paid or reserved under it before."))</p>
                """
        case .refused(let reason):
            return "<p class=\"bad\">\(view.t("不符合：", "Would be refused: "))\(words(reason))</p>"
        case .officer(let reason, let ceiling):
            let most: HTML = ceiling.map { "\(view.t("，最高 ", ", at most ")) \(money($0))" } ?? ""
            return "<p>\(view.t("金额由人工决定：", "An officer decides the amount: "))\(words(reason))\(most)</p>"
        case .needs(let facts):
            return "<p>\(view.t("填写后即可测算：", "To be known once this is filled in: "))\(names(facts, preview))</p>"
        case .needsGuide(let facts):
            return
                "<p>\(view.t("待年度申报指南确定：", "The year's guide must say: "))\(names(facts, preview))</p>"
        case .pendingRound(let facts):
            return
                "<p>\(view.t("批次结束时才能确定：", "Only the round can tell: "))\(names(facts, preview))</p>"
        case .unknown(let sentence):
            return "<p class=\"bad\">\(view.t("所填内容无法测算：", "This cannot be assessed: "))\(sentence)</p>"
        }
    }

    private func checks(_ preview: ClaimPreview) -> HTML {
        let items = preview.checks(view.words).html { check in
            let (name, sign, word): (String, String, String) =
                switch check.truth {
                case .holds: ("holds", "✓", view.t("满足", "holds"))
                case .fails: ("fails", "✗", view.t("不满足", "fails"))
                case .open: ("open", "?", view.t("待填", "open"))
                case .passedOver: ("open", "–", view.t("未审查", "not looked at"))
                }
            let miss: HTML = check.miss.map { "<span class=\"miss\">\($0)</span>" } ?? ""
            let facts: HTML =
                check.facts.isEmpty || check.truth == .open ? "" : "<span class=\"facts\">\(check.facts)</span>"
            return """
                <li class="\(name)"><span class="sign" aria-hidden="true">\(sign)</span><div><span class="hidden">\(word)\(view.t("：", ": "))</span>\(check.text)\(miss)\(facts)</div></li>
                """
        }
        return items.isEmpty ? "" : "<ul class=\"checks\">\(items)</ul>"
    }

    private func sections(_ preview: ClaimPreview) -> HTML {
        preview.sections(view.words).html { section in
            "<h3>\(section.title)</h3><ul class=\"steps\">\(section.lines.html { "<li>\($0)</li>" })</ul>"
        }
    }

    private func notes(_ preview: ClaimPreview) -> HTML {
        let left = preview.leftToRound.map { view.t($0) }
        let round: HTML =
            left.isEmpty
            ? ""
            : """
            <p class="note">\(view.t("由批次确定、此处未计：", "Left to the round, and not reckoned with here: "))\(left.joined(separator: view.t("、", ", ")))</p>
            """
        let earlier: HTML =
            page.earlierVersion.map {
                """
                <p class="note strong">\(view.t("这份申报已有第\($0)版，再次提交即为更正。", "This claim has \($0) versions already: sending it corrects it."))</p>
                """
            } ?? ""
        return """
            \(earlier)\(round)<p class="note">\(view.t("按所填内容试算，未经核验；以核验和批次结果为准。", "Reckoned on what is filled in, which nobody has verified; what counts is the outcome of verification and round."))</p>
            """
    }
}
