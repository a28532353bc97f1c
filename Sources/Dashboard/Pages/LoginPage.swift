import Awards
import Pages
import Web

enum LoginPage {
    static func show(_ page: Page, trouble: String = "", status: Int = 200, _ more: [Response.Header] = []) -> Response
    {
        let warning: HTML = trouble.isEmpty ? "" : "<p class=\"warn\" role=\"alert\">\(trouble)</p>"
        let body: HTML = """
            \(warning)<form method="post" action="/login" class="login">\(page.token)
            <label>\(page.t("经办人编号", "Officer")) <input name="officer" required autocomplete="username" autofocus maxlength="64"></label>
            <label>\(page.t("密码", "Password")) <input name="password" type="password" required autocomplete="current-password" maxlength="200"></label>
            <button class="main">\(page.t("登录", "Log in"))</button></form>
            """
        var response = Layout(page: page, place: nil, title: page.t("登录", "Log in")).response(body, status: status)
        response.headers += more
        return response
    }

    static func enter(_ page: Page, _ form: FormFields) throws -> Response {
        let name = String((form["officer"] ?? "").prefix(64))
        if let seconds = page.site.sessions.wait(for: name) {
            return show(
                page, trouble: page.t("尝试过多，请\(seconds)秒后再试。", "Too many tries: wait for \(seconds) s."), status: 429,
                [Response.Header("Retry-After", "\(seconds)")])
        }
        // Counted before it is checked, so that tries at the same time do not go free.
        page.site.sessions.note(failure: name)
        guard let accounts = page.site.accounts, page.site.office.officer(name) != nil,
            accounts.accept(officer: name, password: form["password"] ?? "")
        else {
            return show(page, trouble: page.t("编号或密码不对。", "Officer or password is wrong."), status: 403)
        }
        page.site.sessions.note(success: name)
        page.site.sessions.end(page.request)
        return Site.redirect(to: "/", [page.site.sessions.begin(officer: name).header])
    }
}

/// A refusal, as a page.
enum ProblemPage {
    static func show(_ page: Page, _ problem: Problem) -> Response {
        guard page.request.headers["accept"]?.contains("text/html") ?? false else { return problem.response }
        let body: HTML = """
            <p class="warn" role="alert">\(problem.detail)</p><p><a href="/">\(page.t("返回", "Back"))</a></p>
            """
        var response = Layout(page: page, place: nil, title: problem.title).response(body, status: problem.status)
        response.headers += problem.headers
        return response
    }
}
