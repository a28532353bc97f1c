import Awards
import Pages
import Web

/// The login, where the office has accounts.
enum FormLogin {
    static func show(_ view: FormView, trouble: String = "", status: Int = 200, _ more: [Response.Header] = [])
        -> Response
    {
        let warning: HTML = trouble.isEmpty ? "" : "<p class=\"warn\" role=\"alert\">\(trouble)</p>"
        let body: HTML = """
            <h1>\(view.t("登录", "Log in"))</h1>
            \(warning)<form method="post" action="/login" class="login">\(view.token)
            <label>\(view.t("经办人编号", "Officer")) <input name="officer" required autocomplete="username" autofocus maxlength="64"></label>
            <label>\(view.t("密码", "Password")) <input name="password" type="password" required autocomplete="current-password" maxlength="200"></label>
            <button class="main">\(view.t("登录", "Log in"))</button></form>
            """
        var response = FormLayout(view: view, place: nil, title: view.t("登录", "Log in"))
            .response(body, status: status)
        response.headers += more
        return response
    }

    static func enter(_ view: FormView, _ form: FormFields) throws -> Response {
        let name = String((form["officer"] ?? "").prefix(64))
        let sessions = view.site.sessions
        if let seconds = sessions.wait(for: name) {
            return show(
                view, trouble: view.t("尝试过多，请\(seconds)秒后再试。", "Too many tries: wait for \(seconds) s."), status: 429,
                [Response.Header("Retry-After", "\(seconds)")])
        }
        // Counted before it is checked, so that tries at the same time do not go free.
        sessions.note(failure: name)
        guard let accounts = view.site.accounts, view.site.office.officer(name) != nil,
            accounts.accept(officer: name, password: form["password"] ?? "")
        else {
            return show(view, trouble: view.t("编号或密码不对。", "Officer or password is wrong."), status: 403)
        }
        sessions.note(success: name)
        sessions.end(view.request)
        return FormSite.redirect(to: "/", [sessions.begin(officer: name).header])
    }
}
