import Documents
import Log
import Messages
import Pages
import Storage
import Web

/// A refusal, as a page.
enum FormProblem {
    static func show(_ view: FormView, _ problem: Problem) -> Response {
        guard view.request.headers["accept"]?.contains("text/html") ?? false else { return problem.response }
        let body: HTML = """
            <h1>\(problem.title)</h1><p class="warn" role="alert">\(problem.detail)</p>
            <p><a href="/">\(view.t("返回", "Back"))</a></p>
            """
        var response = FormLayout(view: view, place: nil, title: problem.title)
            .response(body, status: problem.status)
        response.headers += problem.headers
        return response
    }

    /// What happened on the office's disk is the operator's to know.
    static func show(_ view: FormView, answering error: any Error) throws -> Response {
        switch error {
        case let problem as Problem: return show(view, problem)
        case let refusal as OutboxRefusal:
            return show(view, Problem(status: Int(ProblemDetails(refusal).status), detail: view.t(refusal.sentence)))
        case is LogError, is StorageError, is EvidenceStore.Refusal, is TableError, is DocumentErrors:
            let sentence = view.t(
                "暂时无法写入本机关的磁盘，请稍后重试。", "The office's disk cannot be written at the moment; try again.")
            return show(
                view, Problem(status: 503, detail: sentence, headers: [Response.Header("Retry-After", "5")]))
        case _: throw error
        }
    }
}
