import Pages

/// The evidence that is stored, and what may be added.
struct EvidenceField {
    let page: ClaimFormPage

    init(page: ClaimFormPage) { self.page = page }

    var html: HTML {
        let view = page.view
        let faults = page.faults.filter { $0.field.hasPrefix("evidence") }.map { view.t($0.text) }
        let pieces = page.entries.evidence.html { piece in
            let name = piece.name.isEmpty ? view.t("材料", "file") : piece.name
            return """
                <li><span class="file">\(name)</span> <code>\(piece.digest.prefix(19))…</code>\
                <input type="hidden" name="evidence" value="\(piece.digest)"><input type="hidden" name="evidence_name" value="\(piece.name)">
                <button name="act" value="remove:\(piece.digest)" class="quiet" aria-label="\(view.t("移除", "Remove")) \(name)">\(view.t("移除", "Remove"))</button></li>
                """
        }
        let list: HTML = page.entries.evidence.isEmpty ? "" : "<ul class=\"evidence\">\(pieces)</ul>"
        let error: HTML =
            faults.isEmpty ? "" : "<p class=\"error\" id=\"e-evidence\">\(faults.joined(separator: " "))</p>"
        return """
            <fieldset><legend>\(view.t("佐证材料", "Evidence"))</legend>\(list)
            <div class="field wide\(faults.isEmpty ? "" : " wrong")"><label for="f-evidence">\(view.t("添加文件", "Add files"))</label>
            <input id="f-evidence" type="file" name="files" multiple aria-describedby="h-evidence\(faults.isEmpty ? "" : " e-evidence")"\
            \(faults.isEmpty ? "" : " aria-invalid=\"true\"" as HTML)>
            <p class="hint" id="h-evidence">\(view.t("合计不超过15 MB；以SHA-256摘要存放于本机关，核对、保存或提交时上传", "15 MB together at most; kept at this office under their SHA-256, and uploaded when you check, save or send"))</p>
            <p class="error" id="file-note" role="alert"></p>\(error)</div></fieldset>
            """
    }
}
