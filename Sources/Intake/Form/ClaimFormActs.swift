import Awards
import Log
import Messages
import Pages
import Policy
import Seals
import Web

/// What the buttons of a claim's form do.
enum ClaimFormActs {
    private static let filesField = "files"

    static func act(_ view: FormView, _ form: MultipartForm) throws -> Response {
        var (page, faults) = try filled(view, form)
        let act = form["act"] ?? "check"
        switch act {
        case "send": return try send(page, faults)
        case "save": return try save(page, faults)
        case "check":
            page.faults = faults + typed(page)
            return page.response()
        case _ where act.hasPrefix("remove:"):
            page.entries.remove(evidence: String(act.dropFirst("remove:".count)))
        case _ where act.hasPrefix("more:"):
            page.moreRows[String(act.dropFirst("more:".count))] = 4
        case _ where act.hasPrefix("language:"):
            guard let language = Pages.Language(rawValue: String(act.dropFirst("language:".count))) else { break }
            return try speaking(language, view, form)
        case _: throw Problem(status: 422, detail: view.t("没有这种操作。", "There is no such act."))
        }
        page.faults = faults
        return page.response()
    }

    /// The same form in the other language, with all that was typed.
    private static func speaking(_ language: Pages.Language, _ view: FormView, _ form: MultipartForm) throws -> Response
    {
        var other = view
        other.language = language
        var (page, faults) = try filled(other, form)
        page.faults = faults
        var response = page.response()
        response.headers.append(language.remembered)
        return response
    }

    /// What the clause says of what is typed so far, for the page's script.
    static func preview(_ view: FormView, _ form: MultipartForm) throws -> Response {
        let page = try ClaimFormPage(
            view, view.part("programme"), view.part("clause"), ClaimEntries(form.fields))
        var response = Response(
            mediaType: "text/html; charset=utf-8", body: PreviewPart(page: page).html.bytes)
        response.headers += Guard.headers + [Response.Header("Cache-Control", "no-store")]
        return response
    }

    /// The form once more, with what was typed: nothing was done.
    static func again(_ view: FormView, _ form: MultipartForm, _ problem: Problem) throws -> Response {
        guard view.request.headers["accept"]?.contains("text/html") ?? false else { throw problem }
        var page = try ClaimFormPage(
            view, view.part("programme"), view.part("clause"), ClaimEntries(form.fields))
        page.draft = draft(form)
        let sentence = view.t(
            "登录或会话已过期，尚未办理。所填内容仍在下面，请再次提交。",
            "The session had ended, so nothing was done. What you filled in is below: send it again.")
        page.notice = "<p class=\"warn\" role=\"alert\">\(sentence)</p>"
        return page.response(status: problem.status)
    }

    /// The page with what was typed and what was attached, and what is wrong with the files.
    private static func filled(_ view: FormView, _ form: MultipartForm) throws -> (ClaimFormPage, [Fault]) {
        var entries = try ClaimEntries(form.fields)
        var faults: [Fault] = []
        for file in form.files where file.field == filesField {
            do throws(EvidenceStore.Refusal) {
                let digest = try view.site.desk.evidence.store(file.bytes)
                entries.add(ClaimEntries.Evidence(digest: digest.description, name: String(file.name.prefix(200))))
            } catch {
                guard case .empty = error else { throw error }
                let name = String(file.name.prefix(100))
                faults.append(Fault("evidence", zh: "文件“\(name)”为空。", en: "The file “\(name)” is empty."))
            }
        }
        var page = try ClaimFormPage(view, view.part("programme"), view.part("clause"), entries)
        page.draft = draft(form)
        return (page, faults)
    }

    private static func draft(_ form: MultipartForm) -> String? {
        form["draft"].flatMap { id in
            id.utf8.count == 16 && id.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 } ? id : nil
        }
    }

    /// What is wrong with what was typed; what was left out is not wrong yet.
    private static func typed(_ page: ClaimFormPage) -> [Fault] {
        let reader = DraftReader(page.record)
        let faults = (try? page.view.site.desk.faults(in: reader.draft, besides: reader.faults)) ?? []
        return faults.filter { fault in
            page.entries.values.contains { $0.name == fault.field || $0.name.hasPrefix(fault.field + ".") }
                || fault.field.hasPrefix("evidence")
        }
    }

    // MARK: Send and save

    private static func send(_ page: ClaimFormPage, _ fileFaults: [Fault]) throws -> Response {
        var page = page
        let reader = DraftReader(page.record)
        do {
            let receipt = try page.view.site.desk.submit(reader.draft, besides: reader.faults + fileFaults)
            // What was sent is no draft any more; a draft that stays for once does no harm.
            if let draft = page.draft { try? page.view.site.drafts.remove(draft) }
            return FormSite.redirect(to: ReceiptPage.path(receipt))
        } catch let faults as Faults {
            page.faults = faults.all
            return page.response(status: 422)
        } catch let refusal as OutboxRefusal {
            page.faults = [Fault("", zh: refusal.sentence.zh, en: refusal.sentence.en)]
            return page.response(status: Int(ProblemDetails(refusal).status))
        } catch is LogError {
            page.faults = [
                Fault(
                    "", zh: "本机关的存储暂时无法写入，尚未受理，请稍后再次提交。",
                    en: "The office's log cannot be written at the moment, so nothing was taken in: send it again.")
            ]
            return page.response(status: 503)
        }
    }

    private static func save(_ page: ClaimFormPage, _ faults: [Fault]) throws -> Response {
        let view = page.view
        let id = page.draft ?? DraftStore.newID()
        let draft = DraftStore.Draft(
            id: id, programme: page.programme.id, clause: page.clause.id, officer: view.officer?.id ?? "",
            savedMs: view.nowMs, entries: page.entries)
        guard try view.site.drafts.save(draft) else {
            throw Problem(
                status: 409,
                detail: view.t("草稿过多，请先删除一些。", "There are too many drafts: discard some first."))
        }
        guard faults.isEmpty else {
            var page = page
            page.draft = id
            page.faults = faults
            return page.response()
        }
        return FormSite.redirect(to: "/drafts/\(id)?saved=1")
    }
}
