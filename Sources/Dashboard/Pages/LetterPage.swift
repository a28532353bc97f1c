import Agent
import Awards
import Messages
import Pages
import Web

/// One dead letter: its attempts, its headers, its bytes.
enum LetterPage {
    /// - Parameter edited: what was typed in the place of the record, and could not be used.
    static func show(
        _ page: Page, isUnmasked: Bool = false, notice: HTML = "", edited: String? = nil, status: Int = 200
    ) throws -> Response {
        let id = page.request.parameters["letter"] ?? ""
        let attempts = try page.site.index.letter(id)
        guard let newest = attempts.first else { throw Problem(status: 404, detail: "There is no such letter.") }
        let isOwn = newest.office == page.site.office.division.code
        let isWriter = newest.writer == page.site.office.division.code
        let rows = attempts.html { row($0, page) }
        let body: HTML = """
            \(notice)<p>\(LettersPage.standing(newest, page))</p>
            <dl class="facts"><dt>\(page.t("任务", "Task"))</dt><dd>\(newest.task)</dd>
            <dt>\(page.t("失败种类", "Kind"))</dt><dd>\(DeadLetter.Kind(rawValue: newest.kind).map { page.t($0.zh, $0.en) } ?? newest.kind)</dd>
            <dt>\(page.t("原记录", "The record"))</dt><dd class="id">\(newest.origin)</dd>
            <dt>\(page.t("死信所在", "The letter"))</dt><dd class="id">\(newest.place)</dd>
            <dt>\(page.t("原记录由谁写入", "Written by"))</dt><dd>\(page.officeName(newest.writer))</dd></dl>
            <h2>\(page.t("各次尝试", "Attempts"))</h2><div class="scroll" tabindex="0" role="region" aria-label="\(page.t("各次尝试", "Attempts"))">\
            <table><thead><tr><th scope="col" class="n">\(page.t("次", "No."))</th><th scope="col">\(page.t("时间", "Time"))</th>\
            <th scope="col">\(page.t("失败原因", "What went wrong"))</th><th scope="col">\(page.t("谁重试", "Sent again by"))</th>\
            <th scope="col">\(page.t("理由", "Reason"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
            \(isOwn || isWriter ? try content(newest, page, isUnmasked) : "")\(isOwn ? acts(newest, page) : "")\
            \(isWriter && !isUnmasked ? try edit(newest, page, edited) : "")
            """
        return Layout(page: page, place: .letters, title: page.t("死信 \(id.prefix(12))", "Dead letter \(id.prefix(12))"))
            .response(body, status: status)
    }

    private static func row(_ letter: LetterRow, _ page: Page) -> HTML {
        let edited: HTML =
            letter.isEdited ? " <span class=\"state behind\">\(page.t("内容已更正", "record corrected"))</span>" : ""
        let correction: HTML =
            letter.correctedBy.map { officer in
                """
                <br>\(page.t("原机关更正：", "corrected by ")) \(page.officeName(letter.writer)) \(officer) \
                \(page.moment(letter.correctedMs)) \(letter.correctedReason ?? "")
                """
            } ?? ""
        return """
            <tr><td class="n">\(letter.attempt)</td><td>\(page.moment(letter.timeMs))</td><td>\(letter.error)</td>\
            <td>\(letter.retriedBy ?? "")\(edited)\(correction)</td><td>\(letter.retryReason ?? "")</td></tr>
            """
    }

    /// The record to be changed, for who wrote it; personal values stay masked, and stay what they are.
    private static func edit(_ row: LetterRow, _ page: Page, _ edited: String?) throws -> HTML {
        guard row.standing == .open || row.standing == .discarded, row.correctedBy == nil,
            let letter = try page.site.index.content(ofLetter: row.id), let edit = RecordEdit(letter)
        else { return "" }
        let text = edited ?? edit.text
        let lines = min(30, max(8, text.split(separator: "\n", omittingEmptySubsequences: false).count + 1))
        let hint = page.t(
            "遮盖的值（****）留在原处即保持不变；要更改时请整个改写。",
            "A masked value (****) that is left where it stands stays what it is; write it anew as a whole to change it."
        )
        return """
            <h2>\(page.t("更正后重新提交", "Correct it and submit it anew"))</h2>
            <form method="post" action="/letters/\(row.id)/edit" class="edit">\(page.token)\
            <input type="hidden" name="attempt" value="\(row.attempt)">
            <label for="record">\(page.t("记录内容（JSON）", "The record, JSON"))</label>
            <textarea id="record" name="record" rows="\(lines)" spellcheck="false" autocomplete="off" \
            aria-describedby="edit-help">\(text)</textarea><p class="note" id="edit-help">\(hint)</p>
            <div class="bar">\(page.signature)<button class="main">\(page.t("提交", "Submit"))</button></div></form>
            """
    }

    private static func acts(_ letter: LetterRow, _ page: Page) -> HTML {
        """
        <form method="post" action="/letters" class="bar acts">\(page.token)<input type="hidden" name="letter" value="\(letter.id)">\
        \(page.signature)<button name="act" value="retry" class="main">\(page.t("重试", "Retry"))</button>
        <button name="act" value="letter.correct">\(page.t("请原机关更正", "Ask for a correction"))</button>
        <button name="act" value="letter.discard">\(page.t("不再处理", "Discard"))</button></form>
        """
    }

    /// The record's headers and its bytes: a message masked, raw bytes only to who asks for them by name.
    private static func content(_ row: LetterRow, _ page: Page, _ isUnmasked: Bool) throws -> HTML {
        guard let letter = try page.site.index.content(ofLetter: row.id) else { return "" }
        let headers = [
            ("ce_type", letter.failedType), ("ce_id", letter.failedID), ("ce_source", letter.failedSource),
            ("key", letter.key ?? letter.keyBytes.map { Hex.dump($0.bytes, most: 64) }),
        ].html { "<dt>\($0.0)</dt><dd>\($0.1 ?? "—")</dd>" }
        let head: HTML = """
            <h2>\(page.t("原记录", "The failed record"))</h2><dl class="facts">\(headers)\
            <dt>\(page.t("大小", "Size"))</dt><dd>\(Figures.bytes(letter.recordSize))</dd>\
            <dt>\(page.t("摘要", "Digest"))</dt><dd class="id">\(letter.recordDigest)</dd></dl>
            """
        guard let bytes = letter.record?.bytes else {
            return
                "\(head)<p class=\"note\">\(page.t("内容过大，未附在死信中。", "The content is too large and stands only at its place."))</p>"
        }
        if isUnmasked {
            return
                "\(head)<pre class=\"bytes\" tabindex=\"0\">\(text(of: bytes))</pre><pre class=\"bytes\" tabindex=\"0\">\(Hex.dump(bytes, most: 4_096))</pre>"
        }
        let masked = letter.failedType.flatMap { MessageCatalogue.type(named: $0) }.flatMap { self.masked($0, bytes) }
        let shown: HTML =
            masked.map { "<pre class=\"bytes\" tabindex=\"0\">\(String(decoding: $0, as: UTF8.self))</pre>" }
            ?? "<p class=\"note\">\(page.t("内容不是可遮盖的消息，未显示。", "The content is no message that could be masked, so it is not shown."))</p>"
        return """
            \(head)\(shown)<form method="post" action="/letters/\(row.id)" class="bar">\(page.token)\(page.signature)\
            <button>\(page.t("显示原始字节（将记录在案）", "Show the raw bytes (kept on record)"))</button></form>
            """
    }

    private static func masked<Content: Message>(_ type: Content.Type, _ bytes: [UInt8]) -> [UInt8]? {
        (try? Content(reading: bytes))?.masked()
    }

    private static func text(of bytes: [UInt8]) -> String { String(decoding: bytes.prefix(64 << 10), as: UTF8.self) }
}

/// Bytes for people.
enum Hex {
    /// Sixteen in a line, with what of them is ASCII.
    static func dump(_ bytes: [UInt8], most: Int) -> String {
        let digits = Array("0123456789abcdef")
        func hex(_ value: Int, _ width: Int) -> String {
            String((0..<width).reversed().map { digits[value >> (4 * $0) & 15] })
        }
        var lines: [String] = []
        for start in stride(from: 0, to: min(bytes.count, most), by: 16) {
            let part = bytes[start..<min(start + 16, bytes.count, most)]
            let codes = part.map { hex(Int($0), 2) }.joined(separator: " ")
            let text = String(part.map { 0x20...0x7E ~= $0 ? Character(UnicodeScalar($0)) : "." })
            lines.append(
                hex(start, 6) + "  " + codes + String(repeating: " ", count: 3 * (16 - part.count)) + "  " + text)
        }
        if bytes.count > most { lines.append("… \(bytes.count - most) more bytes") }
        return lines.joined(separator: "\n")
    }
}
