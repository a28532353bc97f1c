import Documents
import Glibc
import Pages
import Policy
import Web

/// An empty table of claims under a clause, as a file.
enum TemplateDownload {
    static func download(_ view: FormView) throws -> Response {
        let parts = view.query("clause").split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let terms = try view.site.desk.terms.terms()
        guard parts.count == 2, let basis = terms.basis(parts[0], parts[1], "", nowMs: view.nowMs),
            let clause = basis.rulebook.programme.clause(parts[1]), clause.grantsMoney
        else {
            throw Problem(
                status: 404, detail: view.t("没有可申报的这一条款。", "There is no such clause to claim under."))
        }
        let template = ClaimTemplate(clause: clause)
        var response: Response
        let kind: String
        switch view.query("format") {
        case "csv":
            kind = "csv"
            response = Response(mediaType: "text/csv; charset=utf-8", body: Array(template.csv(view.words).utf8))
        case "xlsx":
            kind = "xlsx"
            let type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            response = Response(mediaType: type, body: try spreadsheet(template, view))
        case _: throw Problem(status: 400, detail: "The format is xlsx or csv.")
        }
        let name = clause.id.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        response.headers +=
            Guard.headers + [
                Response.Header("Content-Disposition", "attachment; filename=\"claims-\(name).\(kind)\"")
            ]
        return response
    }

    private static func spreadsheet(_ template: ClaimTemplate, _ view: FormView) throws -> [UInt8] {
        let path = view.site.uploads.temporaryPath()
        defer { unlink(path) }
        try template.write(path, view.words)
        return try Document.read(path)
    }
}
