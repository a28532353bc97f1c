import Pages

/// Payments that are owed, and the statements between offices, red where a sum differs by a fen.
enum SettlementTables {
    static func html(_ matrix: SettlementMatrix, _ statements: [StatementRow], _ owed: [OwedRow], _ page: Page) -> HTML
    {
        let none: HTML = "<p class=\"calm\">\(page.t("还没有。", "None yet."))</p>"
        return """
            <h2>\(page.t("应付与已付", "Owed and paid"))</h2>\(owed.isEmpty ? none : payments(owed, page))
            <h2>\(page.t("年终体制结算", "Settlement between offices"))</h2>\(statements.isEmpty ? none : matrix.html(page))
            <h2>\(page.t("结算单与资金需求", "Statements and requests"))</h2>\(statements.isEmpty ? none : list(statements, page))
            """
    }

    /// The sums that `settler reconcile` prints.
    private static func payments(_ owed: [OwedRow], _ page: Page) -> HTML {
        let rows = owed.html { row in
            let difference: HTML =
                row.differenceFen == 0
                ? "<span class=\"state ok\">\(page.t("一致", "equal"))</span>"
                : """
                <span class="state stopped">\(page.t("不一致", "differs"))</span> (\(Figures.yuan(row.differenceFen))) \
                <a href="/topics/\(row.office).payments">\(row.office).payments</a>
                """
            return """
                <tr><td>\(page.officeName(row.office))</td><td class="n">\(Figures.yuan(row.awardFen))</td>\
                <td class="n">\(Figures.yuan(row.paidFen))</td><td class="n">\(Figures.yuan(row.owedFen))</td>\
                <td class="n">\(Figures.yuan(row.returnedFen))</td><td class="n">\(Figures.yuan(row.recoverableFen))</td>\
                <td class="n">\(Figures.yuan(row.recoveredFen))</td><td>\(difference)</td></tr>
                """
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(page.t("应付与已付", "Owed and paid"))"><table><thead><tr>\
            <th scope="col">\(page.t("支付机关", "Pays"))</th><th scope="col" class="n">\(page.t("奖补（元）", "Awarded, yuan"))</th>\
            <th scope="col" class="n">\(page.t("已付（元）", "Paid, yuan"))</th><th scope="col" class="n">\(page.t("未付（元）", "Outstanding, yuan"))</th>\
            <th scope="col" class="n">\(page.t("其中退回（元）", "Of it returned, yuan"))</th>\
            <th scope="col" class="n">\(page.t("应追回（元）", "Called back, yuan"))</th>\
            <th scope="col" class="n">\(page.t("已追回（元）", "Recovered, yuan"))</th>\
            <th scope="col">\(page.t("核对", "Reconciled"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    private static func list(_ statements: [StatementRow], _ page: Page) -> HTML {
        let rows = statements.html { row($0, page) }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(page.t("结算", "Settlement"))"><table><thead><tr>\
            <th scope="col">\(page.t("年度", "Year"))</th><th scope="col">\(page.t("出具机关", "From"))</th>\
            <th scope="col">\(page.t("对方机关", "To"))</th><th scope="col">\(page.t("种类", "Kind"))</th>\
            <th scope="col" class="n">\(page.t("合计（元）", "Total, yuan"))</th><th scope="col" class="n">\(page.t("明细合计（元）", "Lines, yuan"))</th>\
            <th scope="col">\(page.t("核对", "Reconciled"))</th><th scope="col">\(page.t("状态", "State"))</th></tr></thead>\
            <tbody>\(rows)</tbody></table></div>
            """
    }

    private static func row(_ statement: StatementRow, _ page: Page) -> HTML {
        let sum = statement.linesFen.map { HTML(escaping: Figures.yuan($0)) } ?? page.nothing
        return """
            <tr><td>\(statement.year)</td><td><a href="/topics/\(statement.from).settlements">\(page.officeName(statement.from))</a></td>\
            <td><a href="/topics/\(statement.to).settlements">\(page.officeName(statement.to))</a></td>\
            <td>\(statement.kind == "request" ? page.t("资金需求", "request") : page.t("结算", "settlement"))</td>\
            <td class="n">\(Figures.yuan(statement.totalFen))</td><td class="n">\(sum)</td><td>\(check(statement, page))</td>\
            <td>\(state(statement, page))</td></tr>
            """
    }

    private static func check(_ statement: StatementRow, _ page: Page) -> HTML {
        let words = [
            "matters": page.t("分条款合计", "by clause"), "lines": page.t("明细", "lines"),
            "answer": page.t("对方核对", "the answer"),
            "paid": page.t("拨付", "paid"),
        ]
        let differences = statement.differences.html { name, fen in
            "<li>\(words[name] ?? name): \(Figures.yuan(fen)) (\(Figures.yuan(fen &- statement.totalFen)))</li>"
        }
        let missing: HTML =
            statement.linesMissing == 0
            ? ""
            : "<li>\(page.t("明细少 \(statement.linesMissing) 行", "\(statement.linesMissing) lines are missing"))</li>"
        if differences.isEmpty && missing.isEmpty {
            return "<span class=\"state ok\">\(page.t("一致", "equal"))</span>"
        }
        return "<span class=\"state stopped\">\(page.t("不一致", "differs"))</span><ul>\(differences)\(missing)</ul>"
    }

    private static func state(_ statement: StatementRow, _ page: Page) -> HTML {
        if statement.isSuperseded { return "<span class=\"state\">\(page.t("已替代", "superseded"))</span>" }
        if statement.isOverridden, statement.outcome != "agreed" {
            return "<span class=\"state behind\">\(page.t("不待同意", "stands without agreement"))</span>"
        }
        if statement.paidFen != nil { return "<span class=\"state ok\">\(page.t("已拨付", "paid"))</span>" }
        switch statement.outcome {
        case "agreed": return "<span class=\"state ok\">\(page.t("已同意", "agreed"))</span>"
        case let outcome?:
            return "<span class=\"state behind\">\(outcome == "disputed" ? page.t("有争议", "disputed") : outcome)</span>"
        case nil: return "<span class=\"state unknown\">\(page.t("待核对", "to be checked"))</span>"
        }
    }
}
