import Agent
import Awards
import Feel
import Log
import Pages
import Synchronization
import Web

/// Who acts, and why: taken from the session, or from the form where the office has no accounts.
struct Signature {
    let officer: String
    let reason: String

    static let longestReason = 500

    init(_ page: Page, _ form: FormFields, needs role: Role) throws(Problem) {
        let reason = (form["reason"] ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !reason.isEmpty, reason.count <= Self.longestReason else {
            throw Problem(
                status: 422,
                detail: page.t(
                    "请填写理由，至多\(Self.longestReason)字。", "Give a reason, of \(Self.longestReason) characters at most."))
        }
        let named = page.site.accounts == nil ? form["officer"].flatMap { page.site.office.officer($0) } : page.officer
        guard let officer = named else {
            throw Problem(status: 422, detail: page.t("请选择经办人。", "Choose an officer."))
        }
        guard officer.roles.contains(role) else {
            throw Problem(
                status: 403,
                detail: page.t(
                    "\(officer.id)没有“\(role.title.zh)”职责。",
                    "\(officer.id) has not the role \(role.rawValue) that this takes."))
        }
        self.officer = officer.id
        self.reason = reason
    }
}

/// What is done about dead letters.
enum LetterActs {
    static func act(_ page: Page, _ form: FormFields) throws -> Response {
        let signature = try Signature(page, form, needs: .operator)
        var letters = form.all("letter").filter { $0.utf8.count <= 64 }
        if form["every"] == "1" {
            var query = LettersPage.query(page) { form[$0] }
            query.office = page.site.office.division.code
            letters = try page.site.index.found(query).map(\.id)
        }
        guard !letters.isEmpty else {
            throw Problem(status: 422, detail: page.t("请至少选择一条死信。", "Choose at least one letter."))
        }
        let notice: HTML
        switch form["act"] {
        case "retry"?:
            let outcome = try page.site.desk.retry(letters, officer: signature.officer, reason: signature.reason)
            let refused = outcome.refused.prefix(20).html {
                "<li><code>\($0.letter.prefix(12))</code> \(page.t($0.zh, $0.en))</li>"
            }
            notice = """
                <div class="notice" role="status"><p>\(outcome.queued.count) \(page.t("条已排队重试。", "letters are sent again."))</p>\
                <ul>\(refused)</ul></div>
                """
        case Act.Kind.discard.rawValue?:
            notice = try note(.discard, letters, signature, page)
        case Act.Kind.correct.rawValue?:
            notice = try note(.correct, letters, signature, page)
        case _: throw Problem(status: 422, detail: page.t("没有这种操作。", "There is no such act."))
        }
        return try LettersPage.show(page, notice: notice)
    }

    /// Takes what an operator has made of a record of his own office.
    static func edit(_ page: Page, _ form: FormFields) throws -> Response {
        let signature = try Signature(page, form, needs: .operator)
        let id = page.request.parameters["letter"] ?? ""
        guard let newest = try page.site.index.letter(id).first,
            let letter = try page.site.index.content(ofLetter: id), let edit = RecordEdit(letter)
        else { throw Problem(status: 404, detail: "There is no such letter.") }
        guard newest.attempt == form["attempt"].flatMap({ Int64($0) }) else {
            throw Problem(
                status: 409,
                detail: page.t("其间已有新的尝试，请重新打开。", "It has failed again since the page was opened: open it anew."))
        }
        let record: String
        do {
            record = try edit.record(from: form["record"] ?? "", page)
        } catch {
            // What was typed stays in the form.
            return try LetterPage.show(page, notice: Notice.warning(error.detail), edited: form["record"], status: 422)
        }
        let outcome = try page.site.desk.submit(record, of: id, officer: signature.officer, reason: signature.reason)
        if let refused = outcome.refused.first {
            return try LetterPage.show(
                page, notice: Notice.warning(page.t(refused.zh, refused.en)), edited: form["record"], status: 409)
        }
        let sentence =
            newest.office == page.site.office.division.code
            ? page.t("已更正，排队重试。", "It is corrected, and sent again.")
            : page.t("已更正，由\(newest.office)重试。", "It is corrected; \(newest.office) sends it.")
        return try LetterPage.show(page, notice: Notice.done(sentence))
    }

    private static func note(_ kind: Act.Kind, _ letters: [String], _ signature: Signature, _ page: Page) throws -> HTML
    {
        let office = page.site.office.division
        let own = try letters.filter { try page.site.index.letter($0).first?.office == office.code }
        let acts = own.map { Act(kind: kind, subject: $0, officer: signature.officer, reason: signature.reason) }
        try Act.write(acts, of: office, to: page.site.log, atMs: page.site.nowMs())
        return """
            <div class="notice" role="status"><p>\(own.count) \(page.t("条：", "letters: "))\(page.t(kind.zh, kind.en))\(page.t("，已记录。", "; it is on record."))</p></div>
            """
    }

    /// Shows a letter's raw bytes, which is kept on record first.
    static func unmask(_ page: Page, _ form: FormFields) throws -> Response {
        let signature = try Signature(page, form, needs: .operator)
        guard page.site.allowsUnmasking else {
            throw Problem(
                status: 403,
                detail: page.t(
                    "本机关的配置不允许显示个人信息。", "The office's configuration does not allow showing what is personal."))
        }
        let letter = page.request.parameters["letter"] ?? ""
        let act = Act(kind: .unmask, subject: letter, officer: signature.officer, reason: signature.reason)
        try Act.write([act], of: page.site.office.division, to: page.site.log, atMs: page.site.nowMs())
        return try LetterPage.show(page, isUnmasked: true)
    }
}

/// The live tail of a topic, as an event stream.
enum TailRoute {
    static func open(_ page: Page) throws -> Response {
        let (partitions, start, condition) = try question(
            page, topic: page.query("topic"), from: page.query("from"), partition: page.query("partition"),
            where: page.query("where"))
        guard TailSession.open.load(ordering: .relaxed) < TailSession.most else {
            throw Problem(status: 429, detail: page.t("同时打开的实时查看过多。", "Too many tails are open."))
        }
        let session = TailSession(page.site.log, partitions, from: start, where: condition)
        session.begin()
        return Response(events: session.stream)
    }

    static func question(_ page: Page, topic name: String, from: String, partition: String, where text: String)
        throws(Problem) -> ([TopicPartition], TailSession.Start, RecordCondition?)
    {
        guard let topic = page.picture.topic(name) else {
            throw Problem(status: 404, detail: "There is no such topic.")
        }
        guard let start = TailSession.Start(from) else {
            throw Problem(
                status: 422,
                detail: page.t(
                    "“从”应为 start、end、位移或时间。",
                    "From takes start, end, an offset or a time such as 2026-03-01T09:00:00+08:00."))
        }
        let all = topic.partitions.map { TopicPartition(name, $0.number) }
        let chosen = partition.isEmpty ? all : all.filter { String($0.partition) == partition }
        guard !chosen.isEmpty else { throw Problem(status: 422, detail: "There is no such partition.") }
        guard !text.isEmpty else { return (chosen, start, nil) }
        do throws(FeelError) {
            return (chosen, start, try RecordCondition(text))
        } catch {
            throw Problem(status: 422, detail: page.t("条件有误：\(error)", "The condition is wrong: \(error)"))
        }
    }
}

/// A topic's records as a file, which is kept on record.
enum ExportAct {
    static func run(_ page: Page, _ form: FormFields) throws -> Response {
        let signature = try Signature(page, form, needs: .operator)
        let name = form["topic"] ?? ""
        let (partitions, start, condition) = try TailRoute.question(
            page, topic: name, from: form["from"] ?? "start", partition: form["partition"] ?? "",
            where: form["where"] ?? "")
        guard let format = form["format"].flatMap(Export.Format.init(rawValue:)) else {
            throw Problem(status: 422, detail: "The format is csv or jsonl.")
        }
        let isUnmasked = form["unmask"] == "1"
        guard !isUnmasked || page.site.allowsUnmasking else {
            throw Problem(
                status: 403, detail: page.t("本机关的配置不允许显示个人信息。", "The office's configuration does not allow this."))
        }
        let act = Act(
            kind: isUnmasked ? .unmask : .export, subject: name, officer: signature.officer, reason: signature.reason)
        try Act.write([act], of: page.site.office.division, to: page.site.log, atMs: page.site.nowMs())
        let export = Export(
            log: page.site.log, partitions: partitions, start: start, condition: condition, format: format,
            isUnmasked: isUnmasked)
        var response = Response(mediaType: format.mediaType, body: try export.run().bytes)
        response.headers += Guard.headers
        response.headers.append(
            Response.Header("Content-Disposition", "attachment; filename=\"\(name).\(format.rawValue)\""))
        return response
    }
}
