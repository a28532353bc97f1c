import Awards
import Pages
import Web

/// The first page: the map, and every edge with its last hour.
enum FlowPage {
    static func show(_ page: Page) -> Response {
        let counts = Standing.allCases.reversed().html { standing in
            let count = page.picture.tasks.count { $0.standing == standing }
            return count == 0 ? "" : "<li>\(page.state(standing)) <b>\(count)</b></li>"
        }
        let body: HTML = """
            <div id="flow" data-live><ul class="tally" aria-label="\(page.t("各状态的任务数", "tasks by state"))">\(counts)</ul>
            <div class="scroll" tabindex="0" role="region" aria-label="\(page.t("流程图", "Flow map"))">\(FlowMap(page: page).html)</div>
            <h2>\(page.t("各段流向", "Edges"))</h2>\(edges(page, page.picture.edges))</div>
            """
        return Layout(page: page, place: .flow, title: page.t("流程", "Flow")).response(body)
    }

    static func edges(_ page: Page, _ edges: [EdgePicture]) -> HTML {
        let sorted = edges.sorted { ($1.standing, $0.key) < ($0.standing, $1.key) }
        let rows = sorted.html { edge in
            let name = "\(edge.key.division).\(edge.key.stage.rawValue)"
            return """
                <tr><td><a href="/topics/\(edge.key.topic)" data-key="\(name) \(edge.key.topic)">\(edge.key.topic)</a></td>\
                <td><a href="/stages/\(name)" data-key="\(name) \(edge.key.topic) stage">\(page.officeName(edge.key.division)) \
                \(page.t(edge.key.stage.title))</a></td><td>\(page.state(edge.standing))\(blocked(edge, page))</td>\
                <td class="n">\(page.rate(edge.rateIn))</td><td class="n">\(page.rate(edge.rateOut))</td>\
                <td class="n">\(page.seconds(edge.lagSeconds))</td><td class="n">\(page.count(edge.lagRecords))</td>\
                <td>\(timeLine(edge, page, width: 180, height: 22))</td></tr>
                """
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(page.t("各段流向", "Edges"))">\
            <table><thead><tr><th scope="col">\(page.t("主题", "Topic"))</th><th scope="col">\(page.t("读取环节", "Read by"))</th>\
            <th scope="col">\(page.t("状态", "State"))</th><th scope="col" class="n">\(page.t("写入", "In"))</th>\
            <th scope="col" class="n">\(page.t("处理", "Out"))</th><th scope="col" class="n">\(page.t("滞后", "Lag"))</th>\
            <th scope="col" class="n">\(page.t("未处理", "Waiting"))</th>\
            <th scope="col">\(page.t("近一小时滞后", "Lag, last hour"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    private static func blocked(_ edge: EdgePicture, _ page: Page) -> HTML {
        guard let seconds = edge.blockedSeconds else { return "" }
        return " \(page.t("已 \(seconds) s", "for \(seconds) s"))"
    }

    static func timeLine(_ edge: EdgePicture, _ page: Page, width: Int, height: Int) -> HTML {
        let most = edge.history.compactMap { $0 }.max()
        let label =
            most.map {
                page.t(
                    "近一小时最长\(Figures.duration($0, page.language))",
                    "at most \(Figures.duration($0, page.language)) in the last hour")
            }
            ?? page.t("没有数据", "no data")
        return SVG.timeLine(edge.history, width: width, height: height, ceiling: 5, label: label)
    }
}

/// One stage of one office: its tasks and what it reads.
enum StagePage {
    static func show(_ page: Page) throws -> Response {
        let parts = (page.request.parameters["stage"] ?? "").split(separator: ".").map(String.init)
        guard parts.count == 2, let division = Division(parts[0]), let stage = Stage(rawValue: parts[1]),
            let office = page.site.offices[division], !office.tasks(of: stage).isEmpty
        else { throw Problem(status: 404, detail: "No office runs this stage.") }
        let tasks = page.picture.tasks(of: division, stage).html { task in row(task, page) }
        let edges = page.picture.edges.filter { $0.key.division == division && $0.key.stage == stage }
        let title = "\(page.t(office.name)) · \(page.t(stage.title))"
        let body: HTML = """
            <div id="stage" data-live><div class="scroll" tabindex="0" role="region" aria-label="\(page.t("任务", "Tasks"))">\
            <table><thead><tr><th scope="col">\(page.t("任务", "Task"))</th><th scope="col">\(page.t("状态", "State"))</th>\
            <th scope="col">\(page.t("进程", "Worker"))</th><th scope="col">\(page.t("自述", "Says"))</th>\
            <th scope="col" class="n">\(page.t("多久没有消息", "Heard ago"))</th><th scope="col" class="n">\(page.t("进度", "Progress"))</th>\
            <th scope="col" class="n">\(page.t("滞后", "Lag"))</th><th scope="col" class="n">\(page.t("最久未决", "Oldest open"))</th>\
            <th scope="col" class="n">\(page.t("死信", "Dead letters"))</th><th scope="col" class="n">\(page.t("恢复", "Restores"))</th>\
            <th scope="col">\(page.t("版本", "Build"))</th></tr></thead><tbody>\(tasks)</tbody></table></div>
            <h2>\(page.t("读取的主题", "What it reads"))</h2>\(FlowPage.edges(page, edges))</div>
            """
        return Layout(page: page, place: .flow, title: title).response(body)
    }

    private static func row(_ task: TaskPicture, _ page: Page) -> HTML {
        let role = task.role.map { $0 + ": " } ?? ""
        return """
            <tr><td>\(task.name.description)</td><td>\(page.state(task.standing))</td>\
            <td>\(task.worker.map { HTML(escaping: $0) } ?? page.nothing)</td>\
            <td>\(task.says.map { HTML(escaping: role + $0) } ?? page.nothing)</td>\
            <td class="n">\(page.seconds(task.silentSeconds))</td><td class="n">\(page.count(task.progress))</td>\
            <td class="n">\(page.seconds(task.lagSeconds))</td><td class="n">\(page.seconds(task.oldestOpenSeconds))</td>\
            <td class="n">\(page.count(task.deadLetters))</td><td class="n">\(page.count(task.restores))</td>\
            <td>\(task.build.map { HTML(escaping: $0) } ?? page.nothing)</td></tr>
            """
    }
}
