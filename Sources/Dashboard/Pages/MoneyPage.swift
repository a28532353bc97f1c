import Awards
import Messages
import Pages
import Web

/// Rounds with their state and what blocks them, and what they came to.
enum MoneyPage {
    static func show(_ page: Page) throws -> Response {
        let events = try page.site.index.roundEvents()
        let sums = try page.site.index.awardSums()
        let statements = try page.site.index.statements()
        let matrix = SettlementMatrix(
            statements, try page.site.index.statementParts(), try page.site.index.closedYears())
        let rounds = Dictionary(grouping: events) { "\($0.topic) \($0.round)" }.values
            .sorted { ($0.last?.timeMs ?? 0) > ($1.last?.timeMs ?? 0) }
        let body: HTML = """
            <div id="money" data-live><h2>\(page.t("批次", "Rounds"))</h2>\(rounds.isEmpty ? none(page) : self.rounds(Array(rounds), page))
            <h2>\(page.t("奖补", "Awards"))</h2>\(sums.isEmpty ? none(page) : awards(sums, page))
            <h2>\(page.t("各机关分担", "Borne by tier and office"))</h2>\(sums.isEmpty ? none(page) : shares(sums, page))
            \(SettlementTables.html(matrix, statements, try page.site.index.owed(), page))
            \(try TargetTable.html(page))</div>
            """
        return Layout(page: page, place: .money, title: page.t("资金", "Money")).response(body)
    }

    private static func none(_ page: Page) -> HTML { "<p class=\"calm\">\(page.t("还没有。", "None yet."))</p>" }

    private static func rounds(_ rounds: [[RoundEvent]], _ page: Page) -> HTML {
        let rows = rounds.html { events -> HTML in
            guard let first = events.first, let last = events.last else { return "" }
            let opened = events.first { $0.type == RoundOpened.type }?.content
            let closed = events.last { $0.type == RoundClosed.type }?.content
            let total = closed?["total_fen"]?.integer
            return """
                <tr><td class="id">\(first.round)</td><td>\(page.officeName(String(first.topic.prefix(6))))</td>\
                <td>\(opened?["programme"]?.text ?? "") \(opened?["period"]?.text ?? "")</td>\
                <td>\(opened?["deadline"]?.text.map { HTML(escaping: String($0.prefix(16).replacing("T", with: " "))) } ?? page.nothing)</td>\
                <td>\(state(events, page))</td><td class="n">\(page.count(closed?["claims"]?.integer))</td>\
                <td class="n">\(page.count(closed?["awards"]?.integer))</td>\
                <td class="n">\(total.map { HTML(escaping: Figures.yuan($0)) } ?? page.nothing)</td>\
                <td>\(page.moment(last.timeMs))</td></tr>
                """
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(page.t("批次", "Rounds"))"><table><thead><tr>\
            <th scope="col">\(page.t("批次", "Round"))</th><th scope="col">\(page.t("机关", "Office"))</th>\
            <th scope="col">\(page.t("政策、年度", "Programme, year"))</th><th scope="col">\(page.t("截止", "Deadline"))</th>\
            <th scope="col">\(page.t("状态", "State"))</th><th scope="col" class="n">\(page.t("申报", "Claims"))</th>\
            <th scope="col" class="n">\(page.t("奖补", "Awards"))</th><th scope="col" class="n">\(page.t("总额（元）", "Total, yuan"))</th>\
            <th scope="col">\(page.t("最近变化", "Last change"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    /// The round's state, and while it is blocked by what.
    private static func state(_ events: [RoundEvent], _ page: Page) -> HTML {
        let steps: [(String, String, String, String)] = [
            (RoundConfirmed.type, "ok", "已决定", "confirmed"), (RoundPublished.type, "behind", "公示中", "published"),
            (RoundClosed.type, "behind", "已测定", "adjudicated"), (RoundClosing.type, "behind", "截止中", "closing"),
            (RoundOpened.type, "ok", "受理中", "open"),
        ]
        guard
            let newest = events.last(where: { event in
                steps.contains { $0.0 == event.type } || event.type == RoundBlocked.type
            })
        else { return page.nothing }
        if newest.type == RoundBlocked.type {
            let blockers = (newest.content["blockers"]?.list ?? []).compactMap(\.record)
            let count = newest.content["count"]?.integer ?? Int64(blockers.count)
            if count > 0 {
                let list = blockers.prefix(50).html { blocker in
                    "<li>\(blocker["kind"]?.text ?? "") <code>\(blocker["name"]?.text ?? "")</code> \(blocker["detail"]?.text ?? "")</li>"
                }
                return """
                    <details><summary><span class="state blocked">\(page.t("受阻", "blocked"))</span> \
                    \(page.t("\(Figures.grouped(count))项", "by \(Figures.grouped(count))"))</summary><ul>\(list)</ul></details>
                    """
            }
        }
        let step = steps.first { step in events.contains { $0.type == step.0 } }
        guard let step else { return page.nothing }
        return "<span class=\"state \(step.1)\">\(page.t(step.2, step.3))</span>"
    }

    /// 3 before 11: a clause's id begins with the number of its article.
    private static func order(of clause: String) -> Int { Int(clause.prefix { $0.isNumber }) ?? .max }

    private static func awards(_ sums: [AwardSum], _ page: Page) -> HTML {
        struct Line: Hashable {
            let round: String
            let clause: String
        }
        let groups = Dictionary(grouping: sums) { Line(round: $0.round, clause: $0.clause) }
        let rows = groups.keys.sorted {
            ($0.round, order(of: $0.clause), $0.clause) < ($1.round, order(of: $1.clause), $1.clause)
        }.html { key -> HTML in
            let group = groups[key] ?? []
            let awarded = group.filter { $0.outcome == "award" }
            let left = group.compactMap(\.leftFen).min()
            let (met, missed) = (group.reduce(0) { $0 + $1.met }, group.reduce(0) { $0 + $1.missed })
            let targets: HTML = met + missed > 0 ? "\(page.t("完成", "met")) \(met) / \(met + missed)" : page.nothing
            return """
                <tr><td class="id">\(key.round)</td><td>\(group.first?.programme ?? "")</td><td>\(key.clause)</td>\
                <td class="n">\(page.count(group.reduce(0) { $0 + $1.claims }))</td>\
                <td class="n">\(page.count(awarded.reduce(0) { $0 + $1.claims }))</td>\
                <td class="n">\(Figures.yuan(awarded.reduce(0) { $0 &+ $1.fen }))</td>\
                <td class="n">\(left.map { HTML(escaping: Figures.yuan($0)) } ?? page.nothing)</td><td>\(targets)</td></tr>
                """
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(page.t("奖补", "Awards"))"><table><thead><tr>\
            <th scope="col">\(page.t("批次", "Round"))</th><th scope="col">\(page.t("政策", "Programme"))</th>\
            <th scope="col">\(page.t("条款", "Clause"))</th><th scope="col" class="n">\(page.t("申报", "Claims"))</th>\
            <th scope="col" class="n">\(page.t("奖补", "Awards"))</th><th scope="col" class="n">\(page.t("金额（元）", "Amount, yuan"))</th>\
            <th scope="col" class="n">\(page.t("预算尚余（元）", "Budget left, yuan"))</th>\
            <th scope="col">\(page.t("目标", "Targets"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    private static func shares(_ sums: [AwardSum], _ page: Page) -> HTML {
        let groups = Dictionary(grouping: sums.filter { $0.outcome == "award" }, by: \.office)
        let rows = groups.keys.sorted().html { office -> HTML in
            let group = groups[office] ?? []
            func sum(_ fen: (AwardSum) -> Int64?) -> HTML {
                let known = group.compactMap(fen)
                return known.isEmpty ? page.nothing : HTML(escaping: Figures.yuan(known.reduce(0, &+)))
            }
            return """
                <tr><td>\(page.officeName(office))</td><td class="n">\(page.count(group.reduce(0) { $0 + $1.claims }))</td>\
                <td class="n">\(sum { $0.fen })</td><td class="n">\(sum { $0.countyFen })</td><td class="n">\(sum { $0.cityFen })</td>\
                <td class="n">\(sum { $0.regionFen })</td></tr>
                """
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(page.t("分担", "Shares"))"><table><thead><tr>\
            <th scope="col">\(page.t("受理机关", "Taken in by"))</th><th scope="col" class="n">\(page.t("奖补", "Awards"))</th>\
            <th scope="col" class="n">\(page.t("金额（元）", "Amount, yuan"))</th><th scope="col" class="n">\(page.t("旗县区（元）", "County, yuan"))</th>\
            <th scope="col" class="n">\(page.t("市（元）", "City, yuan"))</th><th scope="col" class="n">\(page.t("自治区（元）", "Region, yuan"))</th>\
            </tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }
}
