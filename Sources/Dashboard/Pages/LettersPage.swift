import Agent
import Awards
import Messages
import Pages
import Web

/// Records that could not be used, and what is done about them.
enum LettersPage {
    static func show(_ page: Page, notice: HTML = "") throws -> Response {
        let query = query(page) { page.request.query[$0]?.first }
        let letters = try page.site.index.letters(query)
        let isOwn = query.office == page.site.office.division.code
        let rows = letters.prefix(LetterQuery.page).html { row($0, page, isOwn: isOwn) }
        let table: HTML =
            letters.isEmpty
            ? "<p class=\"calm\">\(page.t("没有这样的死信。", "There are no such letters."))</p>"
            : """
            <div class="scroll" tabindex="0" role="region" aria-label="\(page.t("死信", "Dead letters"))"><table class="letters">
            <thead><tr>\(isOwn ? all(page) : "")<th scope="col">\(page.t("时间", "Time"))</th>\
            <th scope="col">\(page.t("任务", "Task"))</th><th scope="col">\(page.t("失败种类", "Kind"))</th>\
            <th scope="col">\(page.t("失败原因", "What went wrong"))</th><th scope="col">\(page.t("主体", "Firm"))</th>\
            <th scope="col" class="n">\(page.t("次数", "Attempt"))</th><th scope="col">\(page.t("状态", "State"))</th></tr></thead>
            <tbody>\(rows)</tbody></table></div>
            """
        let form: HTML =
            isOwn && !letters.isEmpty
            ? "<form method=\"post\" action=\"/letters\" id=\"letters\">\(page.token)\(table)\(acts(query, letters.count > LetterQuery.page, page))</form>"
            : "\(table)\(isOwn || !query.writer.isEmpty ? "" : foreign(query.office, page))"
        let trouble = page.site.desk.troubleNow.map { problem -> HTML in
            "<p class=\"warn\" role=\"status\">\(page.t("重试暂不能写入：", "Retries wait: "))\(problem)</p>"
        }
        let body: HTML = """
            \(notice)\(trouble)\(try asked(query, page))\(filter(query, page))\(form)\(more(query, letters.count, page))
            """
        return Layout(page: page, place: .letters, title: page.t("死信", "Dead letters"), scripts: ["letters.js"])
            .response(body)
    }

    /// What a filter asks for: as the page's address has it, or the form of acts.
    static func query(_ page: Page, _ value: (String) -> String?) -> LetterQuery {
        var query = LetterQuery()
        let office = value("office") ?? page.site.office.division.code
        if office == written { query.writer = page.site.office.division.code } else { query.office = office }
        query.stage = value("stage") ?? ""
        query.kind = value("kind") ?? ""
        query.key = (value("key") ?? "").split(separator: " ").joined()
        query.standing = value("standing").map(LetterRow.Standing.init(rawValue:)) ?? .open
        query.offset = min(max(0, Int(value("offset") ?? "") ?? 0), 1_000_000)
        return query
    }

    /// What the filter calls letters of other offices about records of this one.
    private static let written = "written"

    /// Says that other offices wait for a correction.
    private static func asked(_ query: LetterQuery, _ page: Page) throws -> HTML {
        let count = query.writer.isEmpty ? try page.site.index.asked(of: page.site.office.division.code) : 0
        if count == 0 { return "" }
        return """
            <p class="warn" role="status"><a href="/letters?office=\(written)">\(page.t("其他机关请本机关更正\(count)条记录。", "Other offices ask this one to correct \(count) of its records."))</a></p>
            """
    }

    private static func all(_ page: Page) -> HTML {
        "<th scope=\"col\"><input type=\"checkbox\" id=\"all\" aria-label=\"\(page.t("全选", "Select all"))\"></th>"
    }

    private static func row(_ letter: LetterRow, _ page: Page, isOwn: Bool) -> HTML {
        let box: HTML =
            isOwn
            ? "<td><input type=\"checkbox\" name=\"letter\" value=\"\(letter.id)\" aria-label=\"\(page.t("选择", "Select")) \(letter.id.prefix(8))\"></td>"
            : ""
        let kind = DeadLetter.Kind(rawValue: letter.kind)
        return """
            <tr>\(box)<td>\(page.moment(letter.timeMs))</td><td>\(letter.task)</td>\
            <td>\(kind.map { page.t($0.zh, $0.en) } ?? letter.kind)</td>\
            <td><a href="/letters/\(letter.id)">\(letter.error.prefix(160))</a></td><td class="id">\(letter.key)</td>\
            <td class="n">\(letter.attempt)</td><td>\(standing(letter, page))</td></tr>
            """
    }

    static func standing(_ letter: LetterRow, _ page: Page) -> HTML {
        let word = page.t(letter.standing.zh, letter.standing.en)
        let colour =
            switch letter.standing {
            case .open: "stopped"
            case .queued, .sent: "behind"
            case .resolved: "ok"
            case .discarded: "unknown"
            }
        let who: HTML =
            switch letter.standing {
            case .sent, .resolved: " \(letter.retriedBy ?? "") \(page.moment(letter.retriedMs))"
            case .discarded: " \(letter.discardedBy ?? "")"
            case .queued: " \(letter.queuedBy ?? "")"
            case .open: open(letter, page)
            }
        return "<span class=\"state \(colour)\">\(word)</span>\(who)"
    }

    private static func open(_ letter: LetterRow, _ page: Page) -> HTML {
        if let officer = letter.correctedBy {
            return
                " \(page.t("已由\(page.officeName(letter.writer))更正：", "corrected by \(page.officeName(letter.writer)),")) \(officer)"
        }
        return letter.correctionBy.map { " \(page.t("已请更正：", "correction asked by ")) \($0)" } ?? ""
    }

    private static func filter(_ query: LetterQuery, _ page: Page) -> HTML {
        func options(_ values: [(String, String)], _ chosen: String) -> HTML {
            values.html { "<option value=\"\($0.0)\"\("selected", if: $0.0 == chosen)>\($0.1)</option>" }
        }
        let counts = (try? page.site.index.openLetters()) ?? [:]
        let offices =
            page.site.offices.all.map { office in
                let open = counts[office.division.code].map { " (\($0))" } ?? ""
                return (office.division.code, page.t(office.name) + open)
            } + [(written, page.t("本机关写入、他处失败", "written here, failed elsewhere"))]
        let stages = [("", page.t("全部", "all"))] + Stage.allCases.map { ($0.rawValue, page.t($0.title)) }
        let kinds = [("", page.t("全部", "all"))] + DeadLetter.Kind.allCases.map { ($0.rawValue, page.t($0.zh, $0.en)) }
        let standings =
            [("any", page.t("全部", "all"))]
            + LetterRow.Standing.allCases.map { ($0.rawValue, page.t($0.zh, $0.en)) }
        return """
            <form method="get" class="bar"><label>\(page.t("机关", "Office")) <select name="office">\(options(offices, query.writer.isEmpty ? query.office : written))</select></label>
            <label>\(page.t("环节", "Stage")) <select name="stage">\(options(stages, query.stage))</select></label>
            <label>\(page.t("失败种类", "Kind")) <select name="kind">\(options(kinds, query.kind))</select></label>
            <label>\(page.t("主体", "Firm")) <input name="key" value="\(query.key)" autocomplete="off" size="20" maxlength="100"></label>
            <label>\(page.t("状态", "State")) <select name="standing">\(options(standings, query.standing?.rawValue ?? "any"))</select></label>
            <button>\(page.t("筛选", "Filter"))</button></form>
            """
    }

    private static func acts(_ query: LetterQuery, _ isMore: Bool, _ page: Page) -> HTML {
        let fields = [("stage", query.stage), ("kind", query.kind), ("key", query.key)].html {
            "<input type=\"hidden\" name=\"\($0.0)\" value=\"\($0.1)\">"
        }
        let every: HTML = """
            \(fields)<input type="hidden" name="standing" value="\(query.standing?.rawValue ?? "any")">\
            <label><input type="checkbox" name="every" value="1"> \(page.t("筛选出的全部（不止本页）", "all that the filter finds, on other pages too"))</label>
            """
        return """
            <div class="bar acts">\(isMore ? every : "")\(page.signature)
            <button name="act" value="retry" class="main">\(page.t("重试", "Retry"))</button>
            <button name="act" value="letter.correct">\(page.t("请原机关更正", "Ask for a correction"))</button>
            <button name="act" value="letter.discard">\(page.t("不再处理", "Discard"))</button></div>
            """
    }

    private static func foreign(_ office: String, _ page: Page) -> HTML {
        let operators =
            Division(office).flatMap { page.site.offices[$0] }?.officers
            .filter { $0.roles.contains(.operator) }.map { "\(page.t($0.name)) \($0.id)" } ?? []
        let names = operators.isEmpty ? page.t("该机关没有运维", "it has no operator") : operators.joined(separator: ", ")
        return """
            <p class="note">\(page.t("其他机关的死信由该机关处理：", "Another office's letters are its own to deal with: "))\(names)</p>
            """
    }

    private static func more(_ query: LetterQuery, _ count: Int, _ page: Page) -> HTML {
        func link(_ offset: Int, _ word: String) -> HTML {
            """
            <a href="/letters?office=\(query.writer.isEmpty ? query.office : written)&amp;stage=\(query.stage)&amp;kind=\(query.kind)&amp;key=\(PercentEncoding.encode(query.key))\
            &amp;standing=\(query.standing?.rawValue ?? "any")&amp;offset=\(offset)">\(word)</a>
            """
        }
        let before: HTML? =
            query.offset > 0 ? link(max(0, query.offset - LetterQuery.page), page.t("上一页", "Previous")) : nil
        let after: HTML? = count > LetterQuery.page ? link(query.offset + LetterQuery.page, page.t("下一页", "Next")) : nil
        return "<p class=\"paging\">\(before) \(after)</p>"
    }
}

extension DeadLetter.Kind {
    var zh: String {
        switch self {
        case .unreadable: "无法读取"
        case .refusedByDecider: "处理程序拒绝"
        case .tooExpensive: "耗费过大"
        case .crashesTheAgent: "使程序中断"
        case .tooLarge: "结果过大"
        case .refusedByLog: "日志拒绝"
        }
    }

    var en: String {
        switch self {
        case .unreadable: "unreadable"
        case .refusedByDecider: "refused"
        case .tooExpensive: "too expensive"
        case .crashesTheAgent: "crashes the agent"
        case .tooLarge: "too large"
        case .refusedByLog: "refused by the log"
        }
    }
}
