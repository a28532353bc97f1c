import Awards
import Pages
import Policy

/// How far the office, with all below it, is toward what policies want to be reached without money.
enum TargetTable {
    /// Nothing where no policy sets a target.
    static func html(_ page: Page) throws -> HTML {
        let figures = try page.site.index.targetFigures()
        let rulebooks = try page.site.index.newestPolicies().compactMap(page.site.rulebook)
        let year = figures.years.last
        let rows = rulebooks.flatMap { rulebook in
            figures.progress(of: rulebook, at: page.site.office.division, in: page.site.offices, year: year ?? 0)
        }
        guard !rows.isEmpty else { return "" }
        let title = page.t("目标进度", "Targets") + (year.map { " \($0)" } ?? "")
        return """
            <h2>\(title)</h2><div class="scroll" tabindex="0" role="region" aria-label="\(title)"><table><thead><tr>\
            <th scope="col">\(page.t("政策", "Programme"))</th><th scope="col">\(page.t("条款", "Clause"))</th>\
            <th scope="col">\(page.t("目标", "Target"))</th><th scope="col">\(page.t("指标", "Counted"))</th>\
            <th scope="col" class="n">\(page.t("完成", "Reached"))</th><th scope="col" class="n">\(page.t("目标值", "Goal"))</th>\
            <th scope="col" class="n">%</th><th scope="col">\(page.t("状态", "State"))</th></tr></thead>\
            <tbody>\(rows.html { row(of: $0, page) })</tbody></table></div>
            """
    }

    private static func row(of progress: TargetProgress, _ page: Page) -> HTML {
        let target = progress.target
        func number(_ value: (some CustomStringConvertible)?) -> HTML {
            value.map { HTML(escaping: "\($0)") } ?? page.nothing
        }
        return """
            <tr><td>\(progress.programme)</td><td>\(target.clause.id)</td><td>\(page.t(target.test.text))</td>\
            <td>\(page.t(target.fact.text)) (\("\(target.unit)"))</td><td class="n">\(number(progress.figure))</td>\
            <td class="n">\(number(progress.goal))</td><td class="n">\(number(progress.percent))</td>\
            <td>\(state(progress.isMet, page))</td></tr>
            """
    }

    private static func state(_ isMet: Bool?, _ page: Page) -> HTML {
        switch isMet {
        case true?: "<span class=\"state ok\">\(page.t("已达到", "met"))</span>"
        case false?: "<span class=\"state behind\">\(page.t("未达到", "not met"))</span>"
        case nil: page.nothing
        }
    }
}
